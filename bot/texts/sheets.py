"""Words of the monthly sheets (月报): who reads on paper, what waits for each, and who carries it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.roster_reasons import group as group_name

PAGE = 8  # names on one page, a button each


@dataclass(frozen=True, slots=True)
class OpenSheets(Press, code="shl"):
    """月报: who reads on paper, and what waits."""

    skip: int


@dataclass(frozen=True, slots=True)
class PrintSheets(Press, code="shp"):
    """Print one member's sheet; 0 stands for everybody's."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Row:
    """One who reads on paper."""

    person_id: int
    name: str
    group: int | None
    waiting: int
    printed: date | None  # when what waits was printed
    carrier: str | None


def overview(rows: Sequence[Row], skip: int, today: date) -> Message:
    """Show who reads on paper, a button for each for whom something waits."""
    if not rows:
        return Message(
            "现在没有看纸上通知的同志。\n\n谁要改成看纸上的，到「老同志」里点「改联系方式」。", "月报"
        )
    page = rows[skip : skip + PAGE]
    waiting = sum(row.waiting > 0 for row in rows)
    buttons = []
    if waiting > 1:
        buttons.append(Button(f"全部打印（{waiting}位）", PrintSheets(0)))
    buttons += [Button(_called(row, rows), PrintSheets(row.person_id)) for row in page if row.waiting]
    if skip + PAGE < len(rows):
        buttons.append(Button("后面的", OpenSheets(skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", OpenSheets(max(0, skip - PAGE))))
    lines = [_line(row, rows, today) for row in page]
    hint = "点名字，打印他的一份。" if waiting else "有了新的通知，再来打印。"
    return Message("\n".join([*lines, "", hint]), f"月报：看纸上的有{len(rows)}位", tuple(buttons))


def _called(row: Row, rows: Sequence[Row]) -> str:
    """Name somebody, with his group where two have the same name."""
    is_double = sum(other.name == row.name for other in rows) > 1
    return f"{row.name}（{group_name(row.group)}）" if is_double and row.group else row.name


def _line(row: Row, rows: Sequence[Row], today: date) -> str:
    name = _called(row, rows)
    if not row.waiting:
        return f"{name}：没有新的"
    if row.printed is None:
        return f"{name}：{row.waiting}条，还没打印"
    who = f"{row.carrier}同志去送" if row.carrier else "还没有人去送"
    return f"{name}：{row.waiting}条，{dates.day(row.printed, today)}打印，{who}"


def nothing_waits(name: str | None) -> Message:
    """Answer where there is nothing to print (any more)."""
    return Message(f"{name}同志那里现在没有要印的。" if name else "现在没有要印的。", "月报")


def printed(names: Sequence[str], carriers: Sequence[str]) -> Message:
    """Go with the printed sheets."""
    whose = f"{names[0]}同志的月报" if len(names) == 1 else f"{len(names)}位同志的月报"
    who = f"请{'、'.join(f'{name}同志' for name in carriers)}去送" if carriers else "现在还没有人能去送"
    return Message(
        f"{whose}在这里，请打印出来。\n\n{who}，已经记在「要办的」里。送到了，他记一笔，通知的回音里就有了。"
    )


def file_name(day: date, name: str | None) -> str:
    """Name the file with the sheets."""
    return f"月报_{day.year}年{day.month}月{f'_{name}' if name else ''}.pdf"


def what_to_do(count: int, printer: str) -> str:
    """Tell the carrier what to take along and what to say with it."""
    return f"月报上有{count}条通知，打印好了，在{printer}同志那里，请带去。看不清的，请念给他听。"


def time_to_print(count: int) -> Message:
    """Remind of the monthly sheets on the month's first working day."""
    return Message(
        f"有{count}位同志看纸上的通知，上个月的还没有给他们。请打印月报，请人带去。",
        "月报",
        (Button("看月报", OpenSheets(0)),),
    )
