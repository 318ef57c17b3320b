"""The gate: the last look before anything is said, for every kind, in one place."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import instant, local
from bot.domain import (
    anniversary_sending,
    birthday_sending,
    brief_rounds,
    brief_wanted,
    budget,
    festival_sending,
    followup_hours,
    followup_lists,
    help_post,
    medal_notices,
    occasion_endings,
    pairing_handover,
    visit_attempts,
)
from bot.domain.budget import Heard
from bot.domain.kinds import KINDS, Hearing
from bot.domain.members import GONE
from models import Branch, Outbox, OutboxState, Status

# What a cause must still be for a message about it to be sent; a kind without a row here has none, but
# for notices, of whose thousands of copies the claim itself says it.
STILL_WANTED: Mapping[str, Callable[[AsyncSession, Outbox, datetime], Awaitable[bool]]] = {
    "help": help_post.still_wanted,
    anniversary_sending.KIND: anniversary_sending.still_wanted,
    anniversary_sending.LATE_KIND: anniversary_sending.still_wanted,
    followup_lists.LIST: followup_lists.still_wanted,
    followup_lists.URGENT: followup_lists.still_wanted,
    "task": visit_attempts.still_wanted,
    occasion_endings.KIND: occasion_endings.still_wanted,
    brief_rounds.KIND: brief_wanted.still_wanted,
    pairing_handover.KIND: pairing_handover.still_wanted,
    birthday_sending.KIND: birthday_sending.still_wanted,
    birthday_sending.LATE_KIND: birthday_sending.still_wanted,
    festival_sending.KIND: festival_sending.still_wanted,
    medal_notices.KIND: medal_notices.still_wanted,
}

SILENT = "silent day"  # the reason of what waits for tomorrow, because today is silent (今日静默)
BUDGET = "budget"  # the reason of what waits, or has expired, because of what was said before


@dataclass(frozen=True, slots=True)
class Party:
    """What the gate must know of a recipient, or of whom a message is about."""

    status: Status | None = None  # None: not a member
    frozen: bool = False
    muted: bool = False
    mourning_until: date | None = None
    in_hospital: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a row: None means send it."""

    state: OutboxState | None = None
    reason: str = ""
    until: datetime | None = None  # for HELD by the clock


SEND = Decision()


async def judge(
    session: AsyncSession,
    row: Outbox,
    branch: Branch,
    now: datetime,
    *,
    recipient: Party | None,
    subject: Party | None,
    stands: bool = True,
    reachable: bool,
    blocked: bool,
    heard: Heard = budget.NOTHING,
) -> Decision:
    """Decide whether `row` may be sent now; `recipient` is None for a bare chat.

    `stands` is what `notices.stands` says of a notice. `heard` is what a member heard lately: what he
    did not ask for waits for its day, and where that would be too late it expires.
    """
    kind = KINDS[row.kind]
    if kind.hearing is not Hearing.ALWAYS:
        for party in (recipient, subject):
            if party is not None and party.status in GONE:
                return Decision(OutboxState.CANCELLED, str(party.status))
        if any(party is not None and party.frozen for party in (recipient, subject)):
            return Decision(OutboxState.HELD, "frozen")
    if kind.hearing is Hearing.CHEERFUL and recipient is not None:
        spared = _spared(recipient, branch, now)
        if spared is not None:
            return Decision(OutboxState.CANCELLED, spared)
        if branch.silent_on == local(now, branch.zone).date():
            return Decision(OutboxState.HELD, SILENT, _tomorrow(branch, now))
    wanted = STILL_WANTED.get(row.kind)
    if not stands or (wanted is not None and not await wanted(session, row, now)):
        return Decision(OutboxState.CANCELLED, "overtaken")
    if kind.patience is not None and now > row.due_at + kind.patience:
        return Decision(OutboxState.EXPIRED, "late")
    if not reachable:
        return Decision(OutboxState.FAILED, "unbound")
    if blocked:
        return Decision(OutboxState.FAILED, "blocked")
    if row.unasked and recipient is not None and recipient.status is not None:
        until = budget.held_until(
            row.kind, heard, branch, now, is_merry=_spared(recipient, branch, now) is None
        )
        if until is not None:
            return _hold_for_budget(row, until)
    if kind.quiet:
        until = quiet_until(branch, now)
        if until is not None:
            return Decision(OutboxState.HELD, "quiet", until)
    if kind.by_day and not followup_hours.is_awake(now, branch.zone):
        return Decision(OutboxState.HELD, "quiet", followup_hours.next_waking(now, branch.zone))
    return SEND


def _spared(recipient: Party, branch: Branch, now: datetime) -> str | None:
    """Return why somebody is spared good wishes, None if they are welcome."""
    if recipient.mourning_until is not None and local(now, branch.zone).date() <= recipient.mourning_until:
        return "mourning"
    if recipient.in_hospital:
        return "hospital"
    return "muted" if recipient.muted else None


def _hold_for_budget(row: Outbox, until: datetime) -> Decision:
    patience = KINDS[row.kind].patience
    if patience is not None and until > (row.wanted_at or row.due_at) + patience:
        return Decision(OutboxState.EXPIRED, BUDGET)
    return Decision(OutboxState.HELD, BUDGET, until)


def _tomorrow(branch: Branch, now: datetime) -> datetime:
    return instant(local(now, branch.zone).date() + timedelta(days=1), branch.night_until, branch.zone)


def quiet_until(branch: Branch, now: datetime) -> datetime | None:
    """Return when the quiet hours that `now` lies in end, or None outside them.

    The hours include their beginning and exclude their end; the night runs over midnight. Hours
    that begin when they end are none.
    """
    here = local(now, branch.zone)
    for begin, end in ((branch.night_from, branch.night_until), (branch.noon_from, branch.noon_until)):
        if begin == end:
            continue
        over_midnight = end <= begin
        if over_midnight and here.time() >= begin:
            return instant(here.date() + timedelta(days=1), end, branch.zone)
        if (over_midnight and here.time() < end) or begin <= here.time() < end:
            return instant(here.date(), end, branch.zone)
    return None
