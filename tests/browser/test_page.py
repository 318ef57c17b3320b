"""The chat page in a real browser: two phones, long chats, the clock and the server."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world import World

from .conftest import MEMBER, NARROW, SECRETARY, STRANGER, Clock, Served, Visit, new_world

# Chromium takes a second to start: one of them, and its event loop, serve all tests.
pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_two_people_are_watched_side_by_side(world: World, left: Locator, right: Locator) -> None:
    world.deliver(SECRETARY, {"text": "已发给 38 位同志"})
    world.deliver(MEMBER, {"text": "明天上午九点开会"})

    await expect(left.locator(".message")).to_have_text(["已发给 38 位同志09:03"])
    await expect(right.locator(".message")).to_have_text(["明天上午九点开会09:03"])
    await expect(left.locator(".owner-name")).to_have_text("沈国安")
    await expect(right.locator(".owner-name")).to_have_text("周德明")


async def test_a_narrow_screen_shows_one_phone(visit: Visit) -> None:
    page = await visit(NARROW)

    await expect(page.locator(".phone").first).to_be_visible()
    await expect(page.locator(".phone").nth(1)).to_be_hidden()
    assert await page.evaluate("innerWidth") == NARROW["width"]


async def test_another_person_takes_the_phone(page: Page, right: Locator) -> None:
    await right.locator(".owner").click()
    await right.get_by_role("searchbox").fill("陌生")
    await page.keyboard.press("Enter")

    await expect(right.locator(".owner-name")).to_have_text("路人")
    await expect(right.locator(".owner-hint")).to_have_text("陌生人 · 不在花名册上")
    await page.reload()
    await expect(right.locator(".owner-name")).to_have_text("路人")


async def test_who_has_come_in_is_nobody_to_invite_any_more(world: World, right: Locator) -> None:
    await expect(right.locator(".owner-hint")).to_have_text("党员 · 第二党小组，可以邀请")

    world.deliver(MEMBER, {"text": "您是周德明同志吗？"})

    await expect(right.locator(".owner-hint")).to_have_text("党员")


async def test_who_has_something_unread_is_counted_until_it_is_seen(
    world: World, left: Locator, right: Locator
) -> None:
    world.acquaint([STRANGER])
    world.deliver(STRANGER, {"text": "一"})
    world.deliver(STRANGER, {"text": "二"})

    await expect(left.locator(".owner > .badge")).to_have_text("2")
    await left.locator(".owner").click()
    await expect(left.locator(".person").first).to_contain_text("路人")
    await left.locator(".person").first.click()

    await expect(left.locator(".message")).to_have_count(2)
    await expect(right.locator(".owner > .badge")).to_be_hidden()


async def test_a_draft_waits_for_its_person(left: Locator, page: Page) -> None:
    await left.get_by_role("textbox").fill("还没写完")
    await left.locator(".owner").click()
    await left.locator(f"[data-person='{STRANGER}']").click()
    await expect(left.locator(".owner-name")).to_have_text("路人")

    await left.locator(".owner").click()
    await left.locator(f"[data-person='{SECRETARY}']").click()

    await expect(left.get_by_role("textbox")).to_have_value("还没写完")


async def test_one_who_reads_further_up_stays_there(world: World, left: Locator) -> None:
    for i in range(200):
        world.deliver(SECRETARY, {"text": f"第 {i} 条"})
    await expect(left.locator(".message").last).to_contain_text("第 199 条")
    log = left.locator(".log")
    await log.evaluate("node => { node.scrollTop = 300 }")
    await expect(left.locator(".to-bottom")).to_be_visible()
    seen = left.locator(".message", has_text="第 130 条")
    before = (await seen.bounding_box() or {})["y"]

    world.deliver(SECRETARY, {"text": "新来的"})
    await expect(left.locator(".message").last).to_contain_text("新来的")
    assert abs((await seen.bounding_box() or {})["y"] - before) < 1
    # Not by the mouse: that would scroll to the button first.
    await left.locator(".earlier").evaluate("button => button.click()")
    await expect(left.locator(".message")).to_have_count(161)
    assert abs((await seen.bounding_box() or {})["y"] - before) < 1

    await expect(left.locator(".to-bottom")).to_have_attribute("data-fresh", "1")
    await left.locator(".to-bottom").click()
    await expect(left.locator(".message").last).to_be_in_viewport()


async def test_the_end_is_kept_while_the_window_is_drawn_wider(world: World, left: Locator) -> None:
    for i in range(30):
        world.deliver(SECRETARY, {"text": f"第 {i} 条：" + "请各位老同志看一看这一条。" * 9})
    last = left.locator(".message").last
    await expect(last).to_contain_text("第 29 条")
    await expect(last).to_be_in_viewport()

    # Each width between two frames: what the one before scrolled is told only when the next is laid out.
    await left.evaluate("""async (phone) => {
        for (const width of [340, 500, 340, 500, 340]) {
            phone.style.maxWidth = `${width}px`;
            await new Promise(requestAnimationFrame);
            await new Promise((done) => setTimeout(done));
        }
    }""")

    await expect(last).to_be_in_viewport(ratio=0.9)
    await expect(left.locator(".to-bottom")).to_be_hidden()


async def test_days_are_separated(world: World, clock: Clock, left: Locator) -> None:
    clock.at -= timedelta(days=1)
    world.deliver(SECRETARY, {"text": "昨天的"})
    clock.at += timedelta(days=1)
    world.deliver(SECRETARY, {"text": "今天的"})

    await expect(left.locator(".day")).to_have_text(["昨天", "今天"])


async def test_the_clock_walks_to_tomorrow_morning(page: Page, clock: Clock) -> None:
    await page.get_by_role("button", name="明天 08:30").click()

    await expect(page.locator(".clock-time")).to_have_text("08:30")
    await expect(page.locator(".clock-day")).to_have_text("12月2日 星期三")
    assert clock.moves == ["run to 12-02 08:30"]


async def test_the_clock_jumps_to_a_chosen_time_as_if_the_bot_had_been_down(page: Page, clock: Clock) -> None:
    await page.get_by_text("停机跳过去").click()
    await page.get_by_role("button", name="选时间").click()
    await page.get_by_label("日期和时间").fill("2026-12-05T18:00")
    await page.get_by_role("button", name="就到这时候").click()

    await expect(page.locator(".clock-day")).to_have_text("12月5日 星期六")
    assert clock.moves == ["jump to 12-05 18:00"]


async def test_on_a_narrow_screen_the_clock_unfolds(visit: Visit, clock: Clock) -> None:
    page = await visit(NARROW)

    await page.locator(".clock-face").click()
    await page.get_by_role("button", name="+1 小时").click()

    await expect(page.locator(".clock-time")).to_have_text("10:03")
    await expect(page.locator(".clock-controls")).to_be_hidden()


async def test_the_page_finds_the_server_again_and_shows_what_is_there_now(
    world: World, served: Served, clock: Clock, page: Page, left: Locator
) -> None:
    world.deliver(SECRETARY, {"text": "从前"})
    await expect(left.locator(".message")).to_have_count(1)

    await served.stop()
    await expect(page.locator(".offline")).to_be_visible()
    served.world = new_world(clock)
    served.world.deliver(SECRETARY, {"text": "另一个世界"})
    await served.start()

    await expect(page.locator(".offline")).to_be_hidden()
    await expect(left.locator(".message")).to_have_text(["另一个世界09:03"])
    served.world.deliver(SECRETARY, {"text": "还连着"})
    await expect(left.locator(".message")).to_have_count(2)
