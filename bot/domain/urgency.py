"""Words that may not wait: an acute danger, sure or likely, and a wish to live no longer."""

import re
from enum import StrEnum

from bot import chinese
from bot.domain.urgency_asides import FAINT, MANNER, NOW, OVER, PAST, TOPIC
from bot.domain.urgency_despair import DARK, NOT_DARK
from bot.domain.urgency_words import CONCEPTS, CRY, GRAVE, MISHEARD, PERHAPS, SURE, TOGETHER
from bot.patterns import Pattern

_OPENING = r"[，,。.！!：:\s]|不好了|快来人|快|刚才|救命啊?|我们组的?|我们?看[到见]|报告|[书记长]"
_NOT_CALLED = r"(?![，,\s]*(?:同志|书记|老师|大哥|大姐)?[，,\s]*(?:[你您]|快[来叫帮点]|救|来|帮|叫))"
_MYSELF = Pattern(r"我(?!们|[在到去]他|扶|抱|抬|看|刚到|叫不|喊不|叫了|打了|给他|正往|马上|过去)")

LONGEST_CRY = 100  # characters; whoever writes more is telling a story, so he is asked first


class Need(StrEnum):
    """What somebody's words call for."""

    EMERGENCY = "emergency"  # everybody responsible, at once
    LIKELY = "likely"  # a question: 您现在需要急救吗？
    CRISIS = "crisis"  # a human, gently


def need(words: str) -> Need | None:
    """Return what words call for; a sure danger comes before a wish to die, and that before a guess.

    A grammar never knows all the ways to cry for help: what names a body and something wrong with it
    is asked about rather than passed over. A wish to die is never asked about.
    """
    said = _heard(words)
    acute = _acute(said)
    if acute is Need.EMERGENCY and len(said) <= LONGEST_CRY:
        return acute
    if DARK.search(said) and not NOT_DARK.search(said):
        return Need.CRISIS
    return Need.LIKELY if acute else None


def tells_of(words: str, name: str) -> bool:
    """Say whether somebody else tells that `name` is in danger: 「郑守义摔倒了，头破了」.

    Who calls him, or says 我 of his own body, means himself.
    """
    told = re.search(rf"(?:^|{_OPENING}){re.escape(name)}{_NOT_CALLED}", chinese.plain(words).strip())
    return told is not None and not _MYSELF.search(words)


def _heard(words: str) -> str:
    said = chinese.fold(words)
    for wrong, right in MISHEARD:
        said = wrong.sub(right, said)
    return said


def _acute(words: str) -> Need | None:
    said = MANNER.sub("", words)
    sure = SURE.search(said) is not None
    if not sure and not PERHAPS.search(said) and not _resembles(said):
        return None
    sure = sure or GRAVE.search(said) is not None
    if not CRY.search(said):
        now = NOW.search(said) is not None
        if OVER.search(said) or TOPIC.search(said):
            return Need.LIKELY if sure and now else None
        if PAST.search(said) and not now:
            return None
        if FAINT.search(words):  # also in what a manner of speaking holds: 「……去不了」
            return Need.LIKELY if sure else None
    return Need.EMERGENCY if sure else Need.LIKELY


def _resembles(said: str) -> bool:
    found = {name for name, words in CONCEPTS.items() if words.search(said)}
    return any(together <= found for together in TOGETHER)
