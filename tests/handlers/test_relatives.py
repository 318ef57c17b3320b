"""Old buttons under what was said about relatives."""

import pytest
from sqlmodel import select

from bot.presses import encode
from bot.texts import relatives as say
from bot.texts.relatives import InviteRelative
from handlers.routes import FORMS, ROUTES, SPECIAL
from models import Invitation, Medium
from tests.kit.conftest import desk, messenger, patience_seconds
from tests.people import NOON, Given
from tests.relative_world import agreed, family

__all__ = ["desk", "messenger", "patience_seconds"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_agreement_that_has_ended_invites_nobody(database, branch, desk):
    async with database.transaction() as session:
        people = await family(Given(session, branch))
        proxy = await agreed(session, people.father, people.daughter, people.liaison)
        proxy.ended_at = NOON
        session.add(proxy)
    desk.open_with(*ROUTES, forms=FORMS, **{name: getattr(SPECIAL, name) for name in SPECIAL.__slots__})

    answers = await desk.presses(people.secretary, encode(InviteRelative(proxy.id, Medium.PHONE)))

    assert answers == [say.ended("女儿吴小燕", "吴长贵").text]
    async with database.reading() as session:
        assert (await session.exec(select(Invitation))).all() == []
