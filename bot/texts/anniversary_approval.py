"""Sentences about one greeting of a political anniversary: read, sent, held back, reworded, with a visit."""

from datetime import date

from bot.messages import Button, Message
from bot.texts import dates
from bot.texts.anniversary_lists import (
    SILENT,
    Approve,
    ArrangeVisit,
    Hold,
    Line,
    ListMonth,
    OpenGreeting,
    OwnWordsAway,
    Reword,
    day_of,
    number_of,
    state,
)
from models import GreetingState

_WHY = {"moved": "入党日期改过，请再看一眼", "promise": "话里说了上门，还没安排看望"}


def shown(
    line: Line, words: str, *, by: str | None, decidable: bool, done: str = "", typed: bool = False
) -> Message:
    """Show one greeting as it will read, with what can be done about it.

    `done` is what was just pressed or, where it is `typed`, written.
    """
    head = [done] if done else []
    head += [f"{day_of(line)}，入党{line.years}周年。现在：{state(line)}。"]
    if line.reason in _WHY and line.state is GreetingState.PROPOSED:
        head.append(_WHY[line.reason] + "。")
    if line.visit:
        head.append("安排了看望，由结对同志去。")
    if by and line.state is not GreetingState.PROPOSED:
        head.append(f"{by}同志定的。")
    month = Button(f"回{line.day.month}月名单", ListMonth(number_of(line.day), 0))
    buttons: tuple[Button, ...] = (*(_choices(line) if decidable else ()), month)
    if done and not typed:  # where the finger is, the opposite must not appear
        buttons = (month, Button("再看这一份", OpenGreeting(line.greeting_id)))
    return Message(
        "\n".join(head) + f"\n\n————\n{words}", title=f"{line.name}同志的政治生日", buttons=buttons
    )


def _choices(line: Line) -> tuple[Button, ...]:
    ident = line.greeting_id
    choices = []
    if line.state in (GreetingState.PROPOSED, GreetingState.HELD):
        choices.append(Button("发", Approve(ident)))
    if line.state in (GreetingState.PROPOSED, GreetingState.APPROVED):
        choices.append(Button("先不发", Hold(ident)))
    choices.append(Button("改几句", Reword(ident)))
    if line.own_words:
        choices.append(Button("用原来的话", OwnWordsAway(ident)))
    visit = (
        Button("不看望了", ArrangeVisit(ident, 0))
        if line.visit
        else Button("安排看望", ArrangeVisit(ident, 1))
    )
    return (*choices, visit)


def approved(line: Line, today: date) -> str:
    """Say that a greeting goes out."""
    if line.silent in SILENT:
        return "好，记下了。到了日子情形没有变，就不发。"
    if line.by_hand:
        return "好，记下了：由结对同志送贺卡或打电话。"
    return "好，这就发。" if line.day <= today else f"好，{dates.day(line.day)}早上8点半发。"


def held() -> str:
    """Say that a greeting does not go out for now."""
    return "好，先不发。想发的时候，点「发」。"


def visit_arranged() -> str:
    """Say that somebody is asked to go."""
    return "好，提前一周请结对的同志上门看望。"


def house_words() -> str:
    """Say that the text of the house stands again."""
    return "好，用回原来的话了。要发，请点「发」。"


def visit_dropped() -> str:
    """Say that nobody is asked to go any more."""
    return "好，不安排看望了。祝贺里也不提上门。"


def ask_words(name: str, words: str) -> Message:
    """Ask for other words, the present ones to copy from."""
    return Message(
        f"现在的话是：\n\n{words}\n\n请把整段新的话发给我，我照您写的发。", title=f"给{name}同志的祝贺"
    )


def words_needed() -> str:
    """Answer to an empty text."""
    return "请写几句话。"


def too_long(limit: int) -> str:
    """Answer to a text that does not fit under a picture."""
    return f"写得长了一点，放不进贺卡下面。请在{limit}个字以内。"


def reworded() -> str:
    """Say that the own words stand, and that they have to be approved."""
    return "好，换成您写的了。要发，请点「发」。"


def promise_needs_visit() -> str:
    """Refuse a promise that nobody would keep."""
    return "话里说了要上门看望，可还没有安排人去。请先点「安排看望」，或者改一下这句话。"


def decided_already(line: Line) -> str:
    """Answer a button that comes too late."""
    return f"这一份已经是：{state(line)}。"


def gone() -> str:
    """Answer for a greeting that must not be spoken of any more."""
    return "这一份不发了。"
