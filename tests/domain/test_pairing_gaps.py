"""Nobody without a pairing goes unnoticed."""

from datetime import date

from sqlmodel import select

from bot.domain import pairing_gaps, pairings
from models import Pairing
from tests.brief_world import at
from tests.people import messages_to


async def test_who_had_somebody_in_between_is_told_of_anew(session, branch, given):
    liaison = await given.liaison()
    ding, zhang = await given.cadre("丁海涛"), await given.member("张桂英")
    await given.pair(ding, await given.member("郑守义"))
    monday, tuesday, friday = (at(date(2026, 12, day), 8, 31) for day in (7, 8, 11))
    await pairing_gaps.tell_due(session, monday)
    await pairings.pair(session, branch, zhang, ding.id, liaison, monday)
    rows = await session.exec(select(Pairing).where(Pairing.member_id == zhang.id))
    await pairings.end(session, rows.one(), liaison, date(2026, 12, 9), tuesday)

    await pairing_gaps.tell_due(session, friday)

    told = [text for text in await messages_to(session, liaison) if "没有人结对" in text]
    assert len(told) == 2
