"""Words of the ledger of visits (走访慰问台账): in the chat, in the table and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.visits import OCCASIONS, OUTCOMES, STATES, WAYS
from models import FollowUpState, VisitOccasion, VisitOutcome, VisitState, VisitWay

NONE = "无记录"
_MONTHLY = "日常"
_WISHES = {FollowUpState.DONE: "办好了", FollowUpState.CANCELLED: "不用办了"}
_FILES = {"xlsx": "表格", "pdf": "打印"}


@dataclass(frozen=True, slots=True)
class OpenLedger(Press, code="vled"):
    """The ledger of a period: 「2026-11-01」, both inclusive."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ExportLedger(Press, code="vlex"):
    """表格 or 打印."""

    form: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class OtherPeriod(Press, code="vlpe"):
    """别的时间."""


@dataclass(frozen=True, slots=True)
class Count:
    """次, 人次 and 人, which are three different things."""

    visits: int
    meetings: int
    people: int


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the ledger."""

    on: date
    names: Sequence[str]
    occasion: VisitOccasion | None
    way: VisitWay
    outcome: VisitOutcome
    visitors: Sequence[str]
    state: VisitState | None
    how: str  # how he is, in a few words
    words: str  # all that was said
    materials: str
    need: str
    wish: FollowUpState | None
    entered_at: datetime  # in the branch's time once it is shown


@dataclass(frozen=True, slots=True)
class Ledger:
    """A period's records and counts."""

    first: date
    last: date
    all: Count
    by_way: Mapping[VisitWay, Count]
    by_occasion: Mapping[VisitOccasion | None, Count]
    in_vain: int
    records: Sequence[Record]


def title(first: date, last: date) -> str:
    """「走访慰问台账，2026年11月」"""
    return f"走访慰问台账，{period(first, last)}"


def period(first: date, last: date) -> str:
    """「2026年11月」, 「2026年」, 「2026年第4季度」 or both days."""
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return f"{first.year}年{first.month}月"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}年第{first.month // 3 + 1}季度"
        if months == 12 and first.month == 1:
            return f"{first.year}年"
    return f"{dates.precise(first)}到{dates.precise(last)}"


def page(ledger: Ledger) -> Message:
    """Show the counts, and offer the records as a table or on paper."""
    first, last = ledger.first.isoformat(), ledger.last.isoformat()
    buttons = []
    if ledger.records:
        buttons += [Button(label, ExportLedger(form, first, last)) for form, label in _FILES.items()]
    buttons.append(Button("别的时间", OtherPeriod()))
    return Message("\n".join(summary(ledger)), title(ledger.first, ledger.last), tuple(buttons))


def summary(ledger: Ledger) -> list[str]:
    """Return the counts, line by line; 「无记录」 where there is none."""
    if not ledger.records:
        return [NONE]
    lines = [f"一共{counted(ledger.all)}。"] if ledger.all.visits else [NONE]
    if ledger.by_way:
        lines += ["", "按方式", *(f"{WAYS[way]}：{counted(count)}" for way, count in ledger.by_way.items())]
    if ledger.by_occasion.keys() - {None}:
        named = [f"{_occasion(one)}：{counted(count)}" for one, count in ledger.by_occasion.items()]
        lines += ["", "按事由", *named]
    if ledger.in_vain:
        lines += ["", f"没联系上{ledger.in_vain}次，不算在内。"]
    return [line for number, line in enumerate(lines) if line or number]


def counted(count: Count) -> str:
    """「5次，6人次，4人」"""
    return f"{count.visits}次，{count.meetings}人次，{count.people}人"


def _occasion(occasion: VisitOccasion | None) -> str:
    return OCCASIONS[occasion] if occasion else _MONTHLY


def choose_period(periods: Sequence[tuple[date, date]]) -> Message:
    """Ask for a period."""
    buttons = tuple(
        Button(period(first, last), OpenLedger(first.isoformat(), last.isoformat()))
        for first, last in periods
    )
    return Message("看哪一段时间？", "走访慰问台账", buttons)


def header() -> Sequence[str]:
    """Return the head of the table."""
    return (
        *("序号", "日期", "老同志", "人数", "事由", "方式", "见到", "走访人"),
        *("近况", "慰问品、资料", "需要和答应的事", "办理", "原话", "记录时间"),
    )


def row(number: int, record: Record) -> Sequence[str | int | date]:
    """Return one line of the table."""
    return (
        number,
        record.on,
        "、".join(record.names),
        len(record.names),
        _occasion(record.occasion),
        WAYS[record.way],
        OUTCOMES[record.outcome],
        "、".join(record.visitors),
        condition(record),
        record.materials or "无",
        record.need or "无",
        wish(record),
        record.words,
        f"{record.entered_at:%Y-%m-%d %H:%M}",
    )


def condition(record: Record) -> str:
    """Return how somebody is: in words, else as one of three steps."""
    return record.how or (STATES[record.state] if record.state else record.words or NONE)


def wish(record: Record) -> str:
    """Return what became of a wish; of one that was never a task here nothing is known."""
    if not record.need:
        return "无"
    return _WISHES.get(record.wish, "在办") if record.wish else NONE


def summary_header() -> Sequence[str]:
    """Return the head of the table of counts."""
    return ("", "次", "人次", "人")


def summary_rows(ledger: Ledger) -> Sequence[Sequence[str | int]]:
    """Return the counts as a table."""
    named = [("合计", ledger.all)]
    named += [(f"方式：{WAYS[way]}", count) for way, count in ledger.by_way.items()]
    named += [(f"事由：{_occasion(one)}", count) for one, count in ledger.by_occasion.items()]
    rows: list[Sequence[str | int]] = [(name, one.visits, one.meetings, one.people) for name, one in named]
    return [*rows, ("没联系上（不计）", ledger.in_vain, "", "")]


def sheet_names() -> tuple[str, str]:
    """Name the two sheets."""
    return "走访慰问", "统计"


def file_name(ledger: Ledger, form: str) -> str:
    """「走访慰问台账，2026年11月.xlsx」"""
    return f"{title(ledger.first, ledger.last)}.{form}"


def exported(ledger: Ledger) -> Message:
    """Go with the file."""
    return Message(f"{title(ledger.first, ledger.last)}。里面有老同志的情况，请保管好，不往外传。")


def paper_line(number: int, record: Record) -> tuple[str, str]:
    """Return a record as two parts: who and when, and what was said."""
    head = "，".join(
        (
            f"{number}. {dates.day(record.on)}",
            "、".join(record.names),
            WAYS[record.way],
            *((_occasion(record.occasion),) if record.occasion else ()),
            *(() if record.outcome is VisitOutcome.MET else (OUTCOMES[record.outcome],)),
        )
    )
    parts = [f"走访人：{'、'.join(record.visitors)}"]
    if record.outcome in (VisitOutcome.MET, VisitOutcome.FAMILY):
        parts.append(f"近况：{condition(record)}")
    if record.materials:
        parts.append(f"慰问品、资料：{record.materials}")
    if record.need:
        parts.append(f"需要：{record.need}（{wish(record)}）")
    return head, "。".join(part.rstrip("。") for part in parts) + "。"


def keep_safe() -> str:
    """Stand at the foot of every page."""
    return "有个人情况，请妥善保管，不外传、不张贴。"


def made_on(day: date) -> str:
    """「2026年11月30日，星期一 印」"""
    return f"{dates.precise(day)}，{dates.weekday(day)} 印"
