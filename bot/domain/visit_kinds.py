"""What a cadre's sentence is about: a visit that has been, one that is put off, a plan, or none of these."""

import re
from datetime import date
from enum import StrEnum

from bot.domain import visit_days, visit_outcomes
from bot.domain import visit_words as words


class Kind(StrEnum):
    """What a sentence is about."""

    VISIT = "visit"  # a visit, a call or an attempt that has been
    PUT_OFF = "put off"  # 改到下周三
    LATER = "later"  # a plan


def kind(said: str, today: date, *, near: bool) -> Kind | None:
    """Say what a sentence is about whose names are blotted out; a question is never a record.

    `near` says whether it names somebody in the writer's care.
    """
    if words.QUESTION.search(said):
        return None
    failed = visit_outcomes.failed(said) is not None
    said = words.HIS_OWN_WAY.sub("", said)
    undone = words.UNDONE.search(said)
    if near and undone and not failed and not words.DONE.search(_cut(said, undone)):
        return Kind.PUT_OFF if words.PUT_OFF.search(said) else Kind.LATER
    put_off = words.PUT_OFF.search(said)
    if put_off and not failed and not words.DONE.search(words.AS_A_TASK.sub("", said[: put_off.start()])):
        return Kind.PUT_OFF
    plan = words.PLAN.search(said)
    if plan and not failed and not words.DONE.search(words.PLAN.sub("", said)):
        return Kind.LATER
    if words.LATER_TODAY.fullmatch(said) and visit_outcomes.state(said)[0] is None:
        return Kind.LATER
    if words.FAMILY_CALLED.search(said) and not words.DONE.search(words.FAMILY_CALLED.sub("", said)):
        return None
    if failed or words.DONE.search(said):
        return Kind.VISIT
    return Kind.VISIT if _tells_of_a_contact(said, today, near=near) else None


def _tells_of_a_contact(said: str, today: date, *, near: bool) -> bool:
    """Say whether it holds a way and something told of him, without any verb: 「电话里周老说……」."""
    if visit_outcomes.way(said) is None:
        return False
    if visit_outcomes.state(said)[0] is not None:
        return True
    return near and bool(words.TOLD.search(said) or visit_days.days(said, today))


def _cut(said: str, found: re.Match[str]) -> str:
    return said[: found.start()] + said[found.end() :]
