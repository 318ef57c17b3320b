"""Fixtures of the tests of the kit: a desk, and people who are known to it."""

import pytest

from bot.database import Database
from models import Branch, Person
from tests.kit.desk import Desk
from tests.messenger import Messenger, messenger, patience_seconds
from tests.people import Given

__all__ = ["messenger", "patience_seconds"]


@pytest.fixture
def desk(database: Database, messenger: Messenger, branch: Branch) -> Desk:
    return Desk(database, messenger, branch)


@pytest.fixture
async def zhou(database: Database, branch: Branch) -> Person:
    """Bind a member."""
    async with database.transaction() as session:
        given = Given(session, branch)
        person = await given.member("周德明")
        await given.bind(person)
    return person


@pytest.fixture
async def secretary(database: Database, branch: Branch) -> Person:
    """Bind the secretary."""
    async with database.transaction() as session:
        given = Given(session, branch)
        person = await given.secretary()
        await given.bind(person)
    return person
