"""Drafts of notices: rows from the first word on, so that no interruption loses one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission, granted
from bot.domain import accounts, boards, notices, outbox, people
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import notice_preview as preview_words
from bot.texts import notice_writing as say
from models import Attachment, Board, MediaKind, Mode, Notice, NoticeState, Outbox, Person, Role

TEXT_LIMIT = 8000  # characters: two messages
FILES_LIMIT = 10


def subject(notice_id: int) -> str:
    """Return what a draft's live message is about."""
    return f"draft:{notice_id}"


async def unfinished(session: AsyncSession, author: Person) -> Notice | None:
    """Return the draft that somebody left last, if he left one."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.author_id == author.id,
            Notice.state == NoticeState.DRAFT,
            col(Notice.handed_at).is_(None),
        )
        .order_by(col(Notice.id).desc())
        .limit(1)
    )
    return found.first()


async def begin(
    session: AsyncSession, author: Person, now: datetime, *, corrects: Notice | None = None
) -> Notice:
    """Begin a draft; a correction keeps what was wanted back, how urgent it was and for whom alone."""
    notice = Notice(
        branch_id=author.branch_id,
        author_id=author.id,
        created_at=now,
        corrects=corrects.id if corrects else None,
        mode=corrects.mode if corrects else None,
        urgent=corrects.urgent if corrects else False,
        family=corrects.family if corrects else True,
    )
    session.add(notice)
    await session.flush()
    return notice


async def editable(session: AsyncSession, notice_id: int, person: Person, *, may_send: bool) -> Notice | None:
    """Return a draft that the person may change, locked; None when there is nothing left to change.

    It is the author's, and theirs who may send.
    """
    notice = await notices.locked(session, notice_id, person.branch_id)
    is_his = notice.author_id == person.id or may_send
    return notice if notice.state is NoticeState.DRAFT and is_his else None


async def draw_draft(session: AsyncSession, notice_id: int, viewer: Person, now: datetime) -> Message | None:
    """Draw the one message that shows a draft; None when it is none any more or not his to see."""
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.branch_id != viewer.branch_id or notice.state is not NoticeState.DRAFT:
        return None
    if Permission.NOTICE_WRITE not in granted(await accounts.roles(session, viewer, now)):
        return None
    attached = await notices.attached(session, notice_id)
    photos = sum(one.kind is MediaKind.PHOTO for one in attached)
    return say.draft(notice, photos, len(attached) - photos)


async def make_way(session: AsyncSession, notice: Notice, viewer: Person, now: datetime) -> None:
    """Put away what shows him the draft further up: it stands once, where he writes on."""
    # First the boards, as whoever redraws one locks them in this order.
    above = await session.exec(
        sa.delete(Board)
        .where(col(Board.subject) == subject(notice.id), col(Board.person_id) == viewer.id)
        .returning(col(Board.outbox_id))
    )
    for row_id in above.scalars().all():
        row = await session.get_one(Outbox, row_id)
        await outbox.edit(session, row, say.further_down(), branch_id=notice.branch_id, now=now, kind="board")


async def is_empty(session: AsyncSession, notice: Notice) -> bool:
    """Say whether nothing has been written or attached yet."""
    return not notice.text and not await notices.attached(session, notice.id)


async def write(
    session: AsyncSession, notice: Notice, person: Person, text: str, *, instead: bool = False
) -> None:
    """Add words as a new paragraph, or put them in the place of all that was written.

    Whoever wrote last is the author, so that he is not his own second.
    """
    before = "" if instead else notice.text
    words = "\n\n".join(part for part in (before, text.strip()) if part)
    if len(words) > TEXT_LIMIT:
        raise Refusal(say.too_long(TEXT_LIMIT))
    notice.text, notice.author_id, notice.album = words, person.id, None
    session.add(notice)


async def attach(
    session: AsyncSession,
    notice: Notice,
    person: Person,
    media_id: int,
    now: datetime,
    *,
    caption: str = "",
    album: str | None = None,
    instead: bool = False,
) -> bool:
    """Add a picture or file; return whether it belongs to an album that has already been answered.

    The answer to the album's first picture is then redrawn.
    """
    before = await notices.attached(session, notice.id)
    if len(before) >= FILES_LIMIT:
        raise Refusal(say.too_many_files(FILES_LIMIT))
    if media_id not in [one.media_id for one in before]:
        session.add(Attachment(notice_id=notice.id, media_id=media_id, position=len(before)))
    more_of_album = album is not None and album == notice.album
    if caption:
        await write(session, notice, person, caption, instead=instead)
    notice.album, notice.author_id, notice.shows_code = album, person.id, None
    session.add(notice)
    await session.flush()
    if more_of_album:
        await boards.touch(session, subject(notice.id), now)
    return more_of_album


async def empty(session: AsyncSession, notice: Notice) -> None:
    """Take out the words, the pictures and the files."""
    notice.text, notice.album, notice.shows_code = "", None, None
    session.add(notice)
    await session.exec(sa.delete(Attachment).where(col(Attachment.notice_id) == notice.id))


async def choose_mode(session: AsyncSession, notice: Notice, mode: Mode) -> None:
    """Say what should come back."""
    notice.mode = mode
    session.add(notice)


async def choose_urgency(session: AsyncSession, notice: Notice, urgent: bool) -> None:
    """Say whether it may wake people up."""
    notice.urgent = urgent
    session.add(notice)


async def choose_family(session: AsyncSession, notice: Notice, family: bool) -> None:
    """Say whether relatives may receive it (可由家属代收) or not (只告本人)."""
    notice.family = family
    session.add(notice)


async def choose_moment(session: AsyncSession, notice: Notice, at: datetime | None) -> None:
    """Say when it is to be sent; None: as soon as it is confirmed."""
    notice.send_at = at
    session.add(notice)


async def say_code(session: AsyncSession, notice: Notice, shows_code: bool) -> None:
    """Keep the author's word on whether a picture shows a QR code."""
    notice.shows_code = shows_code
    session.add(notice)


async def discard(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """Put a draft away for good; the row stays."""
    notice.state, notice.ended_at = NoticeState.STOPPED, now
    session.add(notice)


async def tell_drafter(
    session: AsyncSession, notice: Notice, by: Person, message: Message, now: datetime
) -> None:
    """Tell whoever handed a draft over what becomes of it in other hands."""
    if notice.handed_at is None or notice.author_id == by.id:
        return
    drafter = await session.get_one(Person, notice.author_id)
    await outbox.post(
        session, drafter, message, branch_id=notice.branch_id, now=now, kind="task", about=subject(notice.id)
    )


async def hand_over(
    session: AsyncSession, notice: Notice, author: Person, now: datetime, today: date
) -> list[Person]:
    """Give a draft to those who may send it and tell them; return them."""
    senders = await people.holders(session, notice.branch_id, (Role.SECRETARY, Role.ACTING), today)
    senders = senders or await people.holders(session, notice.branch_id, (Role.DEPUTY,), today)
    if not senders:
        raise Refusal(preview_words.nobody_to_send())
    notice.handed_at = now
    session.add(notice)
    for sender in senders:
        await outbox.post(
            session,
            sender,
            preview_words.handed_to_you(author.salutation(), notice.id),
            branch_id=notice.branch_id,
            now=now,
            kind="urgent task" if notice.urgent else "task",
            about=subject(notice.id),
        )
    return senders
