"""A cadre's own sentence: the right member, way, day and need, or one question; never a wrong member."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.visit_sentences import Heard, Kind, Known, read, read_doubtful
from models import VisitOutcome, VisitState, VisitWay
from tests.domain.visit_words import (
    AFTERWARDS,
    AFTERWARDS_AGAIN,
    FACT_SHEET,
    HUANG,
    LIU,
    SAID_ON,
    SENTENCES,
    WU,
    ZHOU_MING,
    ZHU,
    Said,
    known,
    number_of,
)
from tests.domain.visit_words_dictated import (
    DICTATED,
    DICTATED_AFTERWARDS,
    DICTATED_AGAIN,
    DICTATED_LAST,
    DOUBTFUL,
)
from tests.domain.visit_words_unseen import UNSEEN, UNSEEN_AGAIN

WRITTEN = (*FACT_SHEET, *SENTENCES, *AFTERWARDS, *AFTERWARDS_AGAIN)
SPOKEN = (*DICTATED, *DICTATED_AFTERWARDS, *DICTATED_AGAIN, *DICTATED_LAST)


def heard(said: Said) -> Heard | None:
    return read(said.text, known(*said.own), SAID_ON)


@pytest.mark.parametrize("said", [*WRITTEN, *SPOKEN], ids=lambda said: said.text)
def test_a_sentence_means_what_its_writer_meant_or_leads_to_the_right_question(said: Said) -> None:
    found = heard(said)

    if said.kind is None:
        assert found is None
        return
    assert found is not None
    assert found.kind == said.kind
    assert found.asks == said.asks
    assert sorted(found.whom) == sorted(number_of(name) for name in said.whom)
    if found.kind is Kind.PUT_OFF:
        assert found.to == said.to
    if found.kind is Kind.VISIT:
        met = None if said.asks == "outcome" else said.outcome
        assert (found.way, found.on, found.outcome) == (said.way, said.on, met)
        assert found.need == said.need
        assert found.visitors == tuple(number_of(name) for name in said.with_)


@pytest.mark.parametrize("said", DOUBTFUL, ids=lambda said: said.text)
def test_what_tells_of_a_member_in_words_unknown_here_leads_to_one_question(said: Said) -> None:
    assert heard(said) is None

    found = read_doubtful(said.text, known(*said.own), SAID_ON)

    assert found is not None
    assert found.asks == said.asks
    assert found.whom == tuple(number_of(name) for name in said.whom)


@pytest.mark.parametrize("text", ["吴老的生日是哪天", "今天下午要开会", "昨天的通知我看了", "吴老"])
def test_what_names_nobody_or_tells_nothing_is_not_asked_about(text: str) -> None:
    assert read_doubtful(text, known(WU, LIU), SAID_ON) is None


def test_a_couple_may_be_both_of_the_writers_members_so_it_is_asked() -> None:
    for text in ("朱老夫妻俩今天都看了", "老两口今天都看了，挺好"):
        found = read(text, known(ZHU, HUANG), SAID_ON)

        assert found is not None
        assert (found.asks, set(found.among)) == ("whom", {number_of(ZHU), number_of(HUANG)})


def test_whom_he_told_of_is_not_taken_for_whom_he_saw_though_both_are_named_twice() -> None:
    found = read("吴老说刘阿姨也好，今天去看的吴老", known(WU, LIU), SAID_ON)

    assert found is not None
    assert found.asks == "whom"


@given(
    st.sampled_from((*WRITTEN, *SPOKEN)),
    st.sets(st.sampled_from([person.name for person in known() if not person.staff]), max_size=4),
)
@settings(max_examples=150)
def test_whoever_the_cadre_is_paired_with_nobody_else_is_taken_for_whom_he_names(
    said: Said, own: set[str]
) -> None:
    """The one who is taken is one of his own, and fits every name that the sentence holds."""
    found = read(said.text, known(*own), SAID_ON)

    if found is None or not found.whom:
        return
    names = {person.person_id: person.name for person in known()}
    taken = {names[one] for one in found.whom}
    assert taken <= own
    named = {name for name in names.values() if name in said.text and name != "贺敏"}
    assert named <= taken or not named


def test_what_is_read_back_is_how_he_is_in_the_cadres_own_words() -> None:
    found = heard(FACT_SHEET[0])

    assert found is not None
    assert (found.condition, found.state) == ("精神不错", VisitState.GOOD)


def test_what_is_said_of_his_legs_is_not_read_back_as_said_of_him() -> None:
    found = read("今天去看了吴老，腿脚还行，想借一副放大镜", known(WU), SAID_ON)

    assert found is not None
    assert found.condition == "腿脚还行"


def test_an_answer_to_a_question_about_a_visit_may_be_short() -> None:
    found = read("电话，挺好", known(WU), SAID_ON, asked=True)

    assert found is not None
    assert (found.whom, found.way) == ((number_of(WU),), VisitWay.PHONE)


def test_a_day_to_come_is_never_the_day_of_a_visit() -> None:
    for text in ("这周日以后看了吴老", "下周三看了吴老", "2027年1月3日去看了吴老"):
        found = read(text, known(WU), SAID_ON)

        assert found is None or found.on is None or found.on <= SAID_ON


def test_two_who_may_be_meant_are_asked_about_and_nobody_else_is_offered() -> None:
    found = read("看望周德明，精神好", known(ZHOU_MING, "周德民"), SAID_ON)
    assert found is not None
    assert found.whom == (number_of(ZHOU_MING),)

    found = read("看望老周，精神好", known(ZHOU_MING, "周德民", LIU), SAID_ON)
    assert found is not None
    assert found.asks == "whom"
    assert found.among == (number_of(ZHOU_MING), number_of("周德民"))


def test_somebody_nobody_knows_is_not_taken_for_the_only_one() -> None:
    found = read("今天看了老李，挺好", known(WU), SAID_ON)

    assert found is not None
    assert found.asks == "whom"


def test_a_word_of_kinship_that_sounds_like_a_name_is_asked_about() -> None:
    people = [Known(1, "唐正平", "男", None, None, own=True), Known(2, "刘秀兰", "女", None, None, own=True)]

    found = read("今天去看了，他堂哥也在，挺好", people, SAID_ON)

    assert found is not None
    assert found.asks == "whom"


def test_a_first_attempt_in_vain_does_not_count_when_he_was_reached_later() -> None:
    found = read("上午打吴老电话没人接，下午又打，接了，都好", known(WU), SAID_ON)

    assert found is not None
    assert found.outcome is VisitOutcome.MET


def test_what_is_read_back_holds_what_is_good_and_what_is_not() -> None:
    found = read("今天去看了吴老，人瘦了点，精神还好，想要个轮椅", known(WU), SAID_ON)

    assert found is not None
    assert (found.condition, found.state) == ("瘦了点，精神还好", None)
    assert found.need == "想要个轮椅"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("吴老和刘阿姨今天都看了，都挺好，刘阿姨想要一本台历", LIU),
        ("吴老和刘阿姨今天都看了，吴老精神好，想借放大镜，刘阿姨没啥需要", WU),
        ("吴老和刘阿姨今天都看了，都挺好，想一起去看看新活动室", WU),
    ],
)
def test_of_two_the_one_whose_wish_it_is_stands_first_because_the_task_is_in_his_name(
    text: str, first: str
) -> None:
    found = read(text, known(WU, LIU), SAID_ON)

    assert found is not None
    assert found.need
    assert (found.whom[0], len(found.whom)) == (number_of(first), 2)


@pytest.mark.parametrize(
    "text",
    [
        "给吴老和刘阿姨都打了电话，吴老没人接",
        "礼拜三给吴老和刘阿姨都打了电话，吴老没接，刘阿姨说挺好的",
        "吴老说刘阿姨他们都好，我今天去看的吴老",
    ],
)
def test_of_two_of_whom_only_one_was_reached_nobody_is_taken_without_a_question(text: str) -> None:
    found = read(text, known(WU, LIU), SAID_ON)

    assert found is not None
    assert (found.whom, found.asks) == ((), "whom")
    assert set(found.among) == {number_of(WU), number_of(LIU)}


def is_right(said: Said) -> bool:
    """Tell whether a sentence is read in every part as it was meant."""
    found = heard(said)
    if said.kind is None or found is None:
        return found is None and said.kind is None
    right = found.kind == said.kind and found.asks == said.asks
    right = right and sorted(found.whom) == sorted(number_of(name) for name in said.whom)
    if said.kind == "put off":
        return right and found.to == said.to
    if said.kind != "visit":
        return right
    met = None if said.asks == "outcome" else said.outcome
    told = (found.way, found.on, found.outcome, found.need)
    with_ = tuple(number_of(name) for name in said.with_)
    return right and told == (said.way, said.on, met, said.need) and found.visitors == with_


@pytest.mark.parametrize(("sentences", "at_least"), [(UNSEEN, 40), (UNSEEN_AGAIN, 14)])
def test_of_what_was_written_unseen_so_much_is_understood(sentences: tuple[Said, ...], at_least: int) -> None:
    assert sum(map(is_right, sentences)) >= at_least  # 21 of 40 when they were first read, then 14 of 20


@pytest.mark.parametrize("said", [*UNSEEN, *UNSEEN_AGAIN], ids=lambda said: said.text)
def test_nobody_is_taken_for_another_in_words_never_read_before(said: Said) -> None:
    found = heard(said) or read_doubtful(said.text, known(*said.own), SAID_ON)

    assert found is None or set(found.whom) <= {number_of(name) for name in said.whom}


@pytest.mark.parametrize("day", ["前天", "周五", "20号", "11.20", "11月20日"])
@pytest.mark.parametrize("news", ["精神不错没什么事", "挺好没什么需要", "他说不用挂念"])
def test_a_day_said_in_one_breath_with_no_need_is_kept(day: str, news: str) -> None:
    found = read(f"{day}去看了吴老{news}", known(WU, LIU), SAID_ON)

    assert found is not None
    assert (found.on, found.way) == (date(2026, 11, 20), VisitWay.HOME)
