"""打印大字版, under a notice's board: a copy for each who reads on paper, with a slip to sign."""

from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import local_day
from bot.domain import notice_papers, notices, people
from bot.papers.notices import PaperNotice, notice_copies
from bot.texts import notice_papers as say
from bot.texts import papers as paper_words
from bot.texts.notices import gist, heading
from handlers.kit.replies import File, Later, Reply
from handlers.kit.turn import Turn
from handlers.printing import paper
from models import Branch, Notice
from models.notices import Mode

_SUBJECT = 20  # characters of a notice's beginning


def on_paper(notice: Notice, branch: Branch, *, pictures: bool) -> PaperNotice:
    """Return a notice as it is printed for anybody."""
    return PaperNotice(
        title=heading(notice),
        text=notice.text,
        subject=gist(notice, _SUBJECT),
        signature=branch.name,
        day=local_day(notice.sent_at or notice.created_at, branch.zone),
        more=paper_words.and_pictures() if pictures else "",
    )


async def print_notice(turn: Turn, press: say.PrintNotice) -> Reply:
    """Make a copy for each who needs one, or one for anybody; that it was made is written down."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    readers = await notice_papers.readers_of(turn.session, notice.id)
    pictures = await notice_papers.has_pictures(turn.session, notice.id)
    await notices.note_export(turn.session, notice, "paper", turn.person, turn.now)
    asks = notice.mode is not Mode.TELL
    blank = on_paper(notice, turn.branch, pictures=pictures)
    copies = [replace(blank, address=reader.salutation()) for reader in readers] or [blank]
    words = say.printed([reader.name for reader in readers], with_receipt=asks)

    async def make(_session: AsyncSession) -> File:
        return await paper(say.file_name(gist(notice)), words, notice_copies, copies, with_receipt=asks)

    return Later(make)
