"""要查档的: doubtful dates are shown to whoever keeps the roster, and never corrected."""

from datetime import date

from bot.domain import roster_doubts
from bot.texts import roster_doubts as say
from models import Precision, Status

JOINED = {"joined_on": date(1971, 5, 23), "full_on": date(1972, 5, 23)}


async def test_the_list_names_what_is_odd_and_what_is_missing_and_nobody_else(session, given, branch):
    await given.member("周德明")
    odd = await given.member("孟庆余", **JOINED)
    await given.member("何桂芳", joined_on=date(1985, 1, 1), joined_precision=Precision.YEAR)
    await given.member("叶凤仙", joined_on=None, joined_precision=None, full_on=None)
    await given.member("谢永年", status=Status.DECEASED, **JOINED)

    found = await roster_doubts.doubts(session, branch.id)

    assert [(doubt.person.name, doubt.codes) for doubt in found] == [
        ("孟庆余", ("no_probation_then",)),
        ("何桂芳", ("year_only",)),
        ("叶凤仙", ("no_joined", "no_full")),
    ]
    member = await given.member_row(odd)
    assert (member.joined_on, member.full_on) == (JOINED["joined_on"], JOINED["full_on"])


def test_six_on_a_page_and_a_word_that_nothing_was_changed():
    doubts = [(number, f"同志{number}", ("no_full",)) for number in range(8)]

    first, last = say.listed(doubts, 0), say.listed(doubts, 9)

    assert len(first.text.splitlines()) == 7
    assert "名册没有改动" in first.text
    assert [button.label for button in last.buttons] == ["看同志6", "看同志7", "上一页"]
    assert "没有看出" in say.listed([], 0).text
