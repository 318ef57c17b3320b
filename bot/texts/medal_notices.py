"""The good news of the medal 光荣在党50年: the questions before it, and its words."""

from dataclasses import dataclass

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.medals import NAME, OpenMedal


@dataclass(frozen=True, slots=True)
class WriteMedalNotice(Press, code="jnwr"):
    """写通知: asks when and where it is handed over."""

    person_id: int
    year: int


@dataclass(frozen=True, slots=True)
class ReadMedalNotice(Press, code="jnrd"):
    """看报喜的话: the words that wait to be said."""

    person_id: int
    year: int


@dataclass(frozen=True, slots=True)
class SendMedalNotice(Press, code="jnse"):
    """确认发出: these words, to him."""

    person_id: int
    year: int


def button(person_id: int, year: int, *, written: bool) -> Button:
    """Lead from somebody's page to the good news."""
    if written:
        return Button("看报喜的话", ReadMedalNotice(person_id, year))
    return Button("写报喜的话", WriteMedalNotice(person_id, year))


def ask_when() -> str:
    """Ask when it will be handed over."""
    return "什么时候颁发？比如：6月30日上午9点半。"


def ask_where() -> str:
    """Ask where it will be handed over."""
    return "在哪里颁发？"


def moment_unclear() -> str:
    """Refuse what is no time to come."""
    return "这个时间我没看明白。请写日子和几点，比如：6月30日上午9点半。"


def notice(salutation: str, when: str, place: str) -> str:
    """Return the words; a human approves them before they are said."""
    return (
        f"{salutation}：向您报喜！\n"
        f"经上级党组织审核，您获颁{NAME}。\n"
        f"{when}，在{place}，支部为您颁发。您不方便来，我们送到您家里。"
    )


def preview(name: str, text: str, person_id: int, year: int, *, may_send: bool) -> Message:
    """Show the words before anybody hears them."""
    send = (Button("确认发出", SendMedalNotice(person_id, year)),) if may_send else ()
    head = "请看一看，点「确认发出」才发。" if may_send else "写好了。请书记或副书记打开这一页，看过再发。"
    return Message(
        f"{head}\n\n{text}",
        title=f"给{name}同志报喜",
        buttons=(
            *send,
            Button("重写", WriteMedalNotice(person_id, year)),
            Button("返回", OpenMedal(person_id, year)),
        ),
    )


def told(name: str, *, by_program: bool) -> str:
    """Say how he hears of it."""
    if by_program:
        return f"好的，这就发给{name}同志。"
    return f"{name}同志这边，程序不便发或者发不到。我已经请联系他的同志当面或打电话告诉他。"
