"""Whoever takes names away, as a file or on paper, is written down."""

from datetime import date

import pytest
from sqlmodel import select

from bot.domain import anniversary_proposals, changes
from bot.presses import encode
from bot.texts.anniversary_lists import PrintCards, number_of
from bot.texts.profiles import PrintProfile
from handlers.routes import FORMS, ROUTES, SPECIAL
from models import Change, Media
from tests.kit.conftest import desk, messenger, patience_seconds
from tests.people import NOON, Given

__all__ = ["desk", "messenger", "patience_seconds"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DECEMBER = date(2026, 12, 1)


@pytest.mark.parametrize("what", ["cards", "profile"])
async def test_what_is_printed_is_written_down(database, branch, desk, what):
    async with database.transaction() as session:
        given = Given(session, branch)
        secretary = await given.secretary()
        await given.bind(secretary)
        zhou = await given.member("周德明", joined_on=date(1985, 12, 10))
        await anniversary_proposals.propose(session, branch, DECEMBER, date(2026, 12, 31), NOON)
    press = {"cards": PrintCards(number_of(DECEMBER)), "profile": PrintProfile(zhou.id)}[what]
    desk.open_with(*ROUTES, forms=FORMS, **{name: getattr(SPECIAL, name) for name in SPECIAL.__slots__})

    await desk.presses(secretary, encode(press))

    async with database.reading() as session:
        taken = (await session.exec(select(Change).where(Change.field == changes.EXPORT))).all()
        assert [file.mime for file in (await session.exec(select(Media))).all()] == ["application/pdf"]
        assert [(change.by_id, change.person_id) for change in taken] == [
            (secretary.id, zhou.id if what == "profile" else None)
        ]
