"""要办的: a helper's own list, everybody's for whoever is responsible, and the hour of the list."""

from dataclasses import replace
from datetime import time

from bot.domain import followup_endings, followup_lists, followups
from bot.domain.followups import SEE_EVERYTHING, Task
from bot.errors import Refusal
from bot.texts import followup_lists as say
from handlers import help_desk
from handlers.kit.replies import Live, Part, Redraw, Reply
from handlers.kit.turn import Turn
from models import Role


async def mine(turn: Turn) -> Reply:
    """Answer 要办的: one's own list, kept up to date; who is responsible may look at all."""
    await followup_endings.settle(turn.session, turn.now)
    replies: list[Part] = []
    if turn.speaker.roles & (SEE_EVERYTHING | {Role.GROUP_LEADER}):
        found = await followup_lists.everybody(turn.session, turn.speaker, turn.today)
        others = [task for task, _ in found if task.row.helper_id != turn.person.id]
        if others:
            replies.append(say.offer_all(followup_lists.lines(others, turn.branch, turn.now)))
    # What matters most stands last, where the reader's eye and thumb are: who asked for a human.
    own = await _own(turn)
    calls = await help_desk.open_calls(turn)
    if own or calls is None:
        message = followup_lists.shown(own, turn.branch, turn.now)
        replies.append(Live(followups.list_subject(turn.person.id), message))
    return replies if calls is None else [*replies, calls]


async def more(turn: Turn, press: say.MoreTasks) -> Reply:
    """Turn to a page of one's own list, the first of which is kept up to date; the list itself stays."""
    page = followup_lists.shown(await _own(turn), turn.branch, turn.now, press.skip)
    return page if press.skip else Live(followups.list_subject(turn.person.id), page)


async def everybodys(turn: Turn, press: say.AllTasks) -> Reply:
    """Show what lies with whom."""
    found = await followup_lists.everybody(turn.session, turn.speaker, turn.today)
    shown = followup_lists.lines([task for task, _ in found], turn.branch, turn.now)
    names = [name for _, name in found]
    with_helpers = [replace(line, helper=name) for line, name in zip(shown, names, strict=True)]
    return Redraw(say.all_tasks(with_helpers, press.skip))


async def _own(turn: Turn) -> list[Task]:
    tasks = await followup_lists.own(turn.session, [turn.person.id])
    return tasks.get(turn.person.id, [])


async def ask_hour(turn: Turn, _press: say.AskHour) -> Reply:
    """Ask when the list is to come."""
    return say.ask_hour(await followup_lists.hour_of(turn.session, turn.person.id))


async def set_hour(turn: Turn, press: say.SetHour) -> Reply:
    """Take the hour of the list."""
    hour, minute = divmod(press.minutes, 60)
    if not 0 <= hour < 24 or time(hour, minute) not in say.HOURS:
        raise Refusal(say.no_such_hour())
    await followup_lists.set_hour(turn.session, turn.person.id, time(hour, minute))
    return Redraw(say.hour_set(time(hour, minute)))
