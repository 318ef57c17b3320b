"""One person's page about the medal 光荣在党50年, and the questions about the day he got it."""

from dataclasses import dataclass, replace
from datetime import date

from bot.messages import Button, Message
from bot.texts import dates
from bot.texts.medals import (
    APPROVED,
    ASIDE,
    AWARDED,
    BACK,
    COLLECTED,
    NAME,
    REPORT,
    UNDO,
    EnterMedal,
    MoveMedal,
    OpenMedals,
    in_words,
)
from models import Medal, MedalState


@dataclass(frozen=True, slots=True)
class MedalPage:
    """What one person's page says."""

    person_id: int
    name: str
    year: int
    batches: tuple[int, ...]
    state: MedalState | None
    evidence: str
    doubt: str
    is_earlier: bool
    gone: bool
    said: bool  # the notice has gone out
    awarded_on: date | None = None
    place: str | None = None
    handed_by: str | None = None
    at_home: bool = False
    collected_by: str | None = None


def with_outcome(facts: MedalPage, medal: Medal) -> MedalPage:
    """Add what became of it."""
    return replace(
        facts,
        awarded_on=medal.awarded_on,
        place=medal.place,
        handed_by=medal.handed_by,
        at_home=medal.at_home,
        collected_by=medal.collected_by,
    )


def page(facts: MedalPage, news: Button | None = None) -> Message:
    """Show one person: what is known, what was done, what can be done; `news` leads to the good news."""
    lines = [facts.evidence]
    if facts.doubt:
        lines.append(f"{facts.doubt}。")
    lines.append(f"批次：{'或'.join(f'{each}年' for each in facts.batches)}。现在：{in_words(facts.state)}。")
    if facts.state is MedalState.AWARDED:
        lines.append(_handed(facts))
    if facts.state is MedalState.COLLECTED:
        when = dates.precise(facts.awarded_on) if facts.awarded_on else "日子没有记"
        lines.append(f"{when}，{facts.collected_by}代领。")
    if facts.gone:
        lines.append("人已不在册，或者正在停发，怎么办请问上级组织部门。")
    elif facts.said and facts.state is MedalState.APPROVED:
        lines.append("报喜的话已经发出。")
    back = Button("返回", OpenMedals(facts.year, 0))
    return Message("\n".join(lines), title=f"{facts.name}同志", buttons=(*_steps(facts, news), back))


def _handed(facts: MedalPage) -> str:
    when = dates.precise(facts.awarded_on) if facts.awarded_on else "日子没有记"
    where = "在家里" if facts.at_home else f"在{facts.place}" if facts.place else ""
    return f"{when}，{facts.handed_by or '支部'}{where}颁发。"


def kept(medal: Medal) -> str:
    """Say to himself what is written down about his medal."""
    when = f"，{dates.precise(medal.awarded_on)}" if medal.awarded_on else ""
    return f"{NAME}：{in_words(medal.state)}{when}"


def _steps(facts: MedalPage, news: Button | None) -> list[Button]:
    def move(label: str, step: str) -> Button:
        return Button(label, MoveMedal(facts.person_id, facts.year, step))

    awarded = Button("已颁发", EnterMedal(facts.person_id, facts.year, AWARDED))
    collected = Button("家属代领", EnterMedal(facts.person_id, facts.year, COLLECTED))
    match facts.state:
        case None if facts.is_earlier:
            return [Button("补记已颁发", EnterMedal(facts.person_id, facts.year, AWARDED))]
        case None:
            return [move("查过档，上报" if facts.doubt else "上报", REPORT), move("这次先不报", ASIDE)]
        case MedalState.SET_ASIDE:
            return [] if facts.gone else [move("还是上报", BACK)]
        case MedalState.PROPOSED if facts.gone:
            return [move("这次先不报", ASIDE)]
        case MedalState.PROPOSED:
            return [move("上级已批准", APPROVED), move("这次先不报", ASIDE)]
        case MedalState.APPROVED:
            write = [] if facts.gone or facts.said or news is None else [news]
            living = [] if facts.gone else [awarded]
            return [*write, *living, collected, move("记错了", UNDO)]
        case _:
            return [move("记错了", UNDO)]


def ask_day() -> str:
    """Ask when it was handed over."""
    return "哪一天颁发的？比如：2027年6月30日。"


def ask_place() -> str:
    """Ask where."""
    return "在哪里颁发的？"


def ask_hands() -> str:
    """Ask from whose hands."""
    return "谁颁发的？请写姓名。"


def ask_family() -> str:
    """Ask who took it."""
    return "谁代领的？请写关系和姓名，比如：女儿吴敏。"


TODAY, FORGOTTEN, AT_HOME, ROOM, HOME_VALUE = "今天", "不记得了", "在他家里", "支部活动室", "@home"


def day_unclear() -> str:
    """Refuse what is no day that has been."""
    return "这个日子我没看明白。请写年月日，比如：2027年6月30日；不能比今天还晚。"


def too_long() -> str:
    """Refuse an empty or endless answer."""
    return "请写一行字，30个字以内。"
