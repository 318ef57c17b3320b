"""Links, files, pictures and formatting on the chat page, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.world import World

from .conftest import MEMBER, PNG, SAMPLE, SECRETARY, STRANGER, written

# Chromium takes a second to start: one of them, and its event loop, serve all tests.
pytestmark = pytest.mark.asyncio(loop_scope="package")


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
