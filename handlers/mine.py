"""我的: one's own page and one's own data."""

from bot.clock import local
from bot.domain import entrusting, members, mine, people
from bot.texts import dates
from bot.texts import entrusting as entrusting_texts
from bot.texts import mine as say
from bot.texts.mine import ShowOwnData
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn
from models import Role


async def show(turn: Turn) -> Reply:
    """Answer 我的."""
    facts = await members.facts(
        turn.session, turn.person, turn.speaker.member, turn.speaker.account, turn.today
    )
    held = await entrusting.held_by(turn.session, turn.person, turn.today)
    roles = [entrusting_texts.holds(each.role, each.group_number, each.until_on) for each in held]
    cared_for = []
    if Role.CADRE in turn.speaker.roles:
        cared_for = [each.name for each in await mine.cared_for(turn.session, turn.person, turn.today)]
    helper = await people.helper_of(turn.session, turn.branch_id, turn.today)
    return say.page(facts, roles, cared_for, helper.name if helper else None)


async def show_data(turn: Turn, _press: ShowOwnData) -> Reply:
    """Answer 我的资料: all of it, to nobody but himself."""
    known = mine.known_about(turn.person, turn.speaker.member)
    also = [say.kept_receipts(await mine.receipts(turn.session, turn.person))]
    if turn.speaker.account is not None:
        bound = local(turn.speaker.account.bound_at, turn.branch.zone).date()
        also.append(say.phone_connected(dates.day(bound, turn.today)))
    return say.data(known, also)
