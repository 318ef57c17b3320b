"""A cadre's own members: who they are, and who follows when he goes."""

from bot.domain import briefs, outbox, pairing_absences, pairings, people
from bot.texts import pairing_own as say
from bot.texts.pairing_own import Mine
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn


async def show(turn: Turn) -> Reply:
    """Answer 我结对的是哪两位: names and last contacts, nothing else; who is away sees who stands in."""
    own = await mine(turn)
    away = await pairing_absences.away(turn.session, turn.branch_id, turn.today)
    if own or turn.person.id not in away:
        return say.mine(own, turn.today)
    wards = await pairings.wards(turn.session, turn.branch_id, turn.person.id, turn.today)
    return say.stood_in_for(away[turn.person.id], [(one.id, one.name) for one in wards], turn.today)


async def mine(turn: Turn) -> list[Mine]:
    """Return the asker's members with the last contact."""
    charges = await briefs.charges(turn.session, turn.branch, turn.today, [turn.person.id])
    theirs = await briefs.items(turn.session, turn.branch, charges, turn.now)
    return [
        Mine(one.person_id, one.name, one.facts.last, one.instead_of)
        for one in theirs.get(turn.person.id, ())
    ]


async def who_follows(turn: Turn) -> Reply:
    """Answer 我调走了以后谁接: the liaison hears of it, the pairing stays."""
    names = [one.name for one in await mine(turn)]
    helper = await people.helper_of(turn.session, turn.branch_id, turn.today)
    if helper is not None:
        await outbox.post(
            turn.session,
            helper,
            say.who_follows(turn.person.name, names, turn.person.id),
            branch_id=turn.branch_id,
            now=turn.now,
            kind="task",
            about=f"who follows:{turn.person.id}",
            period=turn.today.isoformat(),
            once=True,
        )
    return say.asked_who_follows(helper.name if helper else None, names)
