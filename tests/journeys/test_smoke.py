"""Somebody writes and is answered."""


async def test_a_stranger_is_told_who_this_is(journey):
    answers = await journey.opens(555)

    assert len(answers) == 1
    assert "程序" in answers[0]
