"""Who may do what: the matrix as the branch reads it, and every entrance tried by everybody outside it."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import fields
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update
from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.access import GRANTS, Permission, granted
from bot.database import Database
from bot.domain.entrusting import may_grant
from bot.domain.people import Speaker
from bot.presses import Press, encode
from bot.texts import common
from handlers.kit.dispatch import Dispatcher
from handlers.kit.routing import Route
from handlers.routes import FORMS, ROUTES, SPECIAL, router
from models import Appointment, Branch, Dialog, Inbox, Outbox, Person, Role, Status
from tests.people import BOT_ID, NOON, Given, chat_of

P = Permission
MEMBER, RELATIVE, CADRE, LEADER = Role.MEMBER, Role.RELATIVE, Role.CADRE, Role.GROUP_LEADER
ORGANISATION, PUBLICITY, DISCIPLINE = Role.ORGANISATION, Role.PUBLICITY, Role.DISCIPLINE
LIAISON, DEPUTY, ACTING, SECRETARY = Role.LIAISON, Role.DEPUTY, Role.ACTING, Role.SECRETARY
HEADS = {SECRETARY, DEPUTY, ACTING}

# What stands here is the specification; what is not granted is denied.
MATRIX: dict[Permission, set[Role]] = {
    P.GREET: set(Role),
    P.OWN: set(Role),
    P.PEOPLE_READ: {CADRE, LEADER, ORGANISATION, LIAISON, *HEADS},  # each as far as he cares for
    P.PEOPLE_CHANGE: {ORGANISATION, *HEADS},
    P.PEOPLE_REACH: {LIAISON, *HEADS},
    P.ACT_FOR: {RELATIVE, CADRE, LEADER, LIAISON, *HEADS},  # each for those in his care
    P.ROSTER: {ORGANISATION, DEPUTY, SECRETARY},
    P.INVITE: {LIAISON, *HEADS},
    P.ADMIT: {LIAISON, *HEADS},
    P.QUIET: {CADRE, LEADER, LIAISON, *HEADS},  # each for those in his care
    P.FREEZE: {LIAISON, *HEADS},
    P.NOTICE_WRITE: {PUBLICITY, LIAISON, *HEADS},
    P.NOTICE_SEND: HEADS,
    P.NOTICE_SECOND: {PUBLICITY, LIAISON, *HEADS},
    P.NOTICE_READ: {LIAISON, *HEADS},
    P.OVERSEE: {LIAISON, *HEADS},
    P.WHY: {LIAISON, *HEADS},
    P.PAIR: {LIAISON, *HEADS},
    P.FOLLOW_UP: {CADRE, LEADER, LIAISON, *HEADS},  # each as far as it lies with him
    P.VISIT_LOG: {CADRE, LEADER, LIAISON, *HEADS},  # each for those in his care
    P.VISIT_LEDGER: {LIAISON, *HEADS},
    P.ENTRUST: {SECRETARY},
    P.GREETINGS: HEADS,
    P.MEDALS: HEADS | {ORGANISATION},
    P.EXPORT: {ORGANISATION, *HEADS},
}


def test_the_table_of_grants_is_the_matrix() -> None:
    assert {p: {role for role in Role if p in GRANTS[role]} for p in Permission} == MATRIX


def test_a_stranger_may_only_ask_for_a_person() -> None:
    assert granted(()) == {P.GREET}


@pytest.mark.parametrize("by", Role)
@pytest.mark.parametrize("role", Role)
def test_nobody_grants_a_role_that_may_do_what_he_may_not_or_as_much_as_he(by: Role, role: Role) -> None:
    speaker = Speaker(Person(branch_id=1, name="某人"), None, None, frozenset({by}))

    if may_grant(speaker, role):
        assert GRANTS[role] < GRANTS[by] or (by is ORGANISATION and role is LEADER)
        assert role is not by
    assert not may_grant(speaker, SECRETARY)


# -- every entrance, tried by everybody -----------------------------------------------------------

STRANGER = 555
DEPARTED = "您的话收到了，我请"


def entrance(route: Route) -> dict[str, str] | None:
    """Return how somebody comes in by a route: a press with made-up numbers, or its word."""
    if route.press is not None:
        return {"data": encode(_made_up(route.press))}
    if route.word is not None:
        return {"text": route.word}
    return {"text": route.phrases[0]} if route.phrases else None


def _made_up(press: type[Press]) -> Press:
    return press(*(1 if field.type is int else "x" for field in fields(press)))


class NoTelegram(BaseRequest):
    """A wire that knows who the bot is and reaches nobody."""

    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        if not url.endswith("/getMe"):
            raise NetworkError("nobody is there")
        me = {"id": BOT_ID, "is_bot": True, "first_name": "红叶", "username": "hongye_bot"}
        return 200, json.dumps({"ok": True, "result": me}).encode()


class Door:
    """Lets people in by any entrance, and keeps what they were answered."""

    def __init__(self, database: Database, bot: ExtBot[None]) -> None:
        self._database, self._bot = database, bot
        self._numbers = count(1)
        self._router = router()

    async def tries(self, chat: int, way: dict[str, str]) -> str:
        return (await self.all_try([chat], way))[chat]

    async def all_try(self, chats: list[int], way: dict[str, str]) -> dict[int, str]:
        """Let several come in by one way, each for himself; return what each was answered."""
        numbers = {chat: next(self._numbers) for chat in chats}
        async with self._database.transaction() as session:
            rows = [{"bot_id": BOT_ID, "update_id": n, "received_at": NOON} for n in numbers.values()]
            await session.exec(sa.insert(Inbox), params=rows)
        for chat, number in numbers.items():
            # A dispatcher each, so that the limit for floods does not answer instead.
            dispatcher = Dispatcher(self._database, self._bot, self._router, lambda: NOON, b"key")
            await dispatcher.handle(self._update(chat, number, way), None)
        newest = select(sa.func.max(Outbox.id)).where(col(Outbox.chat_id).in_(chats)).group_by(Outbox.chat_id)
        async with self._database.reading() as session:
            found = await session.exec(select(Outbox.chat_id, Outbox.text).where(col(Outbox.id).in_(newest)))
            return dict.fromkeys(chats, "") | dict(found.all())

    def _update(self, chat: int, number: int, way: dict[str, str]) -> Update:
        user = {"id": chat, "is_bot": False, "first_name": "某人"}
        message: dict[str, Any] = {
            "message_id": number,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private"},
        }
        if "data" in way:
            query = {"id": str(number), "from": user, "chat_instance": "1", "message": message}
            payload = {"update_id": number, "callback_query": query | way}
        else:
            payload = {"update_id": number, "message": message | {"from": user} | way}
        update = Update.de_json(payload, self._bot)
        assert update is not None
        return update


@pytest.fixture
async def door(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[tuple[Door, Database]]:
    """Open one database: who may what is decided before any of them is asked."""
    path = tmp_path / "hongye.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    async with ExtBot(f"{BOT_ID}:x", request=NoTelegram()) as bot:
        yield Door(database, bot), database
    await database.close()


async def everybody(given: Given) -> dict[str, tuple[Person, frozenset[Role]]]:
    """Return one person of each kind, with the roles he acts under."""
    people = {"member": (await given.member("赵六"), frozenset({MEMBER}))}
    for role in (LEADER, ORGANISATION, PUBLICITY, LIAISON, DEPUTY, ACTING):
        person = await given.appoint(await given.person(f"某{role}"), role, 2 if role is LEADER else None)
        people[role] = (person, frozenset({role}))
    people["cadre"] = (await given.cadre("丁海涛"), frozenset({CADRE}))
    frozen = await given.secretary("冻结的书记")
    frozen.frozen_at = NOON
    gone = await given.secretary("去世的书记")
    (await given.member_row(gone)).status = Status.DECEASED
    former = await given.person("原来的干部")
    for name, person in (("frozen", frozen), ("deceased", gone), ("former", former)):
        people[name] = (person, frozenset())
    for person, _ in people.values():
        await given.bind(person)
    return people


async def test_every_entrance_is_closed_to_everybody_it_is_not_for(door: tuple[Door, Database]) -> None:
    entrances, database = door
    async with database.transaction() as session:
        people = await everybody(await _founded(session))
    wrong = []

    for route in ROUTES:
        way = entrance(route)
        if way is None or route.needs is P.GREET:
            continue
        outside = {name: who for name, who in people.items() if route.needs not in granted(who[1])}
        chats = [chat_of(person) for person, _ in outside.values()]
        answers = await entrances.all_try([*chats, STRANGER], way)
        for name, (person, roles) in outside.items():
            answer = answers[chat_of(person)]
            expected = DEPARTED if not roles else common.not_allowed()
            if not answer.startswith(expected):
                wrong.append((way, name, answer))
        if "data" in way and answers[STRANGER] != common.stranger():
            wrong.append((way, "stranger", answers[STRANGER]))

    assert wrong == []


async def _founded(session: AsyncSession, name: str = "云泽支部") -> Given:
    branch = Branch(name=name)
    session.add(branch)
    await session.flush()
    return Given(session, branch)


async def test_an_official_of_another_branch_finds_nobody_here(door: tuple[Door, Database]) -> None:
    entrances, database = door
    async with database.transaction() as session:
        given = await _founded(session)
        here = await given.appoint(await given.member("郑守义", phone="13900001234"), LEADER, 1)
        office = await session.exec(select(Appointment.id).where(Appointment.person_id == here.id))
        ids = {
            "person_id": here.id,
            "appointment_id": office.one(),
            "role": "organisation",
            "medium": "phone",
        }
        elsewhere = await _founded(session, "另一个支部")
        official = await elsewhere.secretary("外支部书记")
        await elsewhere.bind(official)

    tried = 0
    for route in ROUTES:
        names = [field.name for field in fields(route.press)] if route.press else []
        if route.press is None or not {"person_id", "appointment_id"} & set(names):
            continue
        wanted = route.press(*(ids.get(name, 0) for name in names))
        answer = await entrances.tries(chat_of(official), {"data": encode(wanted)})
        tried += 1
        assert answer, wanted
        assert "郑守义" not in answer, wanted
        assert "13900001234" not in answer, wanted

    assert tried >= 10
    async with database.reading() as session:
        assert (await session.get_one(Person, here.id)).frozen_at is None


def test_no_special_entrance_but_binding_and_help_is_open_to_strangers() -> None:
    open_to_all = {
        name
        for name in ("start", "menu", "help", "contact", "file", "acknowledgement", "unknown", "old_button")
        if getattr(SPECIAL, name).needs is P.GREET
    }

    assert open_to_all == {"start", "help", "contact"}


def test_only_help_and_a_relatives_own_words_are_asked_of_anybody() -> None:
    assert {form.name for form in FORMS if form.needs is P.GREET} == {"help", "introduce relative"}


async def test_a_role_lost_while_a_question_is_open_cannot_answer_it(door: tuple[Door, Database]) -> None:
    entrances, database = door
    async with database.transaction() as session:
        given = await _founded(session)
        former = await given.member("赵六")
        await given.bind(former)
    finished = []

    for form in FORMS:
        if form.needs in (P.GREET, P.OWN):  # a member keeps those
            continue
        async with database.transaction() as session:
            session.add(
                Dialog(
                    bot_id=BOT_ID,
                    chat_id=chat_of(former),
                    person_id=former.id,
                    form=form.name,
                    answers={"notice": "1", "person": "1", "who": "#1"},
                    updated_at=NOON,
                )
            )
        if await entrances.tries(chat_of(former), {"text": "一句话"}) != common.not_allowed():
            finished.append(form.name)
        async with database.reading() as session:
            assert (await session.exec(select(Dialog))).first() is None, form.name

    assert finished == []
