"""月报: who reads on paper, what waits for each, and the sheets to print and carry."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import people, sheets
from bot.domain.sheets import Reader
from bot.messages import Message
from bot.papers.sheets import PaperSheet, monthly_sheets
from bot.texts import sheets as say
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.notice_papers import on_paper
from handlers.printing import paper
from models import Person


async def show(turn: Turn) -> Reply:
    """Answer 月报."""
    return await _overview(turn, 0)


async def turn_page(turn: Turn, press: say.OpenSheets) -> Reply:
    """Show the sheets from a button; another page stands where the first was."""
    message = await _overview(turn, press.skip)
    return Redraw(message) if press.skip else message


async def _overview(turn: Turn, skip: int) -> Message:
    found = await sheets.readers(turn.session, turn.branch_id, turn.now)
    rows = [
        say.Row(
            one.person.id,
            one.person.name,
            one.group,
            len(one.waiting),
            local_day(one.printed_at, turn.branch.zone) if one.is_on_its_way and one.printed_at else None,
            one.carrier,
        )
        for one in found
    ]
    return say.overview(rows, skip, turn.today)


async def print_sheets(turn: Turn, press: say.PrintSheets) -> Reply:
    """Print one member's sheet or all, and let somebody carry each."""
    one = (
        await people.owned(turn.session, Person, press.person_id, turn.branch_id) if press.person_id else None
    )
    found = await sheets.print_for(turn.session, turn.branch, one.id if one else None, turn.person, turn.now)
    if not found:
        return say.nothing_waits(one.name if one else None)
    liaison = await people.helper_of(turn.session, turn.branch_id, turn.today) or turn.person
    papers = [_on_paper(turn, reader, liaison) for reader in found]
    carriers = list(dict.fromkeys(reader.carrier for reader in found if reader.carrier))
    words = say.printed([reader.person.name for reader in found], carriers)

    async def make(_session: AsyncSession) -> File:
        return await paper(
            say.file_name(turn.today, one.name if one else None), words, monthly_sheets, papers
        )

    return Later(make)


def _on_paper(turn: Turn, reader: Reader, liaison: Person) -> PaperSheet:
    return PaperSheet(
        address=reader.person.salutation(),
        notices=[on_paper(item.notice, turn.branch, pictures=item.has_pictures) for item in reader.waiting],
        signature=turn.branch.name,
        liaison=liaison.name,
        phone=liaison.phone,
        day=turn.today,
    )
