"""Words of the festivals: their names, and the greetings proposed to the secretary."""

from collections.abc import Sequence
from datetime import date

from models.festivals import Festival

WOMAN = "女"  # as the roster writes it
VETERAN = ("退役军人", "退伍", "转业军人", "复员军人", "军转")  # in the roster's notes

_F = Festival
_NAMES = {
    _F.NEW_YEAR: "元旦",
    _F.SPRING: "春节",
    _F.LANTERN: "元宵节",
    _F.WOMEN: "国际妇女节",
    _F.CLEAR_AND_BRIGHT: "清明节",
    _F.LABOUR: "劳动节",
    _F.YOUTH: "青年节",
    _F.DRAGON_BOAT: "端午节",
    _F.PARTY: "七一",
    _F.ARMY: "八一建军节",
    _F.VICTORY: "抗战胜利纪念日",
    _F.MID_AUTUMN: "中秋节",
    _F.MARTYRS: "烈士纪念日",
    _F.NATIONAL: "国庆节",
    _F.DOUBLE_NINTH: "重阳节",
    _F.MEMORIAL: "国家公祭日",
}
# What is counted in years, and from when.
_COUNTED = {
    _F.PARTY: ("中国共产党成立", 1921),
    _F.ARMY: ("中国人民解放军建军", 1927),
    _F.NATIONAL: ("中华人民共和国成立", 1949),
}
_CALLED = {
    _F.NEW_YEAR: "元旦，新的一年到了",
    _F.SPRING: "大年初一",
    _F.LANTERN: "正月十五元宵节",
    _F.DOUBLE_NINTH: "九九重阳，也是老年节",
}
_HEART = {
    _F.NEW_YEAR: "感谢您一年来对支部的关心和支持。",
    _F.SPRING: "支部的同志们给您拜年了！",
    _F.LANTERN: "支部的同志们惦记着您。",
    _F.WOMEN: "家里家外，您操劳了几十年，支部的同志们向您问好。",
    _F.LABOUR: "您勤勤恳恳工作了几十年，大家都看在眼里。",
    _F.YOUTH: "您把青春献给了党和人民的事业，是年轻人的榜样。",
    _F.DRAGON_BOAT: "支部的同志们向您问好。",
    _F.PARTY: "一代代党员接力走来，您就是其中的一位。支部的同志们向您致敬！",
    _F.ARMY: "您当过兵，军人的本色一直没有丢。支部的同志们向您致敬！",
    _F.MID_AUTUMN: "支部的同志们惦记着您。",
    _F.NATIONAL: "祖国的今天，有您的一份辛劳。",
    _F.DOUBLE_NINTH: "您辛苦了大半辈子，如今请多保重自己，有事随时叫我们。",
}
_WISH = {
    _F.NEW_YEAR: "祝您新年身体健康，天天舒心。",
    _F.SPRING: "祝您新春吉祥，身体硬朗，日子舒心。",
    _F.LANTERN: "祝您佳节安康，日子和顺。",
    _F.DRAGON_BOAT: "祝您端午安康，事事顺心。",
    _F.MID_AUTUMN: "祝您中秋安康，日子和顺。",
    _F.DOUBLE_NINTH: "祝您健康长寿，日子舒心。",
}
_ANY_WISH = "祝您身体健康，日子舒心。"
_BOTH_WISH = "祝您节日安康，日子舒心。"


def name(festival: Festival) -> str:
    """「重阳节」"""
    return _NAMES[festival]


def names(festivals: Sequence[Festival]) -> str:
    """「国庆节、中秋节」"""
    return "、".join(name(each) for each in festivals)


def _what(festival: Festival, day: date) -> str:
    if festival in _COUNTED:
        what, since = _COUNTED[festival]
        return f"{day.month}月{day.day}日，{what}{day.year - since}周年"
    return _CALLED.get(festival, _NAMES[festival])


def line(festivals: Sequence[Festival], day: date) -> str:
    """「今天又逢七一，中国共产党成立106周年。」, as one sentence of another message."""
    return "今天又逢" + "，也是".join(_briefly(each, day) for each in festivals) + "。"


def _briefly(festival: Festival, day: date) -> str:
    if festival not in _COUNTED:
        return _NAMES[festival]
    what, since = _COUNTED[festival]
    return f"{_NAMES[festival]}，{what}{day.year - since}周年"


def proposal(festivals: Sequence[Festival], day: date, signature: str) -> str:
    """Return the greeting that is proposed; two festivals share one."""
    first, *others = festivals
    opening = "今天是" + _what(first, day) + "".join(f"，又逢{_NAMES[each]}" for each in others)
    return f"各位老同志：\n{opening}。{_HEART[first]}\n{_wish(festivals)}\n{signature}"


def _wish(festivals: Sequence[Festival]) -> str:
    return _BOTH_WISH if len(festivals) > 1 else _WISH.get(festivals[0], _ANY_WISH)
