"""The last look at a notice: the next open question, the preview, 确认发送, the second person."""

from collections.abc import Sequence

from bot.access import Permission
from bot.clock import local
from bot.domain import (
    budget,
    gate,
    notice_audience,
    notice_board,
    notice_drafts,
    notices,
    sheet_items,
    wording,
)
from bot.domain import notice_sending as sending
from bot.domain.notice_sending import Look
from bot.domain.wording_dates import relative_days
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common, dates
from bot.texts import notice_audience as audience_words
from bot.texts import notice_preview as say
from bot.texts import notice_recall as recall_words
from bot.texts import notice_writing as writing_words
from bot.texts.notices import SampleReceipt, bubbles
from bot.texts.wording import describe
from handlers import binding
from handlers.kit.replies import Live, Part, Redraw, Reply
from handlers.kit.turn import Turn
from models import Notice, NoticeState, Person

STOP_WORDS = ("停", "停下", "停止", "停发", "先停", "别发", "别发了", "先别发", "不要发", "不要发了")


async def onward(turn: Turn, notice: Notice) -> list[Part]:
    """Ask what is still open about a draft, one thing at a time; at the end show the preview."""
    look = await sending.look(turn.session, notice, turn.today)
    if not notice.text and not look.attached:
        raise Refusal(say.nothing_written())
    if not look.recipients:
        if notice.corrects is not None:
            raise Refusal(say.nobody_got_it())
        return [await choosing(turn, notice)]
    if notice.mode is None:
        return [writing_words.ask_mode(notice)]
    if notice.shows_code is None and sending.has_pictures(look.attached):
        return [writing_words.ask_code(notice)]
    return [*bubbles(notice, look.attached, SampleReceipt()), await _last_look(turn, notice, look)]


async def revising(turn: Turn, notice: Notice, *, on: bool) -> Message:
    """Return the last look with what can be changed below it, or as it was before."""
    look = await sending.look(turn.session, notice, turn.today)
    return await _last_look(turn, notice, look, revising=on)


async def last_of_onward(turn: Turn, notice: Notice) -> Part:
    """Show only the last look, after a change that leaves the notice above it as it is."""
    *_, last = await onward(turn, notice)
    return last


async def is_settled(turn: Turn, notice: Notice) -> bool:
    """Say whether it is clear whom a draft is for and what should come back."""
    if notice.corrects is not None:  # both are those of what it corrects
        return True
    found = await notice_audience.recipients(turn.session, notice, turn.today)
    return bool(found) and notice.mode is not None


async def choosing(turn: Turn, notice: Notice, unknown: Sequence[str] = ()) -> Message:
    """Ask whom a notice is for, with what has been chosen so far and the words that named nobody."""
    found = await notice_audience.recipients(turn.session, notice, turn.today)
    groups = await notice_audience.groups(turn.session, turn.branch_id)
    chosen = await notice_audience.describe(turn.session, notice)
    return audience_words.audience(notice, chosen, len(found), sum(groups.values()), unknown)


async def _last_look(turn: Turn, notice: Notice, look: Look, *, revising: bool = False) -> Message:
    zone = turn.branch.zone
    leaves = sending.starts_at(notice, turn.now)
    quiet = None if notice.urgent else gate.quiet_until(turn.branch, leaves)
    is_set = notice.send_at is not None and leaves == notice.send_at
    by_sheet = await sheet_items.would_wait(turn.session, notice, [one.person_id for one in look.recipients])
    later = await _later(turn, notice, look)
    concerns = [*wording.check(notice.text, turn.today), *look.risks]
    if by_sheet or later or local(quiet or leaves, zone).date() != turn.today:
        concerns += relative_days(notice.text)
    return say.last_look(
        notice,
        say.LastLook(
            audience=await notice_audience.describe(turn.session, notice),
            count=len(look.recipients),
            when=dates.moment(local(leaves, zone), turn.today) if is_set else None,
            quiet_until=dates.moment(local(quiet, zone), turn.today) if quiet else None,
            by_sheet=by_sheet,
            later=later,
            concerns=[describe(concern) for concern in concerns],
            seen=look.seen,
            may_send=Permission.NOTICE_SEND in turn.speaker.permissions,
        ),
        revising=revising,
    )


async def _later(turn: Turn, notice: Notice, look: Look) -> int:
    """Return how many will get it on a later day, because they hear enough without it."""
    if notice.urgent or notice.corrects is not None:
        return 0
    at = sending.starts_at(notice, turn.now)
    to = [one.person_id for one in look.recipients]
    return await budget.waiting(turn.session, to, turn.branch, at, turn.now)


async def confirm(turn: Turn, press: say.Confirm) -> Reply:
    """Answer 「确认发送」 and 「现在就发」: exactly what was shown, once, whoever presses how often."""
    notice = await sending.confirm(
        turn.session,
        press.notice_id,
        turn.person,
        press.seen,
        turn.branch,
        turn.now,
        despite_quiet=bool(press.despite_quiet),
    )
    if notice is None:
        changed = await notices.locked(turn.session, press.notice_id, turn.branch_id)
        return [Redraw(say.changed_meanwhile()), *await onward(turn, changed)]
    if notice.state is NoticeState.SECOND:
        asked = await sending.seconds(turn.session, notice, turn.today)
        done = say.waits_for_second([person.salutation() for person in asked])
    else:
        done = say.confirmed()
    return [Redraw(done), await live(turn, notice.id)]


async def live(turn: Turn, notice_id: int) -> Part:
    """Return a notice's board, which from now on shows what becomes of it."""
    board = await notice_board.draw_board(turn.session, notice_id, turn.person, turn.now)
    if board is None:
        raise Refusal(common.not_allowed())
    return Live(notices.about(notice_id), board)


async def decide(turn: Turn, press: say.Second) -> Reply:
    """Answer 「同意发出」 and 「不同意」; what has been decided already shows today's state."""
    decided = await sending.second(
        turn.session,
        press.notice_id,
        turn.person,
        press.seen,
        bool(press.agree),
        turn.branch,
        turn.now,
    )
    if decided:
        return Redraw(say.second_thanks(bool(press.agree)))
    return await today(turn, press.notice_id)


async def show(turn: Turn, press: say.ShowPreview) -> Reply:
    """Answer 「看一看」 under a draft that was handed over."""
    return await today(turn, press.notice_id)


async def today(turn: Turn, notice_id: int) -> Reply:
    """Show a notice as it is now: to be written on, to be looked at, or its board."""
    notice = await notices.locked(turn.session, notice_id, turn.branch_id)
    may_send = Permission.NOTICE_SEND in turn.speaker.permissions
    if notice.state is NoticeState.DRAFT:
        draft = await notice_drafts.editable(turn.session, notice_id, turn.person, may_send=may_send)
        if draft is None:
            raise Refusal(common.not_allowed())
        return await onward(turn, draft)
    may_second = Permission.NOTICE_SECOND in turn.speaker.permissions
    if notice.state is NoticeState.SECOND and may_second and notice.author_id != turn.person.id:
        return await _second_look(turn, notice)
    return await live(turn, notice_id)


async def _second_look(turn: Turn, notice: Notice) -> list[Part]:
    look = await sending.look(turn.session, notice, turn.today)
    author = await turn.session.get_one(Person, notice.author_id)
    question = say.ask_second(
        author.salutation(),
        [risk.quote for risk in look.risks],
        await notice_audience.describe(turn.session, notice),
        len(look.recipients),
        notice.id,
        look.seen,
    )
    return [*bubbles(notice, look.attached, SampleReceipt()), question]


async def stop_typed(turn: Turn) -> Reply:
    """Answer a typed 停: a notice that is about to leave, else the messages to whoever says it."""
    meant = await meant_by_stop(turn)
    if not meant:
        return await binding.stop(turn)
    if len(meant) > 1:
        return recall_words.which_to_stop(meant)
    return await _stop(turn, meant[0].id)


async def meant_by_stop(turn: Turn) -> Sequence[Notice]:
    """Return what a 停 can mean: the notices in their minute, else those set for later."""
    if Permission.NOTICE_SEND not in turn.speaker.permissions:
        return []
    waiting = await notices.about_to_leave(turn.session, turn.branch_id)
    soon = [notice for notice in waiting if notice.send_at and notice.send_at <= turn.now + sending.MINUTE]
    return soon or waiting


async def stop(turn: Turn, press: recall_words.Stop) -> Reply:
    """Answer 「停」."""
    return await _stop(turn, press.notice_id)


async def _stop(turn: Turn, notice_id: int) -> Reply:
    notice = await sending.stop(turn.session, notice_id, turn.person, turn.branch_id, turn.now)
    return Redraw(recall_words.stopped(notice))
