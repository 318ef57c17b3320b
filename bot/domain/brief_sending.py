"""Briefs are sent: in their rounds, on the day of a visit put off, in other words when overtaken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import brief_delays, brief_rounds, brief_wanted, briefs, followup_lists, outbox, people
from bot.domain.brief_rounds import Round
from bot.domain.briefs import Charge
from bot.domain.outbox import Letter
from bot.texts import briefs as say
from bot.texts.briefs import Item
from models import Branch, BriefStep, Person

KIND = brief_rounds.KIND


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
            charges = await briefs.charges(session, branch, local_day(now, branch.zone))
            await _ask(session, branch, due.about, charges, now)
            await brief_rounds.note(session, branch, due, now)
        end = brief_rounds.end_to_run(branch, ran, now)
        if end is not None:
            await _show_end(session, branch, end, now)
            await brief_rounds.note(session, branch, end, now)
        await _ask_again(session, branch, now)
        await _ask_on_their_day(session, branch, now, with_round=due is not None)


async def _ask(
    session: AsyncSession,
    branch: Branch,
    about: str,
    charges: Mapping[int, Sequence[Charge]],
    now: datetime,
    period: str = "",
) -> None:
    """Ask each of these readers for his members, as far as they wait."""
    one = Round.of(about)
    step = one.step if one is not None else None
    theirs = await briefs.items(session, branch, charges, now)
    wanted = {reader_id: _wanted(step, items) for reader_id, items in theirs.items()}
    await _post(session, branch, step, wanted, about, now, period)


def _wanted(step: BriefStep | None, theirs: Sequence[Item]) -> Sequence[Item]:
    """Return whom a message is about: in the first round everybody, as long as somebody waits."""
    if step is None:
        return theirs
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


async def _show_end(
    session: AsyncSession, branch: Branch, one: Round, now: datetime, again: Collection[int] = ()
) -> None:
    """Show the liaison, and nobody else, whom nobody has been in touch with this month.

    `again` are those whose message was overtaken; whoever has become the liaison since is none of them.
    """
    helper = await people.helper_of(session, branch.id, local_day(now, branch.zone))
    message = await brief_wanted.month_end(session, branch, one, now)
    if helper is not None and message is not None:
        period = now.isoformat() if helper.id in again else ""
        letter = Letter(helper.id, message, one.about, period)
        await outbox.post_each(session, [letter], branch_id=branch.id, now=now, kind=KIND)


async def _ask_again(session: AsyncSession, branch: Branch, now: datetime) -> None:
    """Word anew what was overtaken before it left, without those who are settled.

    It names nobody else, because whoever has come to a reader since was or will be told to him otherwise.
    """
    today = local_day(now, branch.zone)
    for about, readers in sorted((await brief_wanted.overtaken(session, branch, now)).items()):
        one = Round.of(about)
        if one is not None and one.step is BriefStep.END:
            await _show_end(session, branch, one, now, readers)
            continue
        named = set().union(*readers.values())
        charges = await briefs.charges(session, branch, today, readers, named)
        theirs = {reader: _of(whom, readers[reader]) for reader, whom in charges.items()}
        await _ask(session, branch, about, theirs, now, period=now.isoformat())


async def _ask_on_their_day(
    session: AsyncSession, branch: Branch, now: datetime, *, with_round: bool
) -> None:
    """Ask for the visits put off to today."""
    waiting = await brief_delays.come_due(session, branch, now, with_round=with_round)
    if waiting:
        today = local_day(now, branch.zone)
        charges = await briefs.charges(session, branch, today, members=waiting)
        await _ask(session, branch, brief_delays.about(today), charges, now)


def _of(charges: Sequence[Charge], member_ids: Collection[int]) -> list[Charge]:
    return [one for one in charges if one.pair.member.id in member_ids]
