"""Typed codes: how eight digits are read, and how often they may be wrong."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import chinese
from bot.domain.accounts import Holder
from models import Branch, Guess

DIGITS = 8
WINDOW = timedelta(hours=1)
WRONG_PER_ACCOUNT = 5
WRONG_OVER_ALL = 50

# As digits are written, typed and dictated; 洞幺两拐勾 are how soldiers say them.
_SAID = {
    said: str(digit)
    for digit, same in enumerate(
        ("〇零○洞", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾")
    )
    for said in same
}
_AROUND = ("我的", "我", "这个", "支部", "给", "邀请", "数字", "号码", "号", "码", "是", "为")


class Limit(StrEnum):
    """Whose wrong tries are used up."""

    ACCOUNT = "account"
    OVER_ALL = "over all"


def read_code(text: str) -> str | None:
    """Return the digits of a message that is nothing but an attempt at a code, else None.

    An attempt may have a digit too few or too many: then it is not `DIGITS` long.
    """
    said = chinese.fold(text.replace("○", "〇"))
    for word in _AROUND:
        said = said.replace(word, "")
    digits = "".join(_SAID.get(character, character) for character in said)
    if not (digits.isascii() and digits.isdecimal()):
        return None
    return digits if DIGITS - 2 <= len(digits) <= DIGITS + 2 else None


async def limit(session: AsyncSession, holder: Holder, now: datetime) -> Limit | None:
    """Return which limit an account meets with a further try; hold its place until the commit."""
    # The first branch's row is the lock, so that many at once cannot all be the fiftieth.
    await session.exec(select(Branch.id).order_by(col(Branch.id)).limit(1).with_for_update(key_share=True))
    recent = select(sa.func.count()).select_from(Guess).where(col(Guess.at) > now - WINDOW)
    if (await session.exec(recent)).one() >= WRONG_OVER_ALL:
        return Limit.OVER_ALL
    own = recent.where(Guess.bot_id == holder.bot_id, Guess.user_id == holder.user_id)
    return Limit.ACCOUNT if (await session.exec(own)).one() >= WRONG_PER_ACCOUNT else None


async def note_wrong(session: AsyncSession, holder: Holder, now: datetime) -> None:
    """Count a wrong code; what refuses afterwards must not roll this back."""
    session.add(Guess(bot_id=holder.bot_id, user_id=holder.user_id, at=now))
    await session.flush()
