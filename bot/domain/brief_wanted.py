"""What a brief still asks for: looked at as it leaves, and as long as no wording of it has left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import brief_delays, brief_month, brief_rounds, briefs, people
from bot.domain.brief_rounds import KIND, Round
from bot.domain.members import ON_ROLL
from bot.domain.pairing_care import asked_for, pairing_holds
from bot.messages import Message
from bot.presses import decode
from bot.texts import brief_month as month_words
from bot.texts.members import ShowMember
from bot.texts.visit_log import LogVisit
from models import Appointment, Branch, BriefStep, Member, Outbox, OutboxState, Pairing, Person, Role

_OVERTAKEN = "overtaken"  # what the gate notes when `still_wanted` says no
_DAY = timedelta(days=1)
_PUT_OFF_LATELY = 31  # days; a round has named them long before


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a reader was told of for one cause, in one message or in all its wordings together."""

    about: str
    reader_id: int
    named: frozenset[int]
    at: datetime  # of the first of them


@dataclass(frozen=True, slots=True)
class Left:
    """Whom a message may still name, and for whose sake it is said."""

    named: set[int]
    waiting: set[int]


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether a brief names exactly those for whom its cause still asks its reader.

    The first round is wanted as long as anybody it names waits; a month's end as long as every word of it
    holds, because the number and the further pages count those whom it does not name.
    """
    if row.person_id is None:
        return False
    branch = await session.get_one(Branch, row.branch_id)
    today = local_day(now, branch.zone)
    one = Round.of(row.about or "")
    if one is not None and not await brief_rounds.is_current(session, branch, one, now):
        return False
    if one is not None and one.step is BriefStep.END:
        helper = await people.helper_of(session, branch.id, today)
        message = await month_end(session, branch, one, now)
        is_his = helper is not None and helper.id == row.person_id
        return is_his and message is not None and message.words == row.text
    asked, named = await _wordings(session, row)
    his = await _still_his(session, branch, asked, today)
    left = (await _left(session, branch, [asked], now))[asked]
    if one is not None and one.step is BriefStep.FIRST:
        return named == left.named & his and bool(left.waiting & his)
    return named == left.waiting & his


async def _wordings(session: AsyncSession, row: Outbox) -> tuple[Asked, frozenset[int]]:
    """Return whom all wordings of a message have named, and whom this one does.

    Whoever was left out when it was worded anew may wait again, and of a long one only the last part has
    the buttons.
    """
    same = {"about": row.about, "reader": row.person_id}
    rows = (await session.exec(_SAME, params=same)).all()
    named = frozenset().union(*(_named(one) for one in rows))
    now_named = frozenset().union(*(_named(one) for one in rows if one.created_at == row.created_at))
    return Asked(row.about or "", row.person_id or 0, named, rows[0].created_at), now_named


async def month_end(session: AsyncSession, branch: Branch, one: Round, now: datetime) -> Message | None:
    """Return a month's end as it stands, None where everybody has been reached."""
    left = await brief_month.still_open(session, branch, one.month, now)
    return month_words.month_open(one.month, left, local_day(now, branch.zone)) if left else None


async def overtaken(session: AsyncSession, branch: Branch, now: datetime) -> dict[str, dict[int, set[int]]]:
    """Return what was overtaken before it left and is wanted in other words: causes, readers, whom to name.

    Of a month's end nobody is named, because it names whoever is open when it is said. Whether they are
    still the reader's is left to whoever words it.
    """
    found: dict[str, dict[int, set[int]]] = {}
    asked = await _overtaken(session, branch, now)
    ends = [one for one in asked if one.about.endswith(f":{BriefStep.END}")]
    for one in ends:
        found.setdefault(one.about, {})[one.reader_id] = set()
    for one, left in (await _left(session, branch, [one for one in asked if one not in ends], now)).items():
        if left.waiting:
            found.setdefault(one.about, {})[one.reader_id] = left.named
    return found


async def _overtaken(session: AsyncSession, branch: Branch, now: datetime) -> list[Asked]:
    """Return the messages of causes that still count of which no wording has left or is on its way."""
    today = local_day(now, branch.zone)
    month = today.replace(day=1)
    before = (month - _DAY).replace(day=1)
    rounds = [*(Round(month, step) for step in BriefStep), Round(before, BriefStep.END)]
    abouts = [one.about for one in rounds if await brief_rounds.is_current(session, branch, one, now)]
    abouts += [brief_delays.about(today - number * _DAY) for number in range(_PUT_OFF_LATELY)]
    other = sa.orm.aliased(Outbox)
    same = (
        col(other.about) == col(Outbox.about),
        col(other.person_id) == col(Outbox.person_id),
        col(other.kind) == KIND,
    )
    is_other = sa.or_(col(other.state) != OutboxState.CANCELLED, col(other.reason) != _OVERTAKEN)
    rows = await session.exec(
        select(Outbox)
        .where(
            Outbox.branch_id == branch.id,
            Outbox.kind == KIND,
            col(Outbox.about).in_(abouts),
            col(Outbox.person_id).is_not(None),
            Outbox.state == OutboxState.CANCELLED,
            Outbox.reason == _OVERTAKEN,
            ~sa.exists().where(*same, is_other),
        )
        .order_by(col(Outbox.id))
    )
    asked: dict[tuple[str, int], Asked] = {}
    for row in rows.all():
        about, reader_id = row.about or "", row.person_id or 0
        first = asked.get((about, reader_id))
        named = _named(row) | (first.named if first else frozenset())
        asked[about, reader_id] = Asked(about, reader_id, named, first.at if first else row.created_at)
    return list(asked.values())


async def _left(
    session: AsyncSession, branch: Branch, asked: Collection[Asked], now: datetime
) -> dict[Asked, Left]:
    """Return of each message whom it may still name and who waits, in a few queries for all of them."""
    if not asked:
        return {}
    today = local_day(now, branch.zone)
    everybody = set().union(*(one.named for one in asked))
    newest = await briefs.delays(session, briefs.whom(branch, everybody), today)
    come = await brief_delays.to_be_made(session, branch, newest, now)
    without = await brief_month.open_of(session, branch, everybody, today.replace(day=1))
    without -= {one for one, delay in newest.items() if delay.until_on > today}
    by_a_round = await _named_by_a_round(session, branch, asked)
    found = {}
    for one in asked:
        if Round.of(one.about) is None:  # a newer word on somebody has a message of its own
            named = {who for who in one.named if who in come and come[who].made_at <= one.at}
            named -= by_a_round.get(one, set())
            found[one] = Left(named, named)
            continue
        # Whoever was put off since, and whose day has come, has one as well.
        written_on = local_day(one.at, branch.zone)
        named = {who for who in one.named if who not in come or come[who].until_on <= written_on}
        found[one] = Left(named, named & without)
    return found


async def _named_by_a_round(
    session: AsyncSession, branch: Branch, asked: Collection[Asked]
) -> Mapping[Asked, set[int]]:
    """Return of visits put off whom a round since, any of them, has named to the same reader."""
    put_off = [one for one in asked if Round.of(one.about) is None]
    begun = await brief_rounds.since(session, branch, min(one.at for one in put_off)) if put_off else ()
    if not begun:
        return {}
    rounds = {Round(one.month, one.step).about: one for one in begun}
    rows = await session.exec(
        select(Outbox).where(
            Outbox.kind == KIND,
            col(Outbox.about).in_(rounds),
            col(Outbox.person_id).in_({one.reader_id for one in put_off}),
        )
    )
    told: dict[int, list[Outbox]] = {}
    for row in rows.all():
        told.setdefault(row.person_id or 0, []).append(row)
    found: dict[Asked, set[int]] = {one: set() for one in put_off}
    for one in put_off:
        for row in told.get(one.reader_id, ()):
            since = rounds[row.about or ""]
            if one.at < since.ran_at:
                found[one] |= _named(row)
    return found


async def _still_his(session: AsyncSession, branch: Branch, asked: Asked, today: date) -> set[int]:
    """Return whom a brief names who may be named, and of whom its reader is asked today."""
    his = await asked_for(session, branch.id, asked.reader_id, today)
    these = {"named": asked.named, "asked_for": his, "reader": asked.reader_id, "today": today}
    return set((await session.exec(_HIS, params=these)).all())


def _his(named: Any, asked_for: Any, reader: Any, today: Any) -> Any:
    serves = select(Appointment.id).where(
        Appointment.person_id == reader, Appointment.role == Role.CADRE, *people.holding(today)
    )
    his = select(Pairing.member_id).where(col(Pairing.cadre_id).in_(asked_for), *pairing_holds(today))
    return (
        select(Person.id)
        .join(Member, col(Member.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(named),
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
            col(Person.id).in_(his),
            serves.exists(),
        )
    )


# Both made once, because making them takes longer than their answers.
_SAME = (
    select(Outbox)
    .where(
        Outbox.kind == KIND,
        Outbox.about == sa.bindparam("about"),
        Outbox.person_id == sa.bindparam("reader"),
    )
    .order_by(col(Outbox.id))
)
_HIS = _his(
    sa.bindparam("named", expanding=True),
    sa.bindparam("asked_for", expanding=True),
    sa.bindparam("reader"),
    sa.bindparam("today", type_=sa.Date()),
)


def _named(row: Outbox) -> frozenset[int]:
    """Return whom a brief names: each has a button."""
    presses = [decode(data) for _, data in row.layout.get("buttons", ())]
    return frozenset(press.person_id for press in presses if isinstance(press, LogVisit | ShowMember))
