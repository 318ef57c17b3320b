"""Words that were meant to be a notice, written without 发通知: heard, kept as a draft, never sent."""

import re
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import notice_drafts
from bot.patterns import Pattern
from models import Notice, NoticeState, Person

_LONG = 60  # characters; a shorter text is said to the program, not to a branch
_SEVERAL_LINES = 3
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = Pattern(
    rf"{_N}\s*月\s*{_N}\s*[日号]|(?:\d{{4}}[-./])?\d{{1,2}}[-./]\d{{1,2}}|(?:周|星期|礼拜)[一二三四五六日天]"
    r"|今天|明天|后天|今晚|明晚|今日|明日"
)
_ASKED_FOR = Pattern(
    r"\s*(?:请|请你|帮我|替我|给我)?(?:发|拟|写|起草)(?:个|一个|一下|条|一条|份|一份)?通知[\s,，。:：;；、]+(?P<words>.+)",
    re.DOTALL,
)
_A_FEW_WORDS = 6


def asked_for(text: str) -> str | None:
    """Return what is to be told to the branch: 「发个通知 下周三开会」; None where that was not asked."""
    found = _ASKED_FOR.fullmatch(text)
    words = found["words"].strip() if found else ""
    return words if len(words) >= _A_FEW_WORDS else None


def reads_like_one(text: str) -> bool:
    """Say whether a text is as long as a notice and names a day."""
    lines = [line for line in text.splitlines() if line.strip()]
    is_long = len(text.strip()) > _LONG or len(lines) >= _SEVERAL_LINES
    return is_long and _DAY.search(text) is not None


async def keep(session: AsyncSession, author: Person, words: str, now: datetime) -> Notice:
    """Keep words as a draft; the same words said twice are one."""
    found = await session.exec(
        select(Notice).where(
            Notice.author_id == author.id, Notice.state == NoticeState.DRAFT, Notice.text == words.strip()
        )
    )
    draft = found.first()
    if draft is None:
        draft = await notice_drafts.begin(session, author, now)
        await notice_drafts.write(session, draft, author, words)
        await session.flush()
    return draft
