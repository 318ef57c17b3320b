"""A notice that somebody who may write one has typed without asking for 发通知 first."""

from bot.access import Permission
from bot.domain import notice_offering
from bot.texts import notice_offering as say
from handlers import notice_writing
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn


async def asked_for(turn: Turn) -> Reply:
    """Open a draft with what was said behind 「发个通知」; None where nothing was."""
    words = notice_offering.asked_for(turn.said.text)
    if words is None or Permission.NOTICE_WRITE not in turn.speaker.permissions:
        return None
    draft = await notice_offering.keep(turn.session, turn.person, words, turn.now)
    return await notice_writing.write_on(turn, draft)


async def offered(turn: Turn) -> Reply:
    """Offer to make a notice of a long text that names a day; None where it does not read like one."""
    words = turn.said.text
    if Permission.NOTICE_WRITE not in turn.speaker.permissions or not notice_offering.reads_like_one(words):
        return None
    return say.offer(await notice_offering.keep(turn.session, turn.person, words, turn.now))
