"""Sentences of the roster's doubtful dates (要查档的)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.members import ShowMember
from bot.texts.roster_reasons import oddity

PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class ListDoubts(Press, code="rdbt"):
    """要查档的, a page of it."""

    page: int


OPEN = "要查档的"
_MISSING = {
    "no_joined": "没有入党时间，排不出政治生日",
    "year_only": "入党时间只有年份，排不出政治生日",
    "no_full": "没有转正时间，算不出党龄",
}


def listed(doubts: Sequence[tuple[int, str, Sequence[str]]], page: int) -> Message:
    """Show whose dates deserve a look into the file: (person, name, what is odd)."""
    if not doubts:
        return Message("名册里的入党、转正时间，没有看出要查档的。", title=OPEN)
    pages = -(-len(doubts) // PER_PAGE)
    page = max(0, min(page, pages - 1))
    here = doubts[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [f"{name}：{'；'.join(map(_said, codes))}" for _, name, codes in here]
    rows.append("只是提醒，名册没有改动。查了档再改。")
    buttons = [Button(f"看{name}", ShowMember(person_id)) for person_id, name, _ in here]
    if page + 1 < pages:
        buttons.append(Button("下一页", ListDoubts(page + 1)))
    if page > 0:
        buttons.append(Button("上一页", ListDoubts(page - 1)))
    return Message("\n".join(rows), title=f"{OPEN}，{len(doubts)}位", buttons=tuple(buttons))


def _said(code: str) -> str:
    return _MISSING.get(code) or oddity(code)
