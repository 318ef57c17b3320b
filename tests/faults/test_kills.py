"""SIGKILL at random instants: no update lost, one effect each, no message silently lost."""

import pytest

from tests.faults.campaign import AT_ONCE, MEMBERS, WORDS_EACH, Campaign

KILLS = 12


@pytest.mark.parametrize("seed", [20261130])
async def test_a_kill_costs_at_most_a_second_copy_of_what_was_in_flight(database_url, seed):
    report = await Campaign(database_url, KILLS, seed).run()

    assert report.complaints() == {}
    assert report.updates == KILLS * AT_ONCE * WORDS_EACH
    assert report.messages == KILLS * MEMBERS + report.updates
