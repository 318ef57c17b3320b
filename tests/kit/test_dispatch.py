"""The frame of an update: one effect, one answer, whatever goes wrong."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, update

from bot.access import Permission
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common as say
from handlers.kit import dispatch
from handlers.kit.forms import Form, Step
from handlers.kit.replies import File, Later
from handlers.kit.routing import Route
from models import Account, Appointment, Branch, Dialog, Inbox, InboxState, Incident, Media, Person
from tests.kit.desk import Keep, answering, keep, keep_press, keeping, message
from tests.people import BOT_ID, NOON, Given, chat_of
from tests.waiting import until

AWAY = OperationalError("INSERT", {}, Exception("database is locked"))


async def test_an_update_has_one_effect_and_one_answer_however_often_it_comes(desk, zhou):
    desk.open_with(keep(desk))
    arrived = await desk.arrives({"message": message(chat_of(zhou), "记下")})

    answers = [await desk.serves(zhou, arrived) for _ in range(3)]

    assert answers == [["记下了记下"], [], []]
    assert await desk.kept("记下") == 1


async def test_a_refusal_takes_back_what_was_done_and_is_said(desk, zhou):
    desk.open_with(keep(desk, refuse="这里不行"))

    assert await desk.says(zhou, "记下") == ["这里不行"]

    assert desk.done == ["记下"]
    assert await desk.kept("记下") == 0
    assert [row.state for row in await desk.updates()] == [InboxState.DONE]


async def test_a_refusal_after_a_change_of_the_branch_is_still_said(desk, zhou, branch):
    async def rename(turn):
        turn.branch.name = "别的名字"
        turn.person.name = "别人"
        turn.session.add_all((turn.branch, turn.person))
        await turn.session.flush()
        raise Refusal("不改")

    desk.open_with(Route(rename, Permission.OWN, word="改名"))

    assert await desk.says(zhou, "改名") == ["不改"]
    async with desk.database.reading() as session:
        assert (await session.get_one(Branch, branch.id)).name == branch.name


async def test_an_error_of_ours_is_one_calm_sentence_with_a_reference(desk, zhou):
    desk.open_with(keep(desk, fail=ZeroDivisionError()))

    answers = await desk.says(zhou, "记下")

    [settled] = await desk.updates()
    assert settled.state is InboxState.FAILED
    assert answers == [say.sorry(settled.reference)]
    assert await desk.kept("记下") == 0
    assert desk.done == ["记下"]  # repeating it would only repeat the error


async def test_one_error_alarms_those_in_charge_once_an_hour(desk, zhou, secretary):
    def other_error(turn):
        raise KeyError("another line")

    desk.open_with(keep(desk, fail=ZeroDivisionError()), Route(other_error, Permission.OWN, word="别的错"))

    for word in ("记下", "记下", "别的错"):
        await desk.says(zhou, word)
    desk.now = NOON + timedelta(minutes=61)
    await desk.says(zhou, "记下")

    alarms = await desk.heard(secretary)
    async with desk.database.reading() as session:
        references = (await session.exec(select(Incident.reference).order_by(col(Incident.id)))).all()
    assert alarms == [say.alarm(references[place]) for place in (0, 2, 3)]


async def test_a_database_error_is_tried_again(desk, zhou, monkeypatch):
    monkeypatch.setattr(dispatch, "_RETRY_SECONDS", 0.0)
    errors = [AWAY, AWAY]

    async def stumble(turn, press):
        desk.done.append("again")
        turn.session.add(Person(branch_id=turn.branch_id, name="记下"))
        await turn.session.flush()
        if errors:
            raise errors.pop()
        return Message("好了")

    desk.open_with(Route(stumble, Permission.OWN, press=Keep))

    # A press, because trying it again must not be taken for a second tap.
    assert await desk.presses(zhou, "tkeep:1") == ["好了"]
    assert (len(desk.done), await desk.kept("记下")) == (3, 1)


async def test_a_database_error_that_stays_is_said_after_three_attempts(desk, zhou, monkeypatch):
    monkeypatch.setattr(dispatch, "_RETRY_SECONDS", 0.0)
    desk.open_with(keep(desk, fail=AWAY))

    [answer] = await desk.says(zhou, "记下")

    [settled] = await desk.updates()
    assert (answer, settled.state) == (say.sorry(settled.reference), InboxState.FAILED)
    assert len(desk.done) == 3


async def test_an_update_stays_open_when_even_the_apology_cannot_be_written(desk, zhou, monkeypatch):
    monkeypatch.setattr(dispatch, "_RETRY_SECONDS", 0.0)
    desk.open_with(keep(desk))
    arrived = await desk.arrives({"message": message(chat_of(zhou), "记下")})
    opened = desk.database.transaction

    def away():
        raise AWAY

    desk.database.transaction = away
    await desk.dispatcher.handle(arrived, None)
    desk.database.transaction = opened

    assert [row.state for row in await desk.updates()] == [InboxState.OPEN]


async def test_in_a_group_one_line_is_said_and_the_group_is_left(desk, zhou):
    desk.open_with(keep(desk), keep_press(desk))

    await desk.serves(-100, await desk.arrives(_standing(-100, "group", "member")))
    await desk.says(-100, "记下")
    await desk.presses(zhou, "tkeep:1", chat=-100)

    assert await desk.heard(-100) == [say.in_a_group(), "leave"]
    assert (desk.done, await desk.heard(zhou)) == ([], [])
    assert {row.state for row in await desk.updates()} == {InboxState.DONE}


async def test_a_group_that_takes_us_in_again_is_left_again(desk):
    for _ in range(2):
        await desk.serves(-100, await desk.arrives(_standing(-100, "group", "member")))
        await desk.serves(-100, await desk.arrives(_standing(-100, "group", "left")))

    assert await desk.heard(-100) == [say.in_a_group(), "leave", "leave"]


async def test_who_blocks_us_is_remembered_and_who_comes_back_is_welcome(desk, zhou):
    chat = chat_of(zhou)
    desk.open_with(keep(desk))

    await desk.serves(zhou, await desk.arrives(_standing(chat, "private", "kicked")))
    assert (await desk.account_of(zhou)).blocked_at == NOON
    await desk.serves(zhou, await desk.arrives(_standing(chat, "private", "member")))
    assert (await desk.account_of(zhou)).blocked_at is None

    async with desk.database.transaction() as session:
        await session.exec(update(Account).values(blocked_at=NOON))
    await desk.says(zhou, "记下")
    assert (await desk.account_of(zhou)).blocked_at is None
    assert await desk.heard(zhou) == ["记下了记下"]


async def test_what_is_nothing_for_us_is_settled_in_silence(desk):
    await desk.serves(7, await desk.arrives({"edited_message": message(7, "改了")}))

    assert [row.state for row in await desk.updates()] == [InboxState.DONE]


async def test_a_stranger_and_somebody_without_the_permission_are_told_gently(desk, zhou):
    desk.open_with(Route(keeping(desk), Permission.FREEZE, press=Keep))

    assert await desk.presses(999, "tkeep:1") == [say.stranger()]
    assert await desk.presses(zhou, "tkeep:1") == [say.not_allowed()]
    assert desk.done == []


async def test_the_permission_is_asked_again_inside_the_transaction(desk, secretary):
    async def resign(said, speaker, fetch):
        async with desk.database.transaction() as session:
            await session.exec(update(Appointment).values(until_on=date(2026, 1, 2)))

    desk.open_with(Route(keeping(desk), Permission.FREEZE, press=Keep, prepare=resign))

    assert await desk.presses(secretary, "tkeep:1") == [say.not_allowed()]
    assert desk.done == []


async def test_preparing_may_refuse_and_is_not_done_for_those_who_may_not(desk, zhou):
    asked = []

    async def prepare(said, speaker, fetch):
        asked.append(said.user_id)
        raise Refusal("这个文件打不开")

    desk.open_with(
        Route(keeping(desk), Permission.OWN, word="打开", prepare=prepare),
        Route(keeping(desk), Permission.FREEZE, word="冻结", prepare=prepare),
    )

    assert await desk.says(zhou, "打开") == ["这个文件打不开"]
    assert await desk.says(zhou, "冻结") == [say.not_allowed()]
    assert (len(asked), desk.done) == (1, [])


async def test_what_takes_long_is_made_on_a_view_that_can_write_nothing(desk, zhou):
    async def make(session):
        names = (await session.exec(select(Person.name))).all()
        return File("名单.txt", "text/plain", "、".join(names).encode(), Message("名单好了"))

    async def make_and_write(session):
        session.add(Person(branch_id=desk.branch.id, name="偷写"))
        await session.flush()
        return Message("写了")

    async def export(turn):
        return Later(make)

    async def cheat(turn):
        return Later(make_and_write)

    desk.open_with(Route(export, Permission.OWN, word="导出"), Route(cheat, Permission.OWN, word="偷写"))

    assert await desk.says(zhou, "导出") == ["名单好了"]
    [apology] = await desk.says(zhou, "偷写")
    assert apology != "写了"
    async with desk.database.reading() as session:
        assert (await session.exec(select(Media.data))).one() == "周德明".encode()
    assert await desk.kept("偷写") == 0


async def test_a_stop_begins_nothing_more_and_the_next_run_goes_on(desk, zhou):
    desk.open_with(keep(desk))
    arrived = await desk.arrives({"message": message(chat_of(zhou), "记下")})

    desk.dispatcher.close()
    assert await desk.serves(zhou, arrived) == []
    desk.open_with(keep(desk), resumed=await desk.queue.resume())

    assert await desk.serves(zhou, desk.queue.get_nowait()) == ["记下了记下"]


async def test_an_update_at_which_the_process_ends_again_and_again_is_parked(desk, zhou, monkeypatch):
    class Killed(BaseException):
        """The process ends."""

    monkeypatch.setattr(dispatch, "_SUSPECT_WAITS_SECONDS", 0.0)
    await desk.arrives({"message": message(chat_of(zhou), "记下")})
    for _ in range(3):
        desk.open_with(keep(desk, fail=Killed()), resumed=await desk.queue.resume())
        with pytest.raises(Killed):
            await desk.dispatcher.handle(desk.queue.get_nowait(), None)
    desk.open_with(keep(desk), resumed=await desk.queue.resume())

    answers = await desk.serves(zhou, desk.queue.get_nowait())

    [parked] = await desk.updates()
    assert (parked.state, answers) == (InboxState.FAILED, [say.sorry(parked.reference)])
    assert await desk.queue.resume() == {}
    assert await desk.says(zhou, "记下") == ["记下了记下"]


async def test_a_suspect_waits_before_it_is_begun_again_and_waiting_is_no_attempt(desk, zhou):
    await desk.arrives({"message": message(chat_of(zhou), "记下")})
    async with desk.database.transaction() as session:
        await session.exec(update(Inbox).values(attempts=2))

    for _ in range(3):
        desk.open_with(keep(desk), resumed=await desk.queue.resume())
        serving = asyncio.create_task(desk.dispatcher.handle(desk.queue.get_nowait(), None))
        await asyncio.sleep(0.05)
        serving.cancel()  # the process ends while it waits

    assert desk.done == []
    assert await desk.queue.resume() == {1: 2}


async def test_a_press_is_acknowledged_after_its_effect_and_not_into_a_silence(desk, zhou, messenger):
    quiet = [60.0]
    desk.open_with(keep_press(desk), hush=lambda: quiet[0])
    await desk.presses(zhou, "tkeep:1")
    assert messenger.server.stats.calls["answercallbackquery"] == 0

    quiet[0] = 0.0
    await desk.presses(zhou, "tkeep:2")  # its query is unknown by now, which does not matter
    errors = messenger.server.stats.errors
    await until(lambda: any("query is too old" in error for error in errors))
    for task in desk.dispatcher._background:
        task.cancel()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "tkeep",
        "tkeep:",
        "tkeep:x",
        "tkeep:1:2",
        "nothing:1",
        "tkeep:99999999999999999999",
        "九" * 21,
    ],
)
async def test_a_forged_or_forgotten_button_leads_to_today(desk, zhou, data):
    desk.open_with(keep_press(desk))

    assert await desk.presses(zhou, data) == ["old_button"]
    assert desk.done == []


async def test_a_role_that_ends_in_the_middle_of_a_form_ends_the_form(desk, secretary):
    desk.open_with(forms=(_form(desk),))
    async with desk.database.transaction() as session:
        session.add(
            Dialog(bot_id=BOT_ID, chat_id=chat_of(secretary), form="test", answers={}, updated_at=NOON)
        )
        await session.exec(update(Appointment).values(until_on=date(2026, 1, 2)))

    desk.open_with(forms=(_form(desk),), form=Route(answering("-"), Permission.GREET))

    assert await desk.says(secretary, "答案") == [say.not_allowed()]
    assert await desk.says(secretary, "答案") == ["unknown"]
    assert desk.done == []


async def test_a_form_of_an_older_version_is_left(desk, zhou):
    async with desk.database.transaction() as session:
        session.add(Dialog(bot_id=BOT_ID, chat_id=chat_of(zhou), form="gone", answers={}, updated_at=NOON))

    assert await desk.says(zhou, "答案") == [say.left_form()]
    assert await desk.says(zhou, "答案") == ["unknown"]


async def test_a_frozen_person_hears_one_gentle_word(desk, zhou):
    desk.open_with(keep(desk))
    async with desk.database.transaction() as session:
        await session.exec(update(Person).where(col(Person.id) == zhou.id).values(frozen_at=NOON))

    assert await desk.says(zhou, "记下") == ["departed"]


async def test_a_second_branch_sees_itself(desk):
    async with desk.database.transaction() as session:
        other = Branch(name="第二支部")
        session.add(other)
        await session.flush()
        given = Given(session, other)
        guest = await given.member("李四")
        await given.bind(guest)

    async def where(turn):
        return Message(turn.branch.name)

    desk.open_with(Route(where, Permission.OWN, word="哪里"))

    assert await desk.says(guest, "哪里") == ["第二支部"]


def _form(desk) -> Form:
    async def ask(turn, answers):
        return Message("问题")

    async def read(turn, raw, answers):
        desk.done.append(raw)
        return raw

    async def finish(turn, values, answers):
        return Message("完成")

    return Form("test", (Step("one", ask, read),), finish, needs=Permission.FREEZE)


def _standing(chat: int, kind: str, status: str):
    bot = {"id": 42, "is_bot": True, "first_name": "红叶"}
    return {
        "my_chat_member": {
            "chat": {"id": chat, "type": kind, "title": "群", "first_name": "某人"},
            "from": {"id": abs(chat), "is_bot": False, "first_name": "某人"},
            "date": 1_770_000_000,
            "old_chat_member": {"user": bot, "status": "left"},
            "new_chat_member": {"user": bot, "status": status}
            | ({"until_date": 0} if status == "kicked" else {}),
        }
    }
