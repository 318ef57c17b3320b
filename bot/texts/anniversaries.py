"""Words of a political anniversary (政治生日): the greeting for each year, and when it comes late."""

from dataclasses import dataclass
from datetime import date

from bot.texts import dates
from models import Precision

WORDS_AT_MOST = 400  # characters of a greeting in the secretary's own words; it stands under a picture


@dataclass(frozen=True, slots=True)
class Greeted:
    """What a greeting must know. `joined` is as exact as the roster knows it."""

    salutation: str
    joined: str
    years: int
    day: date
    signature: str
    month_only: bool = False
    frail: bool = False  # he does not get out easily
    floating: bool = False  # 流动党员: he lives elsewhere
    visit: bool = False  # somebody is going to visit him: only then a visit is promised
    solemn: bool = False  # a day of mourning: plain words
    festival: str = ""  # one sentence about the day: whoever is greeted today hears of it here


# (opening, body, the line that invites, the line that promises a visit, wishes); {今天} is 今天 or 这个月.
_MILESTONES: dict[int, tuple[str, str, str, str, str]] = {
    10: (
        "{今天}是您入党10周年。",
        "十年前的{今天}，您光荣加入中国共产党；十年来，大事小事您都走在前头。",
        "",
        "",
        "愿您初心如初，身体健康，家庭和顺。",
    ),
    20: (
        "{今天}是您入党20周年。",
        "二十年里，您把一个个平常日子，过成了一名共产党员的样子。支部为您高兴。",
        "",
        "",
        "祝您身体健康，精神饱满。",
    ),
    30: (
        "{今天}是您入党30周年。",
        "三十年风雨同路，您在岗时尽心，退休后不忘本色，大家都看在眼里。",
        "",
        "",
        "祝您身体硬朗，生活安乐。",
    ),
    40: (
        "{今天}是您入党40周年。",
        "{入党日期}到{今天}，四十个春秋，您听党话、跟党走，一步也没有落下。",
        "有空来支部坐坐，给我们讲讲您入党那天的事。",
        "",
        "祝您健康长寿！",
    ),
    50: (
        "{今天}是您入党50周年的日子。\n",
        "半个世纪，您把最好的年华交给了党和人民的事业。支部每一位同志都敬重您、感谢您。",
        "",
        "我们想上门看看您，听您说说当年的故事。什么时候方便，您说了算。\n",
        "祝您身体健康，日子舒心！",
    ),
    60: (
        "{今天}是您入党60周年的日子。",
        "一个甲子，一颗初心。您是支部的宝，是我们学习的榜样。",
        "",
        "支部近日登门看望您。",
        "请您多保重，有事随时叫我们。",
    ),
    70: (
        "{今天}是您入党70周年的日子。",
        "七十年，您同党一路走来，吃过苦，出过力，从不说自己。晚辈们向您致敬！",
        "",
        "支部书记{今天}登门看望您。",
        "祝您安康。",
    ),
}
_HONOURED = (60, 70)  # 尊敬的
_FRAIL = "您不方便出门，学习资料和支部的消息，我们给您送到家里来。"
_FLOATING = "您虽然住在外地，支部一直惦记着您。到当地社区报到和学习上有什么不方便，请告诉我们。"


def signature(branch_name: str) -> str:
    """「中共云泽市民生事务办公室离退休干部支部委员会」: the committee signs (署名)."""
    committee = (
        f"{branch_name.removesuffix('党支部')}支部委员会" if branch_name.endswith("党支部") else branch_name
    )
    return committee if committee.startswith("中共") else f"中共{committee}"


def joined(on: date, precision: Precision | None) -> str:
    """「1985年6月10日」, or 「1973年7月」 where the file knows no more."""
    return dates.precise(on, precision or Precision.DAY)


def words(facts: Greeted) -> str:
    """Return the greeting of the day."""
    if facts.solemn:
        return _plain(facts)
    honoured = "尊敬的" if facts.years in _HONOURED else ""
    lines = [f"{honoured}{facts.salutation}："]
    lines.append(_milestone(facts) if facts.years in _MILESTONES else _ordinary(facts))
    if facts.festival and not facts.month_only:
        lines.append(facts.festival)
    return "\n".join([*lines, *_closing(facts)])


def _ordinary(facts: Greeted) -> str:
    wishes = "支部的同志们向您问好，祝您身体健康，天天舒心。"
    if facts.month_only:
        return f"{facts.joined}，您光荣加入中国共产党，到这个月整整{facts.years}年了。\n{wishes}"
    return (
        f"今天是您的政治生日。{facts.joined}，您光荣加入中国共产党，到今天整整{facts.years}年了。\n{wishes}"
    )


def _milestone(facts: Greeted) -> str:
    opening, body, invitation, promise, wishes = _MILESTONES[facts.years]
    if facts.frail or facts.floating:
        invitation = ""  # he cannot simply come and sit with us
    promise = promise if facts.visit else ""
    # In the year of seventy the wish comes before the visit.
    closing = f"{wishes}{promise}" if facts.years == 70 else f"{invitation}{promise}{wishes}"
    text = f"{opening}{body}\n{closing}"
    return text.replace("{今天}", "这个月" if facts.month_only else "今天").replace(
        "{入党日期}", facts.joined
    )


def _plain(facts: Greeted) -> str:
    when = "这个月" if facts.month_only else "今天"
    return "\n".join(
        [
            f"{facts.salutation}：",
            f"{when}是您入党{facts.years}周年。{facts.joined}，您光荣加入中国共产党。",
            "支部的同志们向您致敬，请您多保重。",
            facts.signature,
        ]
    )


def late(facts: Greeted) -> str:
    """Return the greeting in the words for one, two or three days after."""
    when = f"{facts.day.month}月" if facts.month_only else dates.day(facts.day)
    return "\n".join(
        [
            f"{facts.salutation}：",
            f"{when}，是您入党{facts.years}周年的日子。我们的祝贺来晚了，请您多包涵。",
            f"{facts.joined}，您光荣加入中国共产党，这些年一路走来，大家都看在眼里。",
            "支部的同志们向您问好，请您多保重。" if facts.solemn else "祝您身体健康，天天舒心。",
            *_closing(facts),
        ]
    )


def late_own(own: str, facts: Greeted) -> str:
    """Return the secretary's own words with a line before them that says they come late."""
    when = f"{facts.day.month}月" if facts.month_only else dates.day(facts.day)
    return f"下面这几句话，本该在{when}送到您手里。来晚了，请您多包涵。\n\n{own}"


def _closing(facts: Greeted) -> list[str]:
    more = [_FRAIL] if facts.frail else []
    more += [_FLOATING] if facts.floating else []
    return [*more, facts.signature]


def promises_visit(own: str) -> bool:
    """Say whether somebody's own words promise a visit."""
    return any(word in own for word in ("上门", "登门", "看望", "来看您", "去看您", "到家里看"))


def card_name(years: int) -> str:
    """Name the file of a card."""
    return f"入党{years}周年.png"
