"""Builders: nouns of the domain with defaults, so that a test writes only what matters to it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import (
    Account,
    Appointment,
    Branch,
    Member,
    Outbox,
    Pairing,
    Person,
    Precision,
    Role,
)

# Monday, 30 November 2026, 10 o'clock in Shanghai: a working day outside the quiet hours.
NOON = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
BOT_ID = 42


class Given:
    """Writes people into an open transaction."""

    def __init__(self, session: AsyncSession, branch: Branch) -> None:
        self.session = session
        self.branch = branch

    async def person(self, name: str, **more: Any) -> Person:
        """Write somebody without any part yet."""
        person = Person(branch_id=self.branch.id, name=name, **more)
        self.session.add(person)
        await self.session.flush()
        return person

    async def member(
        self, name: str, group: int = 1, phone: str | None = None, number: str | None = None, **more: Any
    ) -> Person:
        """Write a member on the roll; `more` are fields of Member."""
        person = await self.person(name, phone=phone, number=number)
        fields: dict[str, Any] = {
            "joined_on": date(1985, 6, 10),
            "joined_precision": Precision.DAY,
            "full_on": date(1986, 6, 10),
            "full_precision": Precision.DAY,
        } | more
        self.session.add(Member(branch_id=self.branch.id, person_id=person.id, group_number=group, **fields))
        await self.session.flush()
        return person

    async def member_row(self, person: Person) -> Member:
        """Read somebody's row on the roll."""
        return (await self.session.exec(select(Member).where(Member.person_id == person.id))).one()

    async def appoint(self, person: Person, role: Role, group: int | None = None) -> Person:
        """Give somebody a role since the beginning of the year."""
        self.session.add(
            Appointment(
                branch_id=self.branch.id,
                person_id=person.id,
                role=role,
                group_number=group,
                from_on=date(2026, 1, 1),
            )
        )
        await self.session.flush()
        return person

    async def cadre(self, name: str, **more: Any) -> Person:
        """Write a serving cadre."""
        return await self.appoint(await self.person(name, **more), Role.CADRE)

    async def secretary(self, name: str = "宋维新") -> Person:
        """Write the secretary, who is a member too."""
        return await self.appoint(await self.member(name), Role.SECRETARY)

    async def deputy(self, name: str = "潘慧敏") -> Person:
        """Write the deputy secretary."""
        return await self.appoint(await self.member(name), Role.DEPUTY)

    async def liaison(self, name: str = "贺敏") -> Person:
        """Write the liaison, a serving cadre."""
        return await self.appoint(await self.cadre(name), Role.LIAISON)

    async def pair(self, cadre: Person, member: Person) -> Pairing:
        """Pair a cadre with a member."""
        pairing = Pairing(
            branch_id=self.branch.id,
            cadre_id=cadre.id,
            member_id=member.id,
            from_on=date(2026, 1, 5),
        )
        self.session.add(pairing)
        await self.session.flush()
        return pairing

    async def bind(self, person: Person, bot_id: int = BOT_ID) -> Account:
        """Connect somebody's phone; the chat's id is 1000 and the person's."""
        account = Account(
            branch_id=self.branch.id,
            bot_id=bot_id,
            user_id=chat_of(person),
            chat_id=chat_of(person),
            person_id=person.id,
            bound_at=NOON,
        )
        self.session.add(account)
        await self.session.flush()
        return account


def chat_of(person: Person) -> int:
    """Return the chat that `Given.bind` gives somebody."""
    return 1000 + person.id


async def messages_to(session: AsyncSession, person: Person) -> list[str]:
    """Return what the outbox holds for somebody, oldest first, whatever its state."""
    rows = await session.exec(select(Outbox).where(Outbox.person_id == person.id).order_by(Outbox.id))  # type: ignore[arg-type]
    return [row.text for row in rows]
