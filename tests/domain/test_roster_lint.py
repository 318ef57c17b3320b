"""What the two dates of a member make one wonder about (党龄 and the rules of the time)."""

import pytest

from bot.domain import roster_lint
from bot.domain.roster_dates import DateProblem, read_date
from bot.domain.roster_lint import Oddity, oddities
from bot.domain.roster_values import Fault, Remark
from bot.texts import roster_reasons as say


def odd(joined: str, full: str = "", born: str = "") -> list[Oddity]:
    return oddities(*(read_date(text) if text else None for text in (joined, full, born)))


@pytest.mark.parametrize(
    ("joined", "full"),
    [
        ("1956-05-01", "1956-11-01"),  # 6 months, 1 or 2 years were all regular then
        ("1956-05-01", "1957-05-01"),
        ("1956-05-01", "1958-05-01"),
        ("1965-07-01", "1966-07-01"),
        ("1969-10-01", "1969-10-01"),  # no probation
        ("1977-08-11", "1977-08-11"),
        ("1977-08-12", "1978-08-12"),
        ("1985-06-10", "1986-06-10"),
        ("2004-02-29", "2005-02-28"),
        ("2004-02-29", "2005-03-01"),
        ("1985-06", "1986-06-10"),  # compared as far as both are known
        ("1973-07", "1973-07"),
        ("1985", "1999"),
    ],
)
def test_what_was_regular_at_its_time_is_not_remarked(joined: str, full: str) -> None:
    assert odd(joined, full) == []


@pytest.mark.parametrize(
    ("joined", "full", "oddity"),
    [
        ("1956-05-01", "1959-05-01", Oddity.NOT_ONE_YEAR),
        ("1986-12-05", "1988-12-05", Oddity.NOT_ONE_YEAR),
        ("1985-06", "1986-07", Oddity.NOT_ONE_YEAR),
        ("1971-05-23", "1972-05-23", Oddity.NO_PROBATION_THEN),
        ("1968-09-10", "1969-09-10", Oddity.CROSSES_1969),
        ("1986-06-10", "1985-06-10", Oddity.FULL_BEFORE_JOINED),
    ],
)
def test_what_was_not_is_remarked_once(joined: str, full: str, oddity: Oddity) -> None:
    assert odd(joined, full) == [oddity]


@pytest.mark.parametrize(
    ("joined", "born", "young"),
    [
        ("1985-06-10", "1967-06-10", False),
        ("1985-06-10", "1967-06-11", True),
        ("1985-06", "1967-06-30", False),
        ("1985-05", "1967-06", True),
        ("1985", "1980", False),
        ("1986-02-28", "1968-02-29", False),
    ],
)
def test_somebody_under_18_is_remarked_where_the_dates_are_sure(joined: str, born: str, young: bool) -> None:
    assert (odd(joined, born=born) == [Oddity.UNDER_18]) is young


def test_every_reason_has_its_sentence() -> None:
    for code in (*Fault, *DateProblem):
        assert "{" not in say.reason(code, "joined_on", "x")
    for remark in Remark:
        assert "{" not in say.remark(remark, "roles", "organisation")
    for oddity in roster_lint.Oddity:
        assert say.oddity(oddity)
