"""What the bot may send, and how Telegram refuses the rest."""

import httpx
import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import Forbidden, InvalidToken

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import World

from .small_world import LI, NOBODY, TOKEN, ZHANG, refused

FACE = "😀"  # two UTF-16 units


def buttons(**data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=value)] for label, value in data.items()]
    )


async def test_a_message_is_shown_to_its_reader_and_returned_to_the_bot(bot: Bot, world: World):
    sent = await bot.send_message(ZHANG, "您好", reply_markup=buttons(收到="ack:1"))

    (shown,) = world.chat(ZHANG).messages
    assert (shown["text"], shown["from_bot"], shown["edited"]) == ("您好", True, False)
    assert (sent.message_id, sent.text, sent.chat.id) == (shown["message_id"], "您好", ZHANG)
    assert sent.from_user.is_bot
    assert sent.from_user.username == "hongye_bot"
    assert sent.date == world.now()
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "ack:1"
    assert not sent.api_kwargs, "only what Telegram sends"


async def test_message_ids_rise_over_all_chats(bot: Bot, world: World):
    world.acquaint([LI])

    sent = [await bot.send_message(user, "好") for user in (ZHANG, LI, ZHANG)]

    assert [m.message_id for m in sent] == sorted({m.message_id for m in sent})


async def test_a_blocked_bot_cannot_write_until_it_is_unblocked(bot: Bot, world: World):
    await world.block(ZHANG, True)
    with refused("forbidden: bot was blocked by the user", Forbidden):
        await bot.send_message(ZHANG, "在吗")

    await world.start(ZHANG)

    assert (await bot.send_message(ZHANG, "在吗")).text == "在吗"


async def test_a_known_person_who_never_wrote_cannot_be_written_to(bot: Bot, world: World):
    with refused("forbidden: bot can't initiate conversation with a user", Forbidden):
        await bot.send_message(LI, "您好")

    await world.text(LI, "我来了")

    assert await bot.send_message(LI, "您好")


async def test_a_deleted_account_cannot_be_written_to(bot: Bot, world: World):
    world.deactivate(ZHANG)

    with refused("forbidden: user is deactivated", Forbidden):
        await bot.send_message(ZHANG, "在吗")


@pytest.mark.parametrize("chat_id", [NOBODY, "@hongye"])
async def test_a_chat_nobody_knows_is_not_found(bot: Bot, world: World, chat_id: int | str):
    if isinstance(chat_id, int):
        assert world.chat(chat_id).messages == [], "looking at a chat makes nobody known"

    with refused("Chat not found"):
        await bot.send_message(chat_id, "您好")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("字" * 4097, "Message is too long"),
        (FACE * 2049, "Message is too long"),
    ],
)
async def test_a_text_must_hold_something_and_fit(bot: Bot, world: World, text: str, reason: str):
    with refused(reason):
        await bot.send_message(ZHANG, text)

    assert world.chat(ZHANG).messages == []


@pytest.mark.parametrize("text", ["字" * 4096, FACE * 2048, f"<b>{FACE * 2048}</b>"])
async def test_a_text_may_fill_the_limit_to_the_last_unit(bot: Bot, text: str):
    assert await bot.send_message(ZHANG, text, parse_mode="HTML" if "<" in text else None)


async def test_html_becomes_entities(bot: Bot):
    sent = await bot.send_message(ZHANG, f"{FACE} <b>通知</b> &lt;b&gt;", parse_mode="HTML")

    assert sent.text == f"{FACE} 通知 <b>"
    assert sent.entities == (MessageEntity("bold", 3, 2),)


async def test_html_that_does_not_parse_is_refused_and_nothing_is_shown(bot: Bot, world: World):
    with refused("can't parse entities: Can't find end tag corresponding to start tag \"b\""):
        await bot.send_message(ZHANG, "<b>通知", parse_mode="HTML")

    assert world.chat(ZHANG).messages == []


async def test_entities_are_taken_as_they_are(bot: Bot):
    bold = MessageEntity("bold", 0, 2)

    sent = await bot.send_message(ZHANG, "通知<b>", entities=[bold])

    assert (sent.text, sent.entities) == ("通知<b>", (bold,))


async def test_button_data_of_64_bytes_passes_and_one_more_does_not(bot: Bot):
    assert await bot.send_message(ZHANG, "选", reply_markup=buttons(好="字" * 21 + "a"))

    with refused("BUTTON_DATA_INVALID"):
        await bot.send_message(ZHANG, "选", reply_markup=buttons(好="字" * 21 + "ab"))


async def test_a_button_that_does_nothing_or_leads_nowhere_is_refused(bot: Bot):
    nothing = InlineKeyboardMarkup([[InlineKeyboardButton("好")]])
    nowhere = InlineKeyboardMarkup([[InlineKeyboardButton("好", url="javascript:alert(1)")]])

    with refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"):
        await bot.send_message(ZHANG, "选", reply_markup=nothing)
    with refused("inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL"):
        await bot.send_message(ZHANG, "选", reply_markup=nowhere)


async def test_the_reply_keyboard_stays_until_it_is_replaced_or_removed(bot: Bot, world: World):
    menu = ReplyKeyboardMarkup([["看通知", KeyboardButton("我的号码", request_contact=True)]])
    sent = await bot.send_message(ZHANG, "请选", reply_markup=menu)
    assert sent.reply_markup is None

    await bot.send_message(ZHANG, "还在", reply_markup=buttons(收到="ack:1"))
    assert world.chat(ZHANG).keyboard["keyboard"][0][0] == {"text": "看通知"}

    await bot.send_message(ZHANG, "收起", reply_markup=ReplyKeyboardRemove())
    assert world.chat(ZHANG).keyboard is None
    assert await bot.send_message(ZHANG, "回我", reply_markup=ForceReply())


async def test_a_reply_shows_what_it_answers(bot: Bot):
    first = await bot.send_message(ZHANG, "一")

    second = await bot.send_message(ZHANG, "二", reply_parameters=ReplyParameters(first.message_id))

    assert second.reply_to_message.text == "一"
    with refused("Message to be replied not found"):
        await bot.send_message(ZHANG, "三", reply_parameters=ReplyParameters(777))


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(server: SandboxServer):
    with pytest.raises(InvalidToken):
        await Bot("4242:WRONG", base_url=f"{server.url}/bot").initialize()

    async with httpx.AsyncClient(base_url=server.url) as http:
        unknown = await http.get(f"/bot{TOKEN}/sendLove")
        wrong = await http.get("/bot4242:WRONG/getMe")
        right = await http.get(f"/bot{TOKEN}/getme")

    assert (unknown.status_code, unknown.json()) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert right.json()["result"]["id"] == 4242, "method names are read without regard to case"


@pytest.mark.parametrize("how", ["json", "data", "params"])
async def test_parameters_may_come_as_json_as_a_form_or_in_the_address(
    server: SandboxServer, world: World, how: str
):
    async with httpx.AsyncClient(base_url=server.url) as http:
        what = {how: {"chat_id": ZHANG, "text": "好 & 好"}}
        answer = await http.request("GET" if how == "params" else "POST", f"/bot{TOKEN}/sendMessage", **what)

    assert answer.json()["ok"]
    assert world.chat(ZHANG).messages[0]["text"] == "好 & 好"


async def test_what_the_bot_says_about_itself_is_kept(bot: Bot, world: World):
    await bot.set_my_commands([("start", "开始"), ("help", "帮助")])
    await bot.set_my_description("支部的小助手")
    await bot.set_my_short_description("小助手")
    await bot.set_chat_menu_button()
    assert [command.command for command in await bot.get_my_commands()] == ["start", "help"]
    assert world.settings["description"] == "支部的小助手"

    await bot.delete_my_commands()

    assert await bot.get_my_commands() == ()
    with refused("bot_command_invalid"):
        await bot.set_my_commands([("开始", "开始")])


async def test_a_chat_can_be_looked_up_and_shown_activity(bot: Bot):
    assert (await bot.get_chat(ZHANG)).first_name == "张三"
    assert await bot.send_chat_action(ZHANG, "typing")
