"""What a button means, as typed values that travel inside Telegram's 64-byte callback_data.

A code is never reused: old messages live for years, and an old button must still mean the same.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

DATA_LIMIT_BYTES = 64
ID_LIMIT = 2**31
_BY_CODE: dict[str, type["Press"]] = {}


@dataclass(frozen=True, slots=True)
class Press:
    """The root of all presses; a subclass names its `code` and has only int and str fields."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str = "") -> None:
        # dataclass(slots=True) makes each class a second time, without the keyword.
        code = code or cls.code
        known = _BY_CODE.get(code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"press code {code!r} is taken by {known.__name__}")
        cls.code = code
        _BY_CODE[code] = cls


def encode(press: Press) -> str:
    """Return the callback data of a press, such as "sign:17"."""
    parts = [press.code, *(str(getattr(press, field.name)) for field in fields(press))]
    data = ":".join(parts)
    if len(data.encode()) > DATA_LIMIT_BYTES or any(":" in part for part in parts):
        raise ValueError(f"a button cannot carry {data!r}")
    return data


def decode(data: str) -> Press | None:
    """Return the press behind callback data, or None for what no button of ours ever carried."""
    code, *values = data.split(":")
    kind = _BY_CODE.get(code)
    if kind is None:
        return None
    expected = fields(kind)
    if len(values) != len(expected):
        return None
    try:
        read = [int(v) if f.type is int else v for v, f in zip(values, expected, strict=True)]
    except ValueError:
        return None
    # No id is so large, and the database would not take it for a number.
    if any(isinstance(value, int) and abs(value) >= ID_LIMIT for value in read):
        return None
    return kind(*read)


@dataclass(frozen=True, slots=True)
class OpenMenu(Press, code="menu"):
    """主菜单."""


@dataclass(frozen=True, slots=True)
class AskPerson(Press, code="help"):
    """找人."""


@dataclass(frozen=True, slots=True)
class OpenWord(Press, code="word"):
    """A menu word offered as a button."""

    word: str


@dataclass(frozen=True, slots=True)
class FormAnswer(Press, code="ans"):
    """A ready-made answer to a form's question; stale once that question was answered."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class FormBack(Press, code="back"):
    """返回: one question back."""


@dataclass(frozen=True, slots=True)
class FormCancel(Press, code="quit"):
    """取消: leave the form."""
