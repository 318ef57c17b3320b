"""Forms: one question at a time, a way back at every step, and a restart changes nothing."""

import pytest
from sqlmodel import select

from bot.access import Permission
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer, encode
from bot.texts import common as say
from handlers.kit import forms
from handlers.kit.forms import Form, Step
from handlers.kit.routing import Route
from models import Dialog
from tests.kit.desk import answering

# How it is stored does not matter here, and one kind of database is quicker than two.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world():
    """Return what can change between a question and its end."""
    return {"full": False, "finished": []}


@pytest.fixture
def trip(world):
    """Make a form of three questions, the last only for those who bring somebody."""

    def asking(text, *labels, step=""):
        async def ask(turn, answers):
            return Message(text, buttons=tuple(Button(word, FormAnswer(step, word)) for word in labels))

        return ask

    async def read_name(turn, raw, answers):
        return raw.strip()

    async def read_count(turn, raw, answers):
        if not raw.isdecimal():
            raise Refusal("请写一个数字。")
        if world["full"]:
            raise Refusal("已经满了。")
        return int(raw)

    async def finish(turn, values, answers):
        world["finished"].append(values)
        return Message(f"记好了：{values}")

    return Form(
        "trip",
        (
            Step("name", asking("叫什么？"), read_name),
            Step("count", asking("几位？", "1", "2", step="count"), read_count),
            Step("who", asking("同谁？"), read_name, when=lambda answers: answers.get("count") == "2"),
        ),
        finish,
    )


@pytest.fixture
def open_desk(desk, trip):
    """Return how to open the desk; opening it again is a restart."""

    async def begin(turn):
        return await forms.start(turn, trip)

    async def begin_named(turn):
        return await forms.start(turn, trip, name="周德明")

    def _open():
        desk.open_with(
            Route(begin, Permission.OWN, word="去玩"),
            Route(begin_named, Permission.OWN, word="我去玩"),
            Route(answering("通知"), Permission.OWN, word="看通知"),
            forms=(trip,),
        )

    _open()
    return _open


async def open_dialog(desk):
    async with desk.database.reading() as session:
        return (await session.exec(select(Dialog))).first()


async def test_the_questions_come_one_at_a_time_and_the_answers_together(desk, zhou, open_desk, world):
    assert await desk.says(zhou, "去玩") == ["叫什么？"]
    assert await desk.says(zhou, "周德明") == ["几位？"]
    assert await desk.says(zhou, "1") == ["记好了：{'name': '周德明', 'count': 1}"]

    assert world["finished"] == [{"name": "周德明", "count": 1}]
    assert await open_dialog(desk) is None


async def test_a_question_may_depend_on_an_answer(desk, zhou, open_desk):
    await desk.says(zhou, "去玩")
    await desk.says(zhou, "周德明")

    assert await desk.presses(zhou, encode(FormAnswer("count", "2"))) == ["同谁？"]
    assert await desk.says(zhou, "李四") == ["记好了：{'name': '周德明', 'count': 2, 'who': '李四'}"]


async def test_an_answer_that_cannot_be_is_asked_again_with_the_reason(desk, zhou, open_desk):
    await desk.says(zhou, "我去玩")

    assert await desk.says(zhou, "好几位") == ["请写一个数字。\n\n几位？"]
    assert (await open_dialog(desk)).answers == {"name": "周德明"}


async def test_a_restart_in_the_middle_changes_nothing(desk, zhou, open_desk):
    await desk.says(zhou, "去玩")
    open_desk()
    assert await desk.says(zhou, "周德明") == ["几位？"]
    open_desk()
    assert await desk.says(zhou, "1") == ["记好了：{'name': '周德明', 'count': 1}"]


async def test_the_way_back_goes_one_question_and_at_the_first_out(desk, zhou, open_desk):
    await desk.says(zhou, "去玩")
    await desk.says(zhou, "周德明")

    assert await desk.says(zhou, "返回") == ["叫什么？"]
    assert await desk.says(zhou, "返回") == [say.left_form()]
    assert await open_dialog(desk) is None


@pytest.mark.parametrize("way_out", ["取消", "主菜单", "看通知"])
async def test_every_step_can_be_left(desk, zhou, open_desk, world, way_out):
    await desk.says(zhou, "去玩")
    await desk.says(zhou, "周德明")

    await desk.says(zhou, way_out)

    assert await open_dialog(desk) is None
    assert world["finished"] == []


async def test_a_button_of_an_answered_question_shows_the_open_one(desk, zhou, open_desk):
    await desk.says(zhou, "去玩")

    assert await desk.presses(zhou, encode(FormAnswer("count", "2"))) == ["叫什么？"]
    assert (await open_dialog(desk)).answers == {}


async def test_what_has_become_impossible_is_asked_again_at_the_end(desk, zhou, open_desk, world):
    await desk.says(zhou, "去玩")
    await desk.says(zhou, "周德明")
    await desk.says(zhou, "2")
    world["full"] = True

    assert await desk.says(zhou, "李四") == ["已经满了。\n\n几位？"]
    assert world["finished"] == []


async def test_beginning_anew_forgets_what_was_begun(desk, zhou, open_desk):
    await desk.says(zhou, "去玩")
    await desk.says(zhou, "旧名字")

    assert await desk.says(zhou, "去玩") == ["叫什么？"]
    assert (await open_dialog(desk)).answers == {}


async def test_two_people_fill_in_the_same_form_without_mixing(desk, zhou, secretary, open_desk):
    await desk.says(zhou, "去玩")
    await desk.says(secretary, "去玩")
    await desk.says(zhou, "周德明")
    await desk.says(secretary, "宋维新")

    assert await desk.says(zhou, "1") == ["记好了：{'name': '周德明', 'count': 1}"]
    assert await desk.says(secretary, "1") == ["记好了：{'name': '宋维新', 'count': 1}"]
