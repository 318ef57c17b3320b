"""The gate: who may hear what, and when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from bot.clock import local
from bot.domain import gate
from bot.domain.gate import SEND, Decision, Party, judge, quiet_until
from bot.domain.kinds import KINDS, Doubt, Hearing, Kind
from models import Branch, Lane, Outbox, OutboxState, Status
from tests.people import NOON

BRANCH = Branch(
    name="", night_from=time(20), night_until=time(8), noon_from=time(12), noon_until=time(14, 30)
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Make a kind for each way of hearing, without a feature behind it."""
    for name, hearing, quiet in (
        ("answer", Hearing.ALWAYS, False),
        ("news", Hearing.LIVING, True),
        ("wish", Hearing.CHEERFUL, True),
    ):
        kind = Kind(name, Lane.REMINDER, Doubt.ARRIVE, hearing, quiet, timedelta(days=1))
        monkeypatch.setitem(KINDS, name, kind)


async def decide(
    kind: str = "news",
    now: datetime = NOON,
    recipient: Party | None = None,
    subject: Party | None = None,
    reachable: bool = True,
    blocked: bool = False,
) -> Decision:
    row = Outbox(kind=kind, due_at=NOON, about="notice:1")
    return await judge(
        None,  # type: ignore[arg-type]
        row,
        BRANCH,
        now,
        recipient=recipient,
        subject=subject,
        reachable=reachable,
        blocked=blocked,
    )


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-30T19:59", None),
        ("2026-11-30T20:00", "2026-12-01T08:00"),
        ("2026-11-30T23:59", "2026-12-01T08:00"),
        ("2026-12-01T00:00", "2026-12-01T08:00"),
        ("2026-12-01T07:59", "2026-12-01T08:00"),
        ("2026-12-01T08:00", None),
        ("2026-12-01T11:59", None),
        ("2026-12-01T12:00", "2026-12-01T14:30"),
        ("2026-12-01T14:30", None),
    ],
)
def test_the_hours_include_their_beginning_and_not_their_end(at, until):
    assert quiet_until(BRANCH, shanghai(at)) == (shanghai(until) if until else None)


@suppose(INSTANTS, TIMES, TIMES, TIMES, TIMES)
def test_quiet_ends_within_a_day_at_the_end_of_its_hours(now, night_from, night_until, noon_from, noon_until):
    branch = Branch(
        name="",
        night_from=night_from,
        night_until=night_until,
        noon_from=noon_from,
        noon_until=noon_until,
    )

    until = quiet_until(branch, now)

    here = local(now, branch.zone).time()
    inside = [_inside(here, night_from, night_until), _inside(here, noon_from, noon_until)]
    assert (until is not None) == any(inside)
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        ends = [end for end, quiet in ((night_until, inside[0]), (noon_until, inside[1])) if quiet]
        assert local(until, branch.zone).time() in ends


def _inside(at: time, begin: time, end: time) -> bool:
    return begin <= at < end if begin <= end else at >= begin or at < end


def test_hours_that_begin_when_they_end_are_none():
    never = Branch(name="", night_from=time(0), night_until=time(0), noon_from=time(12), noon_until=time(12))

    assert not any(quiet_until(never, NOON + timedelta(hours=hour)) for hour in range(24))


@pytest.mark.parametrize("status", [Status.DECEASED, Status.TRANSFERRED])
@pytest.mark.parametrize("part", ["recipient", "subject"])
async def test_nothing_is_said_to_or_about_the_departed(status, part):
    decision = await decide(**{part: Party(status=status)})

    assert (decision.state, decision.reason) == (OutboxState.CANCELLED, status)


@pytest.mark.parametrize("part", ["recipient", "subject"])
async def test_a_freeze_holds_without_an_end(part):
    decision = await decide(**{part: Party(frozen=True)})

    assert decision == Decision(OutboxState.HELD, "frozen")


@pytest.mark.parametrize("party", [Party(status=Status.DECEASED), Party(frozen=True), Party(muted=True)])
async def test_an_answer_is_always_heard(party):
    assert await decide("answer", recipient=party) == SEND


@pytest.mark.parametrize(
    ("party", "reason"),
    [
        (Party(mourning_until=date(2026, 11, 30)), "mourning"),
        (Party(in_hospital=True), "hospital"),
        (Party(muted=True), "muted"),
    ],
    ids=["mourning", "hospital", "muted"],
)
async def test_good_wishes_spare_the_bereaved_the_sick_and_the_tired(party, reason):
    decision = await decide("wish", recipient=party)

    assert (decision.state, decision.reason) == (OutboxState.CANCELLED, reason)
    assert await decide("news", recipient=party) == SEND


async def test_mourning_ends_with_its_last_day():
    assert await decide("wish", recipient=Party(mourning_until=date(2026, 11, 29))) == SEND


async def test_what_is_too_late_is_not_said():
    assert await decide(now=NOON + timedelta(days=1)) == SEND
    late = await decide(now=NOON + timedelta(days=1, seconds=1))
    assert (late.state, late.reason) == (OutboxState.EXPIRED, "late")


@pytest.mark.parametrize(
    ("how", "reason"), [({"reachable": False}, "unbound"), ({"blocked": True}, "blocked")]
)
async def test_whom_nobody_reaches_becomes_a_matter_for_people(how: dict[str, Any], reason):
    decision = await decide(**how)

    assert (decision.state, decision.reason) == (OutboxState.FAILED, reason)


async def test_what_is_not_wanted_any_more_is_dropped(monkeypatch):
    async def no(*_: object) -> bool:
        return False

    monkeypatch.setitem(gate.STILL_WANTED, "news", no)  # type: ignore[arg-type]

    decision = await decide()

    assert (decision.state, decision.reason) == (OutboxState.CANCELLED, "overtaken")


async def test_a_frozen_person_is_held_also_at_night():
    night = NOON + timedelta(hours=12)

    assert (await decide(now=night, recipient=Party(frozen=True))).reason == "frozen"
    assert (await decide(now=night)).reason == "quiet"


def test_every_kind_that_asks_whether_it_is_wanted_exists():
    assert set(gate.STILL_WANTED) <= set(KINDS)
