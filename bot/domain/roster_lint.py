"""What looks odd in a member's two dates by the rules of their time; remarks, never corrections."""

from datetime import date
from enum import StrEnum

from bot.clock import add_months
from bot.domain.roster_dates import PartialDate
from models import Precision

OLD_RULES_UNTIL = date(1956, 9, 14)  # probation was 6 months, 1 or 2 years by class origin
NO_PROBATION_FROM = date(1969, 4, 1)
NO_PROBATION_UNTIL = date(1977, 8, 11)
ADULT_MONTHS = 18 * 12


class Oddity(StrEnum):
    """Why somebody should look into the file (查档)."""

    FULL_BEFORE_JOINED = "full_before_joined"
    NO_PROBATION_THEN = "no_probation_then"  # both dates should be one
    CROSSES_1969 = "crosses_1969"  # probation ran into the years without it
    NOT_ONE_YEAR = "not_one_year"
    UNDER_18 = "under_18"


def oddities(joined: PartialDate | None, full: PartialDate | None, born: PartialDate | None) -> list[Oddity]:
    """Return what the dates of one member make one wonder about."""
    found = []
    if joined is not None and full is not None:
        odd = _gap(joined, full)
        if odd is not None:
            found.append(odd)
    if (
        joined is not None
        and born is not None
        and Precision.YEAR
        not in (
            joined.precision,
            born.precision,
        )
    ):
        exact = Precision.MONTH not in (joined.precision, born.precision)
        adult = add_months(born.on, ADULT_MONTHS)
        if (joined.on if exact else joined.on.replace(day=1)) < (adult if exact else adult.replace(day=1)):
            found.append(Oddity.UNDER_18)
    return found


def _gap(joined: PartialDate, full: PartialDate) -> Oddity | None:
    if Precision.YEAR in (joined.precision, full.precision):
        return None
    if full.on < joined.on and not full.may_be(joined):
        return Oddity.FULL_BEFORE_JOINED
    if NO_PROBATION_FROM <= joined.on <= NO_PROBATION_UNTIL:
        return None if full.may_be(joined) else Oddity.NO_PROBATION_THEN
    if joined.on < NO_PROBATION_FROM <= full.on:
        return Oddity.CROSSES_1969
    regular = (6, 12, 24) if joined.on <= OLD_RULES_UNTIL else (12,)
    return None if any(_is_later_by(joined, full, months) for months in regular) else Oddity.NOT_ONE_YEAR


def _is_later_by(joined: PartialDate, full: PartialDate, months: int) -> bool:
    """Compare to the day where both are known so far, or else to the month.

    Whoever joined on 29 February became a full member on the 28th or on 1 March.
    """
    expected = add_months(joined.on, months)
    if Precision.MONTH in (joined.precision, full.precision):
        return (expected.year, expected.month) == (full.on.year, full.on.month)
    leap = joined.on.month == 2 and joined.on.day == 29
    return full.on == expected or (leap and full.on == date(expected.year, 3, 1))
