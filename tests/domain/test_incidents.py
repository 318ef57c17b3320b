"""Incidents: what is the same error and what another."""

from collections.abc import Awaitable, Callable
from datetime import time

import pytest

from bot import clock
from bot.domain import changes, incidents, media
from models import MediaKind
from tests.people import NOON, TODAY


def mark_of(work: Callable[[], object]) -> str:
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever it is
        work()
    return incidents.fingerprint(raised.value)


def test_one_line_of_a_library_reached_from_two_of_ours_is_two_errors():
    one = mark_of(lambda: clock.local(NOON, "Nowhere/City"))
    other = mark_of(lambda: clock.instant(TODAY, time(8), "Nowhere/City"))

    assert one != other
    assert one.startswith("ZoneInfoNotFoundError@clock.py:")
    assert one == mark_of(lambda: clock.local(NOON, "Nowhere/City"))


async def test_two_that_the_database_refuses_are_two_errors(session):
    async def refused(work: Awaitable[object]) -> str:
        with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever it is
            async with session.begin_nested():
                await work
        return incidents.fingerprint(raised.value)

    nobody = {"branch_id": 999, "person_id": 999, "row_id": None, "by": None}
    change = changes.record(session, **nobody, entity="x", field="x", old=None, new="x", now=NOON)
    picture = media.store(session, 999, MediaKind.PHOTO, "x.png", "image/png", b"x", NOON)

    assert {(await refused(work)).partition(":")[0] for work in (change, picture)} == {
        "IntegrityError@changes.py",
        "IntegrityError@media.py",
    }
