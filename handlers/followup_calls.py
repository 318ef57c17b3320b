"""请打电话, under a notice's board: who is still to be told, and the list for whoever telephones."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import followup_calls, followup_endings, notices, people
from bot.messages import Message
from bot.papers.calls import CallRow, call_list
from bot.texts import followup_calls as say
from bot.texts.followup_calls import Call
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.printing import paper
from models import FollowUpState, Notice


async def names(turn: Turn, press: say.CallNames) -> Reply:
    """Show who is still to be told; the board itself stays."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    await followup_endings.settle(turn.session, turn.now)
    found = await followup_calls.of_notice(turn.session, notice.id)
    calls = [
        Call(
            one.row.id,
            one.person.name,
            one.row.state is FollowUpState.VISIT,
            one.row.attempts,
            one.helper,
        )
        for one in found
    ]
    message = say.names(calls, press.skip, notice.id)
    return Redraw(message) if press.skip else message


async def print_calls(turn: Turn, press: say.PrintCalls) -> Reply:
    """Make the list to telephone from; that somebody took the numbers is written down."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    await notices.note_export(turn.session, notice, "calls", turn.person, turn.now)

    async def make(session: AsyncSession) -> File | Message:
        found = await followup_calls.of_notice(session, notice.id)
        if not found:
            return say.names([], 0, notice.id)
        rows = [CallRow(one.person.salutation(), one.person.phone, one.row.words) for one in found]
        return await paper(
            say.file_name(), say.printed(len(rows)), call_list, say.list_title(), turn.today, rows
        )

    return Later(make)
