"""What may not wait in somebody's words: how much is heard, and how little is heard in vain."""

from time import process_time

import pytest

from bot.domain import safety
from bot.domain.tidings import Death, Scam, death, scam
from bot.domain.urgency import Need, need, tells_of
from handlers.routes import FORMS
from tests.domain import unseen_words as unseen
from tests.domain.urgent_words import (
    CALM,
    CRISES,
    DEATHS,
    EMERGENCIES,
    FRAUDS,
    LIKELY,
    NO_CRISES,
    NO_DEATHS,
    NO_SCAMS,
    SCAMS,
    UNHEARD,
    lines,
)

ALL = [EMERGENCIES, LIKELY, UNHEARD, CALM, CRISES, NO_CRISES, NO_DEATHS, SCAMS, FRAUDS, NO_SCAMS]


def test_what_is_passed_on_is_asked_about_and_sounds_no_alarm() -> None:
    assert safety.heed("心梗发作时，用力咳嗽能救命！速转") is Need.EMERGENCY
    assert safety.heed("心梗发作时，用力咳嗽能救命！速转", forwarded=True) is Need.LIKELY
    assert safety.heed("吃这个三天血管全通！！！速转", forwarded=True) is None


def test_nearly_every_emergency_sounds_the_alarm_and_the_others_are_asked_about() -> None:
    heard = [need(words) for words in lines(EMERGENCIES)]

    assert set(heard) <= {Need.EMERGENCY, Need.LIKELY}
    assert heard.count(Need.EMERGENCY) >= 0.95 * len(heard)


def test_what_was_never_heard_before_is_at_least_asked_about() -> None:
    heard = [need(words) for words in lines(UNHEARD)]

    assert sum(one in (Need.EMERGENCY, Need.LIKELY) for one in heard) >= 0.95 * len(heard)


@pytest.mark.parametrize("words", lines(LIKELY))
def test_an_ailment_that_may_be_dangerous_is_asked_about(words: str) -> None:
    assert need(words) is Need.LIKELY


@pytest.mark.parametrize("words", [*lines(CALM), *lines(NO_CRISES), *lines(NO_DEATHS), *lines(NO_SCAMS)])
def test_nothing_calm_sounds_the_alarm(words: str) -> None:
    assert need(words) not in (Need.EMERGENCY, Need.CRISIS)


def test_hardly_anything_calm_is_asked_about() -> None:
    asked = [words for words in lines(CALM) if need(words) is not None]

    assert len(asked) <= 0.04 * len(lines(CALM))


@pytest.mark.parametrize("words", lines(CRISES))
def test_despair_is_heard_as_despair_and_never_asked_about(words: str) -> None:
    assert safety.heed(words) is Need.CRISIS
    assert safety.heed(words, "any form") is Need.CRISIS


def test_a_danger_to_life_comes_before_despair_and_despair_before_a_guess() -> None:
    assert need("不想活了，我喝了农药") is Need.EMERGENCY
    assert need("活着没意思，头晕得很") is Need.CRISIS


@pytest.mark.parametrize(
    "words", ["救 命 ！！", "救命", "ＪＩＵＭＩＮＧ", "就命啊", "胸扣疼", "快打幺二零", "叫救護車 快来人"]
)
def test_a_cry_is_heard_however_it_is_spelt(words: str) -> None:
    assert need(words) is Need.EMERGENCY


@pytest.mark.parametrize(
    ("words", "of_him"),
    [
        *(
            ("郑守义摔倒了，头破了", True),
            ("不好了，郑守义晕倒了", True),
            ("郑守义同志摔倒了我扶不起来", True),
        ),
        *(("书记，郑守义的老伴摔倒了", True), ("快来人郑守义倒在地上了", True)),
        *(("我摔倒了，快叫郑守义来", False), ("我在郑守义家摔倒了", False), ("郑守义快来，我摔倒了", False)),
        *(("郑守义同志你快来救命", False), ("郑守义，我胸口疼", False), ("郑守义在这里，我头晕得很", False)),
    ],
)
def test_who_tells_of_another_is_told_from_who_calls_him(words: str, of_him: bool) -> None:
    assert tells_of(words, "郑守义") is of_him


def test_a_long_story_is_asked_about_first() -> None:
    assert need("我摔了一跤起不来了。" + "那天下雨路很滑，" * 20) is Need.LIKELY


def test_a_cry_stays_a_cry_whatever_stands_beside_it() -> None:
    assert need("听说讲座改期了？先不管，救命，我起不来了") is Need.EMERGENCY


@pytest.mark.parametrize(("words", "name"), DEATHS)
def test_word_of_a_death_names_somebody(words: str, name: str) -> None:
    heard = safety.heed(words)

    assert isinstance(heard, Death)
    assert heard.name == name
    assert heard.stop == ("发" in words)


@pytest.mark.parametrize("words", [*lines(NO_DEATHS), *lines(CALM)])
def test_a_word_of_death_alone_decides_nothing(words: str) -> None:
    assert death(words) is None


@pytest.mark.parametrize("words", lines(SCAMS))
def test_a_doubt_is_heard(words: str) -> None:
    assert safety.heed(words) is Scam.ASKED


@pytest.mark.parametrize("words", lines(FRAUDS))
def test_a_swindle_that_is_going_on_is_heard(words: str) -> None:
    assert safety.heed(words) is Scam.MONEY


@pytest.mark.parametrize("words", [*lines(NO_SCAMS), *lines(CALM), *lines(NO_CRISES)])
def test_ordinary_talk_of_money_is_no_swindle(words: str) -> None:
    assert scam(words) is None


def test_in_a_form_only_danger_and_despair_are_heard() -> None:
    assert safety.heed("罗家骏同志昨天去世了", "write notice") is None
    assert safety.heed("罗家骏同志昨天去世了", safety.FORM) is not None
    assert safety.heed("救命", "write notice") is Need.EMERGENCY


def test_who_advises_others_sounds_no_alarm_in_his_own_name() -> None:
    advice = "天气转冷，如有胸口疼、喘不上气，请马上拨打120，也告诉支部。"

    assert safety.heed("胸口疼得厉害就赶快打120，我马上过来", safety.ANSWER) is Need.LIKELY
    assert safety.heed("活着没意思这种话您别说，我们来陪您", safety.ANSWER) is None
    assert safety.heed(advice, safety.NOTICE) is Need.LIKELY
    assert safety.heed(advice) is Need.EMERGENCY  # with no question open it may be a cry
    assert safety.heed("胸口疼得很，喘不上气", safety.NOTICE) is Need.EMERGENCY
    assert {safety.FORM, safety.ANSWER, safety.NOTICE} <= {form.name for form in FORMS}


def test_the_longest_message_is_read_in_no_time() -> None:
    began = process_time()
    for words in ("他的手" * 1300, "头突然" * 1300, "啊" * 4096, "有人叫我到卡上" * 580):
        safety.heed(words)

    assert process_time() - began < 5.0


def test_every_sentence_is_written_once() -> None:
    sentences = [words for block in ALL for words in lines(block)]

    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize(
    ("sentences", "wanted", "at_least"),
    [
        # 25 of 35 when they were first read, and then 11 of 20
        (unseen.EMERGENCIES_FIRST, {Need.EMERGENCY}, 35),
        (unseen.EMERGENCIES_SECOND, {Need.EMERGENCY}, 16),
        (unseen.EMERGENCIES_SECOND, {Need.EMERGENCY, Need.LIKELY}, 20),
        (unseen.AILMENTS_FIRST, {Need.LIKELY}, 5),
        (unseen.AILMENTS_SECOND, {Need.LIKELY, Need.EMERGENCY}, 2),
        # 2 of 5, and then 0 of 2
        (unseen.DESPAIR_FIRST, {Need.CRISIS}, 5),
        (unseen.DESPAIR_SECOND, {Need.CRISIS}, 2),
        (unseen.HARMLESS_FIRST, {None}, 15),
        (unseen.HARMLESS_SECOND, {None}, 4),
        (unseen.HARMLESS_SECOND, {None, Need.LIKELY}, 5),
    ],
    ids=lambda part: str(part) if isinstance(part, int) else "",
)
def test_of_what_was_written_unseen_so_much_is_heard(
    sentences: str, wanted: set[Need | None], at_least: int
) -> None:
    assert sum(need(words) in wanted for words in lines(sentences)) >= at_least


@pytest.mark.parametrize(
    "cry", ["胸口疼得厉害喘不上气", "老伴摔倒了起不来", "头磕破了血止不住", "家里着火了"]
)
@pytest.mark.parametrize(
    "beside",
    [
        *("我不小心{}", "没注意{}", "好不容易打通电话{}", "我好害怕{}", "怕是不好了{}", "{}快通知我儿子"),
        *(
            "吃完饭不一会儿{}",
            "{}要不要紧",
            "做过支架的{}",
            "老毛病犯了{}",
            "从医院出院回来{}",
            "去年也这样今天又{}",
        ),
        *(
            "在电影院{}",
            "开会的时候{}",
            "看电视看着看着{}",
            "本来好好的{}",
            "{}身体不行了",
            "{}今天去不了医院",
        ),
    ],
)
def test_a_word_that_hushes_an_alarm_does_not_hush_it_inside_another(cry: str, beside: str) -> None:
    assert need(beside.format(cry)) is Need.EMERGENCY


@pytest.mark.parametrize(
    "words",
    ["快来人打牌三缺一", "救命这菜也太咸了", "微信打不开了没反应", "走丢的那只猫找到了", "笑得我肚子疼"],
)
def test_a_joke_and_a_broken_telephone_ring_nowhere(words: str) -> None:
    assert need(words) is None
