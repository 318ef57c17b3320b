"""The words of a call: every reason has its own, long notices stay speakable, nothing unkind is said."""

import pytest

from bot.texts import followup_answers as answers
from bot.texts import followups as say
from bot.texts.visit_log import LogVisit
from models import FollowUpState, Notice, Partner, Via, Why
from models.people import Status
from tests.people import NOON


def facts(**more: object) -> say.Page:
    """Return a page of an open call."""
    known = {
        "task_id": 17,
        "step": 0,
        "person_id": 42,
        "name": "郑守义同志",
        "group": 1,
        "state": FollowUpState.CALL,
        "why": Why.UNBOUND,
        "words": "支部有个通知：星期五开会。",
        "urgent": False,
        "attempts": 0,
        "due": "12月2日，星期三",
        "phone": "138****1111",
        "family": None,
        "shows_number": False,
        "helper": None,
        "done": None,
        "done_by": None,
        "via": None,
        "partner": None,
        "reason": None,
        "may_take_back": False,
    }
    return say.Page(**(known | more))  # type: ignore[arg-type]


def test_a_page_reads_like_this() -> None:
    page = say.page(facts(attempts=1))

    assert page.words == (
        "请打电话：郑守义同志\n\n"
        "第一党小组，手机上还没有小助手，1次没接通。\n"
        "请在12月2日，星期三以前告诉。\n\n"
        "可以这样说：\n「支部有个通知：星期五开会。」\n\n"
        "电话：138****1111"
    )
    assert [button.label for button in page.buttons] == ["看号码", "已告知", "没接通", "需要上门", "换人"]


@pytest.mark.parametrize("why", list(Why))
@pytest.mark.parametrize("state", list(FollowUpState))
def test_every_reason_and_state_has_words_and_none_that_hurt(why: Why, state: FollowUpState) -> None:
    done = {"done": "12月1日，星期二", "done_by": "丁海涛", "via": Via.PHONE, "partner": Partner.SELF}
    page = say.page(facts(why=why, state=state, **done))

    assert page.text
    assert not any(word in page.words for word in ("逾期", "催", "未读", "考核", "限期", "绑定"))
    assert all(2 <= len(button.label) <= 6 for button in page.buttons)


def test_a_visit_and_a_promise_that_was_kept_may_go_into_the_record_of_visits() -> None:
    done = {"state": FollowUpState.DONE, "done": "12月1日", "done_by": "丁海涛", "partner": Partner.SELF}
    called = answers.thanked(facts(via=Via.PHONE, **done), None)
    visited = answers.thanked(facts(via=Via.VISIT, **done), None)
    greeted = answers.thanked(facts(via=Via.PHONE, why=Why.ANNIVERSARY, **done), None)

    assert called.buttons == ()
    assert [button.press for button in (*visited.buttons, *greeted.buttons)] == [LogVisit(42)] * 2


@pytest.mark.parametrize("reason", ["frozen", Status.DECEASED, Status.TRANSFERRED])
def test_a_call_that_must_not_be_made_says_so_without_saying_why(reason: str) -> None:
    page = say.page(facts(state=FollowUpState.CANCELLED, reason=str(reason)))

    assert page.text == "支部另有安排，先不用打了。"
    assert page.buttons == ()


def test_a_long_notice_is_cut_to_what_can_be_said() -> None:
    notice = Notice(branch_id=1, author_id=1, text="通" * 2000, created_at=NOON)

    assert len(say.words(notice)) < say.WORDS_AT_MOST + 40


def test_a_notice_of_pictures_has_words_too() -> None:
    notice = Notice(branch_id=1, author_id=1, text="", created_at=NOON)

    assert "照片" in say.words(notice)
