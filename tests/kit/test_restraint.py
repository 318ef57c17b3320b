"""Second taps and floods: they are taken, and nothing more comes of them."""

import pytest

from bot.access import Permission
from bot.texts import common as say
from handlers.kit import restraint
from handlers.kit.restraint import FLOOD
from handlers.kit.routing import Route
from models import InboxState
from tests.kit.desk import answering, keep, keep_press
from tests.people import chat_of


async def test_a_second_tap_within_ten_seconds_does_nothing_more(desk, zhou, monkeypatch):
    desk.open_with(keep_press(desk), Route(answering("问"), Permission.OWN, word="问"))
    time = [1000.0]
    monkeypatch.setattr(restraint, "monotonic", lambda: time[0])

    first = await desk.presses(zhou, "tkeep:1")
    time[0] += 9.9
    second = await desk.presses(zhou, "tkeep:1")
    other_button = await desk.presses(zhou, "tkeep:2")
    back_again = await desk.presses(zhou, "tkeep:1")
    on_another_message = await desk.presses(zhou, "tkeep:1", on=501)
    time[0] += 10.1
    much_later = await desk.presses(zhou, "tkeep:1", on=501)
    await desk.says(zhou, "问")
    after_a_word = await desk.presses(zhou, "tkeep:1", on=501)

    assert [bool(answers) for answers in (first, second)] == [True, False]
    assert all((other_button, back_again, on_another_message, much_later, after_a_word))
    assert {row.state for row in await desk.updates()} == {InboxState.DONE}


async def test_a_press_is_forgotten_once_no_second_tap_can_follow(desk, zhou, secretary, monkeypatch):
    desk.open_with(keep_press(desk))
    time = [1000.0]
    monkeypatch.setattr(restraint, "monotonic", lambda: time[0])

    await desk.presses(zhou, "tkeep:1")
    time[0] += 10.0
    await desk.presses(secretary, "tkeep:1")

    assert list(desk.dispatcher._restraint._last_press) == [chat_of(secretary)]


async def test_twenty_taps_in_a_second_are_one_effect(desk, zhou):
    desk.open_with(keep_press(desk))

    for _ in range(20):
        await desk.presses(zhou, "tkeep:1")

    assert await desk.kept("tkeep:1") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_flood_is_answered_once_and_others_do_not_notice(desk, zhou, secretary):
    desk.open_with(keep(desk))

    for _ in range(FLOOD + 5):
        await desk.says(zhou, "记下")

    assert await desk.kept("记下") == FLOOD - 1
    assert (await desk.heard(zhou)).count(say.too_many()) == 1
    assert await desk.says(secretary, "记下") == ["记下了记下"]
    assert {row.state for row in await desk.updates()} == {InboxState.DONE}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_has_gathered_while_we_were_away_is_no_flood(desk, zhou):
    desk.open_with(keep(desk))

    for number in range(FLOOD + 5):
        await desk.says(zhou, "记下", date=1_770_000_000 + number)

    assert await desk.kept("记下") == FLOOD + 5
