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
_SILENT = {
    "mourning": "家有丧事，这几个月不发",
    "hospital": "住院，先不发",
    "muted": "本人要安静，不发",
}
_WHY = {"moved": "入党日期改过，请再看一眼", "promise": "话里说了上门，还没安排看望"}


def number_of(month: date) -> int:
    """Write a month as a button carries it: 202701."""
    return month.year * 100 + month.month


def month_in(number: int) -> date:
    """Read a month back; what no button of ours carried is the first one there is."""
    year, month = divmod(number, 100)
    return date(min(max(year, 1900), 9000), min(max(month, 1), 12), 1)


def state(line: Line) -> str:
    """Say how a greeting stands."""
    if line.silent in _SILENT and line.state in (GreetingState.PROPOSED, GreetingState.APPROVED):
        return _SILENT[line.silent]
    if line.state is GreetingState.CANCELLED and line.reason in _SILENT:
        return _SILENT[line.reason]
    if line.state is GreetingState.APPROVED and line.by_hand:
        return "到时候由结对同志送到"
    return _STATES[line.state]


def _line(line: Line) -> str:
    when = "本月" if line.month_only else f"{line.day.day}日"
    extra = "，安排了看望" if line.visit else "，逢十，可以安排看望" if line.milestone else ""
    by_hand = "，不用手机" if line.by_hand else ""
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
    names = [f"{_day(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
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
    names = [f"{_day(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    return Message(
        "\n".join([*names, "书记还没有来得及看，请您定一下。"]),
        title="快到的政治生日",
        buttons=tuple(_open(line) for line in lines[:PER_PAGE]),
    )


def missed(lines: Sequence[Line]) -> Message:
    """Tell the secretary whose day has gone by without a greeting."""
    names = [f"{_day(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    more = [f"还有{len(lines) - PER_PAGE}位。"] if len(lines) > PER_PAGE else []
    return Message(
        "\n".join([*names, *more, "过了三天，程序不再发了。请打个电话，道一声祝贺。"]),
        title="这几位的政治生日没有发成",
    )


def waiting(month: date, count: int) -> tuple[str, str]:
    """One line of 等我批."""
    return f"{month.month}月有{count}位老同志的政治生日，等您定", f"{month.month}月政治生日"


def restored(lines: Sequence[Line]) -> Message:
    """After a restore: whose greeting may have gone out since the backup was made."""
    names = [f"{_day(line)} {line.name} 入党{line.years}周年" for line in lines[:PER_PAGE]]
    more = [f"还有{len(lines) - PER_PAGE}位。"] if len(lines) > PER_PAGE else []
    return Message(
        "\n".join([*names, *more, "祝贺可能发过了，也可能没有；程序不再发。请打个电话问候一声。"]),
        title="恢复以后，说不准的政治生日",
    )


def _day(line: Line) -> str:
    return f"{line.day.month}月里" if line.month_only else dates.day(line.day)


def _open(line: Line) -> Button:
    return Button(f"看{line.name}", OpenGreeting(line.greeting_id))


def shown(line: Line, words: str, *, by: str | None, decidable: bool, done: str = "") -> Message:
    """Show one greeting as it will read, with what can be done about it."""
    head = [done] if done else []
    head += [f"{_day(line)}，入党{line.years}周年。现在：{state(line)}。"]
    if line.reason in _WHY and line.state is GreetingState.PROPOSED:
        head.append(_WHY[line.reason] + "。")
    if line.visit:
        head.append("安排了看望，由结对同志去。")
    if by and line.state is not GreetingState.PROPOSED:
        head.append(f"{by}同志定的。")
    month = Button(f"回{line.day.month}月名单", ListMonth(number_of(line.day), 0))
    buttons: tuple[Button, ...] = (*(_choices(line) if decidable else ()), month)
    if done:  # where the finger is, the opposite must not appear
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
    if line.by_hand:
        return "好，记下了：由结对同志送贺卡或打电话。"
    return "好，这就发。" if line.day <= today else f"好，{dates.day(line.day)}早上8点半发。"


def held() -> str:
    """Say that a greeting does not go out for now."""
    return "好，先不发。想发的时候，点「发」。"


def all_approved(count: int) -> str:
    """Answer 都发."""
    return f"好，{count}位，到了日子早上8点半发。" if count else "平常的都已经定过了。"


def with_word(word: str, message: Message) -> Message:
    """Put a word about what was just done above a list."""
    return Message(f"{word}\n\n{message.text}", message.title, message.buttons)


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


def no_cards() -> str:
    """Answer where nobody's card has to be printed."""
    return "这个月没有要打印的贺卡。"


def cards_file(month: date, count: int, gaps: str) -> tuple[str, Message]:
    """Name the file of cards and say what it is; `gaps` are characters that have to be written in."""
    text = f"{month.month}月的贺卡，{count}张，A5纸，一人一页。"
    if gaps:
        text += f"\n「{gaps}」印不出来，留了空，请用笔写上。"
    return f"{month.month}月贺卡.pdf", Message(text)
