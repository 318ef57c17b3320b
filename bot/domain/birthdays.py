"""Birthdays (生日): which calendar somebody keeps, and on which days his birthday falls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import birthday_words, changes, lunar
from bot.domain.birthday_words import Said
from bot.domain.members import ON_ROLL
from bot.errors import Refusal
from bot.texts import birthdays as say
from models import Birthday, BirthdayKind, Member, Person, Precision

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Celebrating:
    """Somebody whose birthday falls on a day."""

    day: date
    person: Person
    member: Member


async def of(session: AsyncSession, person_id: int) -> Birthday | None:
    """Return what was settled about somebody's birthday."""
    return (await session.exec(select(Birthday).where(Birthday.person_id == person_id))).first()


def suggestions(member: Member) -> list[Said]:
    """Return what the roster lets one suppose, to be confirmed by himself.

    The filed date is taken for a solar one unless the roster says that it is lunar (档案写的是农历).
    """
    born = member.born_on if member.born_precision is Precision.DAY else None
    written = birthday_words.read(f"农历{member.lunar_birthday}") if member.lunar_birthday else None
    if born is not None and member.birthday_kind is BirthdayKind.ARCHIVE_IS_LUNAR:
        return [written or Said(BirthdayKind.LUNAR, born.month, born.day)]
    found = [Said(BirthdayKind.SOLAR, born.month, born.day)] if born is not None else []
    if written is None and born is not None:
        by_moon = lunar.of(born)
        written = Said(BirthdayKind.LUNAR, by_moon.month, by_moon.day, by_moon.leap)
    return [*found, written] if written is not None else found


async def settle(
    session: AsyncSession, person: Person, said: Said | None, by: Person, now: datetime
) -> Birthday:
    """Write down which birthday somebody keeps, or that he wants to hear nothing of it (None)."""
    if said is not None and not birthday_words.exists(said.kind, said.month, said.day):
        raise Refusal(say.unclear())
    birthday = await of(session, person.id)
    old = _as_text(birthday)
    if birthday is None:
        birthday = Birthday(
            branch_id=person.branch_id,
            person_id=person.id,
            kind=BirthdayKind.NONE,
            confirmed_by=by.id,
            confirmed_at=now,
        )
    birthday.kind = said.kind if said else BirthdayKind.NONE
    birthday.month, birthday.day = (said.month, said.day) if said else (None, None)
    birthday.leap, birthday.in_leap_month = bool(said and said.leap), False
    birthday.confirmed_by, birthday.confirmed_at = by.id, now
    session.add(birthday)
    await session.flush()
    await _note(session, birthday, old, by, now)
    return birthday


async def keep_in_leap_month(
    session: AsyncSession, birthday: Birthday, by: Person, now: datetime, *, on: bool
) -> None:
    """Keep a birth in a leap month in that month, in the years that have it."""
    if not birthday.leap:
        raise Refusal(say.unclear())
    old, birthday.in_leap_month = _as_text(birthday), on
    session.add(birthday)
    await session.flush()
    await _note(session, birthday, old, by, now)


async def _note(
    session: AsyncSession, birthday: Birthday, old: str | None, by: Person, now: datetime
) -> None:
    await changes.record(
        session,
        branch_id=birthday.branch_id,
        person_id=birthday.person_id,
        entity="birthday",
        row_id=birthday.id,
        field="kept",
        old=old,
        new=_as_text(birthday),
        by=by,
        now=now,
    )


def _as_text(birthday: Birthday | None) -> str | None:
    if birthday is None:
        return None
    words = f"{birthday.kind} {birthday.month}-{birthday.day}" if birthday.month else str(birthday.kind)
    return words + (" leap" if birthday.leap else "") + (" in it" if birthday.in_leap_month else "")


def falls_on(birthday: Birthday, day: date) -> bool:
    """Say whether a birthday is kept on a day; 29 February on the 28th in common years."""
    if birthday.month is None or birthday.day is None:
        return False
    if birthday.kind is BirthdayKind.LUNAR:
        return lunar.falls_on(day, birthday.month, birthday.day, in_leap_month=birthday.in_leap_month)
    return birthday.kind is BirthdayKind.SOLAR and (birthday.month, birthday.day) in _solar(day)


def _solar(day: date) -> tuple[tuple[int, int], ...]:
    kept = (day.month, day.day)
    return (kept, (2, 29)) if kept == (2, 28) and (day + _DAY).month == 3 else (kept,)


async def falling_on(
    session: AsyncSession, branch_id: int, days: Sequence[date], person_id: int | None = None
) -> list[Celebrating]:
    """Return whose birthday falls on which of these days, on the roll and not frozen, in their order."""
    query = (
        select(Birthday, Person, Member)
        .join(Person, col(Person.id) == col(Birthday.person_id))
        .join(Member, col(Member.person_id) == col(Birthday.person_id))
        .where(
            Birthday.branch_id == branch_id,
            col(Member.status).in_(ON_ROLL),
            col(Person.frozen_at).is_(None),
            sa.or_(
                sa.and_(
                    col(Birthday.kind) == BirthdayKind.SOLAR,
                    col(Birthday.month).in_({day.month for day in days}),
                ),
                sa.and_(
                    col(Birthday.kind) == BirthdayKind.LUNAR, col(Birthday.month).in_(_lunar_months(days))
                ),
            ),
        )
        .order_by(col(Person.id))
    )
    if person_id is not None:
        query = query.where(Birthday.person_id == person_id)
    rows = (await session.exec(query)).all()
    return [
        Celebrating(day, person, member)
        for day in days
        for birthday, person, member in rows
        if falls_on(birthday, day)
    ]


def _lunar_months(days: Iterable[date]) -> set[int]:
    return {lunar.of(day).month for day in days}
