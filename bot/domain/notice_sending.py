"""Confirming a notice: the last look, the second person, and the minute in which 停 stops it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import GRANTS, Permission
from bot.clock import local_day
from bot.database import add_new
from bot.domain import boards, changes, notice_audience, notices, outbox, people, wording
from bot.domain.notice_audience import Recipient
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import notice_preview as say
from bot.texts import notice_recall as recall_words
from bot.texts.notices import Attached, SampleReceipt, bubbles
from models import Action, Branch, MediaKind, Notice, NoticeState, Outbox, Person, Receipt, Role
from models.outbox import LEFT

MINUTE = timedelta(minutes=1)  # in which 停 still stops everything
_SECONDS = tuple(role for role in Role if Permission.NOTICE_SECOND in GRANTS[role])


@dataclass(frozen=True, slots=True)
class Look:
    """A notice as it would go out now."""

    attached: Sequence[Attached]
    recipients: Sequence[Recipient]
    risks: Sequence[wording.Concern]  # why a second person has to look
    seen: str  # names exactly this look


def second_subject(notice_id: int) -> str:
    """Return the cause of the messages that ask for a second look."""
    return f"second:{notice_id}"


def starts_at(notice: Notice, now: datetime) -> datetime:
    """Return when sending begins if the notice is confirmed now."""
    return max(notice.send_at or now, now + MINUTE)


async def look(session: AsyncSession, notice: Notice, today: date) -> Look:
    """Return what would be sent to whom; while it waits for a second person, the people are fixed."""
    attached = await notices.attached(session, notice.id)
    if notice.state is NoticeState.DRAFT:
        recipients = await notice_audience.recipients(session, notice, today)
    else:
        recipients = await _fixed(session, notice.id)
    has_code = bool(notice.shows_code) and has_pictures(attached)
    risks = wording.needs_second_person(notice.text, has_code)
    return Look(attached, recipients, risks, _fingerprint(notice, attached, recipients))


def has_pictures(attached: Sequence[Attached]) -> bool:
    """Say whether there is a picture that might show a QR code."""
    return any(one.kind is MediaKind.PHOTO for one in attached)


async def _fixed(session: AsyncSession, notice_id: int) -> list[Recipient]:
    found = await session.exec(
        select(Person.id, Person.name)
        .join(Receipt, col(Receipt.person_id) == col(Person.id))
        .where(Receipt.notice_id == notice_id)
        .order_by(col(Receipt.id))
    )
    return [Recipient(person_id, name, None) for person_id, name in found.all()]


def _fingerprint(notice: Notice, attached: Sequence[Attached], recipients: Sequence[Recipient]) -> str:
    facts = (
        notice.text,
        notice.mode,
        notice.urgent,
        notice.family,
        notice.send_at and notice.send_at.timestamp(),
        notice.shows_code,
        [one.media_id for one in attached],
        sorted(one.person_id for one in recipients),
    )
    return sha256(repr(facts).encode()).hexdigest()[:10]


async def confirm(
    session: AsyncSession,
    notice_id: int,
    person: Person,
    seen: str,
    branch: Branch,
    now: datetime,
    *,
    despite_quiet: bool = False,
) -> Notice | None:
    """Confirm a draft as it was seen: fix its recipients and let the minute begin.

    Whoever confirms what was confirmed already changes nothing. Returns None when the draft or the
    roster has changed since it was shown. What is risky waits for a second person first; somebody
    else's draft has had its second person in whoever confirms it.
    """
    notice = await notices.locked(session, notice_id, branch.id)
    if notice.state is not NoticeState.DRAFT:
        return notice
    today = local_day(now, branch.zone)
    shown = await look(session, notice, today)
    _check_complete(notice, shown)
    if shown.seen != seen:
        return None
    await _fix(session, notice, shown.recipients)
    notice.confirmed_at, notice.confirmed_by = now, person.id
    notice.now_despite_quiet = despite_quiet
    if shown.risks and notice.author_id == person.id:
        await _ask_second(session, notice, shown, person, today, now)
    else:
        notice.seconded_by = person.id if shown.risks else None
        await _schedule(session, notice, person, now)
        if notice.author_id != person.id:
            author = await session.get_one(Person, notice.author_id)
            await _tell(session, author, say.sent_for_you(notice, person.salutation()), notice, now)
    return notice


def _check_complete(notice: Notice, shown: Look) -> None:
    if not notice.text and not shown.attached:
        raise Refusal(say.nothing_written())
    if not shown.recipients:
        raise Refusal(say.nobody())
    if notice.mode is None:
        raise Refusal(say.no_mode())


async def _fix(session: AsyncSession, notice: Notice, recipients: Sequence[Recipient]) -> None:
    rows = [
        {"branch_id": notice.branch_id, "notice_id": notice.id, "person_id": one.person_id}
        for one in recipients
    ]
    await add_new(session, Receipt, rows)


async def _schedule(session: AsyncSession, notice: Notice, by: Person, now: datetime) -> None:
    await _move(session, notice, NoticeState.SCHEDULED, by, now)
    notice.send_at = starts_at(notice, now)
    session.add(notice)
    await boards.touch(session, notices.about(notice.id), now)


async def _move(session: AsyncSession, notice: Notice, state: NoticeState, by: Person, now: datetime) -> None:
    """Change the state and write down who did it."""
    await changes.record(
        session,
        branch_id=notice.branch_id,
        person_id=None,
        entity="notice",
        row_id=notice.id,
        field="state",
        old=notice.state,
        new=state,
        by=by,
        now=now,
    )
    notice.state = state
    session.add(notice)


async def seconds(session: AsyncSession, notice: Notice, today: date) -> list[Person]:
    """Return who may take the second look: everybody entrusted with it but the author."""
    holders = await people.holders(session, notice.branch_id, _SECONDS, today)
    return [person for person in holders if person.id != notice.author_id]


async def _ask_second(
    session: AsyncSession, notice: Notice, shown: Look, author: Person, today: date, now: datetime
) -> None:
    asked = await seconds(session, notice, today)
    if not asked:
        raise Refusal(say.nobody_to_look())
    await _move(session, notice, NoticeState.SECOND, author, now)
    question = say.ask_second(
        author.salutation(),
        [risk.quote for risk in shown.risks],
        await notice_audience.describe(session, notice),
        len(shown.recipients),
        notice.id,
        shown.seen,
    )
    subject = second_subject(notice.id)
    for person in asked:
        for message in (*bubbles(notice, shown.attached, SampleReceipt()), question):
            await outbox.post(
                session,
                person,
                message,
                branch_id=notice.branch_id,
                now=now,
                kind="urgent task" if notice.urgent or notice.now_despite_quiet else "task",
                about=subject if message is question else f"{subject}:shown",
            )


async def second(
    session: AsyncSession,
    notice_id: int,
    person: Person,
    seen: str,
    agree: bool,
    branch: Branch,
    now: datetime,
) -> bool:
    """Take the second person's decision on exactly what he saw; return whether it decided anything."""
    notice = await notices.locked(session, notice_id, branch.id)
    if notice.state is not NoticeState.SECOND:
        return False
    if notice.author_id == person.id:
        raise Refusal(say.not_your_own())
    if (await look(session, notice, local_day(now, branch.zone))).seen != seen:
        return False
    author = await session.get_one(Person, notice.author_id)
    settled = say.second_settled(notice, person.salutation(), agree)
    await _answer_seconds(session, notice, settled, now, but=person)
    if agree:
        notice.seconded_by = person.id
        await _schedule(session, notice, person, now)
    else:
        await _back_to_draft(session, notice, person, now)
    await _tell(session, author, say.second_said(notice, person.salutation(), agree), notice, now)
    return True


async def _answer_seconds(
    session: AsyncSession, notice: Notice, message: Message, now: datetime, *, but: Person | None = None
) -> None:
    """Put `message` where the others were asked for a second look; who has not seen it need not."""
    subject = second_subject(notice.id)
    asked = col(Outbox.about).in_((subject, f"{subject}:shown"))
    await outbox.cancel(session, asked, reason="decided", now=now)
    rows = await session.exec(
        select(Outbox).where(
            Outbox.about == subject,
            Outbox.created_at == notice.confirmed_at,  # not those of an earlier round
            Outbox.action == Action.SEND,
            col(Outbox.state).in_(LEFT),
            Outbox.person_id != (but.id if but else None),
        )
    )
    for row in rows.all():
        await outbox.edit(session, row, message, branch_id=notice.branch_id, now=now)


async def _tell(
    session: AsyncSession, person: Person, message: Message, notice: Notice, now: datetime
) -> None:
    await outbox.post(session, person, message, branch_id=notice.branch_id, now=now, kind="reply")


async def _back_to_draft(session: AsyncSession, notice: Notice, by: Person, now: datetime) -> None:
    """Undo a confirmation before anything has left; the words are kept to be mended."""
    await _move(session, notice, NoticeState.DRAFT, by, now)
    if notice.send_at is not None and notice.send_at <= now + MINUTE:
        notice.send_at = None
    notice.confirmed_at = notice.confirmed_by = notice.seconded_by = None
    await session.exec(sa.delete(Receipt).where(col(Receipt.notice_id) == notice.id))
    await boards.touch(session, notices.about(notice.id), now)


async def stop(
    session: AsyncSession, notice_id: int, person: Person, branch_id: int, now: datetime
) -> Notice:
    """停: take a confirmed notice back to a draft before anything has left.

    Stopping twice changes nothing. Raises Refusal once sending has begun.
    """
    notice = await notices.locked(session, notice_id, branch_id)
    if notice.state in (NoticeState.SENT, NoticeState.WITHDRAWN):
        raise Refusal(recall_words.too_late_to_stop())
    if notice.state in (NoticeState.SCHEDULED, NoticeState.SECOND):
        await _answer_seconds(session, notice, say.second_not_needed(notice), now)
        await _back_to_draft(session, notice, person, now)
    return notice
