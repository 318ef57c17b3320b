"""What cadres write about visits and calls, and what each sentence means; said on Sunday, 22 November 2026.

The first table was written before the parser, the second after it, without trying any of it before.
"""

from dataclasses import dataclass, field
from datetime import date

from bot.domain.visit_sentences import Known
from models import VisitOutcome, VisitWay

SAID_ON = date(2026, 11, 22)
HOME, PHONE, HOSPITAL = VisitWay.HOME, VisitWay.PHONE, VisitWay.HOSPITAL
VIDEO, MEETING, MESSAGE = VisitWay.VIDEO, VisitWay.MEETING, VisitWay.MESSAGE
MET, FAMILY = VisitOutcome.MET, VisitOutcome.FAMILY
NO_ANSWER, NOT_HOME = VisitOutcome.NO_ANSWER, VisitOutcome.NOT_HOME

_ROLL = (
    ("吴长贵", "男", "主任"),
    ("刘秀兰", "女", None),
    ("郑守义", "男", None),
    ("张桂英", "女", None),
    ("张国强", "男", "科长"),
    ("周德明", "男", None),
    ("周德民", "男", None),
    ("朱宝山", "男", None),
    ("黄玉梅", "女", None),
)
WU, LIU, ZHENG, ZHANG, ZHANG_GUOQIANG, ZHOU_MING, ZHOU_MIN, ZHU, HUANG = (name for name, _, _ in _ROLL)
HE_MIN = "贺敏"  # a serving cadre


def known(*own: str) -> list[Known]:
    """Return the roll as the parser is given it: whom the cadre is paired with, and who else there is."""
    everybody = [
        Known(number, name, sex, post, None, own=name in own)
        for number, (name, sex, post) in enumerate(_ROLL, start=1)
    ]
    return [*everybody, Known(99, HE_MIN, "女", None, None, own=False, staff=True)]


def number_of(name: str) -> int:
    """Return somebody's id in that world."""
    return next(one.person_id for one in known() if one.name == name)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its meaning; `asks` names the one question that is right where it cannot be known."""

    text: str
    own: tuple[str, ...]
    kind: str | None = "visit"  # visit, put off, later, or None: it is about something else
    whom: tuple[str, ...] = ()
    way: VisitWay | None = None
    on: date | None = SAID_ON
    outcome: VisitOutcome | None = MET  # None where it differs from one to the other
    need: str = ""
    to: date | None = None  # until when it is put off
    asks: str | None = None
    with_: tuple[str, ...] = field(default=())


def _day(month: int, day: int) -> date:
    return date(2026, month, day)


_A = (WU, LIU)
_B = (ZHENG, ZHANG)
_C = (ZHOU_MIN,)
_D = (ZHANG_GUOQIANG, ZHANG)
_E = (ZHU, HUANG)

FACT_SHEET = (
    Said(
        "今天去看了吴主任 精神不错 女儿在家 药快吃完了让我下次带", _A, whom=(WU,), way=HOME, need="下次带药"
    ),
    Said("刘阿姨这周住女儿家，改到下周三", _A, "put off", whom=(LIU,), to=_day(11, 25)),
    Said("打了电话，没人接", _A, way=PHONE, outcome=NO_ANSWER, asks="whom"),
    Said("打了电话，没人接", _C, whom=(ZHOU_MIN,), way=PHONE, outcome=NO_ANSWER),
    Said("我结对的是哪两位", _A, None),
    Said("我调走了以后谁接", _A, None),
    Said("已走访", _A, asks="whom"),
    Said("已走访", _C, whom=(ZHOU_MIN,), asks="way"),
)

SENTENCES = (
    Said(
        "昨天下午给刘阿姨打了个电话，聊了半个小时，心情挺好，没啥需要",
        _A,
        whom=(LIU,),
        way=PHONE,
        on=_day(11, 21),
    ),
    Said(
        "上周三到吴老家里坐了坐，血压有点高，别的都好，想要一本大字版的党章",
        _A,
        whom=(WU,),
        way=HOME,
        on=_day(11, 11),
        need="想要一本大字版的党章",
    ),
    Said("11号去医院看了吴长贵同志，恢复得不错", _A, whom=(WU,), way=HOSPITAL, on=_day(11, 11)),
    Said("老吴今天微信视频了一下，看着精神，就是惦记支部什么时候搞活动", _A, whom=(WU,), way=VIDEO),
    Said("吴老和刘阿姨两位都看了，都挺好", _A, whom=(WU, LIU), way=HOME),
    Said("上午去刘秀兰家，没人开门", _A, whom=(LIU,), way=HOME, outcome=NOT_HOME),
    Said("给老吴打电话一直占线", _A, whom=(WU,), way=PHONE, outcome=NO_ANSWER),
    Said("电话联系刘秀兰，孙女接的，说老人在睡觉", _A, whom=(LIU,), way=PHONE, outcome=FAMILY),
    Said(
        "前天和贺敏一起去看望了吴长贵，带了水果，他说耳朵越来越背，希望换个助听器电池",
        _A,
        whom=(WU,),
        way=HOME,
        on=_day(11, 20),
        need="希望换个助听器电池",
        with_=(HE_MIN,),
    ),
    Said("打电话问候刘阿姨 一切都好", _A, whom=(LIU,), way=PHONE),
    Said("吴主任那边我18号去过了，挺硬朗，没什么事", _A, whom=(WU,), way=HOME, on=_day(11, 18)),
    Said(
        "十一月十五号上门看望刘秀兰，送了棉被，答应下周帮她联系社区装扶手",
        _A,
        whom=(LIU,),
        way=HOME,
        on=_day(11, 15),
        need="答应下周帮她联系社区装扶手",
    ),
    Said("今早在支部碰见老吴了，气色很好", _A, whom=(WU,), way=MEETING),
    Said("武主任今天我去看了，身体不错", _A, whom=(WU,), way=HOME),
    Said(
        "刘秀蓝阿姨昨天打电话了，感冒好了，让我帮她问问医保报销的事",
        _A,
        whom=(LIU,),
        way=PHONE,
        on=_day(11, 21),
        need="帮她问问医保报销的事",
    ),
    Said("明天去看吴老", _A, "later", whom=(WU,)),
    Said("吴老今天不方便，改天再去", _A, "put off", whom=(WU,), asks="to"),
    Said("这周太忙没顾上，刘阿姨推到月底", _A, "put off", whom=(LIU,), to=_day(11, 30)),
    Said("问候电话已打：吴长贵、刘秀兰，都好", _A, whom=(WU, LIU), way=PHONE),
    Said(
        "看了郑老，腿脚还是不方便，要社区康复师的电话", _B, whom=(ZHENG,), way=HOME, need="要社区康复师的电话"
    ),
    Said(
        "张阿姨前天晚上打的电话 精神头挺足 说想听党课录音",
        _B,
        whom=(ZHANG,),
        way=PHONE,
        on=_day(11, 20),
        need="想听党课录音",
    ),
    Said("郑守义 电话 挺好", _B, whom=(ZHENG,), way=PHONE),
    Said("上星期五跟张桂英通了电话，她说一切都好不用挂念", _B, whom=(ZHANG,), way=PHONE, on=_day(11, 13)),
    Said("昨儿去张大姐家了，不在家", _B, whom=(ZHANG,), way=HOME, on=_day(11, 21), outcome=NOT_HOME),
    Said(
        "打了两次郑守义的电话都没接，后来他儿子回过来说在乡下", _B, whom=(ZHENG,), way=PHONE, outcome=FAMILY
    ),
    Said("第一遍没打通，晚上又打，张阿姨接了，身体还行", _B, whom=(ZHANG,), way=PHONE),
    Said("郑老说张阿姨住院了，我今天去看的郑老", _B, way=HOME, asks="whom"),
    Said("今天走访两位老同志，都在家，状态都好", _B, whom=(ZHENG, ZHANG), way=HOME),
    Said("去郑守意家看望，他念叨想去看看新的活动室", _B, whom=(ZHENG,), way=HOME, need="想去看看新的活动室"),
    Said("看望周德明，精神好", _C, way=HOME, asks="whom"),
    Said("电话打过了，老人家说都好", _C, whom=(ZHOU_MIN,), way=PHONE),
    Said(
        "刚给他打完电话，挺好的，想借一本《红岩》", _C, whom=(ZHOU_MIN,), way=PHONE, need="想借一本《红岩》"
    ),
    Said("没打通", _C, whom=(ZHOU_MIN,), way=PHONE, outcome=NO_ANSWER),
    Said("老周这礼拜回老家了，下周二再联系", _C, "put off", whom=(ZHOU_MIN,), to=_day(11, 24)),
    Said("11月31号看了老周", _C, whom=(ZHOU_MIN,), way=HOME, on=None, asks="on"),
    Said("周老上个月28号去看过一次，帮忙修了水龙头", _C, whom=(ZHOU_MIN,), way=HOME, on=_day(10, 28)),
    Said("老张今天看过了，挺好", _D, way=HOME, asks="whom"),
    Said(
        "张阿姨那里今天去了，缺个放大镜，下次带过去",
        _D,
        whom=(ZHANG,),
        way=HOME,
        need="缺个放大镜，下次带过去",
    ),
    Said("小张陪我去看了张国强，一切正常", _D, whom=(ZHANG_GUOQIANG,), way=HOME),
    Said("张桂英今天没见着，邻居说去买菜了", _D, whom=(ZHANG,), outcome=NOT_HOME, asks="way"),
    Said("周五去病房看了老朱，人瘦了些，盼着早点出院", _E, whom=(ZHU,), way=HOSPITAL, on=_day(11, 20)),
    Said(
        "黄大姐这个月情绪还是不高，我昨晚陪她聊了一个多钟头电话",
        _E,
        whom=(HUANG,),
        way=PHONE,
        on=_day(11, 21),
    ),
    Said("给玉梅同志发微信问候了，她回说挺好", _E, whom=(HUANG,), way=MESSAGE),
    Said("朱老的女儿来电话说他下周出院", _E, None, whom=(ZHU,)),
    Said("吴长贵的电话是多少", _A, None),
    Said("吴老这个月看了没有", _A, None),
    Said("谁去看的刘阿姨", _A, None),
    Said("给我打个电话", _A, None),
    Said("今天下午要开会", _A, None),
)

_F = (WU, ZHANG)

# Written when the parser was finished with the others, and read by it once before it was touched again.
AFTERWARDS = (
    Said("下午到吴长贵同志家走访，身体硬朗，提出想要份新党章", _A, whom=(WU,), way=HOME, need="想要份新党章"),
    Said("刘姨昨天我电话问过了，都好着呢", _A, whom=(LIU,), way=PHONE, on=_day(11, 21)),
    Said("周二带着月饼去看了老吴，他耳背，聊得费劲，但精神头好", _A, whom=(WU,), way=HOME, on=_day(11, 17)),
    Said(
        "刚从刘秀兰阿姨家出来，一切都好，她想让社区帮忙修下水龙头",
        _A,
        whom=(LIU,),
        way=HOME,
        need="想让社区帮忙修下水龙头",
    ),
    Said("吴老电话打了三次都是忙音", _A, whom=(WU,), way=PHONE, outcome=NO_ANSWER),
    Said("今天敲了刘阿姨家的门，没人应", _A, whom=(LIU,), way=HOME, outcome=NOT_HOME),
    Said(
        "11.19去吴老那儿坐了一会儿，说春节想回趟老家",
        _A,
        whom=(WU,),
        way=HOME,
        on=_day(11, 19),
        need="想回趟老家",
    ),
    Said("跟张桂英视频聊了十分钟，老人家挺高兴", _B, whom=(ZHANG,), way=VIDEO),
    Said("郑老家人说他去住院了，我今天赶去医院看了他，状态还行", _B, whom=(ZHENG,), way=HOSPITAL),
    Said("两位都打了电话，都好，没事", _B, whom=(ZHENG, ZHANG), way=PHONE),
    Said("张阿姨要外出一周，等她回来再去看", _B, "put off", whom=(ZHANG,), asks="to"),
    Said("郑守义同志这个月推到28号再去", _B, "put off", whom=(ZHENG,), to=_day(11, 28)),
    Said(
        "周老上门看过了，老伴也在，老两口都好，答应春节前再去一趟",
        _C,
        whom=(ZHOU_MIN,),
        way=HOME,
        need="答应春节前再去一趟",
    ),
    Said("打过去是他儿子接的，说在楼下遛弯，一切都好", _C, whom=(ZHOU_MIN,), way=PHONE, outcome=FAMILY),
    Said("张科长今天通了电话，眼睛不太好，让给念念文件", _D, way=PHONE, need="让给念念文件", asks="whom"),
    Said("上午在活动室遇到张桂英，聊了聊，气色不错", _F, whom=(ZHANG,), way=MEETING),
    Said(
        "昨晚给吴主任去了电话 老人家睡得早 是保姆接的",
        _F,
        whom=(WU,),
        way=PHONE,
        on=_day(11, 21),
        outcome=FAMILY,
    ),
    Said("月初去看过张大姐一次，挺好", _F, whom=(ZHANG,), way=HOME, on=None, asks="on"),
    Said("给老同志们发了通知", _F, None),
    Said("吴老让我问问下个月的活动什么时候报名", _F, None),
    Said("朱宝山今天出院了，我和黄玉梅一起去接的他", _E, way=HOSPITAL, asks="whom"),
)

# A second look, by other voices; read once before the parser was touched again.
AFTERWARDS_AGAIN = (
    Said("夜儿个给吴老打了电话，说得劲得很，没啥事", _A, whom=(WU,), way=PHONE, on=_day(11, 21)),
    Said("今儿去刘阿姨屋里看了，她姑娘在家，人蛮好", _A, whom=(LIU,), way=HOME),
    Said("星期四上午走访吴长贵，在家，状态不错，送了两本大字书", _A, whom=(WU,), way=HOME, on=_day(11, 19)),
    Said("和同事一起上门慰问刘秀兰，带了牛奶和水果，老人很高兴", _A, whom=(LIU,), way=HOME),
    Said("吴老电话通了，就说了两句，要睡了，其他正常", _A, whom=(WU,), way=PHONE),
    Said("刘阿姨没在家，对门说跟孙女逛街去了，明天再去", _A, whom=(LIU,), way=HOME, outcome=NOT_HOME),
    Said("本月联系：吴长贵，电话，正常", _A, whom=(WU,), way=PHONE),
    Said(
        "老吴、老刘都电话问候过了，老刘想请人帮忙擦擦窗户",
        _A,
        whom=(WU, LIU),
        way=PHONE,
        need="想请人帮忙擦擦窗户",
    ),
    Said(
        "张桂英阿姨住院了，今天下午我去病房看望，交代我通知她女儿",
        _B,
        whom=(ZHANG,),
        way=HOSPITAL,
        need="通知她女儿",
    ),
    Said("郑老手机关机，座机也没人接", _B, whom=(ZHENG,), way=PHONE, outcome=NO_ANSWER),
    Said("上上周五去过郑守义家，补记一下，一切都好", _B, whom=(ZHENG,), way=HOME, on=_day(11, 6)),
    Said("张阿姨说这两天感冒，让我下周再去", _B, "put off", whom=(ZHANG,), asks="to"),
    Said("视频了，周老在海南呢，晒太阳，气色好得很", _C, whom=(ZHOU_MIN,), way=VIDEO),
    Said("见了周德民同志一面，在菜市场碰上的，都好", _C, whom=(ZHOU_MIN,), way=MEETING),
    Said(
        "刚刚电话，老周说腊月回来，想参加春节团拜会", _C, whom=(ZHOU_MIN,), way=PHONE, need="想参加春节团拜会"
    ),
    Said(
        "张国强家门锁着，打电话也不接",
        _D,
        whom=(ZHANG_GUOQIANG,),
        way=PHONE,
        outcome=NOT_HOME,
        asks="outcome",
    ),
    Said(
        "朱老出院回家了，今天上门看了看，走路还要人扶，缺个轮椅", _E, whom=(ZHU,), way=HOME, need="缺个轮椅"
    ),
    Said(
        "黄玉梅同志老伴刚走，今天和贺敏去家里坐了坐，陪她说说话", _E, whom=(HUANG,), way=HOME, with_=(HE_MIN,)
    ),
    Said("朱宝山和黄玉梅我都联系过了", _E, whom=(ZHU, HUANG), asks="way"),
    Said("老朱昨天没联系上，今天又打，通了，说在做理疗", _E, whom=(ZHU,), way=PHONE),
    Said("这个月走访任务什么时候截止", _E, None),
    Said("帮我看看朱老上次是什么时候走访的", _E, None),
    Said(
        "昨天去看张桂英，她盼着有人陪着去趟医院",
        _B,
        whom=(ZHANG,),
        way=HOME,
        on=_day(11, 21),
        need="盼着有人陪着去趟医院",
    ),
    Said("今天去看了张桂英，女儿陪她去过医院了，都好", _B, whom=(ZHANG,), way=HOME),
    Said("看张桂英的一人一策", _B, None),
    Said("下午去看望吴老", _A, "later", whom=(WU,)),
    Said("今天晚上给吴老打电话", _A, "later", whom=(WU,)),
    Said("下午去看望吴老，精神不错", _A, whom=(WU,), way=HOME),
    Said("12月20日去看了吴老", _A, whom=(WU,), way=HOME, on=None, asks="on"),
    Said(
        "昨天看望吴老，说眼睛看不清，请社区医生上门看看",
        _A,
        whom=(WU,),
        way=HOME,
        on=_day(11, 21),
        need="请社区医生上门看看",
    ),
)
