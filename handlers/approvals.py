"""等我批: one list of what waits for the asker."""

from bot.domain import admission, approvals
from bot.texts import admission as admission_texts
from bot.texts import approvals as say
from bot.texts.approvals import OpenClaim, SettleRelative
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import ClaimKind, ClaimState


async def show(turn: Turn) -> Reply:
    """Answer 等我批."""
    return say.listed(await approvals.waiting(turn.session, turn.speaker, turn.branch_id))


async def open_claim(turn: Turn, press: OpenClaim) -> Reply:
    """Show a claim with its two buttons, or a relative's request."""
    claim, person = await approvals.claim_of(turn.session, press.claim_id, turn.branch_id)
    if claim.state is not ClaimState.WAITING:
        return say.settled_already(person.name)
    if claim.kind is ClaimKind.RELATIVE:
        return say.relative_request(person.name, claim.shown_name, claim.id)
    return admission_texts.task(await admission.task(turn.session, claim, person))


async def settle_relative(turn: Turn, press: SettleRelative) -> Reply:
    """Answer 联系过了."""
    claim, person = await approvals.claim_of(turn.session, press.claim_id, turn.branch_id)
    if not await approvals.settle_relative(turn.session, claim, turn.person, turn.now):
        return Redraw(say.settled_already(person.name))
    return Redraw(say.relative_settled(person.name))
