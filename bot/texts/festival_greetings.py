"""Words to the secretary about the greetings of festivals (节日问候)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts import dates
from bot.texts.greetings import STATES
from models import FestivalGreeting, ProposalState

APPROVE, REWORD, SKIP, REOPEN, LIST = "同意", "改一改", "这次不发", "还是要发", "节日问候"


@dataclass(frozen=True, slots=True)
class OpenFestival(Press, code="jrop"):
    """The greeting of a day, written as 20271001."""

    day: int


@dataclass(frozen=True, slots=True)
class ApproveFestival(Press, code="jrok"):
    """同意: these words, on that day."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class SkipFestival(Press, code="jrno"):
    """这次不发."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class ReopenFestival(Press, code="jrre"):
    """还是要发."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class RewordFestival(Press, code="jrwd"):
    """改一改: other words."""

    greeting_id: int


@dataclass(frozen=True, slots=True)
class ListFestivals(Press, code="jrls"):
    """Back to the list."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One festival on the list; `state` is None where nothing was proposed yet."""

    day: date
    names: str
    state: ProposalState | None
    by_itself: bool  # whether it is proposed without anybody asking


def number_of(day: date) -> int:
    """Return a day as a button carries it: 20271001."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(number: int) -> date | None:
    """Read a day that a button carried."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def listed(coming: Sequence[Coming], today: date) -> Message:
    """Show the festivals ahead, and what was decided about each."""
    lines = [f"{dates.day(each.day, today)}：{each.names}（{_standing(each)}）" for each in coming]
    buttons = [Button(each.names.split("、")[0], OpenFestival(number_of(each.day))) for each in coming]
    return Message("\n".join(lines), title=LIST, buttons=tuple(buttons))


def _standing(each: Coming) -> str:
    if each.state is None:
        return "提前一周请您看" if each.by_itself else "想发就点开"
    return STATES[each.state]


def proposed(names: str, day: date, text: str, greeting_id: int, today: date) -> Message:
    """Ask for a human's eyes, a week before."""
    return Message(
        f"{dates.day(day, today)}，早上8点半发。您不点同意，我不发。\n\n————\n{text}",
        title=f"{names}的问候，请您看一看",
        buttons=_open_buttons(greeting_id),
    )


def preview(greeting: FestivalGreeting, hearing: int, unreached: int, today: date) -> Message:
    """Show a greeting with what was decided and can still be decided; how many hear it, how many not."""
    when = dates.day(greeting.day, today)
    whom = f"发给{hearing}位老同志。" + (f"另有{unreached}位送不到，节日不另打电话。" if unreached else "")
    match greeting.state:
        case ProposalState.PROPOSED:
            head, buttons = f"{when}，早上8点半，{whom}等您同意。", _open_buttons(greeting.id)
        case ProposalState.APPROVED:
            head = f"您同意了。{when}，早上8点半，{whom}"
            buttons = (
                Button(REWORD, RewordFestival(greeting.id)),
                Button(SKIP, SkipFestival(greeting.id)),
            )
        case ProposalState.SKIPPED:
            head, buttons = f"{when}，这次不发。", (Button(REOPEN, ReopenFestival(greeting.id)),)
        case ProposalState.SENT:
            head, buttons = f"{when}，已经发出。", ()
        case ProposalState.BY_HAND | ProposalState.UNKNOWN:
            head, buttons = f"{when}，{STATES[greeting.state]}。", ()
        case ProposalState.EXPIRED:
            head, buttons = f"{when}那天没有发。节日过了，不再补发。", ()
    back = Button(LIST, ListFestivals())
    return Message(
        f"{head}\n\n————\n{greeting.text}", title=f"{greeting.names}的问候", buttons=(*buttons, back)
    )


def _open_buttons(greeting_id: int) -> tuple[Button, ...]:
    return (
        Button(APPROVE, ApproveFestival(greeting_id)),
        Button(REWORD, RewordFestival(greeting_id)),
        Button(SKIP, SkipFestival(greeting_id)),
    )


def reminder(names: str, greeting_id: int) -> Message:
    """Ask once more, on the morning of the day."""
    return Message(
        f"今天是{names}，给老同志的问候还等着您看。您不点同意，我不发。",
        buttons=_open_buttons(greeting_id),
    )


def expired(names: str) -> Message:
    """Say that an approved greeting did not go out."""
    return Message(f"{names}的问候没有发出去：那天程序没有开着。节日过了，我不再补发。")


def waiting(names: str) -> tuple[str, str]:
    """A greeting in the list of what waits."""
    return f"{names}的问候，等您看", names.split("、")[0]
