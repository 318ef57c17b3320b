"""What old people type, folded into something that can be compared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar
from unicodedata import category, normalize

from bot.patterns import Pattern

T = TypeVar("T")


class Escape(StrEnum):
    """A word that leads out of a form, whatever was asked."""

    BACK = "back"  # 返回
    CANCEL = "cancel"  # 取消
    MENU = "menu"  # 主菜单


# Pictures that arrive as words when a message was copied from WeChat.
_EMOTICON = Pattern(
    r"\[(?:玫瑰|鲜花|强|赞|抱拳|合十|握手|鼓掌|胜利|微笑|愉快|呲牙|憨笑|拥抱|爱心|太阳|咖啡|ok)\]",
    re.IGNORECASE,
)

# The traditional characters of the words that the bot listens for, each before its simplified one.
_TRADITIONAL = """
報报 謝谢 發发 動动 麼么 個个 學学 習习 這这 週周 書书 記记 話话 電电 聽听 見见 閱阅 曉晓 請请 問问
嗎吗 無无 沒没 還还 參参 會会 時时 間间 點点 費费 黨党 選选 單单 結结 對对 幹干 們们 來来 開开 員员
務务 邊边 幾几 後后 號号 銷销 聯联 絡络 繫系 負负 責责 組组 織织 領领 導导 給给 讓让 辦办 紀纪 齡龄
圖图 資资 訪访 慶庆 節节 為为 貳贰 陸陆 兩两 說说 談谈 關关 誰谁 歲岁 裡里 裏里 轉转 體体 視视 畫画
觀观 養养 醫医 讀读 聲声 難难 謂谓 條条 馬马 門门 禮礼 鐘钟 內内 歡欢 樂乐
"""
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _TRADITIONAL.split()})

# What voice input, handwriting and a local accent make of the words that matter; each in the
# company in which it cannot be meant as it stands.
_MISSPELT = {
    "报名": r"包名|报铭|报明(?![天日早晚年儿后])|抱名|宝名|保名|报民|爆名|baoming",
    "活动": r"话动|火动|活洞|活懂|货动|huodong",
    "党费": r"当费(?!用)|挡费|党废|dangfei",
    "政治生日": r"(?:整治|政制|正治|证治|政治)生[日曰]",
    "送学": r"送雪|送血上门",
    "三会一课": r"三[汇会回]一[课客刻]",
    "主题党日": r"主[题提][党挡当]日",
    "党日": r"挡日",
    "书记": r"书计|舒记|书纪|叔记|输记|书既|shuji",
    "支部": r"直部(?![队门])|之部(?![分门])|支布|支步|zhibu",
    "党龄": r"党令|党灵|党零|挡龄",
    "入党": r"入当(?![中前时地天年晚])|入挡|rudang",
    "乒乓球": r"乒乓求|兵乓球|乒兵球|平乓球",
    "去不了": r"去不[聊料廖]",
    "收到": r"收道|收倒|收导|首到|shoudao|(?<![感遭享接承])受到(?=了?$|谢|辛|受到)",
    "知道了": r"[之只枝直]道了|zhidaole",
    "知道": r"知到|zhidao",
    "晓得": r"晓的|小得(?=了)",
    "看到": r"看倒",
    "已阅": r"[已己以][月悦]|[己以]阅",
    "谢谢": r"蟹蟹|谢射|xiexie",
    "好的": r"haode",
    "通知": r"通之|同知(?![识道])|通智|tongzhi",
    "学习": r"学席|学西|xuexi",
    "结对": r"节对(?=子|干部|的)|街对|jiedui",
    "围棋": r"围旗",
    "取消": r"取销|取肖|曲消|去消(?![防费息毒])|quxiao",
    "返回": r"反回|返会|反会(?=$|主)|fanhui",
    "菜单": r"[采才]单|菜[但蛋弹]|caidan",
    "找人": r"找仁|zhaoren",
    "人工": r"仁工",
    "多少": r"好多(?=年|岁|钱|号|$)|几多",
    "什么时候": r"[啥么哪]时候|么子时候|几时(?!间)",
    "谁": r"哪[个位](?:同志|干部)?(?=联系|负责|管|和|跟|$)",
}
_MENDED = {f"word{number}": word for number, word in enumerate(_MISSPELT)}
_MISSPELLING = Pattern(
    "|".join(f"(?P<word{number}>{wrong})" for number, wrong in enumerate(_MISSPELT.values()))
)

_BEFORE = Pattern(r"(?:你好|您好|请|麻烦|我要|我想|我来|帮我|给我|[查看](?:一下|[查看下]))+")
_AFTER = Pattern(r"(?:一下|谢谢|[吧啊呀哈哦啦嘛了])$")
# 「我的党龄是多少」 asks for 「我的党龄」.
_ASKED = Pattern(
    r"(?<=[一-龥]{4})(?:是|在|的?电话是?)?(?:哪一?[天年]|几月几[号日]|几[号年]|什么时候|多少年?|谁|叫(?:啥|什么)名?字?|什么)(?:来着)?$"
)

_DIGITS = ("零〇", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGIT = {character: digit for digit, same in enumerate(_DIGITS) for character in same}
_ONES = "".join(_DIGITS[1:])
_TENS = Pattern(f"([{_ONES}]?)[十拾]([{_ONES}]?)")

_RESEMBLES = 0.4  # where 1 is a phrase that is there letter by letter

_ESCAPES = {
    Escape.BACK: Pattern("(?:返回|后退|退回去?|回去|回?上一步)+"),
    Escape.CANCEL: Pattern("(?:取消|退出|放弃|作废|算了|不[弄填办写要]了)+"),
    Escape.MENU: Pattern("(?:(?:返?回到?)?(?:主菜单|菜单|首页|主页))+"),
}

# What says "received", and what politely stands around it.
_RECEIVED = Pattern(
    r"收到|收悉|知道|知晓|已知(?!道)|晓得|明白|清楚|了解了|懂了|记[下住得好]了|遵照执行|没问题"
    r"|看[到见]|看[完过清]?楚?了|[已都](?:经)?(?:看|阅读?|读)[到见完过]?|阅读?|读[完过]?了"
    r"|好[的嘞咧哒滴勒]|要得|得[行嘞]|妥了|阅知|okay|ok"
)
_COURTESY = Pattern(
    # Whoever promises to be there on time has read where to be; any other wish is for a person.
    r"(?:[我俺]|到时候?|届时|一定|肯定|保证|会)*(?:[准按]时|准点)(?:过来|前来|赶到|[来去])?"
    r"(?:(?:参加|出席)(?:会议|活动|学习)?|参会|到[会场达]?|开会|[来去])"
    r"|(?:大家|同志们?|各位|.?书记|主任|[你您]|领导|早上|上午|中午|下午|晚上|早晨|小助手)好(?![的嘞咧哒滴勒])"
    r"|(?:谢谢?|感谢|多谢|感恩)(?:[您你]们?|大家|组织|支部|党|领导|各位|通知|提醒|关心|关怀|告[知诉]|[小老][一-龥])*"
    r"|(?:[您你]们?|大家)?(?:太|真)?(?:辛苦|麻烦|劳烦|有劳|费心)(?:[您你]们?|大家)?"
    r"|祝(?:[您你]们?|大家|身体|健康|安好|安康|平安|愉快|周末|顺利|工作|好)+"
    r"|(?:[好行成中嗯哦噢]|可以)+(?=[我俺已都]*(?:收|知|晓|明白|看|记|了解|谢|好的))"
    r"|[我俺咱本]人?们?|(?:已经?|都|刚刚?)(?=[收知晓明看阅读])|[您你]们?的?(?=通知|消息)|通知|消息|信息|内容|文件|材料"
    r"|[^吗没不么呢嘛谁啥否问]?书记|老?同志们?|各位|主任|领导|组织|支部|小助手|请?放心|再见|早安?"
    r"|[了啦啊呀哈哦噢嗯喽咯嘞勒的1]"
)
# A message of nothing else asks for nothing: a greeting or thanks, and whom it is for.
_GREETING = Pattern(
    r"(?:[你您]们?|大家|同志们?|各位|.?书记|主任|领导|组织|支部|早上?|早晨|上午|中午|下午|晚上|新年|春节|过年|过节|节日)好"
    r"|早安?|晚安|hello|hi|nihao|嗨|哈[喽啰]|在不在|在吗|吃了[没吗]|拜年|祝?(?:[你您]们?|大家)?"
    r"(?:周末|节日|新年|春节|中秋|国庆|元旦|重阳|工作|身体)(?:快乐|愉快|吉祥|顺利|健康|安康)"
    r"|谢谢?了?|[感多]谢|感恩|(?:有|烦)劳|劳[您你]|麻烦[你您]们?了|[费操]心|辛苦|难为[你您]们?|多亏了?[你您]们?|点赞"
)
_TO_WHOM = Pattern(
    r"小(?:助手|秘书|同志)|(?:老|小)?同志们?|[小老][一-龥](?![一-龥]{3})|[一-龥]?书记|主任|领导|组织|支部|党(?!费|课|员|日|章|龄)|大家|各位"
    r"|[你您我]们?|关[心怀]|惦记|提醒|通知|服务|太|真|好|很|非常|是|都|还|对|给|的|了|啦|啊|呀|哈|哦|喔|呢|咯|喽|们|为"
)
_PLAIN_YES = Pattern(r"(?:好|行|成|中|可以)+[啊呀哦哈]?")

_PERSON = r"(?:.{0,2}书记|联络员|负责人|领导|组织|支部|干部|工作人员|[^老]{1,3}同志|真人|活人)"
_LET_IT_BE = Pattern(r".{0,3}[不别莫没][用要必有想再]*[找叫喊请给打]")
_WANTS_A_PERSON = Pattern(
    # A whole message ...
    r"(?:我?要|需要|想)?(?:[找叫喊]个?人(?:工|帮忙|说话|来)?|转(?:接)?人工|人工(?:服务|客服)?|客服|真人)"
    r"|(?:快|赶快)?来个?人|有人(?:在)?[吗没不]有?|有没有人(?:在)?|救命|求助|帮帮我|帮个忙|需要帮[助忙]"
    r"|(?:[请叫让喊找].{0,8})?[给跟]我[回打](?:一?个)?电话|[回打](?:一?个)?电话给我|接电话|打电话"
    rf"|.{{0,2}}(?:书记|联络员)在(?:不在|吗|不|办公室吗).{{0,12}}"
    # ... or a wish for somebody in particular, whatever he is wanted for.
    rf"|.{{0,6}}(?:[找叫喊请让转]|联系|怎么联系你们)[一下个]*{_PERSON}"
    r"(?:的人)?(?:来?接|听|来一?[趟下]|来$|来说|说|讲|谈|聊|[给跟]我|[回打]个?电话|有事|反映|帮).*"
    rf"|.{{0,6}}(?:[找叫喊]|联系|怎么联系你们)[一下个]*{_PERSON}(?:的人)?"
    rf"|.{{0,8}}[跟和同与向]{_PERSON}(?:说|讲|谈|聊|通个?话|反映|汇报).*"
    rf"|.{{0,4}}给{_PERSON}提个?(?:意见|建议)|(?:我要)?投诉|转接一?下?人"
    r"|[请叫让喊][^电]{1,6}[打回]给我|有没有(?:真人|活人|人工|管事的)|(?:管事|负责)的是谁"
    r"|.{0,3}(?:书记|联络员)的?(?:电话|手机)号?码?(?:是?(?:多少|好多|几多))?"
)


def plain(text: str) -> str:
    """Return the text in half width, lower case and simplified characters; signs stay."""
    return normalize("NFKC", normalize("NFKC", text).casefold()).translate(_SIMPLIFIED)


def fold(text: str) -> str:
    """Return letters, characters and digits alone: half width, lower case, simplified.

    「 收到！！🌹🌹 」 becomes 「收到」; a message of flowers alone becomes the empty string.
    """
    text = _EMOTICON.sub("", text)
    text = "".join(character for character in text if category(character) != "So")  # emoji
    return "".join(character for character in plain(text) if category(character)[0] in "LN")


def mend(text: str) -> str:
    """Put right the usual misspellings of the branch's words; for comparing, never for showing."""
    return _MISSPELLING.sub(lambda found: _MENDED[found.lastgroup or ""], text)


def key(text: str) -> str:
    """Return what two messages that say the same have in common."""
    return mend(fold(text))


def wordings(text: str) -> set[str]:
    """Return the keys of a message with fewer and fewer courtesies: 「我想取消一下」 is 「取消」 too."""
    return _wordings(key(text))


def means(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether the whole message is one of the phrases, misspelt or politely wrapped."""
    return bool(wordings(text) & {key(phrase) for phrase in phrases} - {""})


def escape(text: str) -> Escape | None:
    """Return the way out that the whole message asks for: 返回, 取消 or 主菜单."""
    said = wordings(text)
    return next((way for way, words in _ESCAPES.items() if any(map(words.fullmatch, said))), None)


def numeral(word: str) -> int | None:
    """Read 12, 十二, 壹, 二十三 or 二〇二六; anything else is None."""
    if word.isdecimal() and len(word) <= 9:
        return int(word)
    if tens := _TENS.fullmatch(word):
        return _DIGIT.get(tens[1], 1) * 10 + _DIGIT.get(tens[2], 0)
    # Digits one by one are a year; two or three of them may as well be a slip.
    if len(word) in (1, 4) and all(character in _DIGIT for character in word):
        return int("".join(str(_DIGIT[character]) for character in word))
    return None


def acknowledges(text: str, name: str = "") -> bool:
    """Tell whether the message says 「收到」 and nothing else but courtesies.

    A question, a denial or a further matter makes it something that a person should read.
    `name` is the sender's own, with which many sign.
    """
    if "?" in text or "？" in text:
        return False
    said = key(text)
    if name:
        said = re.sub(f"{re.escape(fold(name))}(?:同志)?|[老小]{re.escape(fold(name)[:1])}", "", said)
    return _PLAIN_YES.fullmatch(said) is not None or _is_made_of(said, _RECEIVED, _COURTESY)


def greets(text: str) -> bool:
    """Tell whether the message is a greeting or thanks, and says nothing else."""
    return _is_made_of(key(text), _GREETING, _TO_WHOM)


def wants_a_person(text: str) -> bool:
    """Tell whether the message asks for a human being, or for a call from one."""
    said = key(text)
    if _LET_IT_BE.match(said):
        return False
    return any(_WANTS_A_PERSON.fullmatch(words) for words in _wordings(said))


def likeliest(text: str, candidates: Mapping[T, Sequence[str]], limit: int = 3) -> list[T]:
    """Return the candidates whose phrases resemble the message, best first; [] when none does.

    Equals keep the order of the mapping.
    """
    said = key(text)
    scores = {
        candidate: _score(said, [key(phrase) for phrase in phrases])
        for candidate, phrases in candidates.items()
    }
    resembling = [candidate for candidate, (best, _) in scores.items() if best >= _RESEMBLES]
    return sorted(resembling, key=scores.__getitem__, reverse=True)[:limit]


def _is_made_of(said: str, gist: Pattern, around: Pattern) -> bool:
    """Tell whether a folded message says the gist, once or more, and nothing else but what is around it."""
    is_said = False
    while said:
        found = gist.match(said)
        is_said = is_said or found is not None
        found = found or around.match(said)
        if found is None:
            return False
        said = said[found.end() :]
    return is_said


def _wordings(said: str) -> set[str]:
    """Return a folded message with fewer and fewer courtesies: 「我想取消一下」 is 「取消」 too."""
    before = _BEFORE.match(said)
    wordings = set()
    for words in (said, said[before.end() :] if before else said):
        wordings.add(words)
        while after := _AFTER.search(words) or (words.startswith("我") and _ASKED.search(words)):
            words = words[: after.start()]
            wordings.add(words)
    return wordings


def _score(said: str, phrases: Sequence[str]) -> tuple[float, float]:
    """Return the best resemblance to one phrase, and all of them together to part equals."""
    each = [_resemblance(said, phrase) for phrase in phrases if phrase]
    return max(each, default=0.0), sum(each)


def _resemblance(said: str, phrase: str) -> float:
    """Return 0 for a stranger, 1 and more for a phrase that was said; longer phrases weigh more."""
    if phrase in said:
        return 1 + len(phrase) / 10
    if len(said) == 1:
        return 0.5 if said in phrase else 0.0
    # 「报个名」 is 「报名」 too: up to two characters may slip in between.
    if "我" not in phrase and re.search(".{0,2}".join(map(re.escape, phrase)), said):
        return 0.9
    pairs = {phrase[at : at + 2] for at in range(len(phrase) - 1)}
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0
