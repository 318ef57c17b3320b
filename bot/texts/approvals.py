"""Sentences and buttons of 等我批: everything that waits for a decision, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.admission import relative_came, shown

_LISTED = 8


@dataclass(frozen=True, slots=True)
class OpenClaim(Press, code="mclaim"):
    """Somebody's phone that wants to be connected, or a relative who came."""

    claim_id: int


@dataclass(frozen=True, slots=True)
class SettleRelative(Press, code="mrel"):
    """联系过了: a relative's request needs nothing more."""

    claim_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter: a line that says what it is, and where it is decided."""

    line: str
    label: str
    press: Press


def death(name: str) -> tuple[str, str]:
    """A report that somebody has died."""
    return f"{name}同志可能已去世，等核实", f"核实{name}"


def claim(name: str) -> tuple[str, str]:
    """A phone that wants to be connected."""
    return f"{name}同志的手机想接通", f"{name}接通"


def relative(name: str) -> tuple[str, str]:
    """A relative who opened an invitation."""
    return f"{name}同志的家属来过", f"{name}家属"


def second(gist: str) -> tuple[str, str]:
    """A notice that a second person must look at."""
    return f"通知要再看一眼：「{gist}」", "看这份通知"


def draft(gist: str) -> tuple[str, str]:
    """A notice that somebody drafted for the secretary to send."""
    return f"拟好的通知，等您发：「{gist}」", "看这份草稿"


def listed(waiting: Sequence[Waiting]) -> Message:
    """Show what waits, one line and one button each; nothing is one kind sentence."""
    if not waiting:
        return Message("现在没有等您批的事，您歇一会儿。")
    first = waiting[:_LISTED]
    lines = [f"{number}. {each.line}" for number, each in enumerate(first, 1)]
    if len(waiting) > _LISTED:
        lines.append(f"办完这些，还有{len(waiting) - _LISTED}件。")
    return Message(
        "\n".join(lines),
        title=f"等您批的有{len(waiting)}件",
        buttons=tuple(Button(f"{number}. {each.label}", each.press) for number, each in enumerate(first, 1)),
    )


def relative_request(name: str, shown_name: str, claim_id: int) -> Message:
    """Show a relative's request; for now people arrange the rest among themselves."""
    came = relative_came(name, shown(shown_name))
    return Message(came.text, buttons=(Button("联系过了", SettleRelative(claim_id)),))


def relative_settled(name: str) -> Message:
    """Say that a relative's request is off the list."""
    return Message(f"好的，{name}同志家属这件事，记下了：联系过了。")


def settled_already(name: str) -> Message:
    """Answer when somebody else was first."""
    return Message(f"{name}同志这一件，已经有人办了。")
