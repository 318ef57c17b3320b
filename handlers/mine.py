"""我的: one's own page and one's own data."""

from bot.clock import local
from bot.domain import acting_for, birthdays, entrusting, medals, members, mine, people, relatives
from bot.messages import Button
from bot.texts import acting_for as acting_texts
from bot.texts import birthdays as birthday_texts
from bot.texts import dates
from bot.texts import entrusting as entrusting_texts
from bot.texts import medal_pages as medal_texts
from bot.texts import mine as say
from bot.texts import my_day as my_day_texts
from bot.texts import relatives as relative_texts
from bot.texts.birthdays import OpenBirthday
from bot.texts.mine import ShowOwnData
from bot.texts.my_day import ShowMyDay
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
    family, buttons = await _family(turn)
    if turn.speaker.member is not None:
        buttons.insert(0, Button(my_day_texts.OPEN, ShowMyDay()))
        buttons.insert(1, Button(birthday_texts.OPEN, OpenBirthday(turn.person.id)))
    return say.page(facts, roles, cared_for, helper.name if helper else None, family, buttons)


async def _family(turn: Turn) -> tuple[list[str], list[Button]]:
    """Return who receives for him, for whom he receives, and what was done in his name."""
    lines, buttons = [], []
    for proxy, relative in await relatives.of_member(turn.session, turn.person.id):
        facts = await relatives.facts(turn.session, proxy, relative, turn.person)
        if facts.is_open:
            lines.append(relative_texts.own_relative(facts, turn.today))
            buttons.append(relative_texts.end_own(facts))
    for charge in await relatives.charges_of(turn.session, turn.person, turn.today):
        facts = await relatives.facts(turn.session, charge.proxy, turn.person, charge.member)
        lines.append(relative_texts.own_charge(facts, turn.today))
        buttons.append(relative_texts.end_charge(facts))
    for deed in await acting_for.deeds(turn.session, turn.person):
        day = local(deed.at, turn.branch.zone).date()
        lines.append(acting_texts.deed(deed.field, deed.new or "", day, turn.today))
    return lines, buttons


async def show_data(turn: Turn, _press: ShowOwnData | None = None) -> Reply:
    """Answer 我的资料: all of it, to nobody but himself."""
    known = mine.known_about(turn.person, turn.speaker.member)
    also = [say.kept_receipts(await mine.receipts(turn.session, turn.person))]
    if turn.speaker.account is not None:
        bound = local(turn.speaker.account.bound_at, turn.branch.zone).date()
        also.append(say.phone_connected(dates.day(bound, turn.today)))
    birthday = await birthdays.of(turn.session, turn.person.id)
    if birthday is not None:
        also.append(birthday_texts.kept(birthday))
    medal = await medals.of(turn.session, turn.person.id)
    if medal is not None and medal.state in medals.HAS_IT:
        also.append(medal_texts.kept(medal))
    return say.data(known, also)
