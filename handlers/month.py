"""本月情况: the numbers of the month, the names behind each, and the page to print."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import changes, month
from bot.errors import Refusal
from bot.papers.month import PaperMonth, PaperSection, month_page
from bot.texts import common
from bot.texts import month as say
from bot.texts.month import Entry, Month, Part
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.printing import paper


async def show(turn: Turn) -> Reply:
    """Answer 本月情况."""
    return say.page(await _month(turn, turn.session), turn.today)


async def open_part(turn: Turn, press: say.OpenPart) -> Reply:
    """Show the names behind a number; the page itself stays."""
    if press.part not in set(Part):
        raise Refusal(common.not_found())
    part = Part(press.part)
    found = await _month(turn, turn.session)
    message = say.names(part, found.parts[part], press.skip)
    return Redraw(message) if press.skip else message


async def print_page(turn: Turn, _press: say.PrintMonth) -> Reply:
    """Make the page; that somebody took the names is written down."""
    await changes.note_export(
        turn.session,
        branch_id=turn.branch_id,
        entity="month",
        what=turn.today.isoformat(),
        by=turn.person,
        now=turn.now,
    )

    async def make(session: AsyncSession) -> File:
        facts = _on_paper(turn, await _month(turn, session))
        return await paper(say.file_name(turn.today), say.printed(), month_page, facts)

    return Later(make)


async def _month(turn: Turn, session: AsyncSession) -> Month:
    return await month.of(session, turn.branch, turn.speaker, turn.bot_id, turn.now)


def _on_paper(turn: Turn, found: Month) -> PaperMonth:
    pieces = {part: _pieces(entries) for part, entries in found.parts.items()}
    return PaperMonth(
        branch=turn.branch.name,
        day=turn.today,
        summary=f"{say.spoken(found)}{say.how_to_read()}",
        sections=[
            PaperSection(say.heading(part, len(found.parts[part])), say.paper_text(each))
            for part, each in pieces.items()
        ],
        names=sorted({piece for each in pieces.values() for group in each for piece in group}),
    )


def _pieces(entries: Sequence[Entry]) -> list[list[str]]:
    """Put those together who lie with the same helper, in the order in which they come."""
    helpers = dict.fromkeys(entry.helper for entry in entries)
    return [
        say.paper_pieces(helper, [entry for entry in entries if entry.helper == helper]) for helper in helpers
    ]
