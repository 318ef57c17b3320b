"""Sentences and buttons of the list of political anniversaries (政治生日): what the secretary approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from models import GreetingState

PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class ListMonth(Press, code="anm"):
    """A month's list: `month` is 202701."""

    month: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenGreeting(Press, code="ano"):
    greeting_id: int


@dataclass(frozen=True, slots=True)
class Approve(Press, code="any"):
    """发."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class Hold(Press, code="anh"):
    """先不发."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class Reword(Press, code="anw"):
    """改几句: asks for other words."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class OwnWordsAway(Press, code="anx"):
    """用原来的话."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class ArrangeVisit(Press, code="anv"):
    """安排看望 (on=1), 不看望了 (on=0)."""

    greeting_id: int
    on: int


@dataclass(frozen=True, slots=True)
class ApproveOrdinary(Press, code="ana"):
    """都发: the ordinary ones of a month that stood on the list, which ended with this greeting."""

    month: int
    upto: int


@dataclass(frozen=True, slots=True)
class PrintCards(Press, code="anp"):
    """打印贺卡: those of a month that are brought by hand."""

    month: int


@dataclass(frozen=True, slots=True)
class Line:
    """One greeting in a list. `silent` says why nothing cheerful is said to him now."""

    greeting_id: int
    name: str
    day: date
    month_only: bool
    years: int
    state: GreetingState
    silent: str | None = None
    reason: str | None = None
    visit: bool = False
    milestone: bool = False
    by_hand: bool = False  # the program does not reach him
    own_words: bool = False


_STATES = {
    GreetingState.PROPOSED: "等您定",
    GreetingState.APPROVED: "到时候发",
    GreetingState.HELD: "先不发",
    GreetingState.QUEUED: "正在发",
    GreetingState.SENT: "已发",
    GreetingState.LATE: "补发了",
    GreetingState.BY_HAND: "由结对同志送到",
    GreetingState.UNKNOWN: "说不准收没收到",
    GreetingState.FAILED: "没发到，已请结对同志打电话",
    GreetingState.EXPIRED: "过了日子，没发",
    GreetingState.CANCELLED: "不发了",
}
SILENT = {
    "mourning": "家有丧事，这几个月不发",
    "hospital": "住院，先不发",
    "muted": "本人要安静，不发",
}


def number_of(month: date) -> int:
    """Write a month as a button carries it: 202701."""
    return month.year * 100 + month.month


def month_in(number: int) -> date:
    """Read a month back; what no button of ours carried is the first one there is."""
    year, month = divmod(number, 100)
    return date(min(max(year, 1900), 9000), min(max(month, 1), 12), 1)


def state(line: Line) -> str:
    """Say how a greeting stands."""
    if line.silent in SILENT and line.state in (GreetingState.PROPOSED, GreetingState.APPROVED):
        return SILENT[line.silent]
    if line.state is GreetingState.CANCELLED and line.reason in SILENT:
        return SILENT[line.reason]
    if line.state is GreetingState.APPROVED and line.by_hand:
        return "到时候由结对同志送到"
    return _STATES[line.state]


def _line(line: Line) -> str:
    when = "本月" if line.month_only else f"{line.day.day}日"
    extra = "，安排了看望" if line.visit else "，逢十，可以安排看望" if line.milestone else ""
    by_hand = "，小助手送不到" if line.by_hand else ""
    return f"{when} {line.name} {line.years}周年：{state(line)}{extra}{by_hand}"


def listed(
    month: date,
    today: date,
    lines: Sequence[Line],
    page: int,
    *,
    ordinary: Sequence[Line],
    printable: int,
    upto: int,
) -> Message:
    """Show a month: one line and one button for each; the ordinary ones are approved with one tap."""
    title = f"{f'{month.year}年' if month.year != today.year else ''}{month.month}月的政治生日"
    other = _other_month(month, today)
    if not lines:
        return Message("这个月没有老同志过政治生日。", title=title, buttons=(other,))
    pages = -(-len(lines) // PER_PAGE)
    page = max(0, min(page, pages - 1))
    here = lines[page * PER_PAGE : (page + 1) * PER_PAGE]
    text = [_line(line) for line in here]
    if pages > 1:
        text.append(f"第{page + 1}页，共{pages}页，一共{len(lines)}位。")
    number = number_of(month)
    buttons = [Button(f"看{line.name}", OpenGreeting(line.greeting_id)) for line in here]
    if ordinary:
        buttons.insert(0, Button(f"{len(ordinary)}位平常的，都发", ApproveOrdinary(number, upto)))
    if printable:
        buttons.append(Button(f"打印{printable}张贺卡", PrintCards(number)))
    if page + 1 < pages:
        buttons.append(Button("下一页", ListMonth(number, page + 1)))
    if page > 0:
        buttons.append(Button("上一页", ListMonth(number, page - 1)))
    return Message("\n".join(text), title=title, buttons=(*buttons, other))


def _other_month(month: date, today: date) -> Button:
    this = today.replace(day=1)
    after = date(this.year + this.month // 12, this.month % 12 + 1, 1)
    other = after if month <= this else this
    return Button(f"看{other.month}月的", ListMonth(number_of(other), 0))


def came_25th(message: Message, count: int) -> Message:
    """Put the secretary's list of the 25th into words."""
    intro = f"下个月有{count}位老同志过政治生日。您看过、点了才发；没点的，不发。"
    return Message(f"{intro}\n\n{message.text}", message.title, message.buttons)


def this_month(message: Message, count: int) -> Message:
    """The list of a month that has begun, because nobody had got it before."""
    intro = f"这个月还有{count}位老同志过政治生日。您看过、点了才发；没点的，不发。"
    return Message(f"{intro}\n\n{message.text}", message.title, message.buttons)


def added(lines: Sequence[Line]) -> Message:
    """Tell of greetings that stood on no list: somebody new, or a date put right."""
    names = [f"{day_of(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    more = [f"还有{len(lines) - PER_PAGE}位，点「政治生日」都能看到。"] if len(lines) > PER_PAGE else []
    return Message(
        "\n".join(["名册有变动，新排上的：", *names, *more]),
        title="政治生日，新增",
        buttons=tuple(_open(line) for line in lines[:PER_PAGE]),
    )


def unapproved_today(lines: Sequence[Line]) -> Message:
    """Remind the secretary, once, in the morning of the day."""
    names = [f"{line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    return Message(
        "\n".join([*names, "您还没有定。不点「发」，就不发。"]),
        title="今天的政治生日",
        buttons=tuple(_open(line) for line in lines[:PER_PAGE]),
    )


def to_deputy(lines: Sequence[Line]) -> Message:
    """Ask the deputy for what the secretary has not decided three days before."""
    names = [f"{day_of(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    return Message(
        "\n".join([*names, "书记还没有来得及看，请您定一下。"]),
        title="快到的政治生日",
        buttons=tuple(_open(line) for line in lines[:PER_PAGE]),
    )


def missed(lines: Sequence[Line]) -> Message:
    """Tell the secretary whose day has gone by without a greeting."""
    names = [f"{day_of(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    more = [f"还有{len(lines) - PER_PAGE}位。"] if len(lines) > PER_PAGE else []
    return Message(
        "\n".join([*names, *more, "过了三天，程序不再发了。请打个电话，道一声祝贺。"]),
        title="这几位的政治生日没有发成",
    )


def waiting(month: date, count: int) -> tuple[str, str]:
    """One line of 等我批."""
    return f"{month.month}月有{count}位老同志的政治生日，等您定", f"{month.month}月政治生日"


def day_of(line: Line) -> str:
    return f"{line.day.month}月里" if line.month_only else dates.day(line.day)


def _open(line: Line) -> Button:
    return Button(f"看{line.name}", OpenGreeting(line.greeting_id))


def all_approved(count: int) -> str:
    """Answer 都发."""
    return f"好，{count}位，到了日子早上8点半发。" if count else "平常的都已经定过了。"


def with_word(word: str, message: Message) -> Message:
    """Put a word about what was just done above a list."""
    return Message(f"{word}\n\n{message.text}", message.title, message.buttons)


def no_cards() -> str:
    """Answer where nobody's card has to be printed."""
    return "这个月没有要打印的贺卡。"


def cards_file(month: date, count: int, gaps: str) -> tuple[str, Message]:
    """Name the file of cards and say what it is; `gaps` are characters that have to be written in."""
    text = f"{month.month}月的贺卡，{count}张，A5纸，一人一页。"
    if gaps:
        text += f"\n「{gaps}」印不出来，留了空，请用笔写上。"
    return f"{month.month}月贺卡.pdf", Message(text)
