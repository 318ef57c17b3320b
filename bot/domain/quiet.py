"""Quiet: who is spared cheerful words for a time, and the day on which nobody hears any (今日静默)."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import add_months, local_day
from bot.domain import changes, followup_opening, occasions, people
from bot.errors import Refusal
from bot.texts import quiet as say
from bot.texts.occasions import Occasion
from bot.texts.quiet import Spell
from models import Branch, FollowUp, FollowUpState, Person, Why

MOURNING_MONTHS = 6  # about half a year
_GOOD_WISHES = (Why.ANNIVERSARY, Why.GREETING)
_VISITED_FOR = {Spell.HOSPITAL: Occasion.HOSPITAL, Spell.MOURNING: Occasion.BEREAVEMENT}
_FIELDS = {Spell.HOSPITAL: "hospital_since", Spell.MOURNING: "mourning_until", Spell.MUTED: "muted_at"}


async def set_spell(
    session: AsyncSession,
    branch: Branch,
    person: Person,
    spell: Spell,
    by: Person,
    now: datetime,
    *,
    on: bool,
) -> bool:
    """Begin or end a quiet time; return whether that changed anything. Who did it is written down."""
    field, today = _FIELDS[spell], local_day(now, branch.zone)
    old = getattr(person, field)
    if is_on(person, spell, today) == on:
        return False
    new: date | datetime | None = None
    if on:
        new = _begins(spell, today, now)
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=person.id,
        entity="person",
        row_id=person.id,
        field=field,
        old=old,
        new=new,
        by=by,
        cause="quiet",
        now=now,
    )
    setattr(person, field, new)
    session.add(person)
    await session.flush()
    if on:
        await _spare_calls(session, person, spell, now)
    elif spell in _VISITED_FOR:
        # Nobody is to stand at the door with condolences because somebody had pressed the wrong name.
        await occasions.take_back(session, person, _VISITED_FOR[spell], old, now)
    return True


async def _spare_calls(session: AsyncSession, person: Person, spell: Spell, now: datetime) -> None:
    """Let nobody telephone good wishes to him now; a visit that was promised is the pair's to weigh."""
    found = await session.exec(
        select(FollowUp)
        .where(
            FollowUp.person_id == person.id,
            FollowUp.state == FollowUpState.CALL,
            col(FollowUp.why).in_(_GOOD_WISHES),
        )
        .order_by(col(FollowUp.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    await followup_opening.cancel_all(session, [(row, str(spell)) for row in found.all()], now)


def _begins(spell: Spell, today: date, now: datetime) -> date | datetime:
    match spell:
        case Spell.HOSPITAL:
            return today
        case Spell.MOURNING:
            return add_months(today, MOURNING_MONTHS)
        case Spell.MUTED:
            return now


def is_on(person: Person, spell: Spell, today: date) -> bool:
    """Say whether a quiet time lasts."""
    if spell is Spell.MOURNING:
        return person.mourning_until is not None and today <= person.mourning_until
    return getattr(person, _FIELDS[spell]) is not None


def spells(person: Person, today: date) -> list[Spell]:
    """Return the quiet times that last."""
    return [spell for spell in Spell if is_on(person, spell, today)]


def is_silent(branch: Branch, today: date) -> bool:
    """Say whether nothing cheerful is said in the whole branch today."""
    return branch.silent_on == today


async def set_silent(session: AsyncSession, branch: Branch, by: Person, now: datetime, *, on: bool) -> bool:
    """Declare today silent for everybody, or take it back; return whether that changed anything."""
    today = local_day(now, branch.zone)
    home = await people.hold(session, branch.id)
    if is_silent(home, today) == on:
        return False
    await changes.record(
        session,
        branch_id=home.id,
        person_id=None,
        entity="branch",
        row_id=home.id,
        field="silent_on",
        old=home.silent_on,
        new=today if on else None,
        by=by,
        cause="quiet",
        now=now,
    )
    home.silent_on = today if on else None
    session.add(home)
    await session.flush()
    return True


def refuse_oneself(person: Person, by: Person) -> None:
    """Refuse somebody who would write down his own stay in hospital: others are to hear of it."""
    if person.id == by.id:
        raise Refusal(say.not_oneself())
