"""Months of visits: whatever happens and however often the program is down, the right people are asked."""

from datetime import date

import pytest

from tests.visit_year import VisitYear


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_months_with_downtimes_remind_of_those_without_a_contact_and_of_nobody_else(database, branch):
    """Every message is compared with an oracle's; `python -m tests.bench visits` lives a whole year."""
    year = VisitYear(database, branch, 1, date(2026, 1, 1), date(2026, 4, 30), looked_at=0.3)
    await year.populate(18, 10)

    await year.live()

    chronicle = year.chronicle
    assert [str(one) for one in chronicle.wrong] == []
    assert chronicle.of_the_gone == []
    # It is a year in which much happens.
    assert chronicle.downs >= 3
    assert chronicle.at_the_last_second >= 5
    assert {what for _, (_, what, _) in chronicle.said} >= {"first", "middle", "late", "end", "put off"}
