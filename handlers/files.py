"""Files outside any question: a roster, a spoken word, a greeting picture."""

from bot.access import Permission
from bot.domain.people import Speaker
from bot.errors import Refusal
from bot.texts import help as say
from handlers import help as help_
from handlers import roster, visit_form, visits
from handlers.kit.reading import Incoming, Sort
from handlers.kit.replies import Reply
from handlers.kit.routing import Fetch
from handlers.kit.turn import Turn


async def prepare(said: Incoming, speaker: Speaker, fetch: Fetch) -> object:
    """Fetch a spoken word, and a picture, which may belong to a call for help; open a table to import."""
    if said.file is not None and said.file.sort is Sort.SPOKEN:
        return await fetch()
    if said.file is not None and said.file.sort is Sort.SHOWN:
        return await _fetch_if_possible(fetch)
    return await roster.prepare(said, speaker, fetch)


async def _fetch_if_possible(fetch: Fetch) -> bytes | None:
    try:
        return await fetch()
    except Refusal:
        return None  # a greeting is answered without being looked at


async def prepare_for_form(said: Incoming, _speaker: Speaker, fetch: Fetch) -> bytes | None:
    """Fetch whatever was sent while a form is open; the form decides what it takes."""
    return await fetch() if said.file is not None else None


async def take(turn: Turn) -> Reply:
    """Answer a file: a spoken word goes to a human, a table to the roster, a picture is a greeting.

    Unless what is said in it or below it tells of a visit.
    """
    sort = turn.said.file.sort if turn.said.file else None
    if sort is Sort.SPOKEN:
        record = await visits.take_spoken(turn) if visits.is_spoken_record(turn) else None
        return record or await help_.pass_on(turn)
    writes_notices = Permission.NOTICE_WRITE in turn.speaker.permissions
    if sort is Sort.SHOWN:
        told = await visits.hear(turn) if writes_notices else await help_.picture(turn)
        if told is not None or not writes_notices:
            return await visit_form.with_picture(turn, told)
    if turn.prepared is not None and sort is Sort.FILE:
        return await roster.take_file(turn)
    notice = next((word for word in ("发通知", "拟通知") if word in turn.router.by_word), None)
    return say.no_use_for_file(notice if writes_notices else None)
