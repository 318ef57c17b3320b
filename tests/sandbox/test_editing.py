"""Changing and deleting what was sent."""

from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.world import World

from .small_world import PNG, ZHANG, Clock, refused

SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
ACK = InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data="ack:1")]])


async def test_an_edit_replaces_the_text_and_without_buttons_takes_them_away(bot: Bot, world: World):
    sent = await bot.send_message(ZHANG, "九点开会", reply_markup=ACK)

    edited = await sent.edit_text("<b>十点</b>开会", parse_mode="HTML")

    (shown,) = world.chat(ZHANG).messages
    assert (shown["text"], shown["edited"]) == ("十点开会", True)
    assert edited.reply_markup is None
    assert edited.entities[0].type == "bold"
    assert edited.edit_date == world.now()


async def test_the_same_again_is_not_a_modification(bot: Bot):
    sent = await bot.send_message(ZHANG, "九点开会", reply_markup=ACK)

    with refused(SAME):
        await sent.edit_text("九点开会", reply_markup=ACK)
    with refused(SAME):
        await sent.edit_reply_markup(ACK)

    assert await sent.edit_reply_markup(None)
    with refused(SAME):
        await sent.edit_reply_markup(None)


async def test_an_edit_can_be_edited_back(bot: Bot):
    sent = await bot.send_message(ZHANG, "一")
    edited = await sent.edit_text("二")

    assert (await edited.edit_text("一")).text == "一"
    with refused(SAME):
        await edited.edit_text("一")


async def test_only_ones_own_messages_that_exist_can_be_edited(bot: Bot, world: World):
    await world.text(ZHANG, "我说的")
    (theirs,) = world.chat(ZHANG).messages

    with refused("Message to edit not found"):
        await bot.edit_message_text("新", ZHANG, 777)
    with refused("Message can't be edited"):
        await bot.edit_message_text("新", ZHANG, theirs["message_id"])


async def test_a_caption_is_edited_where_there_is_one(bot: Bot):
    photo = await bot.send_photo(ZHANG, PNG, caption="旧")
    text = await bot.send_message(ZHANG, "旧")

    assert (await photo.edit_caption("新")).caption == "新"
    with refused("There is no text in the message to edit"):
        await photo.edit_text("新")
    with refused("There is no caption in the message to edit"):
        await text.edit_caption("新")
    with refused("Message caption is too long"):
        await photo.edit_caption("字" * 1025)


async def test_a_message_can_be_deleted_for_everyone_until_48_hours_have_passed(
    bot: Bot, world: World, clock: Clock
):
    sent = await bot.send_message(ZHANG, "错了")
    late = await bot.send_message(ZHANG, "也错了")
    clock.move(timedelta(hours=48))
    assert await sent.delete()
    assert [message["text"] for message in world.chat(ZHANG).messages] == ["也错了"]

    clock.move(timedelta(seconds=1))

    with refused("Message can't be deleted for everyone"):
        await late.delete()
    assert (await late.edit_text("此通知已撤回")).text == "此通知已撤回", "an edit is never too late"


async def test_what_is_gone_cannot_be_deleted_again_but_many_at_once_do_not_mind(bot: Bot, world: World):
    first, second = [await bot.send_message(ZHANG, text) for text in ("一", "二")]
    await first.delete()

    with refused("Message to delete not found"):
        await first.delete()
    assert await bot.delete_messages(ZHANG, [first.message_id, second.message_id])
    assert world.chat(ZHANG).messages == []
