"""The words of a political anniversary, as they were laid down, year by year."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import wording
from bot.texts import anniversaries as say
from bot.texts import anniversary_approval as approval
from bot.texts.anniversaries import Greeted
from bot.texts.anniversary_lists import Line
from models import GreetingState

FACTS = Greeted(
    salutation="唐正平同志",
    joined="1985年6月10日",
    years=41,
    day=date(2026, 6, 10),
    signature="中共云泽市民生事务办公室离退休干部支部委员会",
)
SIGNED = "中共云泽市民生事务办公室离退休干部支部委员会"


def text(years: int, **more: object) -> list[str]:
    lines = say.words(replace(FACTS, years=years, **more)).splitlines()  # type: ignore[arg-type]
    assert lines[0].endswith("唐正平同志：")
    assert lines[-1] == SIGNED
    return lines[1:-1]


def test_an_ordinary_year():
    assert text(41) == [
        "今天是您的政治生日。1985年6月10日，您光荣加入中国共产党，到今天整整41年了。",
        "支部的同志们向您问好，祝您身体健康，天天舒心。",
    ]


@pytest.mark.parametrize(
    ("years", "lines"),
    [
        (
            10,
            [
                "今天是您入党10周年。十年前的今天，您光荣加入中国共产党；十年来，大事小事您都走在前头。",
                "愿您初心如初，身体健康，家庭和顺。",
            ],
        ),
        (
            20,
            [
                "今天是您入党20周年。二十年里，您把一个个平常日子，过成了一名共产党员的样子。支部为您高兴。",
                "祝您身体健康，精神饱满。",
            ],
        ),
        (
            30,
            [
                "今天是您入党30周年。三十年风雨同路，您在岗时尽心，退休后不忘本色，大家都看在眼里。",
                "祝您身体硬朗，生活安乐。",
            ],
        ),
        (
            40,
            [
                "今天是您入党40周年。1985年6月10日到今天，四十个春秋，您听党话、跟党走，一步也没有落下。",
                "有空来支部坐坐，给我们讲讲您入党那天的事。祝您健康长寿！",
            ],
        ),
        (
            50,
            [
                "今天是您入党50周年的日子。",
                "半个世纪，您把最好的年华交给了党和人民的事业。支部每一位同志都敬重您、感谢您。",
                "我们想上门看看您，听您说说当年的故事。什么时候方便，您说了算。",
                "祝您身体健康，日子舒心！",
            ],
        ),
        (
            60,
            [
                "今天是您入党60周年的日子。一个甲子，一颗初心。您是支部的宝，是我们学习的榜样。",
                "支部近日登门看望您。请您多保重，有事随时叫我们。",
            ],
        ),
        (
            70,
            [
                "今天是您入党70周年的日子。七十年，您同党一路走来，吃过苦，出过力，从不说自己。晚辈们向您致敬！",
                "祝您安康。支部书记今天登门看望您。",
            ],
        ),
    ],
)
def test_the_round_years_where_a_visit_is_arranged(years, lines):
    assert text(years, visit=True) == lines


@pytest.mark.parametrize("years", [50, 60, 70])
def test_no_visit_is_promised_where_none_is_arranged(years):
    said = say.words(replace(FACTS, years=years))

    assert not say.promises_visit(said)
    assert "上门" not in said


@pytest.mark.parametrize("years", [*range(1, 86)])
def test_whoever_joined_in_a_known_month_hears_of_no_day(years):
    said = say.words(replace(FACTS, joined="1973年7月", years=years, month_only=True, visit=True))

    assert "今天" not in said
    assert "这个月" in said


def test_known_by_the_month_alone():
    assert text(53, joined="1973年7月", month_only=True) == [
        "1973年7月，您光荣加入中国共产党，到这个月整整53年了。",
        "支部的同志们向您问好，祝您身体健康，天天舒心。",
    ]


def test_what_is_added_for_the_frail_and_for_those_far_away():
    assert text(41, frail=True)[-1] == "您不方便出门，学习资料和支部的消息，我们给您送到家里来。"
    assert text(41, floating=True)[-1] == (
        "您虽然住在外地，支部一直惦记着您。到当地社区报到和学习上有什么不方便，请告诉我们。"
    )


@pytest.mark.parametrize("years", [1, 10, 40, 50, 60, 70])
def test_on_a_day_of_mourning_the_words_are_plain(years):
    said = say.words(replace(FACTS, years=years, solemn=True, festival="今天又逢国庆节。"))

    assert f"入党{years}周年" in said
    for word in ("祝", "快乐", "高兴", "舒心", "国庆"):
        assert word not in said


@pytest.mark.parametrize("years", [1, 41, 50])
def test_late_words_name_the_day_and_never_say_today(years):
    said = say.late(replace(FACTS, years=years, visit=True))

    assert said.splitlines()[1] == (
        f"6月10日，星期三，是您入党{years}周年的日子。我们的祝贺来晚了，请您多包涵。"
    )
    assert "今天" not in said
    assert "今天" not in say.late_own("老唐，祝贺您！", FACTS)


@pytest.mark.parametrize("years", range(1, 86))
@pytest.mark.parametrize("more", [{}, {"month_only": True}, {"frail": True, "floating": True}])
def test_the_house_texts_stand_up_to_our_own_check_and_fit_under_a_picture(years, more):
    for said in (
        say.words(replace(FACTS, years=years, visit=True, festival="今天又逢七一。", **more)),
        say.late(replace(FACTS, years=years, **more)),
    ):
        assert "党龄" not in said
        assert "{" not in said
        assert len(said) < say.WORDS_AT_MOST
        concerns = wording.check(said, FACTS.day)
        assert [one for one in concerns if one.kind not in ("past",)] == []


def test_who_signs_is_the_committee_of_the_branch():
    assert say.signature("云泽市民生事务办公室离退休干部党支部") == SIGNED
    assert say.signature(SIGNED) == SIGNED


# -- to the secretary -----------------------------------------------------------------------------

LINE = Line(7, "黄玉梅", date(2026, 12, 26), False, 52, GreetingState.APPROVED)


def test_nobody_is_told_that_it_will_be_sent_to_whom_it_will_not():
    for why in ("mourning", "hospital", "muted"):
        done = approval.approved(replace(LINE, silent=why), date(2026, 11, 25))

        assert "8点半发" not in done
        assert done == "好，记下了。到了日子情形没有变，就不发。"


def test_what_was_just_written_can_be_sent_from_there_and_a_second_tap_does_nothing_new():
    proposed = replace(LINE, state=GreetingState.PROPOSED)

    written = approval.shown(proposed, "话", by=None, decidable=True, done="换成您写的了。", typed=True)
    pressed = approval.shown(proposed, "话", by=None, decidable=True, done="好，先不发。")

    assert written.buttons[0].label == "发"
    assert [button.label for button in pressed.buttons] == ["回12月名单", "再看这一份"]
