"""What may be amiss in a text before it is sent, and the sentence that says so.

The concern stands here and not beside its check, because the check imports the words and not the
other way round.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.texts import dates


class ConcernKind(StrEnum):
    """Why a passage is marked; the last four ask for a second person."""

    WEEKDAY = "weekday"  # the weekday is not that of its date
    PAST = "past"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_TIME = "no_such_time"
    RELATIVE = "relative"  # another day for whoever reads it later
    NAME = "name"  # a fixed name, misspelt
    ORDER = "order"  # fixed names in another order
    UNKIND = "unkind"  # hurts old people
    JARGON = "jargon"  # not understood by many of them
    OMINOUS = "ominous"  # said of the dead
    FEAST = "feast"  # the wrong wish, or the wrong name of the day
    UNFILLED = "unfilled"
    LINK = "link"
    MONEY = "money"
    SECRET = "secret"  # codes, passwords, ID numbers
    PICTURE = "picture"  # a picture that carries a link, such as a QR code


@dataclass(frozen=True, slots=True)
class Concern:
    """A passage that somebody should look at again; nothing is ever changed by it."""

    kind: ConcernKind
    quote: str  # as it stands in the text
    suggestion: str | None = None  # what might stand there instead
    day: date | None = None  # the date that the quote was understood as


def describe(concern: Concern) -> str:
    """Return the one line that the sender reads above the preview."""
    return f"「{concern.quote}」{_trouble(concern)}" if concern.quote else _trouble(concern)


def _trouble(concern: Concern) -> str:
    day = concern.day or date.min
    instead = f"，可以写「{concern.suggestion}」" if concern.suggestion else ""
    match concern.kind:
        case ConcernKind.WEEKDAY:
            return f"：{dates.precise(day)}是{dates.weekday(day)}。"
        case ConcernKind.PAST:
            return f"：{dates.precise(day)}已经过去了。"
        case ConcernKind.NO_SUCH_DATE:
            return "：没有这一天。"
        case ConcernKind.NO_SUCH_TIME:
            return "：没有这个时间。"
        case ConcernKind.RELATIVE:
            return "：有的同志不是今天看到，请写上几月几日。"
        case ConcernKind.NAME:
            return f"：规范的写法是「{concern.suggestion}」，请核对。"
        case ConcernKind.ORDER:
            return f"：规范的次序是{concern.suggestion}，请核对。"
        case ConcernKind.UNKIND:
            return f"：对老同志最好不这样说{instead}。"
        case ConcernKind.JARGON:
            return f"：有的老同志看不明白{instead}。"
        case ConcernKind.OMINOUS:
            return f"：老同志听着不吉利{instead}。"
        case ConcernKind.FEAST:
            return f"：请换一种说法{instead}。"
        case ConcernKind.UNFILLED:
            return "：这里还没有填。"
        case ConcernKind.LINK:
            return "：有链接，要请另一位同志看过才能发。"
        case ConcernKind.MONEY:
            return "：说到钱，要请另一位同志看过才能发。"
        case ConcernKind.SECRET:
            return "：说到密码或证件号码，要请另一位同志看过才能发。"
        case ConcernKind.PICTURE:
            return "图片里有二维码或链接，要请另一位同志看过才能发。"
