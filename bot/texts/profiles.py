"""Words of 一人一策: the card of one member, asked field by field; never about illnesses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import FormAnswer, Press
from bot.texts import dates
from bot.texts.birthdays import OPEN_FOR, OpenBirthday
from models import Mobility


@dataclass(frozen=True, slots=True)
class OpenProfile(Press, code="pro"):
    """一人一策."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChooseField(Press, code="prf"):
    """改一项: which one."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChangeField(Press, code="prc"):
    """One field is to be changed."""

    person_id: int
    field: str


@dataclass(frozen=True, slots=True)
class Reviewed(Press, code="prr"):
    """看过了: it still holds."""

    person_id: int


@dataclass(frozen=True, slots=True)
class PrintProfile(Press, code="prp"):
    """打印."""

    person_id: int


OPEN = "一人一策"
MOBILITY = "mobility"
EMPTIED = "没有"
LABELS: Mapping[str, str] = {
    "living": "居住",
    MOBILITY: "行动",
    "best_time": "方便的时间",
    "best_way": "怎么联系",
    "hearing": "听力口音",
    "relatives": "亲属",
    "interests": "爱好",
    "skills": "能出的力",
    "needs": "需要",
    "promised": "我们答应的",
}
_MOBILITIES = {Mobility.WELL: "正常", Mobility.LIMITED: "行动不便", Mobility.BEDRIDDEN: "卧床或住院"}
_ASKED = {
    "living": "怎么住？和谁住，孩子离得远不远，用自己的话写。",
    MOBILITY: "行动怎么样？点一个。只记这三样，不写病情。",
    "best_time": "什么时候联系最方便？",
    "best_way": "怎么联系最好？",
    "hearing": "听力怎么样，说什么口音？",
    "relatives": "有哪些亲属，谁常来？写称呼就行，电话不写在这里。",
    "interests": "喜欢什么？",
    "skills": "愿意、也能出什么力？",
    "needs": "需要什么？",
    "promised": "我们答应了什么？比如每月送学、每周打个电话。",
}
_READY: Mapping[str, Sequence[str]] = {
    "living": ("和老伴", "和子女", "独居", "养老院"),
    MOBILITY: tuple(_MOBILITIES.values()),
    "best_time": ("上午", "下午", "晚饭后"),
    "best_way": ("上门", "打电话", "微信", "找家里人"),
    "hearing": ("听得清", "要大声点", "听不清"),
}


def mobility(value: Mobility) -> str:
    """Name one of the three steps."""
    return _MOBILITIES[value]


def mobility_meant(words: str) -> Mobility | None:
    """Return which of the three steps was named."""
    return next((value for value, name in _MOBILITIES.items() if name == words.strip()), None)


def rows(values: Mapping[str, str]) -> list[str]:
    """Tell what is filled in, a line each."""
    return [f"{label}：{values[field]}" for field, label in LABELS.items() if values.get(field)]


def card(
    person_id: int,
    name: str,
    values: Mapping[str, str],
    promises: Sequence[str],
    reviewed: date | None,
    next_review: date | None,
    today: date,
) -> Message:
    """Show somebody's card."""
    text = rows(values) + [f"没办完的：{words}" for words in promises]
    if next_review is None:
        text.append("\n这张卡还空着。先填一两项，见面时慢慢补上。")
    else:
        seen = f"上次看过：{dates.day(reviewed, today)}\n" if reviewed else ""
        text.append(f"\n{seen}下次再看：{dates.day(next_review, today)}")
    text.append("谁看过这张卡，都记着一笔。")
    buttons = [Button("改一项", ChooseField(person_id)), Button(OPEN_FOR, OpenBirthday(person_id))]
    if next_review is not None:
        buttons += [Button("看过了", Reviewed(person_id)), Button("打印", PrintProfile(person_id))]
    return Message("\n".join(text), title=f"{name}同志：一人一策", buttons=tuple(buttons))


def choose(names: Mapping[int, str]) -> Message:
    """Ask whose card is to be opened."""
    buttons = tuple(Button(name, OpenProfile(person_id)) for person_id, name in names.items())
    if not buttons:
        return Message("请打老同志的名字，再点「走访结对」，里面有他的一人一策。", "一人一策")
    return Message("看哪一位的？别的老同志，打他的名字。", "一人一策", buttons)


def which_field(person_id: int, name: str) -> Message:
    """Ask which field is to be changed."""
    return Message(
        f"改{name}同志的哪一项？一次改一项。",
        buttons=tuple(Button(label, ChangeField(person_id, field)) for field, label in LABELS.items()),
    )


def ask(step: str, field: str, now: str) -> Message:
    """Ask for one field; where answers are usual they stand ready."""
    text = f"{LABELS[field]}：{_ASKED[field]}"
    if now:
        text += f"\n\n现在写的是：{now}"
        if field != MOBILITY:
            text += f"\n要清空，就打「{EMPTIED}」。"
    ready = tuple(Button(words, FormAnswer(step, words)) for words in _READY.get(field, ()))
    return Message(text, buttons=ready)


def choose_one() -> str:
    """Answer to words where one of three is to be tapped."""
    return "请点下面三个里的一个。"


def write_something() -> str:
    """Answer to an empty or an endless answer."""
    return "请写一两句，三百字以内。"


def no_illness() -> str:
    """Ask gently to leave out what names an illness."""
    return "这张卡上不写病名，也不写身份证号和收入。行动方便不方便、需要帮什么忙，写这些就够了。请换个说法。"


def saved(name: str, field: str, value: str) -> str:
    """Read back what was written."""
    return f"记下了。{name}同志，{LABELS[field]}：{value or '（空）'}"


def reviewed(name: str, next_review: date, today: date) -> str:
    """Confirm that the card was looked through."""
    return f"好的，{name}同志的一人一策看过了。下次再看：{dates.day(next_review, today)}。"


def not_yours() -> str:
    """Refuse somebody who is neither the pair nor liaison or secretary."""
    return "一人一策只有结对的同志、联络员和书记能看。"


def title(name: str) -> str:
    """Head the printed card."""
    return f"一人一策：{name}同志"


def branch_and_day(branch: str, day: date) -> str:
    """Say below the heading whose it is and of what day."""
    return f"{branch}　{dates.precise(day)}"


def cadres(names: Sequence[str]) -> str:
    """Name the pair on paper."""
    return f"结对：{'、'.join(names)}同志" if names else "结对：还没有"


def next_on_paper(day: date) -> str:
    """Say on paper when the card is looked at again."""
    return f"下次再看：{dates.precise(day)}"


def keep_private() -> str:
    """Say at the foot of the printed card how it is kept."""
    return "只给结对的同志、联络员和书记看。用完请收好，不要拍照外传。"


def file_name(name: str) -> str:
    """Name the file."""
    return f"一人一策-{name}.pdf"


def printed(name: str) -> Message:
    """Go with the printed card."""
    return Message(f"{name}同志的一人一策，一页纸。用完请收好。")
