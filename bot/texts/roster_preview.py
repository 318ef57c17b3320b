"""The lines of an import's preview (导入预览): what would be added, changed, refused and remarked."""

from collections.abc import Mapping, Sequence

from bot.texts.roster_reasons import LABELS, discreet

SHOWN_LINES = 8  # of each part of a preview; the rest is in the file that goes with it
SHOWN_NAMES = 60
LINE_LIMIT = 90  # characters
PREVIEW_LIMIT = 3_500  # characters: a preview is redrawn in place, so it must be one message


def counts(
    *, added: int, changed: int, paired: int, asked: int, unchanged: int, refused: int, left_out: int
) -> list[str]:
    """Sum up a preview, one line each; what is nothing is not said, except that all is as it was."""
    lines = [
        (asked, f"有 {asked} 行要先问清楚"),
        (added, f"新增 {added} 人"),
        (changed, f"改动 {changed} 人"),
        (paired, f"新的结对 {paired} 对"),
        (unchanged, f"没有变化 {unchanged} 行"),
        (refused, f"没读进去 {refused} 行"),
        (left_out, f"您说先放下 {left_out} 行"),
    ]
    said = [line for number, line in lines if number]
    if not added and not changed and not paired and not asked:
        as_it_was = nothing_to_do() if left_out else nothing_new()
        said.insert(0, nothing_read() if refused and not unchanged and not left_out else as_it_was)
    return said


def private_columns(titles: Sequence[str]) -> str:
    """Say which columns were dropped at the door."""
    named = f"「{'」「'.join(titles)}」{'这一列' if len(titles) == 1 else '这几列'}"
    return f"{named}没有收：收入、证件号和病情，小助手从不保存。"


def unused_columns(titles: Sequence[str]) -> str:
    """Say which columns nobody read."""
    return f"没有用到的列：{'、'.join(titles)}"


def changed_line(name: str, changes: Sequence[tuple[str, str, str]]) -> str:
    """Say what changes about somebody, old → new."""
    parts = [
        f"{LABELS[field]} {discreet(field, old) or '（空）'} → {discreet(field, new) or '（空）'}"
        for field, old, new in changes
    ]
    return f"{name}：{'；'.join(parts)}"


def fact_line(field: str, value: str) -> str:
    """Read one typed value back."""
    return f"{LABELS[field]}：{discreet(field, value)}"


def nothing_new() -> str:
    """Say that all is as it was."""
    return "和现在的名册一样，没有要改的。"


def nothing_to_do() -> str:
    """Say that nothing changes where rows were put aside that may well be news."""
    return "这次没有要改的。"


def nothing_read() -> str:
    """Say that no row could be read, so that nobody takes the list for imported."""
    return "一行也没有读进去，名册没有动。请看看表头和下面的原因。"


def dates_swapped(rows: int) -> str:
    """Say what many rows with their two dates the wrong way round have in common."""
    return f"有{rows}行转正都早于入党，「入党时间」和「转正时间」两列的表头可能写反了"


def paired_line(cadre: str, member: str, old_cadre: str) -> str:
    """Say who is paired with whom."""
    if old_cadre and old_cadre != cadre:
        return f"{member}：{old_cadre} → {cadre}"
    return f"{member}：{cadre}"


def crowded(cadre: str, members: int) -> str:
    """Warn of a third member, or of so many more, as the chat does."""
    return f"{cadre}这样就要联系{members}位了，一般是一两位；为什么，请写在「原因」一列"


def row_line(row: int, name: str, said: str) -> str:
    """Say something about one row; row 0 was typed and has no number."""
    place = f"第{row}行" if row else ""
    return f"{' '.join(part for part in (place, name) if part)}：{said}"


def part(title: str, lines: Sequence[str]) -> str:
    """Put some lines under a heading, the first few of them."""
    shown_lines = [_cut(line) for line in lines[:SHOWN_LINES]]
    if len(lines) > SHOWN_LINES:
        shown_lines.append(f"……还有 {len(lines) - SHOWN_LINES} 条")
    return "\n".join([f"【{title}】", *shown_lines])


def names_part(title: str, names: Mapping[str, Sequence[str]]) -> str:
    """Put names under a heading, a paragraph for each group, the first few of them."""
    left = SHOWN_NAMES
    paragraphs = [f"【{title}】"]
    for group, some in names.items():
        if left <= 0:
            break
        paragraphs.append(f"{group}：{'、'.join(some[:left])}" if group else "、".join(some[:left]))
        left -= len(some)
    if left < 0:
        paragraphs.append(f"……还有 {sum(map(len, names.values())) - SHOWN_NAMES} 位")
    return "\n".join(paragraphs)


def _cut(line: str) -> str:
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"


def asked_line(names: Sequence[str], like_row: int | None) -> str:
    """Say in one line what is not clear about a row."""
    if names:
        return f"和名册里的{'、'.join(dict.fromkeys(names))}是不是同一位"
    return f"和第{like_row}行同名，看不出是不是同一位"


PARTS = {
    "added": "新增",
    "changed": "改动",
    "paired": "结对",
    "refused": "没读进去",
    "remarks": "请留意",
    "questions": "要问清楚",
}
