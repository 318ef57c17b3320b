"""The chat page in a real browser: what a person sees there, and what happens when they touch it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world import World

from .conftest import MEMBER, NARROW, SAMPLE, SECRETARY, STRANGER, WIDE, Clock, Served, Visit, new_world

# Chromium takes a second to start: one of them, and its event loop, serve all tests.
pytestmark = pytest.mark.asyncio(loop_scope="package")

TABLET = {"width": 820, "height": 1180}
LAPTOP = {"width": 1024, "height": 768}
PNG = bytes.fromhex(  # one red point
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478"
    "da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def asking(text: str, *labels: str) -> dict[str, Any]:
    """A message of the bot with one button a row; a button's data is its label."""
    rows = [[{"text": label, "callback_data": label}] for label in labels]
    return {"text": text, "reply_markup": {"inline_keyboard": rows}}


def keys(*rows: list[Any], **wishes: bool) -> dict[str, Any]:
    return {
        "keyboard": [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows],
        **wishes,
    }


async def written(world: World) -> list[dict[str, Any]]:
    """Wait until the bot has something, and return it."""
    await world.until(lambda: len(world.updates), 30)
    found = await world.updates.get(0, 100, 0)
    world.updates.clear()
    return found


# -- two phones -----------------------------------------------------------------------------------


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


# -- writing and pressing -------------------------------------------------------------------------


async def test_enter_sends_and_shift_enter_begins_a_line(world: World, page: Page, left: Locator) -> None:
    await left.get_by_role("textbox").click()
    await page.keyboard.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    await page.keyboard.press("Enter")

    assert (await written(world))[0]["message"]["text"] == "第一行\n第二行"
    await expect(left.locator(".message.mine")).to_contain_text("第一行\n第二行")
    await expect(left.get_by_role("textbox")).to_have_value("")


async def test_a_pressed_button_reaches_the_bot_and_its_answer_is_shown(world: World, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？", "发", "不发"))

    await left.get_by_role("button", name="不发").click()

    (pressed,) = await written(world)
    assert pressed["callback_query"]["data"] == "不发"
    world.answer_query(pressed["callback_query"]["id"], "好，不发。", alert=False)
    await expect(left.locator(".toast")).to_have_text("好，不发。")
    await expect(left.get_by_role("button", name="不发")).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_stays_until_it_is_closed(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？", "发"))
    await left.get_by_role("button", name="发", exact=True).click()
    (pressed,) = await written(world)

    world.answer_query(pressed["callback_query"]["id"], "名单是空的。", alert=True)

    await page.get_by_role("button", name="知道了").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_an_edited_message_is_redrawn_in_place_and_nothing_else_is_touched(
    world: World, left: Locator
) -> None:
    board = world.deliver(SECRETARY, asking("已收到 1", "看名字"))
    world.deliver(SECRETARY, {"text": "别的"})
    other = left.locator(".message", has_text="别的")
    await other.evaluate("node => { node.dataset.same = 'yes' }")

    chat = world.chat(SECRETARY)
    world.revise(chat, {**chat.find(board["message_id"]), "text": "已收到 2"}, only_buttons=False)

    first = left.locator(".message").first
    await expect(first).to_contain_text("已收到 2")
    await expect(first).to_contain_text("已编辑")
    await expect(other).to_have_attribute("data-same", "yes")


async def test_a_deleted_message_goes(world: World, left: Locator) -> None:
    wrong = world.deliver(SECRETARY, {"text": "发错了"})
    world.deliver(SECRETARY, {"text": "留着"})
    await expect(left.locator(".message")).to_have_count(2)

    world.withdraw(SECRETARY, [wrong["message_id"]])

    await expect(left.locator(".message")).to_have_text(["留着09:03"])


async def test_the_keyboard_speaks_and_can_be_folded(world: World, left: Locator) -> None:
    world.deliver(SECRETARY, {"text": "请选"}, keys(["发通知", "看回音"], ["找人"], resize_keyboard=True))

    await left.locator(".keys").get_by_role("button", name="看回音").click()

    assert (await written(world))[0]["message"]["text"] == "看回音"
    await left.locator(".keys-toggle").click()
    await expect(left.locator(".keys")).to_be_hidden()
    world.deliver(SECRETARY, {"text": "又一条"})
    await expect(left.locator(".message")).to_have_count(3)
    await expect(left.locator(".keys")).to_be_hidden()
    await left.locator(".keys-toggle").click()
    await expect(left.locator(".keys")).to_be_visible()


async def test_a_removed_keyboard_goes(world: World, left: Locator) -> None:
    world.deliver(SECRETARY, {"text": "请选"}, keys(["找人"]))
    await expect(left.locator(".keys")).to_be_visible()

    world.deliver(SECRETARY, {"text": "好了"}, {"remove_keyboard": True})

    await expect(left.locator(".keys")).to_be_hidden()


async def test_a_key_that_asks_for_the_number_asks_the_person_first(
    world: World, page: Page, right: Locator
) -> None:
    world.deliver(MEMBER, {"text": "请发号码"}, keys([{"text": "发我的手机号", "request_contact": True}]))
    key = right.locator(".keys").get_by_role("button", name="发我的手机号")

    await key.click()
    await page.get_by_role("button", name="不发").click()
    await key.click()
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()

    (sent,) = await written(world)
    assert sent["message"]["contact"]["phone_number"] == "+999102"
    await expect(right.locator(".card")).to_contain_text("周德明")


async def test_the_bot_is_stopped_and_let_in_again(world: World, left: Locator) -> None:
    await left.get_by_role("button", name="更多").click()
    await left.get_by_role("menuitem", name="停用机器人").click()

    await expect(left.locator(".composer")).to_be_hidden()
    assert world.chat(SECRETARY).blocked
    await left.get_by_role("button", name="重新启用").click()
    await expect(left.locator(".composer")).to_be_visible()
    assert not world.chat(SECRETARY).blocked


# -- links, files, pictures -----------------------------------------------------------------------


async def test_an_invitation_is_opened_by_the_person_on_the_other_phone(
    world: World, page: Page, left: Locator, right: Locator
) -> None:
    world.deliver(SECRETARY, {"text": "给周德明：https://t.me/hongye_bot?start=a7Kd"})

    await left.get_by_role("link", name="t.me/hongye_bot").click()
    await page.locator(f"[data-opener='{MEMBER}']").click()

    assert (await written(world))[0]["message"]["text"] == "/start a7Kd"
    await expect(right.locator(".message.mine")).to_contain_text("/start")
    await expect(right.locator(".message.mine")).not_to_contain_text("a7Kd")  # as in Telegram


async def test_a_qr_picture_is_scanned_by_somebody_else(
    world: World, page: Page, left: Locator, right: Locator
) -> None:
    picture = world.keep("photo", "qr.png", "image/png", PNG)
    caption = "二维码 https://t.me/hongye_bot?start=b8Le"
    world.deliver(SECRETARY, {**picture.in_message(), "caption": caption})

    await left.get_by_role("link", name="扫这个二维码").click()
    await page.get_by_role("dialog").locator(f"[data-person='{STRANGER}']").click()

    await expect(right.locator(".owner-name")).to_have_text("路人")
    assert (await written(world))[0]["message"]["text"] == "/start b8Le"
    await expect(right.locator(".message.mine")).to_contain_text("/start")


async def test_whoever_has_an_empty_chat_is_offered_to_begin(world: World, left: Locator) -> None:
    await left.get_by_role("button", name="开始", exact=True).click()

    assert (await written(world))[0]["message"]["text"] == "/start"
    await expect(left.get_by_role("button", name="开始", exact=True)).to_be_hidden()


async def test_a_stranger_can_do_nothing_before_the_start_button(
    world: World, page: Page, right: Locator
) -> None:
    await right.locator(".owner").click()
    await right.locator(f"[data-person='{STRANGER}']").click()

    await expect(right.get_by_role("textbox")).to_be_hidden()
    await right.get_by_role("button", name="开始", exact=True).click()

    assert (await written(world))[0]["message"]["text"] == "/start"
    await expect(right.get_by_role("textbox")).to_be_visible()


async def test_a_sample_is_sent_with_two_clicks(world: World, left: Locator) -> None:
    await left.get_by_role("button", name="添加附件").click()
    await left.get_by_role("menuitem", name=SAMPLE).click()

    await expect(left.locator(".paper")).to_contain_text(SAMPLE)
    assert (await written(world))[0]["message"]["document"]["file_name"] == SAMPLE


async def test_pictures_go_as_an_album_with_one_caption(
    world: World, page: Page, left: Locator, tmp_path: Path
) -> None:
    for name in ("一.png", "二.png"):
        (tmp_path / name).write_bytes(PNG)
    await left.get_by_role("button", name="添加附件").click()
    async with page.expect_file_chooser() as chooser:
        await left.get_by_role("menuitem", name="图片").click()
    await (await chooser.value).set_files([tmp_path / "一.png", tmp_path / "二.png"])

    await page.get_by_label("说明").fill("红叶谷")
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()

    await expect(left.locator(".message .photo img")).to_have_count(2)
    await expect(left.locator(".message")).to_have_count(1)
    first, second = (update["message"] for update in await written(world))
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("红叶谷", False)


async def test_a_file_is_dropped_onto_the_chat(world: World, page: Page, left: Locator) -> None:
    dropped = await page.evaluate_handle(
        "() => { const held = new DataTransfer();"
        " held.items.add(new File(['姓名'], '名册.csv', {type: 'text/csv'})); return held }"
    )
    await left.locator(".screen").dispatch_event("dragover", {"dataTransfer": dropped})
    await expect(left.locator(".drop")).to_be_visible()
    await left.locator(".screen").dispatch_event("drop", {"dataTransfer": dropped})
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()

    await expect(left.locator(".paper")).to_contain_text("名册.csv")
    assert (await written(world))[0]["message"]["document"]["mime_type"] == "text/csv"


async def test_somebody_elses_contact_is_chosen_from_the_list(
    world: World, page: Page, left: Locator
) -> None:
    await left.get_by_role("button", name="添加附件").click()
    await left.get_by_role("menuitem", name="别人的名片").click()
    await page.get_by_role("dialog").locator(f"[data-person='{MEMBER}']").click()

    assert (await written(world))[0]["message"]["contact"]["user_id"] == MEMBER


async def test_a_picture_is_enlarged_and_put_away(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, world.keep("photo", "p.png", "image/png", PNG).in_message())

    await left.get_by_role("button", name="放大图片").click()
    await expect(page.locator(".viewer img")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.locator(".viewer")).to_have_count(0)


async def test_what_people_write_is_shown_and_never_run(world: World, left: Locator) -> None:
    evil = "<img src=x onerror=\"document.title='run'\"> <b>&李_四*"
    await world.text(SECRETARY, evil)
    world.deliver(
        SECRETARY,
        {
            "text": "点这里",
            "entities": [{"type": "text_link", "offset": 0, "length": 3, "url": "javascript:alert(1)"}],
        },
    )

    await expect(left.locator(".message").first).to_contain_text(evil)
    assert await left.locator(".message img").count() == 0
    await expect(left.get_by_role("link", name="点这里")).to_have_attribute("href", "#")


async def test_formatting_is_drawn_at_utf16_offsets(world: World, left: Locator) -> None:
    text = "🍁红叶和𠮷野家"
    world.deliver(
        SECRETARY,
        {
            "text": text,
            "entities": [
                {"type": "bold", "offset": 2, "length": 2},
                {"type": "italic", "offset": 5, "length": 4},
                {"type": "underline", "offset": 5, "length": 2},
            ],
        },
    )

    await expect(left.locator(".words b")).to_have_text("红叶")
    await expect(left.locator(".words em")).to_have_text("𠮷野家")
    await expect(left.locator(".words em u")).to_have_text("𠮷")


# -- long chats, the clock, the server --------------------------------------------------------------


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


# -- for everybody --------------------------------------------------------------------------------


async def test_the_first_visit_explains_itself_once(visit: Visit) -> None:
    page = await visit(welcomed=False)

    await expect(page.get_by_role("dialog")).to_contain_text("欢迎来到红叶试用间")
    await expect(page.locator(".welcome li")).to_have_count(5)
    await page.get_by_role("button", name="开始试用").click()
    await page.reload()
    await expect(page.locator(".owner-name").first).to_have_text("沈国安")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="这是什么").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_the_page_leads_from_one_step_to_the_next(world: World, page: Page, left: Locator) -> None:
    guide = page.get_by_role("complementary", name="试一试")
    world.deliver(SECRETARY, asking("导入预览", "确认导入", "不导入"))

    await expect(guide).to_contain_text("1/5交花名册")
    await expect(guide).to_contain_text(f"沈国安的手机上点「写消息」左边的曲别针，选「{SAMPLE}」")
    await left.get_by_role("button", name="不导入").click()
    await left.get_by_role("button", name="确认导入").click()
    await expect(guide).to_contain_text("2/5请一位同志进来")
    await expect(guide).to_contain_text("沈国安写「周德明」发出去")
    await guide.get_by_role("button", name="跳过这步").click()
    await page.reload()

    await expect(guide).to_contain_text("3/5发一个通知")


async def test_the_guide_is_put_away_and_called_again(visit: Visit) -> None:
    page = await visit(NARROW)
    guide = page.get_by_role("complementary", name="试一试")
    await expect(guide.locator(".guide-how")).to_be_visible()

    await page.get_by_role("textbox", name="写消息").first.click()
    await expect(guide.locator(".guide-how")).to_be_hidden()
    await guide.get_by_role("button", name="收起，不再提示").click()
    await page.reload()
    await expect(guide).to_be_hidden()

    await page.get_by_role("button", name="这是什么").click()
    await page.get_by_role("button", name="开始试用").click()
    await expect(guide).to_contain_text("1/5")


async def test_everything_is_done_without_a_mouse(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？", "发"))
    await expect(left.get_by_role("button", name="发", exact=True)).to_be_visible()
    await left.locator(".owner").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("周德明")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(left.locator(".owner")).to_be_focused()

    for _ in range(12):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.dataset.press") == "发":
            break
    await page.keyboard.press("Enter")

    assert (await written(world))[0]["callback_query"]["data"] == "发"


@pytest.mark.parametrize("size", [NARROW, TABLET, LAPTOP, WIDE])
async def test_nothing_is_cut_off_at_any_size_of_screen_and_text(
    world: World, visit: Visit, size: Any
) -> None:
    world.deliver(
        SECRETARY,
        asking("https://example.com/" + "很长" * 3 + "x" * 90, "一个说明得很长很长很长很长很长很长的按钮"),
        keys(["发通知", "看回音", "等我批"], ["办活动", "老同志"], ["找人"], resize_keyboard=True),
    )
    page = await visit(size)
    await page.locator(".message").first.wait_for()

    for _ in range(7):
        sticking_out = await page.evaluate(STICKING_OUT)
        assert sticking_out == []
        if not await page.get_by_role("button", name="字大一些").is_enabled():
            break
        await page.get_by_role("button", name="字大一些").click()


STICKING_OUT = """() => [...document.querySelectorAll('body *')].filter(node => {
  if (!node.checkVisibility() || node.closest('svg, legend')) return false;
  const box = node.getBoundingClientRect();
  return box.width && (box.left < -1 || box.right > innerWidth + 1);
}).map(node => node.outerHTML.slice(0, 90))"""


async def test_all_words_are_legible(world: World, page: Page, left: Locator) -> None:
    world.deliver(SECRETARY, asking("发吗？ https://example.com /help", "发"), keys(["找人"]))
    await world.text(SECRETARY, "好")
    await world.upload(SECRETARY, "名册.csv", "text/csv", b"x")
    await expect(left.locator(".message")).to_have_count(3)

    faint = await page.evaluate(FAINT)
    await left.locator(".owner").click()
    faint += await page.evaluate(FAINT)

    assert faint == []


# WCAG AA: every text against the nearest opaque background behind it.
FAINT = """() => {
  const parse = words => (words.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > .7) return colour;
    }
    return [246, 238, 225];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const away = node.closest('[hidden], script, style, template, legend, :disabled');
    if (!walk.currentNode.data.trim() || !node.checkVisibility() || away) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(parse(style.color)), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const enough = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (a + .05) / (b + .05);
    const words = walk.currentNode.data.slice(0, 20);
    if (ratio < enough) found.push(`${ratio.toFixed(2)} ${node.className}: ${words}`);
  }
  return found;
}"""
