"""SIGKILL at random instants: no update lost, one effect each, no message silently lost."""

import pytest

from tests.faults.campaign import AT_ONCE, MEMBERS, WORDS_EACH, Campaign


@pytest.mark.parametrize(("kills", "webhook"), [(12, False), (3, True)], ids=["polling", "webhook"])
async def test_a_kill_costs_at_most_a_second_copy_of_what_was_in_flight(database_url, kills, webhook):
    report = await Campaign(database_url, kills, seed=20261130, webhook=webhook).run()

    assert report.complaints() == {}
    assert report.updates == kills * AT_ONCE * WORDS_EACH
    assert report.messages == kills * MEMBERS + report.updates
