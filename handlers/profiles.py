"""一人一策 in the chat: one card, one field at a time, and the same on paper."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.access import Permission
from bot.chinese import fold
from bot.clock import local_day
from bot.domain import briefs, changes, members, profiles, visit_people
from bot.domain.profiles import Card
from bot.domain.visit_names import mentions
from bot.messages import Message
from bot.papers.profiles import ProfilePage, profile_page
from bot.patterns import Pattern
from bot.texts import profiles as say
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import File, Later, Reply
from handlers.kit.turn import Turn
from handlers.pairing_own import mine
from handlers.printing import paper

_ASKED_FOR = Pattern(
    r"(?:请|帮我|给我|我想|我要)*(?:看一?看|看一?下|看|打开|查看|查|翻)?(?P<whose>.{2,8}?)的?一人一策(?:卡片?)?"
    r"(?:看一?看|看一?下|打开|给我)?"
)


async def choose(turn: Turn) -> Reply:
    """Answer 一人一策: whose; a cadre is offered his own."""
    own = await mine(turn)
    return say.choose({one.person_id: one.name for one in own})


async def asked_for(turn: Turn) -> Reply:
    """Answer 「看张桂英的一人一策」; None for whatever else is said."""
    asked = _ASKED_FOR.fullmatch(fold(turn.said.text))
    if asked is None or Permission.FOLLOW_UP not in turn.speaker.permissions:
        return None
    known = await visit_people.known(turn.session, turn.speaker, turn.today)
    named = mentions(asked["whose"], known)
    if len(named) == 1 and len(named[0].who) == 1:
        return await show(turn, say.OpenProfile(named[0].who[0].person_id))
    return await choose(turn)


async def show(turn: Turn, press: say.OpenProfile) -> Reply:
    """Open somebody's card; that he read it is written down."""
    card = await profiles.read(turn.session, turn.branch, turn.speaker, press.person_id, turn.now)
    return await _shown(turn, card)


async def _shown(turn: Turn, card: Card) -> Message:
    known = await briefs.facts(turn.session, turn.branch, [card.person.id], turn.now)
    row = card.row
    return say.card(
        card.person.id,
        card.person.name,
        card.values(),
        [wish.words for wish in known[card.person.id].wishes],
        local_day(row.reviewed_at, turn.branch.zone) if row and row.reviewed_at else None,
        row.next_review if row else None,
        turn.today,
    )


async def choose_field(turn: Turn, press: say.ChooseField) -> Reply:
    """Ask which field is to be changed."""
    card = await profiles.read(turn.session, turn.branch, turn.speaker, press.person_id, turn.now)
    return say.which_field(card.person.id, card.person.name)


async def change_field(turn: Turn, press: say.ChangeField) -> Reply:
    """Ask for one field."""
    await profiles.read(turn.session, turn.branch, turn.speaker, press.person_id, turn.now)
    if press.field not in say.LABELS:
        return say.which_field(press.person_id, "")
    return await forms.start(turn, FIELD, member=str(press.person_id), field=press.field)


async def reviewed(turn: Turn, press: say.Reviewed) -> Reply:
    """看过了."""
    card = await profiles.review(turn.session, turn.branch, turn.speaker, press.person_id, turn.now)
    assert card.row is not None  # the review began it
    return Message(say.reviewed(card.person.name, card.row.next_review, turn.today))


async def print_card(turn: Turn, press: say.PrintProfile) -> Reply:
    """Make the card on paper; that somebody took it is written down."""
    card = await profiles.read(turn.session, turn.branch, turn.speaker, press.person_id, turn.now)
    await changes.note_export(
        turn.session,
        branch_id=turn.branch_id,
        person_id=card.person.id,
        entity=profiles.ENTITY,
        what="paper",
        by=turn.person,
        now=turn.now,
    )
    cadres = await members.cadres_of(turn.session, card.person.id, turn.today)
    page = ProfilePage(
        name=card.person.name,
        branch=turn.branch.name,
        cadres=tuple(cadre.name for cadre in cadres),
        rows=tuple((label, card.values().get(field, "")) for field, label in say.LABELS.items()),
        next_review=card.row.next_review if card.row else None,
        today=turn.today,
    )

    async def make(_session: AsyncSession) -> File:
        return await paper(say.file_name(page.name), say.printed(page.name), profile_page, page)

    return Later(make)


# -- the form of one field ------------------------------------------------------------------------


async def _ask(turn: Turn, answers: Answers) -> Message:
    card = await profiles.read(turn.session, turn.branch, turn.speaker, int(answers["member"]), turn.now)
    field = answers["field"]
    return say.ask("words", field, card.values().get(field, ""))


async def _read(_turn: Turn, raw: str, answers: Answers) -> str:
    if answers["field"] == say.MOBILITY:
        return say.mobility(profiles.read_mobility(raw))
    profiles.read_words(raw)
    return raw


async def _write(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    card = await profiles.write(
        turn.session,
        turn.branch,
        turn.speaker,
        int(answers["member"]),
        answers["field"],
        values["words"],
        turn.now,
    )
    noted = say.saved(card.person.name, answers["field"], card.values().get(answers["field"], ""))
    shown = await _shown(turn, card)
    return Message(f"{noted}\n\n{shown.text}", title=shown.title, buttons=shown.buttons)


FIELD = Form("profile field", (Step("words", _ask, _read),), _write, needs=Permission.FOLLOW_UP)
