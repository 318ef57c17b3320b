"""A notice as its recipients meet it: 「收到」, pressed or typed, and 看通知."""

from datetime import datetime

from bot.clock import local
from bot.domain import acting_for, notices, outbox, relatives
from bot.domain import notice_receipts as receipts
from bot.domain.notice_receipts import Own
from bot.messages import Message
from bot.texts import dates
from bot.texts import notices as say
from bot.texts.notices import Acknowledge, EarlierNotices, SampleReceipt
from handlers import relatives as relative_handlers
from handlers.kit.replies import Part, Redraw, Reply
from handlers.kit.turn import Turn
from models import Notice, NoticeState, Role, Via

AT_A_TIME = 3  # messages that 看通知 answers with


async def acknowledge(turn: Turn, press: Acknowledge) -> Reply:
    """Answer 「收到」 under a notice: it counts, and what was pressed on shows today's state.

    Under what a relative received for a member it is his 收到, given by her.
    """
    row = await outbox.said_at(turn.session, turn.said.chat_id, turn.said.message_id)
    whom = await relatives.meant(turn.session, turn.person, press.notice_id, row)
    if len(whom) > 1:
        return await relative_handlers.look(turn)
    if whom:
        own = await _for_member(turn, whom[0], press.notice_id)
    else:
        own = await receipts.acknowledge(turn.session, press.notice_id, turn.person, turn.now, via=Via.BUTTON)
    if own.notice.state is NoticeState.WITHDRAWN:
        return Redraw(say.withdrawn(row.layout if row else None))
    ended = own.notice.ended_at is not None
    newer = await notices.correction_of(turn.session, own.notice.id) if ended else None
    if row is not None and row.id in own.redrawn:
        shown: list[Part] = []
    elif row is None:  # its outcome is not written down yet; the receipt is
        shown = [say.noted_already()]
    else:
        corrected = newer is not None
        void = ended and not corrected
        mark = say.as_it_stands(row.text, row.layout, confirmed=own.confirmed, corrected=corrected, void=void)
        shown = [Redraw(mark)]
    if newer is None or whom:  # a correction came to her screen by itself
        return shown
    return [*shown, Message(say.newer_below()), *await _waiting(turn, newer)]


async def _for_member(turn: Turn, member_id: int, notice_id: int) -> Own:
    desk = await acting_for.desk(turn.session, turn.speaker, member_id, turn.today)
    notice = await acting_for.notice_of(turn.session, desk, notice_id)
    await acting_for.receive(turn.session, desk, turn.person, notice, "", turn.now)
    return Own(notice, confirmed=await acting_for.is_confirmed(turn.session, desk, notice))


async def acknowledge_typed(turn: Turn) -> Reply:
    """Answer a typed 收到: the latest notice that waits is confirmed, another one is shown."""
    waiting = await receipts.waiting(turn.session, turn.person)
    if not waiting:
        return await relative_handlers.acknowledge_typed(turn) or say.nothing_waits()
    latest, *others = waiting
    await receipts.acknowledge(turn.session, latest.id, turn.person, turn.now, via=Via.TYPED)
    if not others:
        return say.noted(latest)
    return [say.noted(latest), Message(say.one_more()), *await _waiting(turn, others[0])]


async def _waiting(turn: Turn, notice: Notice) -> list[Message]:
    return await _shown(turn, Own(notice, confirmed=False))


async def look(turn: Turn) -> Reply:
    """Answer 看通知: one's own, and the way to those of whom one stands in for."""
    is_relative = Role.RELATIVE in turn.speaker.roles
    if is_relative and turn.speaker.member is None:
        return await relative_handlers.look(turn)
    own = await _own(turn, 0)
    others = await relative_handlers.others(turn) if is_relative else None
    return own if others is None else [*own, others]


async def look_earlier(turn: Turn, press: EarlierNotices) -> Reply:
    """Answer 「更早的」."""
    return await _own(turn, press.skip)


async def _own(turn: Turn, skip: int) -> list[Message]:
    # One more than is shown, to know whether there is an earlier one.
    found = await receipts.own(turn.session, turn.person, skip, AT_A_TIME + 1)
    if not found:
        return [say.no_earlier() if skip else say.no_notices()]
    ids = [own.notice.id for own in found[:AT_A_TIME]]
    await receipts.note_shown(turn.session, turn.person, ids, turn.now)
    shown: list[Message] = []
    # The most pressing one stands last, where the reader's eye and thumb are.
    for own in reversed(found[:AT_A_TIME]):
        shown += await _shown(turn, own)
    if len(found) > AT_A_TIME:
        shown.insert(0, say.more_earlier(skip + AT_A_TIME))
    return shown


async def _shown(turn: Turn, own: Own) -> list[Message]:
    attached = await notices.attached(turn.session, own.notice.id)
    sent_at = own.notice.sent_at or turn.now
    return say.own(own.notice, attached, _day(turn, sent_at), confirmed=own.confirmed)


def _day(turn: Turn, at: datetime) -> str:
    return dates.day(local(at, turn.branch.zone).date(), turn.today)


async def sample(_turn: Turn, _press: SampleReceipt) -> Reply:
    """Answer 「收到」 under a preview."""
    return say.sample()
