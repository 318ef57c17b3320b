"""Briefs on their way: sent in their rounds, and looked at again at the moment of sending."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import brief_delays, brief_month, brief_rounds, briefs, followup_lists, outbox, people
from bot.domain.brief_rounds import Round
from bot.domain.members import ON_ROLL
from bot.domain.outbox import Letter
from bot.domain.pairing_care import asked_about
from bot.messages import Message
from bot.presses import decode
from bot.texts import brief_month as month_words
from bot.texts import briefs as say
from bot.texts.briefs import Item
from bot.texts.members import ShowMember
from bot.texts.visit_log import LogVisit
from models import Appointment, Branch, BriefStep, Member, Outbox, OutboxState, Person, Role

KIND = brief_rounds.KIND
_OVERTAKEN = "overtaken"  # what the gate notes when `still_wanted` says no
_AGAIN_WITHIN = timedelta(days=2)
_PUT_OFF_LATELY = 10  # days
_DAY = timedelta(days=1)


async def send_due(session: AsyncSession, now: datetime) -> None:
    """Send the round due at or before `now`, the visits put off to today, and the month's end."""
    for branch in (await session.exec(select(Branch).order_by(col(Branch.id)))).all():
        ran = await brief_rounds.ran(session, branch, now)
        if not ran:
            await brief_rounds.begin(session, branch, now)
        due, passed = brief_rounds.to_run(branch, ran, now)
        for one in passed:
            await brief_rounds.note(session, branch, one, now, skipped=True)
        if due is not None:
            await _send(session, branch, due, now)
            await brief_rounds.note(session, branch, due, now)
        end = brief_rounds.end_to_run(branch, ran, now)
        if end is not None:
            await _send_end(session, branch, end, now)
            await brief_rounds.note(session, branch, end, now)
        await _send_again(session, branch, now)
        waiting = await brief_delays.come_due(session, branch, now, with_round=due is not None)
        await _remind(session, branch, waiting, now)


async def _send(
    session: AsyncSession, branch: Branch, one: Round, now: datetime, again: Collection[int] | None = None
) -> None:
    """Send a round to each cadre who needs it; `again` are those whose message was overtaken."""
    charges = await briefs.charges(session, branch, local_day(now, branch.zone), again)
    theirs = await briefs.items(session, branch, charges, now)
    wanted = {reader_id: _wanted(one.step, items) for reader_id, items in theirs.items()}
    await _post(session, branch, one.step, wanted, one.about, now, period=now.isoformat() if again else "")


def _wanted(step: BriefStep, theirs: Sequence[Item]) -> Sequence[Item]:
    """Return whom a message is about: in the first round everybody, as long as somebody waits."""
    waiting = briefs.without_contact(theirs)
    return theirs if waiting and step is BriefStep.FIRST else waiting


async def _post(
    session: AsyncSession,
    branch: Branch,
    step: BriefStep | None,
    wanted: Mapping[int, Sequence[Item]],
    about: str,
    now: datetime,
    period: str = "",
) -> None:
    today = local_day(now, branch.zone)
    helper = await people.helper_of(session, branch.id, today)
    named = sorted(reader_id for reader_id, items in wanted.items() if items)
    readers = await session.exec(select(Person).where(col(Person.id).in_(named)).order_by(col(Person.id)))
    tasks = await followup_lists.not_asked_today(session, branch, named, now)
    letters = []
    for reader in readers.all():
        other = helper.name if helper is not None and helper.id != reader.id else None
        theirs = tasks.get(reader.id, ())
        message = say.brief(reader.name, step, wanted[reader.id], today, other, theirs)
        letters.append(Letter(reader.id, message, about, period))
    await outbox.post_each(session, letters, branch_id=branch.id, now=now, kind=KIND)


async def _send_end(
    session: AsyncSession, branch: Branch, one: Round, now: datetime, period: str = ""
) -> None:
    """Show the liaison, and nobody else, whom nobody has been in touch with this month."""
    helper = await people.helper_of(session, branch.id, local_day(now, branch.zone))
    message = await _end(session, branch, one, now)
    if helper is not None and message is not None:
        letter = Letter(helper.id, message, one.about, period)
        await outbox.post_each(session, [letter], branch_id=branch.id, now=now, kind=KIND)


async def _end(session: AsyncSession, branch: Branch, one: Round, now: datetime) -> Message | None:
    """Return a month's end as it stands, None where everybody has been reached."""
    left = await brief_month.still_open(session, branch, one.month, now)
    return month_words.month_open(one.month, left, local_day(now, branch.zone)) if left else None


async def _send_again(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Word anew what was overtaken before it left, without those who are settled."""
    today = local_day(now, branch.zone)
    month = today.replace(day=1)
    before = (month - _DAY).replace(day=1)
    known = [*(Round(month, step) for step in BriefStep), Round(before, BriefStep.END)]
    rounds = {one.about: one for one in known}
    put_off_lately = [brief_delays.about(today - number * _DAY) for number in range(_PUT_OFF_LATELY)]
    latest = (
        sa.select(sa.func.max(col(Outbox.id)))
        .where(col(Outbox.about).in_((*rounds, *put_off_lately)), col(Outbox.kind) == KIND)
        .group_by(col(Outbox.about), col(Outbox.person_id))
    )
    found = await session.exec(
        select(Outbox).where(
            col(Outbox.id).in_(latest),
            Outbox.branch_id == branch.id,
            Outbox.state == OutboxState.CANCELLED,
            Outbox.reason == _OVERTAKEN,
            col(Outbox.settled_at) > now - _AGAIN_WITHIN,
        )
    )
    readers: dict[str, set[int]] = {}
    put_off: dict[int, set[int]] = {}
    for row in found.all():
        one = rounds.get(row.about or "")
        if row.person_id is None:
            continue
        if one is None:
            still = await _put_off_still(session, branch, row, now)
            put_off[row.person_id] = put_off.get(row.person_id, set()) | still
        elif await _is_open(session, branch, one, row, now):
            readers.setdefault(one.about, set()).add(row.person_id)
    for about, whom in sorted(readers.items()):
        if rounds[about].step is BriefStep.END:
            await _send_end(session, branch, rounds[about], now, period=now.isoformat())
        else:
            await _send(session, branch, rounds[about], now, whom)
    if any(put_off.values()):
        await _remind(session, branch, set().union(*put_off.values()), now, put_off)


async def _remind(
    session: AsyncSession,
    branch: Branch,
    waiting: Collection[int],
    now: datetime,
    again: Mapping[int, Collection[int]] | None = None,
) -> None:
    """Ask for visits put off; `again` are those whose message was overtaken, and whom each still names.

    Whoever looks after the same member as well has a message of his own.
    """
    if not waiting:
        return
    today = local_day(now, branch.zone)
    theirs = {}
    for reader_id, charge in (await briefs.charges(session, branch, today, again)).items():
        named = waiting if again is None else again[reader_id]
        if asked := [one for one in charge if one.pair.member.id in named]:
            theirs[reader_id] = asked
    wanted = await briefs.items(session, branch, theirs, now)
    period = now.isoformat() if again else ""
    await _post(session, branch, None, wanted, brief_delays.about(today), now, period)


async def still_wanted(session: AsyncSession, row: Outbox, now: datetime) -> bool:
    """Say whether everybody a brief names is still in its reader's care and waits for him.

    The first round is wanted as long as anybody it names does; a month's end as long as every word of it
    holds, because the number and the further pages count those whom it does not name.
    """
    named = _named(row)
    branch = await session.get_one(Branch, row.branch_id)
    if (one := _round_of(row)) is not None and one.step is BriefStep.END:
        message = await _end(session, branch, one, now)
        is_current = await brief_rounds.is_current(session, branch, one, now)
        return is_current and message is not None and message.words == row.text
    if await _still_his(session, row, local_day(now, branch.zone)) != named:
        return False
    if one is None:
        return await _put_off_still(session, branch, row, now) == named
    if not await brief_rounds.is_current(session, branch, one, now):
        return False
    left = await brief_month.without_contact(session, branch, named, one.month, now)
    return bool(left) if one.step is BriefStep.FIRST else left == named


async def _is_open(session: AsyncSession, branch: Branch, one: Round, row: Outbox, now: datetime) -> bool:
    """Say whether a message of a round that was overtaken is wanted in other words.

    Not for the sake of whose visit was put off to a day after it: of them its reader hears on that day.
    """
    if not await brief_rounds.is_current(session, branch, one, now):
        return False
    if one.step is BriefStep.END:
        return True  # whoever is open then
    today = local_day(now, branch.zone)
    his = await _still_his(session, row, today)
    left = await brief_month.without_contact(session, branch, his, one.month, now)
    put_off = await briefs.delays(session, sorted(left), today)
    written_on = local_day(row.created_at, branch.zone)
    return any(who not in put_off or put_off[who].until_on <= written_on for who in left)


async def _put_off_still(session: AsyncSession, branch: Branch, row: Outbox, now: datetime) -> set[int]:
    """Return whose visit was put off to that day, is still to be made, and is not named by a round since."""
    left = await brief_delays.waiting(session, branch, _named(row), now)
    since = await brief_rounds.newest_since(session, branch, row.created_at) if left else None
    if since is not None:
        left -= await brief_month.without_contact(session, branch, left, since.month, now)
    return left


async def _still_his(session: AsyncSession, row: Outbox, today: date) -> set[int]:
    """Return whom a brief names who may be named, and of whom its reader is asked today."""
    living = select(Person.id).join(Member, col(Member.person_id) == col(Person.id))
    living = living.where(
        col(Person.id).in_(_named(row)), col(Member.status).in_(ON_ROLL), col(Person.frozen_at).is_(None)
    )
    if row.person_id is not None:
        serves = select(Appointment.id).where(
            Appointment.person_id == row.person_id, Appointment.role == Role.CADRE, *people.holding(today)
        )
        his = await asked_about(session, row.branch_id, row.person_id, today)
        living = living.where(col(Person.id).in_(his), serves.exists())
    return set((await session.exec(living)).all())


def _round_of(row: Outbox) -> Round | None:
    """Return the round that is the cause of a brief, None where visits were put off."""
    about = row.about or ""
    return None if about.startswith(brief_delays.ABOUT) else Round.of(about)


def _named(row: Outbox) -> set[int]:
    """Return whom a brief names: each has a button."""
    presses = [decode(data) for _, data in row.layout.get("buttons", ())]
    return {press.person_id for press in presses if isinstance(press, LogVisit | ShowMember)}
