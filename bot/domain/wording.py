"""The check of a notice before its preview: it marks and never rewrites."""

import re
from collections.abc import Iterator
from datetime import date

from bot.domain.wording_dates import half_width, misdated
from bot.domain.wording_names import slips
from bot.patterns import Pattern
from bot.texts.wording import Concern, ConcernKind

__all__ = ["Concern", "ConcernKind", "check", "needs_second_person"]

# Words and what might stand instead. A word is a pattern where other words contain it.
_UNKIND = {
    "空巢": None,
    "独居": None,
    "失能": None,
    "孤寡": None,
    "高龄老人": "老同志",
    "弱势": None,
    r"(?<!思想)(?<!心理)(?<!减轻)负担": None,
    "留守(?!儿童)": None,
    "发挥余热": "发挥优势",
    "再教育": "学习",
    "考核": None,
    "逾期": None,
    "处罚": None,
    "限期": None,
    "未读": "还没看到",
    r"催(?![化眠熟生产])": "提醒",
    "您们": "各位老同志",
    r"老人家(?![庭里属])|老头子?|老太(?!极)太?": "老同志",
    "老铁|亲们|宝子": "老同志",
    "各位(?:叔叔|阿姨|爷爷|奶奶)|叔叔阿姨": "各位老同志",
}
_JARGON = {
    "扫码": None,
    "链接": None,
    "绑定": "登记",
    "打卡": "签到",
    r"(?<![战平产数航火防界直曲沿基])线上(?!课)": "在手机上",
    "小程序": None,
}
_OMINOUS = {
    "一路走好": "一路平安",
    "送终|送钟": None,
    r"(?:同志|先生|书记|主任)走了(?![一二三四五六七八九十几好\d出进过来上下])": None,
    "最后一次": "这一次",
    "安息": None,
    "永垂": None,
    r"(?<!建党)(?<!成立)百年之后": None,
    r"(?<![古长])老了(?!解)": "年纪大了",
    "善终": None,
    "[🕯🌼⚰⚱🖤]": None,
}
_FEASTS = {
    r"清明节?[^。！!\n]{0,6}?(?:快乐|愉快|欢乐)": "缅怀先烈，追思先人",
    r"(?:烈士纪念日|公祭日)[^。！!\n]{0,6}?(?:快乐|愉快|欢乐)": "缅怀先烈",
    r"端午节?[^。！!\n]{0,2}?快乐": "端午安康",
    "建党节": "七一",
    r"(?<!农历)(?<!阴历)9月9日[^。！!\n]{0,4}重阳": "农历九月初九，重阳节",
}
_UNFILLED = Pattern(r"\{[^{}\n]{0,20}\}|[×✕╳]{2,}|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|某某|_{3,}")
# These words belong to it, and whoever writes it weighs them.
_OBITUARY = Pattern("讣告|逝世|悼念|沉痛|追悼|告别仪式")

_WORDS = tuple(
    (Pattern(word), kind, instead)
    for kind, words in (
        (ConcernKind.UNKIND, _UNKIND),
        (ConcernKind.JARGON, _JARGON),
        (ConcernKind.OMINOUS, _OMINOUS),
        (ConcernKind.FEAST, _FEASTS),
    )
    for word, instead in words.items()
)

# 「两个确立」 to 「两个维护」 are said in this order.
_ORDER = ("两个确立", "四个意识", "四个自信", "两个维护")

# Telegram makes a link of any dotted Latin name; the names of files are none.
_PATH = r"[^\s，。；！？、（）()「」『』“”]"
_PATH_END = f"{_PATH[:-1]}.,:;!?]"  # what ends the sentence is no part of its address
_LINK = Pattern(
    rf"[a-z]{{2,12}}://{_PATH}*{_PATH_END}|www[.。](?:{_PATH}|。)*{_PATH_END}"
    r"|(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+"
    r"(?!(?:docx?|xlsx?|pptx?|pdf|txt|csv|wps|jpe?g|png|gif|mp[34]|amr|m4a|zip|rar)(?![a-z0-9/]))"
    rf"[a-z]{{2,}}(?::\d+)?(?:/(?:{_PATH}*{_PATH_END})?)?"
    rf"|{_PATH}{{1,20}}\.(?:中国|公司|网络|网址)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|(?<![a-z0-9])@[a-z][a-z0-9_]{4,}|(?<![a-z0-9._-])[a-z0-9._-]+@[a-z0-9.-]+\.[a-z]{2,}",
    re.IGNORECASE,
)
_MONEY = Pattern(
    "转[账帐]|汇[款钱]|打[款钱]|付[款钱费]|收款|缴[款费纳]|交[钱款费]|党费|会费|(?<![不免])收费|退[款钱费]|补缴|费用"
    "|银行|存折|[账帐]户|卡号|支付|微信转|付款码|收款码|二维码|扫码|红包"
    "|集资|募捐|捐[款钱]|押金|订金|定金|保证金|手续费|贷款|借[款钱]|理财|投资|返利|中奖|领奖|奖金|补贴|补助"
    r"|(?<![\d,.一二两三四五六七八九十百千万])"
    r"(?:\d[\d,.]*\s*[百千万亿]?|[一二两三四五六七八九十百千万]+)(?:元(?![旦宵复])|块钱)|[￥¥]\s*\d"
)
_SECRET = Pattern("验证码|密码|口令|身份证号|证件号")


def check(text: str, today: date) -> list[Concern]:
    """Return what somebody should look at again, in the order of the text, each passage once.

    Dates without a year are understood as the nearest to come, unless they have just passed.
    """
    marks = [
        *misdated(text, today),
        *slips(text),
        *_out_of_order(text),
        *_avoided(text),
        *_matches(_UNFILLED, ConcernKind.UNFILLED, text),
    ]
    return _in_order(marks)


def needs_second_person(text: str, has_picture_with_link: bool = False) -> list[Concern]:
    """Return why another person must look at the text before it goes; [] when none need.

    Dues (党费) count as money even where nobody is asked to pay: it is the swindler's pretext.
    """
    concerns = _in_order(
        [
            *_matches(_LINK, ConcernKind.LINK, text),
            *_matches(_MONEY, ConcernKind.MONEY, text),
            *_matches(_SECRET, ConcernKind.SECRET, text),
        ]
    )
    if has_picture_with_link:
        concerns.append(Concern(ConcernKind.PICTURE, ""))
    return concerns


def _avoided(text: str) -> Iterator[tuple[int, Concern]]:
    in_mourning = _OBITUARY.search(text) is not None
    for word, kind, instead in _WORDS:
        if kind is ConcernKind.OMINOUS and in_mourning:
            continue
        for found in word.finditer(text):
            yield found.start(), Concern(kind, found[0], instead)


def _out_of_order(text: str) -> Iterator[tuple[int, Concern]]:
    start = 0
    for sentence in re.split(r"(?<=[。！？\n])", text):
        named = sorted((sentence.index(name), name) for name in _ORDER if name in sentence)
        names = [name for _, name in named]
        right = [name for name in _ORDER if name in names]
        if names != right:
            proper = "".join(f"「{name}」" for name in right)
            yield start + named[0][0], Concern(ConcernKind.ORDER, "、".join(names), proper)
        start += len(sentence)


def _matches(pattern: Pattern, kind: ConcernKind, text: str) -> Iterator[tuple[int, Concern]]:
    """Yield the passages; full-width signs and spaces between characters do not hide them."""
    plain = half_width(text)
    kept = [at for at, character in enumerate(plain) if not _hides(plain, at)]
    joined = "".join(plain[at] for at in kept)
    for found in pattern.finditer(joined):
        first, last = kept[found.start()], kept[found.end() - 1]
        yield first, Concern(kind, text[first : last + 1])


def _hides(text: str, at: int) -> bool:
    """Tell whether a space stands between two Chinese characters, where none belongs."""
    return (
        text[at] in " 　\u200b"
        and 0 < at < len(text) - 1
        and text[at - 1] >= "\u3400"
        and text[at + 1] >= "\u3400"
    )


def _in_order(marks: list[tuple[int, Concern]]) -> list[Concern]:
    in_order = sorted(marks, key=lambda mark: mark[0])
    return list(dict.fromkeys(concern for _, concern in in_order))
