"""Rows of the outbox, for tests of what is claimed and of what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import ledger
from bot.delivery.claiming import Claimed
from bot.delivery.telegram import Fate, Outcome
from bot.domain import outbox
from bot.domain.kinds import KINDS, Doubt, Hearing, Kind
from bot.domain.outbox import Chat
from bot.messages import Message
from models import Lane, Outbox
from tests.outgoing import claim_one
from tests.people import BOT_ID, NOON

SENT = Outcome(Fate.SENT, message_ids=(501,))
LOST = Outcome(Fate.DOUBT, "TimedOut")


@pytest.fixture
def say(session, branch):
    """Put a message into the outbox, to a chat unless it is for a person."""

    async def _say(to: Any, text: str = "您好", kind: str = "tidings", **more: Any) -> int:
        return await outbox.post(
            session,
            Chat(to) if isinstance(to, int) else to,
            Message(text),
            branch_id=branch.id,
            now=NOON,
            kind=kind,
            **more,
        )

    return _say


@pytest.fixture
def kinds(monkeypatch):
    """Make two kinds without a feature behind them: for all, and better never than twice."""
    for kind in (
        Kind("tidings", Lane.BROADCAST, Doubt.ARRIVE, Hearing.LIVING, True, timedelta(days=7)),
        Kind("greeting", Lane.REMINDER, Doubt.ONCE, Hearing.CHEERFUL, False, timedelta(hours=10)),
    ):
        monkeypatch.setitem(KINDS, kind.name, kind)


async def claim(session: AsyncSession, *busy: int, now: Any = NOON) -> Any:
    return await claim_one(session, now, busy)


async def claim_all(session: AsyncSession, now: Any = NOON) -> list[str]:
    """Claim until nothing is left; return the texts in the order they would leave."""
    left = []
    while (claimed := await claim(session, now=now)) is not None:
        if isinstance(claimed, Claimed):
            left.append(claimed.call.text)
    return left


async def record(session: AsyncSession, claimed: Claimed, outcome: Outcome, now: Any = NOON) -> Outbox:
    await ledger.record(session, BOT_ID, [(claimed, outcome)], now)
    return await row(session, claimed.row_id)


async def row(session: AsyncSession, row_id: int) -> Outbox:
    return await session.get_one(Outbox, row_id, populate_existing=True)
