"""Writing, pressing and the keyboard of the chat page, in a real browser."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world import World

from .conftest import MEMBER, SECRETARY, asking, keys, written

# Chromium takes a second to start: one of them, and its event loop, serve all tests.
pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_enter_sends_and_shift_enter_begins_a_line(world: World, page: Page, left: Locator) -> None:
    await left.get_by_role("textbox").click()
    await page.keyboard.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    await page.keyboard.press("Enter")

    assert (await written(world))[0]["message"]["text"] == "第一行\n第二行"
    await expect(left.locator(".message.mine")).to_contain_text("第一行\n第二行")
    await expect(left.get_by_role("textbox")).to_have_value("")


async def test_the_field_grows_and_shrinks_with_the_letters(page: Page, left: Locator) -> None:
    field = left.get_by_role("textbox")
    await field.click()
    before = (await field.bounding_box() or {})["height"]

    for _ in range(2):
        await page.get_by_role("button", name="字大一些").click()
    larger = (await field.bounding_box() or {})["height"]
    shown, needed = await field.evaluate("field => [field.clientHeight, field.scrollHeight]")
    for _ in range(2):
        await page.get_by_role("button", name="字小一些").click()

    assert larger > before
    assert shown >= needed
    assert (await field.bounding_box() or {})["height"] == before


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
