"""Tidings that people bring: a death, a stay in hospital, and that somebody wants their money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot import chinese
from bot.domain.visit_clauses import blot_names
from bot.domain.visit_names import Known, mentions, who_can_be_in
from bot.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Stay:
    """Word of a stay in hospital that has begun, or is over."""

    person_id: int
    begun: bool


@dataclass(frozen=True, slots=True)
class Death:
    """Word of a death: as what the dead was named, and what his family asks of us."""

    name: str  # 「爷爷」, 「老罗」, or up to four characters that end with a name, if any
    kin: bool  # it is the writer's own relative
    stop: bool  # 「你们别再发了」


class Scam(StrEnum):
    """How far it may have gone."""

    ASKED = "asked"  # he asks whether it is one
    MONEY = "money"  # somebody wants money, a code or a card of him


_KIN = (
    "爷爷|奶奶|外公|外婆|姥爷|姥姥|爸爸?|妈妈?|父亲|母亲|老爸|老妈|老父亲?|老母亲?|公公|婆婆|岳父|岳母|老伴儿?"
    "|爱人|丈夫|妻子|先生|老头子|老太婆|老公|老婆|老爷子|老太太"
)
# Of these a member in his seventies has none any more: who writes so from his phone is his grandchild.
GRANDPARENTS = frozenset({"爷爷", "奶奶", "外公", "外婆", "姥爷", "姥姥"})

_TITLE = "(?:同志|老师|主任|书记|局长|科长|处长|老人|老先生|老同志|他老人家)?"
_WHEN = (
    "(?:他|她|人|是|就|也|在医院|在家里?|于|因病|已经?|刚刚?|都|今天|今早|今儿|昨天|昨晚|昨夜|前天|昨儿|夜里|半夜|凌晨|早上"
    "|上午|中午|下午|晚上|傍晚|上个?月|这个月|月初|上周|上个?星期|前几天|几天前|[0-9一二三四五六七八九十]+[月日号点])"
)
_SURELY = "(?:去世|过世|逝世|病逝|病故|离世|辞世|故去|仙逝|不在人世|不在了|人没了|没抢救过来|咽气|断气)"
_SOFTLY = "(?:走了|没了)"  # may as well mean that he has gone home
# What makes a soft word mean death.
_GRAVE = Pattern(
    r"昨天夜里|昨夜|昨晚|夜里|半夜|凌晨|没抢救|抢救无效|追悼会|遗体|火化|出殡|后事|丧事|告别仪式|治丧|走得(?:很)?安详|节哀|人没了"
)
_SOMEBODY = rf"(?:我们?的?|俺)?(?P<kin>{_KIN})|(?P<name>老[一-龥](?!人)|[一-龥]老|[一-龥]{{2,4}}?)"
_DEATH = Pattern(
    rf"(?:^|[，,。！!\s]|我是?|们|声)*(?:{_SOMEBODY}){_TITLE}{_WHEN}*(?P<word>{_SURELY}|{_SOFTLY})"
)
_NO_DEATH = Pattern(
    r"[吗么吧]$|[?？]|走了没|没去世|没死|没有(?:去世|过世|走)?$|是不是|有没有|听说|据说|纪念|周年|扫墓|清明|抚恤|党费怎么|怎么办"
    r"|去世的(?!事|消息|时间)|去世(?:好几|多|很多|[0-9一二三四五六七八九十几])年|三十年|年了|得早|走得早|去世早|早就|多年|[去前那]年|的时候|小时候|牺牲"
    r"|走了没有|走了.{0,6}(?:深圳|北京|儿子|女儿|老家|外地|旅游|回来)|坐(?:火车|飞机|车)|等他|等她|下棋|搞错|弄错|烈士|主席|总理"
)
_NEAR = rf"{_KIN}|[大二三四小老]?(?:哥哥?|弟弟?|姐姐?|妹妹?)|儿子|女儿"
_TIME = r"(?:有|快|都)?[0-9一二两三四五六七八九十几半]+(?:个)?(?:多)?(?:天|星期|礼拜|周|月|年)(?:多)?"
_GRIEF = (
    r"(?:我|一个人|好|真|心里?|现在|家里|屋里)*(?:就|只|光)?"
    r"(?:剩|丢下|撇下|难受|难过|伤心|舍不得|想[他她]|怎么过|空落)"
)
_ADDRESSED = r"(?:(?:[一-龥]{0,3}(?:书记|主任|同志)|小[一-龥])(?:[，,：:！!\s]+|(?=[我俺咱])))?"
_LOSS = Pattern(
    rf"{_ADDRESSED}(?:[我俺咱]们?家?的?)?(?:{_NEAR}){_WHEN}*(?:先|突然|忽然)*"
    rf"(?:走|没)了(?:{_TIME}了?)?[啊呀哦呢呜]*(?:$|[，,。.！!…~～、\s]+(?:$|{_GRIEF}))"
)


def loss(words: str) -> bool:
    """Say whether a near one may have died, said softly: 「我老伴走了」. It may mean that she has gone out.

    So it is announced to nobody as a death: a human calls, and hears which it is.
    """
    return _LOSS.match(chinese.plain(words).strip()) is not None


_STOP = Pattern(r"(?:别|不要|莫|不用|请勿|停).{0,3}(?:再)?(?:发|打扰|通知)")


def death(words: str) -> Death | None:
    """Return who is said to have died, if it is said plainly and as news.

    A word of death alone decides nothing: 「老罗走了没有我等他下棋」 asks for a game of chess.
    """
    said = chinese.plain(words)
    if _NO_DEATH.search(said):
        return None
    for found in _DEATH.finditer(said):
        kin, name = found["kin"], found["name"]
        if re.fullmatch(_SOFTLY, found["word"]) and not _GRAVE.search(said):
            continue
        return Death(kin or name, kin=kin is not None, stop=_STOP.search(said) is not None)
    return None


_LATELY = "(?:[今昨前]天|昨晚|昨夜|今早|前几天|早上|上午|中午|下午|晚上|又|刚刚?|已经?)*"
_BEGUN, _OVER = "住了?院了|住了院|住进了?(?:医院|病房)了?", "出了?院(?:回[家来])?了"
_STAY = Pattern(rf"(?:听说|得知)?某+(?:同志)?{_LATELY}(?:(?P<begun>{_BEGUN})|{_OVER})")
_OWN_STAY = Pattern(rf"我(?:们?家)?(?:{_KIN})?(?:现在|在)?{_LATELY}(?:{_BEGUN}|{_OVER})")


def stay(words: str, known: Sequence[Known]) -> Stay | None:
    """Return who is said to be in hospital or home again, where nothing else is told: 「朱老出院了」."""
    said = re.sub(r"[\s，,。.！!]", "", chinese.plain(words))
    named = mentions(said, who_can_be_in(said, known))
    found = _STAY.fullmatch(blot_names(said, named))
    if found is None or len(named) != 1 or not named[0].sure:
        return None
    return Stay(named[0].who[0].person_id, found["begun"] is not None)


def own_stay(words: str) -> bool:
    """Say whether somebody tells of his own stay in hospital, or his wife's: a human should hear of it."""
    return _OWN_STAY.match(re.sub(r"[\s，,。.！!]", "", chinese.plain(words))) is not None


_DOUBT = Pattern(
    r"骗子|骗人|骗局|诈骗|是真的?(?:吗|假|么)|真的假的|真假|可信|靠不靠谱|上当|(?:链接|网址|短信|二维码).{0,8}(?:能不能|敢不敢|可不可以|能点|点吗|安全)"
    r"|(?:能不能|敢不敢|该不该)点|(?:陌生|不认识).{0,6}(?:链接|短信|电话|加我)|中奖"
)
_STRANGER = Pattern(
    r"有(?:个)?人|来电|电话|短信|自称|冒充|对方|陌生|他们说|说是|说我|公安|法院|检察院|客服|中奖|领导让|链接"
)
_ORDER = Pattern(r"叫我|让我|要我|喊我|问我|逼我|催我|把我|让把|先[交汇转打]|赶紧|填|要(?:我的)?验证码")
_MONEY = Pattern(
    r"验证码|银行卡|卡号|密码|身份证号|转[钱账帐]|汇[款钱]|打[钱款]|保证金|手续费|安全账户|(?:钱|费|元|块).{0,4}(?:到|进).{0,6}(?:卡|账户|帐户)"
    r"|[转汇交打].{0,6}到.{0,6}(?:卡|账户|帐户)|(?:交|缴).{0,6}(?:卡上|账户|保证金)"
)
_NO_SCAM = Pattern(r"讲座|资料|宣传|课|学习|培训|活动|通知(?:再|发)|你是个?骗子|你们?是骗子|^你.{0,3}骗")


def scam(words: str) -> Scam | None:
    """Return whether somebody asks about a swindle, or tells that one is going on."""
    said = chinese.plain(words)
    if _NO_SCAM.search(said):
        return None
    if _STRANGER.search(said) and _ORDER.search(said) and _MONEY.search(said):
        return Scam.MONEY
    if re.search("对方|冒充|自称", said) and _MONEY.search(said):
        return Scam.MONEY
    return Scam.ASKED if _DOUBT.search(said) else None
