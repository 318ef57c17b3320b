"""What the command line does with the data: import, export, invite."""

import errno
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import typer
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.app import invite_secret, prepare_database
from bot.clock import Clock, local_day
from bot.database import Database
from bot.domain import accounts, binding, changes, invitations, people, roster, roster_report
from bot.domain.roster_reading import read_sheets
from bot.domain.roster_values import tidy_name
from bot.errors import Refusal
from bot.settings import Settings
from bot.spreadsheets import Unreadable, read, write
from bot.texts.roster import no_table
from bot.texts.roster_reasons import unreadable
from models import Appointment, BotIdentity, Branch, Medium, Member, Person, Role

CAUSE = "command line"


@asynccontextmanager
async def _opened(settings: Settings, *, must_exist: bool = False) -> AsyncIterator[tuple[Database, Branch]]:
    database = Database(settings.database_url)
    if must_exist and database.is_sqlite and not Path(database.url.database or "").exists():
        raise Refusal(f"There is no database at {database.url.database}; see DATABASE_URL.")
    try:
        yield database, await prepare_database(settings, database)
    finally:
        await database.close()


async def import_roster(settings: Settings, file: Path, *, yes: bool, refused: Path | None) -> None:
    """Print what an import would change, ask, and do it; refused rows go to a new file.

    Raises Refusal for a file that cannot be read, and where every row was refused.
    """
    now = Clock().now()
    if refused is not None:
        _must_be_new(refused)
    async with _opened(settings) as (database, branch):
        try:
            sheets = await read(file.read_bytes())
        except Unreadable as error:
            raise Refusal(unreadable(error.reason)) from None
        reading = read_sheets(sheets, local_day(now, branch.zone))
        if not reading.found_a_table:
            raise Refusal(no_table())
        async with database.transaction() as session:
            batch = await roster.open_import(session, branch.id, reading, file.name, None, now)
            plan = await roster.preview(session, batch, now)
        typer.echo(roster_report.text(plan))
        go_on = False  # also when there is no answer at all
        try:
            if plan.refused:
                place = refused or _free(file.with_name(f"{file.stem}-refused.xlsx"))
                _write_new(place, write(roster_report.refused_tables(plan.refused)))
                typer.echo(f"\n{len(plan.refused)} refused rows, with reasons: {place}")
            go_on = plan.does_anything and (yes or typer.confirm("\n确认导入？/ Import?"))
        finally:
            async with database.transaction() as session:
                session.add(batch)
                if not go_on:
                    await roster.drop(session, batch, now)
                elif await roster.confirm(session, batch, None, now) is None:
                    raise Refusal("The roster changed meanwhile; please start again.")
        if plan.refused and not (plan.does_anything or plan.unchanged or plan.questions):
            raise Refusal("Every row was refused; nothing was changed.")
        typer.echo("Imported." if go_on else "Nothing was changed.")


async def export_roster(settings: Settings, file: Path) -> int:
    """Write the roster to a new file and return how many people are in it.

    Raises Refusal where there is nobody: a sheet without anybody would not import back.
    """
    now = Clock().now()
    _must_be_new(file)
    async with _opened(settings, must_exist=True) as (database, branch):
        async with database.reading() as session:
            tables = await roster.export(session, branch.id, now)
        people_written = sum(len(table.rows) for table in tables[:2])
        if not people_written:
            raise Refusal("There is nobody on the roster; see DATABASE_URL.")
        _write_new(file, write(tables))
        async with database.transaction() as session:
            await roster.note_export(session, branch.id, None, now)
    return people_written


def _must_be_new(file: Path) -> None:
    """Refuse a name that is taken, before anything else is done: it may be the last good copy."""
    if file.exists():
        raise Refusal(_taken(file))
    if not file.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))


def _taken(file: Path) -> str:
    return f"{file} exists already; name a new file."


def _write_new(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as new:
            new.write(data)
    except FileExistsError:
        raise Refusal(_taken(file)) from None


def _free(file: Path) -> Path:
    """Return the first name like this one that is not taken: x.xlsx, x-2.xlsx and so on."""
    names = (file.with_stem(f"{file.stem}-{number}") for number in count(2))
    return file if not file.exists() else next(name for name in names if not name.exists())


async def invite(
    settings: Settings,
    names: Sequence[str],
    *,
    group: int | None,
    everyone: bool,
    paper: bool,
    secretary: bool,
    qr_folder: Path | None,
) -> None:
    """Print an invitation a line; raises Refusal when somebody is not on the roster.

    An invitation ends the earlier ones, so what could fail for the pictures is tried before, and the
    lines are printed before them.
    """
    now = Clock().now()
    medium = Medium.PAPER if paper else Medium.PHONE
    if qr_folder is not None:
        qr_folder.mkdir(parents=True, exist_ok=True)
        if not os.access(qr_folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(qr_folder))
    async with _opened(settings, must_exist=True) as (database, branch):
        async with database.transaction() as session:
            username = await _username(session)
            if secretary:
                invited = [await _appoint_secretary(session, branch, names[0], now)]
            else:
                invited = await _people(session, branch, names, now, group=group, everyone=everyone)
            issued = await invitations.invite_many(
                session, invited, medium, now=now, secret=invite_secret(settings)
            )
            let_in = {person.id for person, _ in issued}
            gone = [person.name for person in invited if person.id not in let_in]
            if names and gone:
                raise Refusal(f"{', '.join(gone)}: frozen, or not on the roll any more; nobody was invited.")
            if not issued:
                raise Refusal("There is nobody left to invite there.")
        for person, invitation in issued:
            code = f"{invitation.code[:4]} {invitation.code[4:]}"
            typer.echo(f"{person.name}\t{invitation.link(username)}\t{code}")
        if qr_folder is not None:
            with typer.progressbar(issued, file=sys.stderr, label="QR") as progress:
                for person, invitation in progress:
                    picture = invitations.qr_png(invitation.link(username))
                    (qr_folder / f"{person.name}-{person.id}.png").write_bytes(picture)


async def _username(session: AsyncSession) -> str:
    found = await session.exec(select(BotIdentity).order_by(col(BotIdentity.seen_at).desc()).limit(1))
    identity = found.first()
    if identity is None:
        raise Refusal("The bot's name is not known yet: start it once with `python -m bot run`, then invite.")
    return identity.username


async def _people(
    session: AsyncSession,
    branch: Branch,
    names: Sequence[str],
    now: datetime,
    *,
    group: int | None,
    everyone: bool,
) -> list[Person]:
    """Return those named; or of all, or of a group, those who have neither an account nor a way in."""
    if group is None and not everyone:
        found = [await _one(session, branch, name) for name in names]
        return list({person.id: person for person in found}.values())  # a second link would end the first
    query = (
        select(Person)
        .outerjoin(Member, col(Member.person_id) == col(Person.id))
        .where(Person.branch_id == branch.id)
        .order_by(col(Person.id))
    )
    if group is not None:
        query = query.where(Member.group_number == group)
    everybody = (await session.exec(query)).all()
    bound = await accounts.bound(session, [person.id for person in everybody])
    missing = [person for person in everybody if person.id not in bound]
    fresh = await binding.without_a_way_in(session, branch.id, missing, now)
    if held := len(missing) - len(fresh):
        typer.echo(f"{held} hold an invitation that still works; name them to make new ones.", err=True)
    return fresh


async def _find(session: AsyncSession, branch: Branch, name: str) -> Sequence[Person]:
    name = tidy_name(name)
    found = await session.exec(
        select(Person).where(Person.branch_id == branch.id, or_(Person.name == name, Person.number == name))
    )
    return found.all()


async def _one(session: AsyncSession, branch: Branch, name: str) -> Person:
    found = await _find(session, branch, name)
    if not found:
        raise Refusal(f"{name} is not on the roster; import it first.")
    if len(found) > 1:
        numbers = ", ".join(person.number or f"#{person.id}" for person in found)
        raise Refusal(f"There are {len(found)} people named {name}; give one's number: {numbers}.")
    return found[0]


async def _first_secretary(session: AsyncSession, branch: Branch, name: str) -> Person | None:
    """Write down somebody new, while there is no roster on which he could stand under this name."""
    if await _find(session, branch, name):
        return None
    on_roster = select(Member.id).join(Person, col(Person.id) == col(Member.person_id))
    if (await session.exec(on_roster.where(Person.branch_id == branch.id).limit(1))).first() is not None:
        return None
    person = Person(branch_id=branch.id, name=tidy_name(name))
    session.add(person)
    await session.flush()
    return person


async def _appoint_secretary(session: AsyncSession, branch: Branch, name: str, now: datetime) -> Person:
    """Make somebody the secretary, also before there is any roster; who held the office is named."""
    person = await _first_secretary(session, branch, name) or await _one(session, branch, name)
    today = local_day(now, branch.zone)
    held = select(Appointment).where(
        Appointment.branch_id == branch.id,
        Appointment.role == Role.SECRETARY,
        *people.holding(today),
    )
    holders = (await session.exec(held)).all()
    if any(each.person_id == person.id for each in holders):
        return person
    for each in holders:
        each.until_on = today - timedelta(days=1)
        session.add(each)
        before = await session.get_one(Person, each.person_id)
        typer.echo(f"{before.name} was the secretary until now.", err=True)
    appointment = Appointment(branch_id=branch.id, person_id=person.id, role=Role.SECRETARY, from_on=today)
    session.add(appointment)
    await session.flush()
    await changes.record(
        session,
        branch_id=branch.id,
        person_id=person.id,
        entity="appointment",
        row_id=appointment.id,
        field="role",
        old=None,
        new=Role.SECRETARY,
        by=None,
        cause=CAUSE,
        now=now,
    )
    return person
