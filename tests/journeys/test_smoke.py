"""Somebody writes and is answered."""

from tests.waiting import until


async def test_a_stranger_is_told_who_this_is(journey):
    answers = await journey.opens(555)

    assert len(answers) == 1
    assert "程序" in answers[0]


async def test_an_outage_is_one_line_in_the_log_and_what_was_said_in_it_is_answered(journey, caplog):
    await journey.server.stop()
    await until(lambda: "cannot be asked" in caplog.text)
    await journey.world.start(555)

    await journey.server.start()
    await journey.settles()

    assert "程序" in journey.sees(555)[0]
    assert caplog.text.count("cannot be asked") == 1
    assert "Traceback" not in caplog.text
