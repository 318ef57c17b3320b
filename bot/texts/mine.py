"""Sentences of 我的: one's own page, and all that is kept about oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.members import Page, group_name
from bot.texts.roster_reasons import LABELS, shown


@dataclass(frozen=True, slots=True)
class ShowOwnData(Press, code="mown"):
    """我的资料: everything that is kept about the asker."""


def page(
    facts: Page,
    roles: Sequence[str],
    cared_for: Sequence[str],
    helper: str | None,
    family: Sequence[str] = (),
    buttons: Sequence[Button] = (),
) -> Message:
    """Tell somebody who he is here, who cares for him, and how to stop.

    `family` are his relatives, those he stands in for and what was done in his name.
    """
    rows = [group_name(facts.group)] if facts.group else []
    rows += roles
    if facts.cadres:
        rows.append(f"和您结对的：{'、'.join(facts.cadres)}同志")
    if cared_for:
        rows.append(f"您联系的老同志：{'、'.join(cared_for)}")
    rows += family
    behind = f"{helper}同志" if helper else "支部的同志"
    rows += ["", f"我是支部小助手，是一个程序，背后是{behind}。", "哪天不想收了，发一个「停」字就行。"]
    own_data = Button("我的资料", ShowOwnData())
    return Message("\n".join(rows).strip(), title=facts.name, buttons=(own_data, *buttons))


def data(known: Mapping[str, str], also: Sequence[str]) -> Message:
    """Show all that is kept about the asker, field by field, and how to have it put right."""
    rows = [f"{LABELS.get(field, field)}：{shown(field, value)}" for field, value in known.items()]
    return Message(
        "\n".join([*rows, *also]) + "\n\n有不对的，请点「找人」，支部的同志查了档再改。",
        title="支部记着您的这些资料",
    )


def phone_connected(since: str) -> str:
    """Say since when this phone is connected."""
    return f"这部手机：{since}接通"


def kept_receipts(count: int) -> str:
    """Say how many notices somebody was sent."""
    return f"收过的通知：{count}条"
