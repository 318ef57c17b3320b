"""One person of the roster, changed by hand: old → new, without any sheet."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain.roster_apply import Ledger, apply_plan
from bot.domain.roster_entries import Entry, load
from bot.domain.roster_plan import Changed, FieldChange, Plan
from bot.domain.roster_reading import Kind, Reading, Record
from bot.domain.roster_values import Fault, Problem, Reader, Remark, Unusable
from bot.errors import Refusal
from bot.texts import roster_person as say
from bot.texts import roster_reasons as reasons
from bot.texts.roster_reasons import reference
from models import Branch, Person, Role

# A status is not among them: leaving and dying have ways of their own, with a second look.
MEMBER_FIELDS = (
    "phone", "group_number", "joined_on", "full_on", "born_on", "name", "roles", "channel",
    "mobility", "sex", "number", "retired_on", "former_post", "address", "emergency_contact",
    "address_form", "note",
)  # fmt: skip
CADRE_FIELDS = ("phone", "unit", "name", "number", "note")
REQUIRED = frozenset({"name", "channel", "mobility"})


def fields_of(entry: Entry) -> tuple[str, ...]:
    """Return what can be changed about somebody."""
    return MEMBER_FIELDS if entry.member is not None else CADRE_FIELDS


async def entry_of(session: AsyncSession, branch_id: int, person_id: int, today: date) -> Entry | None:
    """Return somebody of the branch, or None."""
    found = await load(session, branch_id, today, [person_id])
    return found[0] if found else None


async def find(session: AsyncSession, branch_id: int, text: str, today: date) -> list[Entry]:
    """Return the members and cadres whom a name or a number means."""
    ids = await session.exec(
        select(Person.id).where(
            Person.branch_id == branch_id,
            or_(col(Person.name) == text, col(Person.number) == text),
        )
    )
    entries = await load(session, branch_id, today, ids.all())
    return [entry for entry in entries if entry.member is not None or entry.is_cadre]


def read_value(field: str, text: str, today: date) -> str:
    """Return the canonical text of what was typed. Raises Refusal with what to write instead."""
    reader = Reader(today, False, [])
    try:
        value = reader.read(field, text)
    except Unusable as error:
        raise Refusal(reasons.reason(error.code, field, error.value)) from None
    for problem in reader.remarks:
        if problem.code in (Remark.WORD_UNKNOWN, Remark.ROLE_UNKNOWN, Remark.NOTE_SHORTENED):
            raise Refusal(reasons.remark(problem.code, problem.field, problem.value))
    return value


def record_of(values: dict[str, str]) -> Reading:
    """Return one typed member as what a file of one row would say; row 0 is in no file."""
    given = {field: value for field, value in values.items() if value}
    return Reading(records=[Record(Kind.MEMBER, "", 0, given)])


async def change(
    session: AsyncSession,
    entry: Entry,
    field: str,
    new: str,
    by: Person,
    now: datetime,
    may_grant: Collection[Role],
) -> FieldChange | None:
    """Change one field and write it down; None where it is so already. Raises Refusal."""
    old = entry.value(field)
    if field == "number" and new:
        await _check_number(session, entry, new)
    if field == "roles":
        _check_roles(old, new, may_grant)
    if field in REQUIRED and not new:
        raise Refusal(say.cannot_be_empty(field))
    if old == new:
        return None
    branch = await session.get_one(Branch, entry.person.branch_id)
    today = local_day(now, branch.zone)
    changed = FieldChange(field, old, new)
    record = Record(Kind.MEMBER, "", 0, {})
    plan = Plan(changed=[Changed(0, record, entry.person.id, entry.person.name, (changed,))])
    await apply_plan(session, plan, [entry], Ledger(branch.id, by, "chat", now, today))
    return changed


async def _check_number(session: AsyncSession, entry: Entry, number: str) -> None:
    held = await session.exec(
        select(Person).where(
            Person.branch_id == entry.person.branch_id,
            Person.number == number,
            Person.id != entry.person.id,
        )
    )
    holder = held.first()
    if holder is not None:
        raise Refusal(reasons.reason(Fault.NUMBER_OF_ANOTHER, "number", holder.name))


def _check_roles(old: str, new: str, may_grant: Collection[Role]) -> None:
    """Nobody gives or takes a role equal to his own or above."""
    for role in set(old.split(",")) ^ set(new.split(",")):
        if role and Role(role.partition(":")[0]) not in may_grant:
            problem = Problem(Remark.ROLE_NOT_YOURS, "roles", role)
            raise Refusal(reasons.remark(problem.code, problem.field, problem.value))


def choices(entries: Collection[Entry]) -> list[tuple[str, str]]:
    """Return how several people of one name can be told apart: number and what is known."""
    return [
        (
            reference(entry.person),
            reasons.shown("group_number", entry.value("group_number")) or entry.value("unit"),
        )
        for entry in entries
    ]
