"""Words about a birthday (生日): which one somebody keeps, and the greeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.greetings import STATES
from models import Birthday, BirthdayKind, ProposalState

OPEN, OTHER, NONE = "我的生日", "日子不对", "不用问候"
OPEN_FOR = "生日"
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = "一二三四五六七八九十"
_NAMED = 6  # in a message; there are at most eight lines


@dataclass(frozen=True, slots=True)
class OpenBirthday(Press, code="srop"):
    """Somebody's birthday, one's own or that of a member in one's care."""

    person_id: int


@dataclass(frozen=True, slots=True)
class SetBirthday(Press, code="srse"):
    """This one; `kind` is none for 不用问候."""

    person_id: int
    kind: str
    month: int
    day: int
    leap: int


@dataclass(frozen=True, slots=True)
class TypeBirthday(Press, code="srty"):
    """日子不对: asks for it."""

    person_id: int


@dataclass(frozen=True, slots=True)
class KeepLeap(Press, code="srlm"):
    """In years with that leap month: kept there (on=1), or in the ordinary month."""

    person_id: int
    on: int


@dataclass(frozen=True, slots=True)
class ListBirthdays(Press, code="srls"):
    """生日问候: the list."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenGreeting(Press, code="srgr"):
    """One greeting."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class ApproveGreeting(Press, code="srok"):
    """同意."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class SkipGreeting(Press, code="srno"):
    """这次不发."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class RewordGreeting(Press, code="srwd"):
    """改一改."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class ApproveAll(Press, code="sral"):
    """都同意: what was on the list up to this greeting."""

    last_id: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of somebody's birthday."""

    kind: BirthdayKind
    month: int | None
    day: int | None
    leap: bool
    in_leap_month: bool


def said(kind: BirthdayKind, month: int, day: int, *, leap: bool) -> str:
    """「阳历8月15日」 or 「农历闰三月十四」"""
    if kind is BirthdayKind.SOLAR:
        return f"阳历{month}月{day}日"
    return f"农历{'闰' if leap else ''}{_MONTHS[month - 1]}月{_lunar_day(day)}"


def _lunar_day(day: int) -> str:
    if day <= 10:
        return f"初{_DIGITS[day - 1]}"
    if day in (20, 30):
        return f"{_DIGITS[day // 10 - 1]}十"
    return f"{'十' if day < 20 else '廿'}{_DIGITS[day % 10 - 1]}"


def page(
    person_id: int,
    name: str | None,
    settled: Settled | None,
    suggested: Sequence[tuple[BirthdayKind, int, int, bool]],
) -> Message:
    """Ask which birthday is kept; `name` is None for one's own."""
    whose, you = (f"{name}同志", "他（她）") if name else ("您", "您")
    is_kept = settled is not None and settled.kind is not BirthdayKind.NONE
    lines = [_now(settled, whose)]
    if name:
        lines.append("请先问过本人再选。当年的档案，有的把农历写成了阳历。")
    elif is_kept:
        lines.append("到那一天，支部问候您一声。")
    else:
        lines.append("支部想在那一天问候您一声。过阳历还是农历，您选。")
    # What is settled is not asked again: other days under the same finger would look like a question.
    offered = () if is_kept else suggested
    buttons = [
        Button(said(kind, month, day, leap=leap), SetBirthday(person_id, str(kind), month, day, int(leap)))
        for kind, month, day, leap in offered
    ]
    other = "改日子" if is_kept else OTHER if offered else "写日子"
    buttons.append(Button(other, TypeBirthday(person_id)))
    if settled is not None and settled.leap and settled.kind is BirthdayKind.LUNAR:
        lines.append(_leap(settled, you))
        label = "过前一个月" if settled.in_leap_month else "过闰月"
        buttons.append(Button(label, KeepLeap(person_id, 0 if settled.in_leap_month else 1)))
    if settled is None or is_kept:
        buttons.append(Button(NONE, SetBirthday(person_id, str(BirthdayKind.NONE), 0, 0, 0)))
    return Message(
        "\n".join(lines), title=OPEN if name is None else f"{name}同志的生日", buttons=tuple(buttons)
    )


def kept(birthday: Birthday) -> str:
    """Say to himself which birthday is written down."""
    if birthday.month is None or birthday.day is None:
        return f"生日：{NONE}"
    return f"生日：过{said(birthday.kind, birthday.month, birthday.day, leap=birthday.leap)}"


def _now(settled: Settled | None, whose: str) -> str:
    if settled is None:
        return f"{whose}过哪个生日，还没有定。没有定，就不问候。"
    if settled.kind is BirthdayKind.NONE or settled.month is None or settled.day is None:
        return f"{whose}的生日，现在定的是：不用问候。"
    return f"{whose}的生日，现在定的是：{said(settled.kind, settled.month, settled.day, leap=settled.leap)}。"


def _leap(settled: Settled, you: str) -> str:
    month = f"{_MONTHS[(settled.month or 1) - 1]}月"
    kept = f"闰{month}" if settled.in_leap_month else f"前一个{month}"
    return f"有闰{month}的年份，{you}过{kept}。"


def ask() -> str:
    """Ask for a birthday."""
    return "请写生日，阳历还是农历也写上。比如：农历八月十五，或者：阳历8月15日。"


def unclear() -> str:
    """Refuse what is no birthday, or of no clear calendar."""
    return "这个日子我没看明白。请写成：农历八月十五，或者：阳历8月15日。"


# -- greetings ------------------------------------------------------------------------------------


def greeting(salutation: str, signature: str, festival: str, *, solemn: bool) -> str:
    """Return the greeting that is proposed; the age is nobody's business."""
    today = f"{festival.removesuffix('。')}，也是您的生日。" if festival else "今天是您的生日。"
    if solemn:
        return f"{salutation}：\n{today}支部的同志们向您问好，请您多保重。\n{signature}"
    wishes = "支部的同志们祝您生日快乐。\n愿您身体健康，日子舒心，有事随时叫我们。"
    return f"{salutation}：\n{today}{wishes}\n{signature}"


@dataclass(frozen=True, slots=True)
class Line:
    """One greeting on the list."""

    greeting_id: int
    name: str
    day: date
    state: ProposalState


def listed(lines: Sequence[Line], page: int, per_page: int, last_open: int | None, today: date) -> Message:
    """Show whose birthday comes, and what was decided."""
    if not lines:
        return Message("最近没有要问候的生日。\n过哪个生日，由本人或者结对的同志先定下来。", title="生日问候")
    here = lines[page * per_page : (page + 1) * per_page]
    rows = [f"{dates.day(each.day, today)}：{each.name}（{STATES[each.state]}）" for each in here]
    buttons = [Button(each.name, OpenGreeting(each.greeting_id)) for each in here]
    if len(lines) > (page + 1) * per_page:
        buttons.append(Button("下一页", ListBirthdays(page + 1)))
    if last_open is not None:
        buttons.append(Button("都同意", ApproveAll(last_open)))
    return Message("\n".join(rows), title="生日问候", buttons=tuple(buttons))


def proposed(count: int, first: date, today: date) -> Message:
    """Tell the secretary that birthdays come."""
    return Message(
        f"有{count}位同志快过生日了，最早是{dates.day(first, today)}。\n"
        "问候的话写好了，请您看一看。您不点同意，我不发。",
        title="生日问候",
        buttons=(Button("看一看", ListBirthdays(0)),),
    )


def reminder(name: str, day: date, greeting_id: int, today: date) -> Message:
    """Ask once more, on the morning of the day, or late where nobody was asked on it."""
    when = f"今天是{name}同志的生日" if day == today else f"{dates.day(day, today)}，{name}同志过了生日"
    return Message(
        f"{when}，问候还等着您看。您不点同意，我不发。",
        buttons=(Button("看一看", OpenGreeting(greeting_id)),),
    )


def for_the_deputy(name: str, day: date, greeting_id: int, today: date) -> Message:
    """Ask the deputy, because the secretary has not looked yet."""
    return Message(
        f"{name}同志{dates.day(day, today)}过生日，问候还没有人看。您不点同意，我不发。",
        buttons=(Button("看一看", OpenGreeting(greeting_id)),),
    )


def missed(lines: Sequence[tuple[int, str, date]]) -> Message:
    """Tell whose birthday went by without a word: (greeting, name, day)."""
    names = [f"{dates.day(day)} {name}" for _, name, day in lines[:_NAMED]]
    more = [f"还有{len(lines) - _NAMED}位。"] if len(lines) > _NAMED else []
    return Message(
        "\n".join([*names, *more, "过了三天，程序不再发了。请打个电话，问候一声。"]),
        title="这几位的生日问候没有发成",
    )


def preview(line: Line, text: str, today: date, *, by_program: bool) -> Message:
    """Show one greeting with what can be decided."""
    rows = [f"{dates.day(line.day, today)}。现在：{STATES[line.state]}。"]
    if line.state is ProposalState.PROPOSED:
        rows.append(f"您点同意，{_how(line.day, today, by_program=by_program)}")
    elif line.state is ProposalState.APPROVED:
        rows[-1] = f"{dates.day(line.day, today)}。已同意，{_how(line.day, today, by_program=by_program)}"
    greeting_id = line.greeting_id
    approve = Button("同意", ApproveGreeting(greeting_id))
    reword = Button("改一改", RewordGreeting(greeting_id))
    skip = Button("这次不发", SkipGreeting(greeting_id))
    buttons: tuple[Button, ...] = {
        ProposalState.PROPOSED: (approve, reword, skip),
        ProposalState.APPROVED: (reword, skip),
        ProposalState.SKIPPED: (approve,),
    }.get(line.state, ())
    return Message(
        "\n".join(rows) + f"\n\n————\n{text}",
        title=f"{line.name}同志的生日",
        buttons=(*buttons, Button("返回", ListBirthdays(0))),
    )


def _how(day: date, today: date, *, by_program: bool) -> str:
    if not by_program:
        return "由结对的同志打电话问候。"
    return "这就补发，开头说一声来晚了。" if day < today else "那天早上8点半发。"


def approved(count: int) -> str:
    """Say how many were approved."""
    return f"好的，{count}份问候都同意了，到时候就办。"


def late(salutation: str, day: date, signature: str, *, solemn: bool) -> str:
    """Return the greeting in the words for one, two or three days after."""
    wishes = "支部的同志们向您问好，" + ("请您多保重。" if solemn else "祝您身体健康，日子舒心。")
    return (
        f"{salutation}：\n{dates.day(day)}，是您的生日。我们的问候来晚了，请您多包涵。\n{wishes}\n{signature}"
    )


def late_own(own: str, day: date) -> str:
    """Return the secretary's own words with a line before them that says they come late."""
    return f"下面这几句话，本该在{dates.day(day)}送到您手里。来晚了，请您多包涵。\n\n{own}"


def by_hand(day: date) -> str:
    """Return what a person says to whom the program does not reach; the age is not mentioned."""
    return f"{dates.day(day)}，是您的生日。支部的同志们向您问好，祝您身体健康，日子舒心。"


def waiting(count: int) -> tuple[str, str]:
    """Greetings in the list of what waits."""
    return f"生日问候，{count}份等您看", "生日问候"
