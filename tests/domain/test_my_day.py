"""My day: both counts apart, the card again, and a disputed date that changes nothing."""

from datetime import date

import pytest
from sqlmodel import select

from bot.chinese import means
from bot.domain import my_day
from bot.texts import my_day as say
from handlers.routes import MY_DAY
from models import Change, Member, Precision, Role
from tests.people import NOON, messages_to

EXAMPLE = Member(
    branch_id=1,
    person_id=1,
    joined_on=date(1985, 6, 10),
    joined_precision=Precision.DAY,
    full_on=date(1986, 6, 10),
    full_precision=Precision.DAY,
)


def test_both_counts_with_their_dates():
    today = date(2025, 6, 10)

    message = say.mine(*my_day.counts(EXAMPLE, today), my_day.next_day(EXAMPLE, today), card=True)

    assert message.text.splitlines()[:3] == [
        "入党：1985年6月10日，到今天40年。",
        "转正：1986年6月10日，党龄39年。",
        "下一个政治生日：2026年6月10日，星期三，入党41周年。",
    ]


@pytest.mark.parametrize(
    ("joined", "precision", "today", "said"),
    [
        (date(1973, 7, 1), Precision.MONTH, date(2026, 6, 30), "2026年7月，入党53周年"),
        (date(1973, 7, 1), Precision.MONTH, date(2026, 7, 2), "2027年7月，入党54周年"),
        (date(1973, 1, 1), Precision.YEAR, date(2026, 7, 2), ""),
        (date(2026, 7, 1), Precision.DAY, date(2026, 7, 2), "2027年7月1日，星期四，入党1周年"),
    ],
)
def test_the_next_day_is_as_exact_as_the_roster(joined, precision, today, said):
    member = Member(branch_id=1, person_id=1, joined_on=joined, joined_precision=precision)

    assert my_day.next_day(member, today) == said


def test_what_is_not_known_is_said_and_not_derived():
    member = Member(branch_id=1, person_id=1, joined_on=date(1985, 6, 10))

    joined, full = my_day.counts(member, date(2025, 6, 10))

    assert joined is not None
    assert full is None
    assert "党龄算不出来" in say.mine(joined, full, "", card=False).text


@pytest.mark.parametrize("words", ["我整治生日是哪天", "我入当好多年了", "我党令多少年", "我的政制生日"])
def test_his_day_is_asked_for_as_old_people_type(words):
    assert means(words, MY_DAY)


async def test_a_disputed_date_becomes_a_note_and_changes_nothing(session, given, branch):
    zhou = await given.member("周德明")
    keeper = await given.appoint(await given.member("许绍文"), Role.ORGANISATION)
    member = await given.member_row(zhou)

    who = await my_day.dispute(session, branch, zhou, member, "我是1984年入的党", NOON)

    assert who == "许绍文"
    (note,) = await messages_to(session, keeper)
    assert "「我是1984年入的党」" in note
    assert (await given.member_row(zhou)).joined_on == date(1985, 6, 10)
    (change,) = (await session.exec(select(Change).where(Change.person_id == zhou.id))).all()
    assert (change.field, change.by_id) == ("date_disputed", zhou.id)
