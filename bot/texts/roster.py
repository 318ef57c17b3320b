"""Sentences and buttons of the roster (花名册): preview, questions, import, undo, export."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import roster_doubts
from bot.texts.roster_preview import PREVIEW_LIMIT, part
from bot.texts.roster_reasons import LABELS, discreet

MEMBERS_SHEET, CADRES_SHEET, PAIRS_SHEET = "花名册", "在职干部", "结对"
REFUSED_FILE, PREVIEW_FILE, EXPORT_FILE = "没读进去的行.xlsx", "导入预览.xlsx", "花名册.xlsx"


@dataclass(frozen=True, slots=True)
class OpenRoster(Press, code="r"):
    """花名册: what can be done with it."""


@dataclass(frozen=True, slots=True)
class ConfirmImport(Press, code="rok"):
    batch_id: int


@dataclass(frozen=True, slots=True)
class DropImport(Press, code="rno"):
    batch_id: int


@dataclass(frozen=True, slots=True)
class AnswerRow(Press, code="ra"):
    """An answer to the question about one row: "p42", "new" or "skip"."""

    batch_id: int
    index: int
    choice: str


@dataclass(frozen=True, slots=True)
class SkipRest(Press, code="rs"):
    """其余的都先放下: leave every row out that still has a question."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class AskUndo(Press, code="ru"):
    """撤销上次导入, before the second look."""


@dataclass(frozen=True, slots=True)
class UndoImport(Press, code="ruok"):
    batch_id: int


@dataclass(frozen=True, slots=True)
class ExportRoster(Press, code="rx"):
    """导出花名册."""


@dataclass(frozen=True, slots=True)
class AddPerson(Press, code="radd"):
    """加一位同志."""


@dataclass(frozen=True, slots=True)
class ChangePerson(Press, code="rch"):
    """改一位同志; 0 asks whom."""

    person_id: int


def menu(*, can_undo: bool) -> Message:
    """Say what can be done with the roster."""
    buttons = [
        Button("加一位", AddPerson()),
        Button("改一位", ChangePerson(0)),
        Button("导出花名册", ExportRoster()),
        Button(roster_doubts.OPEN, roster_doubts.ListDoubts(0)),
    ]
    if can_undo:
        buttons.append(Button("撤销上次导入", AskUndo()))
    return Message(
        "要导入名单，把 Excel 表格（.xlsx）直接发给我就行：花名册、在职干部、结对名单都可以。\n\n"
        "我先给您看会有哪些变动，您点了确认才算数。",
        title="花名册",
        buttons=tuple(buttons),
    )


def no_use_for_file() -> str:
    """Answer to a file that nothing is to be done with."""
    return "这个我收到了，不过这里用不上。有事请直接打字告诉我，或者点「找人」。"


def no_table() -> str:
    """Answer to a spreadsheet without a header that we know."""
    return (
        "这张表里没有找到名单。\n\n表头请至少有「姓名」和另外一列，例如「入党时间」「党小组」"
        "「电话」；结对名单要有「结对干部」和「老同志」。"
    )


def preview(text: str, batch_id: int, *, does_anything: bool, typed: bool = False) -> Message:
    """Ask for the word that makes it so; `typed` is one person, who is no import to anybody."""
    if not does_anything:
        return Message(text, title="看过了", buttons=(Button("好的", DropImport(batch_id)),))
    if typed:
        buttons = (Button("确认", ConfirmImport(batch_id)), Button("不加了", DropImport(batch_id)))
        return Message(f"{text}\n\n对的，请点「确认」。", title="请您看一看", buttons=buttons)
    if len(text) > PREVIEW_LIMIT:
        text = f"{text[:PREVIEW_LIMIT]}……"
    buttons = (Button("确认导入", ConfirmImport(batch_id)), Button("不导入", DropImport(batch_id)))
    return Message(f"{text}\n\n现在还没有改动。点「确认导入」才算数。", title="导入预览", buttons=buttons)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the branch whom a row may mean."""

    person_id: int
    name: str
    group: str
    born: str
    joined: str


def question(
    batch_id: int,
    index: int,
    row: int,
    values: Sequence[tuple[str, str]],
    candidates: Sequence[Candidate],
    *,
    may_be_new: bool,
    like_row: int | None,
    left: int,
) -> Message:
    """Ask whom a row means."""
    facts = "，".join(f"{LABELS[field]} {discreet(field, value)}" for field, value in values)
    lines = [f"第{row}行：{facts}。" if row else f"{facts}。", ""]
    if candidates:
        lines.append("名册里有这样的同志，是同一位吗？")
        lines += [f"· {_described(each)}" for each in candidates]
    elif like_row is not None:
        lines.append(f"和第{like_row}行同名，看不出是不是同一位。")
    if left > 1:
        lines += ["", f"这样的还有 {left - 1} 行，一行一行问您。"]
    buttons = [
        Button(f"就是{_short(each)}", AnswerRow(batch_id, index, f"p{each.person_id}")) for each in candidates
    ]
    if may_be_new:
        buttons.append(Button("是另一位，新增", AnswerRow(batch_id, index, "new")))
    buttons.append(Button("这一行先放下" if row else "先不加", AnswerRow(batch_id, index, "skip")))
    if left > 1:
        buttons.append(Button("剩下的都放下", SkipRest(batch_id)))
    return Message("\n".join(lines), title="请您认一认", buttons=tuple(buttons))


def _described(candidate: Candidate) -> str:
    facts = [
        candidate.group,
        f"{candidate.born} 出生" if candidate.born else "",
        f"{candidate.joined} 入党" if candidate.joined else "",
    ]
    return f"{candidate.name}（{'，'.join(fact for fact in facts if fact) or '没有别的资料'}）"


def _short(candidate: Candidate) -> str:
    year = f"（{candidate.born[:4]}年生）" if candidate.born else ""
    return f"{candidate.name}{year}"


def imported(*, added: int, changed: int, paired: int, waiting: int) -> Message:
    """Say that it is done."""
    parts = [f"新增 {added} 人", f"改动 {changed} 人"] + ([f"结对 {paired} 对"] if paired else [])
    text = f"导入好了：{'，'.join(parts)}。"
    if waiting:
        text += f"\n\n有 {waiting} 行没有认清，这次没有导入。"
    return Message(
        f"{text}\n\n要是导错了，可以撤销。",
        buttons=(Button("撤销上次导入", AskUndo()),),
    )


def added(name: str, *, changed: bool) -> Message:
    """Say that one typed person is on the roster, or that what was typed changed one who was."""
    done = f"改好了：{name}同志。" if changed else f"加好了：{name}同志在名册上了。"
    return Message(f"{done}\n\n要是弄错了，可以撤销。", buttons=(Button("撤销", AskUndo()),))


def changed_meanwhile() -> str:
    """Head the preview that is shown again because the branch changed under it."""
    return "刚才名册有了别的变动，请再看一遍。"


def not_added() -> str:
    """Answer to 先不加."""
    return "好的，没有加。"


def dropped() -> str:
    """Answer to 不导入."""
    return "好的，不办了，名册没有改动。"


def import_is_over(*, done: bool) -> str:
    """Answer to a button of an import that was confirmed or dropped before."""
    return "这一份已经办过了。" if done else "这一份已经放下了。还要办，请重新来一次。"


def not_the_last_import() -> str:
    """Answer to an undo that was overtaken."""
    return "后来又导入过别的，这一次撤销不了了。"


def not_your_import() -> str:
    """Answer to an undo of what somebody else imported."""
    return "这一次不是您导入的，要撤销请找书记。"


def nothing_to_undo() -> str:
    """Answer where no import can be undone."""
    return "现在没有可以撤销的导入。"


def ask_undo(batch_id: int, filename: str, when: str) -> Message:
    """Ask once more before an undo."""
    return Message(
        f"要撤销{when}的「{filename}」吗？\n\n"
        "新增的会去掉，改过的会改回来；后来又改过的、已经在用小助手的，都不动。",
        buttons=(Button("撤销", UndoImport(batch_id)), Button("不撤销", OpenRoster())),
    )


def undone(
    removed: Sequence[str], restored: Sequence[str], parted: int, kept: Sequence[tuple[str, str]]
) -> str:
    """Say what an undo did and what it left alone; what is nothing is not said."""
    done = [
        *([f"去掉 {len(removed)} 人"] if removed else []),
        *([f"改回 {len(restored)} 人"] if restored else []),
        *([f"去掉结对 {parted} 对"] if parted else []),
    ]
    lines = [f"撤销好了：{'，'.join(done)}。" if done else "看过了，没有可以撤的。"]
    if kept:
        fields = [f"{name}（{LABELS.get(field, field)}）" for name, field in kept]
        lines.append(part("后来又动过，没有撤", fields))
    return "\n\n".join(lines)


def exported(count: int) -> Message:
    """Go with the exported file."""
    return Message(
        f"这是现在的花名册，共 {count} 人。里面有电话和出生日期，请保管好，不要转发到群里。\n\n"
        "在表上改好再发给我，我只改变动的地方。"
    )


def refused_file(count: int) -> Message:
    """Go with the file of refused rows."""
    return Message(f"这 {count} 行没有读进去，原因写在最后一列。改好以后，把这个文件再发给我就行。")


def preview_file() -> Message:
    """Go with the file that holds a long preview in full."""
    return Message("变动比较多，全部写在这张表里。")
