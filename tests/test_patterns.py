"""Patterns are compiled when they are used; that all of them can be is seen here."""

import re
import sys
from collections.abc import Iterator

import pytest

import handlers.routes  # noqa: F401  # whoever has a pattern is imported with the routes
from bot.patterns import Pattern


def inside(value: object) -> Iterator[Pattern]:
    """Yield the patterns of a table, however deep."""
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, dict):
        yield from inside(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from inside(each)


def test_every_pattern_can_be_compiled():
    ours = [module for name, module in sys.modules.items() if name.startswith(("bot.", "handlers."))]

    found = [pattern for module in ours for pattern in inside(tuple(vars(module).values()))]

    assert len(found) > 100
    for pattern in found:
        assert pattern.compiled.pattern == pattern.pattern


def test_a_mistake_shows_when_the_pattern_is_used():
    mistaken = Pattern("(")

    with pytest.raises(re.error):
        mistaken.search("收到")


def test_a_pattern_answers_as_the_compiled_one():
    pattern, compiled = Pattern("[一二]号|X", re.IGNORECASE), re.compile("[一二]号|X", re.IGNORECASE)
    text = "一号x二号"

    assert pattern.search(text).span() == compiled.search(text).span()
    assert pattern.match(text, 2)[0] == compiled.match(text, 2)[0] == "x"
    assert pattern.fullmatch(text) is compiled.fullmatch(text) is None
    assert [found[0] for found in pattern.finditer(text)] == ["一号", "x", "二号"]
    assert pattern.split("甲一号乙") == ["甲", "乙"]
    assert pattern.sub("", text, count=1) == "x二号"
