"""Routing: every update comes in by exactly one entrance."""

from dataclasses import dataclass

import pytest

from bot.access import Permission
from bot.domain.people import STRANGER, Speaker
from bot.presses import FormAnswer, FormBack, FormCancel, OpenMenu, OpenWord, Press
from handlers import routes
from handlers.kit.forms import Form
from handlers.kit.reading import FileRef, Incoming, SharedContact, Sort
from handlers.kit.routing import Route, Router
from models import Dialog, MediaKind, Person, Role
from tests.kit.desk import answering, special
from tests.people import NOON


@dataclass(frozen=True, slots=True)
class Open(Press, code="topen"):
    """A button of these tests."""

    number: int


async def nothing(*_: object) -> None:
    return None


NOTICES = Route(answering("notices"), Permission.OWN, word="看通知", phrases=("有什么通知",))
STOP = Route(answering("stop"), Permission.GREET, command="stop")
OPEN = Route(answering("open"), Permission.OWN, press=Open)
PLAIN = Form("plain", (), nothing)  # type: ignore[arg-type]
WITH_FILES = Form("with files", (), nothing, on_file=nothing)  # type: ignore[arg-type]
ROUTER = Router((NOTICES, STOP, OPEN), special(), (PLAIN, WITH_FILES))
KNOWN = Speaker(person=Person(id=1, branch_id=1, name="周德明"), roles=frozenset({Role.MEMBER}))
FILE = FileRef("f", "a.xlsx", "", 1, MediaKind.DOCUMENT, Sort.FILE)


def dialog(form: str) -> Dialog:
    return Dialog(bot_id=42, chat_id=7, form=form, answers={}, updated_at=NOON)


def entrance(speaker: Speaker = KNOWN, form: str | None = None, **said: object) -> str:
    """Return the name of the entrance that an update comes in by."""
    if said.get("press") is not None:
        said.setdefault("pressed", "data")
    incoming = Incoming(1, chat_id=7, **said)  # type: ignore[arg-type]
    route = ROUTER.find(incoming, speaker, dialog(form) if form else None)
    names = {id(getattr(ROUTER.special, name)): name for name in ROUTER.special.__dataclass_fields__}
    names |= {id(NOTICES): "notices", id(STOP): "stop", id(OPEN): "open"}
    return names[id(route)]


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"text": "看通知"}, "notices"),
        ({"text": " 看通知 "}, "notices"),
        ({"text": "有什么通知"}, "notices"),
        ({"text": "主菜单"}, "menu"),
        ({"text": "返回"}, "menu"),
        ({"text": "收到"}, "acknowledgement"),
        ({"text": "我想找个人"}, "help"),
        ({"text": "今天天气不错"}, "unknown"),
        ({"text": "/stop", "command": "stop"}, "stop"),
        ({"text": "/start x", "command": "start"}, "start"),
        ({"contact": SharedContact("1", own=True)}, "contact"),
        ({"file": FILE}, "file"),
        ({"press": Open(1)}, "open"),
        ({"press": OpenWord("看通知")}, "notices"),
        ({"press": OpenWord("没有的词")}, "old_button"),
        ({"press": OpenMenu()}, "old_button"),
        ({"press": FormBack()}, "old_button"),
        ({"pressed": "nobody knows"}, "old_button"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_somebody_known_comes_in_by_what_he_says(said, by):
    assert entrance(**said) == by


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"text": "你好"}, "stranger"),
        ({"text": "看通知"}, "stranger"),
        ({"file": FILE}, "stranger"),
        ({"text": "找人"}, "help"),
        ({"command": "start"}, "start"),
        ({"contact": SharedContact("1", own=True)}, "contact"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_stranger_finds_the_door_and_a_person(said, by):
    assert entrance(STRANGER, **said) == by


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"text": "随便什么"}, "form"),
        ({"text": "收到"}, "form"),
        ({"text": "返回"}, "form"),
        ({"text": "取消"}, "form"),
        ({"press": FormAnswer("a", "b")}, "form"),
        ({"press": FormBack()}, "form"),
        ({"press": FormCancel()}, "form"),
        ({"text": "看通知"}, "notices"),
        ({"text": "主菜单"}, "menu"),
        ({"press": Open(1)}, "open"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_form_takes_what_is_said_but_nobody_is_caught_in_it(said, by):
    assert entrance(form="plain", **said) == by


@pytest.mark.parametrize(
    ("form", "by"), [("plain", "file"), ("with files", "form_file"), ("forgotten", "file")]
)
def test_a_file_goes_to_the_form_that_takes_files(form, by):
    assert entrance(form=form, file=FILE) == by


def test_likely_words_are_only_those_that_may_be_used():
    assert ROUTER.likeliest("通知在哪里看", KNOWN) == ["看通知"]
    assert ROUTER.likeliest("通知在哪里看", STRANGER) == []


# -- the real table ----------------------------------------------------------------------------------


def test_every_entrance_has_a_permission_and_exactly_one_way_in():
    for route in routes.ROUTES:
        assert isinstance(route.needs, Permission)
        ways = [bool(route.command), bool(route.word or route.phrases), route.press is not None]
        assert any(ways), route.handler.__qualname__


def test_no_way_in_is_taken_twice():
    for way in ("command", "word", "press"):
        taken = [getattr(route, way) for route in routes.ROUTES if getattr(route, way)]
        assert len(taken) == len(set(taken)), way


def test_forms_have_names_of_their_own():
    names = [form.name for form in routes.FORMS]
    assert len(names) == len(set(names))
