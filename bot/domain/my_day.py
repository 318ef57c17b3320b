"""One's own day: what the roster counts for a member, his card, and the note when he disputes a date."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.card_layout import CardFacts
from bot.clock import local_day
from bot.domain import changes, outbox, people
from bot.domain.anniversary_dates import completed_years, occurrence
from bot.texts import anniversaries as words
from bot.texts import dates
from bot.texts import my_day as say
from bot.texts.my_day import Count
from models import Branch, Greeting, Member, Person, Precision, Role

WORDS_AT_MOST = 200
# Who looks into the file when a member disputes a date.
_KEEPERS = (Role.ORGANISATION, Role.SECRETARY, Role.DEPUTY, Role.LIAISON)


def counts(member: Member, today: date) -> tuple[Count | None, Count | None]:
    """Return 入党 and 转正 with the full years since each; neither is derived from the other."""
    return (
        _count(member.joined_on, member.joined_precision, today),
        _count(member.full_on, member.full_precision, today),
    )


def _count(since: date | None, precision: Precision | None, today: date) -> Count | None:
    if since is None:
        return None
    known = precision or Precision.DAY
    return Count(dates.precise(since, known), completed_years(since, known, today))


def next_day(member: Member, today: date) -> str:
    """Say when his next anniversary is; "" where no month is known."""
    if member.joined_on is None:
        return ""
    for year in (today.year, today.year + 1):
        kept = occurrence(member.joined_on, member.joined_precision, year)
        if kept is None:
            continue
        since = kept.day.replace(day=1) if kept.month_only else kept.day
        if since > today:
            return say.next_day(kept.day, kept.years, month_only=kept.month_only)
    return ""


def card_facts(branch: Branch, person: Person, member: Member, today: date) -> CardFacts | None:
    """Return what his newest card says; None before the first anniversary, or without a month."""
    if member.joined_on is None or member.joined_precision is Precision.YEAR:
        return None
    years = completed_years(member.joined_on, member.joined_precision, today)
    if not years:
        return None
    return CardFacts(
        salutation=f"{person.name}同志",
        joined=words.joined(member.joined_on, member.joined_precision),
        years=years,
        signature=words.signature(branch.name),
        month_only=member.joined_precision is Precision.MONTH,
    )


async def kept_card(session: AsyncSession, person: Person, facts: CardFacts) -> int | None:
    """Return the stored picture of exactly this card, if it was drawn for a greeting."""
    found = await session.exec(
        select(Greeting.media_id)
        .where(
            Greeting.person_id == person.id,
            Greeting.card_of == repr(facts),
            col(Greeting.media_id).is_not(None),
        )
        .order_by(col(Greeting.id).desc())
        .limit(1)
    )
    return found.first()


async def dispute(
    session: AsyncSession, branch: Branch, person: Person, member: Member, said: str, now: datetime
) -> str | None:
    """Pass on what a member says about his dates; the roster stays as it is. Return who looks into it."""
    keepers = [
        keeper
        for keeper in await people.holders(session, branch.id, _KEEPERS, local_day(now, branch.zone))
        if keeper.id != person.id
    ]
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=person.id,
        entity="member",
        row_id=member.id,
        field="date_disputed",
        old=None,
        new=said,
        by=person,
        now=now,
    )
    if not keepers:
        return None
    joined, full = counts(member, local_day(now, branch.zone))
    note = say.note(person.name, person.id, said, joined.when if joined else "", full.when if full else "")
    about = f"dispute:{person.id}"
    await outbox.post(
        session, keepers[0], note, branch_id=branch.id, now=now, kind="task", about=about, subject=person
    )
    return keepers[0].name
