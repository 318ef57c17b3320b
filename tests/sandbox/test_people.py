"""What people do in their chats, and what a real application hears of it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import Forbidden
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.server import SandboxServer
from bot.sandbox.world import Persona, World

from .small_world import LI, STRANGER, TOKEN, ZHANG, Clock, refused

GROUP = -5001


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    sign_up = InlineKeyboardMarkup([[InlineKeyboardButton("报名", callback_data="sign:17")]])
    await update.message.reply_text(f"欢迎 {' '.join(context.args)}", reply_markup=sign_up)


async def sign_up(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.answer("已报名")
    await update.callback_query.edit_message_text(f"已报名 {update.callback_query.data}")


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text[::-1])


@pytest.fixture
async def application(server: SandboxServer) -> AsyncIterator[Application]:
    builder = ApplicationBuilder().token(TOKEN).job_queue(None)
    application = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(sign_up))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()


def said(world: World, user_id: int) -> list[str]:
    """Return what the bot said to somebody, as it stands now."""
    return [message["text"] for message in world.chat(user_id).messages if message["from_bot"]]


@pytest.mark.usefixtures("application")
async def test_a_stranger_starts_presses_and_talks(world: World):
    await world.start(STRANGER, "abc")
    await world.until(lambda: said(world, STRANGER) == ["欢迎 abc"])

    await world.press_label(STRANGER, "报名")
    await world.until(lambda: said(world, STRANGER) == ["已报名 sign:17"])
    assert [toast["text"] for toast in world.chat(STRANGER).toasts] == ["已报名"]

    await world.text(STRANGER, "上海")
    await world.until(lambda: said(world, STRANGER) == ["已报名 sign:17", "海上"])


@pytest.mark.usefixtures("application")
async def test_many_people_at_once_are_all_heard(world: World):
    people = range(5000, 5100)
    for user_id in people:
        await world.text(user_id, "上海")

    await world.until(lambda: all(said(world, user_id) == ["海上"] for user_id in people))


async def test_a_press_carries_the_message_and_its_presser(bot: Bot, world: World):
    button = InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data="ack:1")]])
    sent = await bot.send_message(ZHANG, "通知", reply_markup=button)

    query_id = await world.press(ZHANG, sent.message_id, "ack:forged")

    ((update),) = await bot.get_updates()
    query = update.callback_query
    assert (query.id, query.data, query.from_user.id) == (query_id, "ack:forged", ZHANG)
    assert (query.message.message_id, query.message.text) == (sent.message_id, "通知")
    with pytest.raises(LookupError):
        await world.press(ZHANG, 777, "ack:1")


async def test_a_press_can_be_answered_once_and_for_ten_minutes(bot: Bot, world: World, clock: Clock):
    sent = await bot.send_message(ZHANG, "通知")
    too_old = "query is too old and response timeout expired or query ID is invalid"
    query_id = await world.press(ZHANG, sent.message_id, "x")
    assert await bot.answer_callback_query(query_id, "好", show_alert=True)
    assert world.chat(ZHANG).toasts == [{"query_id": query_id, "text": "好", "show_alert": True}]

    with refused(too_old):
        await bot.answer_callback_query(query_id)
    late = await world.press(ZHANG, sent.message_id, "x")
    clock.move(timedelta(minutes=10, seconds=1))
    with refused(too_old):
        await bot.answer_callback_query(late)


async def test_the_newest_button_with_a_label_is_pressed(bot: Bot, world: World):
    for data in ("old", "new"):
        button = InlineKeyboardButton("收到", callback_data=data)
        await bot.send_message(ZHANG, data, reply_markup=InlineKeyboardMarkup([[button]]))

    await world.press_label(ZHANG, "收到")

    (update,) = await bot.get_updates()
    assert update.callback_query.data == "new"
    with pytest.raises(LookupError):
        await world.press_label(ZHANG, "没有这个")


async def test_a_link_button_to_the_bot_starts_it(bot: Bot, world: World):
    link = InlineKeyboardButton("绑定", url="https://t.me/hongye_bot?start=abc-1")
    elsewhere = InlineKeyboardButton("新闻", url="https://example.com/a")
    await bot.send_message(ZHANG, "请", reply_markup=InlineKeyboardMarkup([[link, elsewhere]]))

    await world.press_label(ZHANG, "新闻")
    await world.press_label(ZHANG, "绑定")

    (update,) = await bot.get_updates()
    assert update.message.text == "/start abc-1"


async def test_a_word_of_the_keyboard_is_said_and_the_contact_button_sends_the_number(bot: Bot, world: World):
    contact = KeyboardButton("发我的号码", request_contact=True)
    menu = ReplyKeyboardMarkup([["看通知"], [contact]], one_time_keyboard=True)
    await bot.send_message(ZHANG, "请选", reply_markup=menu)
    await world.press_label(ZHANG, "发我的号码")
    assert world.chat(ZHANG).keyboard is None, "it was for one time"
    await bot.send_message(ZHANG, "请选", reply_markup=ReplyKeyboardMarkup([["看通知"]]))

    await world.press_label(ZHANG, "看通知")

    shared, spoken = await bot.get_updates()
    assert shared.message.contact.phone_number == "+8610000000101"
    assert shared.message.contact.user_id == shared.effective_user.id
    assert spoken.message.text == "看通知"
    assert world.chat(ZHANG).keyboard is not None


async def test_somebody_elses_contact_shows_whose_it_is(bot: Bot, world: World):
    await world.contact(ZHANG, of=LI)

    (update,) = await bot.get_updates()

    assert (update.message.contact.user_id, update.effective_user.id) == (LI, ZHANG)
    assert update.message.contact.first_name == "李四"
    assert update.message.contact.phone_number.startswith("+999"), "an impossible number"


async def test_a_long_text_goes_as_several_messages(bot: Bot, world: World):
    await world.text(ZHANG, "😀" * 3000)

    updates = await bot.get_updates()

    assert "".join(update.message.text for update in updates) == "😀" * 3000
    assert len(updates) == 2


async def test_blocking_is_told_to_the_bot_once(bot: Bot, world: World):
    await world.block(ZHANG, True)
    await world.block(ZHANG, True)
    with pytest.raises(PermissionError, match="blocked"):
        await world.text(ZHANG, "听得见吗")
    await world.start(ZHANG)

    blocked, unblocked, started = await bot.get_updates()

    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert started.message.text == "/start"


async def test_a_group_adds_the_bot_and_the_bot_leaves(bot: Bot, world: World):
    await world.add_to_group(GROUP, "老同志群", by=ZHANG)
    await world.text(LI, "大家好", group=GROUP)
    joined, service, talk = await bot.get_updates()
    assert joined.my_chat_member.chat.type == "group"
    assert service.message.new_chat_members[0].id == bot.id
    assert (talk.effective_chat.id, talk.effective_user.id) == (GROUP, LI)
    assert await bot.send_message(GROUP, "我只在私聊里说话。")

    assert await bot.leave_chat(GROUP)

    await world.text(LI, "它走了", group=GROUP)
    (left,) = await bot.get_updates(offset=talk.update_id + 1)
    assert left.my_chat_member.new_chat_member.status == "left"
    with refused("Forbidden: bot is not a member of the group chat", Forbidden):
        await bot.send_message(GROUP, "还有一句")


async def test_a_group_can_throw_the_bot_out(bot: Bot, world: World):
    await world.add_to_group(GROUP, "老同志群", by=ZHANG)
    await world.remove_from_group(GROUP, by=ZHANG)

    with refused("Forbidden: bot was kicked from the group chat", Forbidden):
        await bot.send_message(GROUP, "在吗")


async def test_a_button_in_a_group_can_be_pressed_by_its_members(bot: Bot, world: World):
    await world.add_to_group(GROUP, "老同志群", by=ZHANG)
    button = InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data="ack:1")]])
    sent = await bot.send_message(GROUP, "通知", reply_markup=button)

    await world.press(LI, sent.message_id, "ack:1")

    query = (await bot.get_updates())[-1].callback_query
    assert (query.from_user.id, query.message.chat.id) == (LI, GROUP)


async def test_subscribers_hear_of_every_chat_that_changed(bot: Bot, world: World):
    changes = world.subscribe()

    sent = await bot.send_message(ZHANG, "一")
    assert await anext(changes) == ZHANG
    await sent.edit_text("二")
    assert await anext(changes) == ZHANG
    await sent.delete()
    assert await anext(changes) == ZHANG
    await world.text(STRANGER, "好")
    assert await anext(changes) == STRANGER


async def test_somebody_new_can_join(bot: Bot, world: World):
    world.add(Persona(777, "王五", "member", phone="+8610000000777"))

    await world.contact(777)

    (update,) = await bot.get_updates()
    assert update.effective_user.first_name == "王五"
    assert update.message.contact.phone_number == "+8610000000777"
