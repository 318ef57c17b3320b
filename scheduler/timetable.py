"""The whole schedule as one table: what asks, at every tick, what is due at or before now."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import (
    followup_lists,
    help_post,
    invitations,
    notice_board,
    notice_drafts,
    relatives,
    roster,
    sheets,
)
from bot.domain.boards import Draw
from scheduler import (
    anniversaries,
    birthdays,
    briefs,
    festivals,
    followups,
    help,
    leaving,
    medals,
    notices,
    occasions,
    pairings,
    upkeep,
    workdays,
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One question to the database; safe at any time and any number of times."""

    name: str
    run: Callable[[AsyncSession, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Craft:
    """Something slow: asked for on a read-only view, made with no transaction open, kept in one."""

    name: str
    wanted: Callable[[AsyncSession, datetime], Awaitable[Sequence[Any]]]
    make: Callable[[Any], Awaitable[Any]]
    keep: Callable[[AsyncSession, Any, datetime], Awaitable[object]]


TIMETABLE: tuple[Sweep, ...] = (
    Sweep("notices", notices.send_due),  # a minute after 确认发送, or at the chosen time
    Sweep("anniversaries ahead", anniversaries.look_ahead),  # hourly; the month's list on the 25th
    Sweep("anniversaries", anniversaries.greet),  # at 08:30 of the day what was approved
    Sweep("occasions", occasions.look_after),  # weeks before a festival; at once for hospital
    Sweep("festivals", festivals.look_after),  # a week before; at 08:30 of the day what was approved
    Sweep("birthdays", birthdays.look_after),  # on the 25th; at 08:30 of the day what was approved
    Sweep("visit briefs", briefs.send_due),  # the first working day, the 15th, the 25th, the month's end
    Sweep("follow-ups", followups.look_after),  # at once after a notice, or after its patience
    Sweep("follow-up lists", followups.ask),  # at each helper's hour; what is urgent at once
    Sweep("medals", medals.look_after),  # from January on, once a year
    Sweep("calls for help", help.look_after),  # half an hour by day; an alarm until somebody takes it
    Sweep("undecided deaths", leaving.escalate),  # two hours after the freeze
    Sweep("ended freezes", leaving.let_go),  # what was held at the moment at which one ended
    Sweep("roster previews", roster.forget_drafts),  # a week after nobody confirmed one
    Sweep("relatives", relatives.end_due),  # when the agreed last day is over
    Sweep("sent invitations", invitations.forget_sent),  # their words are a way in
    Sweep("pairings", pairings.look_after),  # a new cadre's papers at once, a hand-over when he has called
    Sweep("monthly sheets", sheets.remind),  # the first working day of the month
    Sweep("days off", workdays.ask_for_next_year),  # late in December
    Sweep("upkeep", upkeep.tidy),  # old updates, guesses, dialogs and incidents
)

CRAFTS: tuple[Craft, ...] = (
    Craft("cards", anniversaries.cards_wanted, anniversaries.draw_cards, anniversaries.keep_cards),
)

# How each kind of board is drawn.
BOARDS: dict[str, Draw] = {
    "notice": notice_board.draw_board,
    "draft": notice_drafts.draw_draft,
    "calls": followup_lists.draw,
    "help": help_post.draw,
}
