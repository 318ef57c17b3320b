"""Where a Chinese line may break: never before a comma, within a date or within a name."""

import re
from collections.abc import Callable, Sequence

_OPENING = "（「『《〈【“‘［〔"
_CLOSING = "，。、；：！？）」』》〉】”’］〕…—·"
_DATE = (
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
    r"|星期[一二三四五六日]"
    r"|(?:凌晨|早上|上午|中午|下午|晚上)?\d{1,2}点(?:半|\d{1,2}分)?"
)
_KEY = r"「[^「」]{1,6}」"  # what is written on a button
_WORD = r"[!-~]+(?:[年月日点分位楼号元人天岁层室份])?"
# Broken only where they are longer than a line: fixed names of public life and of the branch.
_NAMES = (
    "习近平新时代中国特色社会主义思想",
    "中国特色社会主义",
    "中国共产党",
    "党的二十大",
    "中央委员会",
    "全国代表大会",
    "两个确立",
    "四个意识",
    "四个自信",
    "两个维护",
    "三会一课",
    "主题党日",
    "党员大会",
    "支部委员会",
    "管理委员会",
    "委员会",
    "离退休干部",
    "党支部",
)


_WIDOW = 3  # characters, punctuation included, that look lost on a last line

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure, whole: Sequence[str] = ()) -> list[str]:
    """Break one paragraph into lines no wider than `width`; those in `whole` stay unbroken if they can."""
    return _narrowed(text, width, measure, whole, lambda lines: len(lines[-1]) > _WIDOW)


def balance(text: str, width: float, measure: Measure, whole: Sequence[str] = ()) -> list[str]:
    """Break one paragraph into lines of about the same length, as a heading wants it."""
    return _narrowed(text, width, measure, whole, lambda _lines: False)


def _narrowed(
    text: str,
    width: float,
    measure: Measure,
    whole: Sequence[str],
    good: Callable[[list[str]], bool],
) -> list[str]:
    """Narrow the lines until they are good, or until narrower would mean one line more."""
    lines = _filled(text, width, measure, whole)
    narrowest = width / 2  # two lines of one length; words far apart would be narrowed for ever
    while len(lines) > 1 and not good(lines) and width > narrowest:
        width *= 0.97
        tried = _filled(text, width, measure, whole)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _filled(text: str, width: float, measure: Measure, whole: Sequence[str]) -> list[str]:
    lines, line = [], ""
    for unit in _units(text, whole):
        if measure(line + unit.rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip(" "))
        line = unit.lstrip(" ")
        while measure(line.rstrip()) > width:
            fitting = _fitting(line, width, measure)
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line.rstrip(" ")] if line.strip() or not lines else lines


def _units(text: str, whole: Sequence[str]) -> list[str]:
    """Return the smallest pieces that stay together, with the punctuation that clings to them."""
    names = "|".join(re.escape(name) for name in sorted({*_NAMES, *whole}, key=len, reverse=True) if name)
    core = f"{_KEY}|[{re.escape(_OPENING)}]*(?:{names}|{_DATE}|{_WORD}|.)"
    return re.findall(rf"(?:{core})[{re.escape(_CLOSING)}]*\s*|\s+", text, re.DOTALL)


def _fitting(line: str, width: float, measure: Measure) -> int:
    """Return how many characters of an unbreakable piece go on one line, at least one."""
    return next((n for n in range(len(line) - 1, 1, -1) if measure(line[:n]) <= width), 1)
