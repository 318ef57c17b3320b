"""结对 in the chat: who has nobody, who looks after whom, who takes over, who stands in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from bot.access import Permission
from bot.domain import accounts, pairing_absences, pairings, times
from bot.domain.accounts import member_of
from bot.domain.pairings import Outcome, Pair
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer
from bot.texts import common, dates
from bot.texts import pairing_choices as choice_words
from bot.texts import pairings as say
from bot.texts.pairing_choices import Choice
from bot.texts.pairings import Ward
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person, Role

NAMES_PER_PAGE = 6
_REASON_AT_MOST = 100  # characters
_SPANS_DAYS = (7, 14, 30)

Row = TypeVar("Row")


async def show(turn: Turn, _press: object = None) -> Reply:
    """Answer 结对: who has nobody, what is being handed over, who is away."""
    lasting = await pairings.lasting(turn.session, turn.branch_id, turn.today)
    without = await pairings.without(turn.session, turn.branch_id, turn.today)
    away = await pairing_absences.away(turn.session, turn.branch_id, turn.today)
    looked_after = {pair.member.id for pair in lasting} | {person.id for person, _ in without}
    return say.overview(
        len(looked_after),
        [person.name for person, _ in without],
        _passing(lasting),
        [*away.values()],
        turn.today,
        unreached=await _unreached(turn, lasting),
        liaison=Role.LIAISON in turn.speaker.roles,
    )


async def _unreached(turn: Turn, lasting: Sequence[Pair]) -> list[str]:
    """Return the cadres with members whom the program does not reach."""
    cadres = {pair.cadre.id: pair.cadre.name for pair in lasting}
    bound = await accounts.bound(turn.session, cadres)
    return [name for cadre_id, name in cadres.items() if cadre_id not in bound]


def _passing(lasting: Sequence[Pair]) -> list[tuple[str, str, str]]:
    main = {pair.member.id: pair.cadre.name for pair in lasting if pair.is_main}
    return [(pair.member.name, main[pair.member.id], pair.cadre.name) for pair in lasting if not pair.is_main]


async def list_without(turn: Turn, press: say.ListWithout) -> Reply:
    """List who has nobody."""
    people = [
        (person.id, person.name, member.group_number)
        for person, member in await pairings.without(turn.session, turn.branch_id, turn.today)
    ]
    return Redraw(say.without(*_page(people, press.page)))


async def list_cadres(turn: Turn, press: choice_words.ListCadres) -> Reply:
    """List the cadres."""
    return Redraw(say.cadre_list(*_page(await _choices(turn), press.page)))


async def open_cadre(turn: Turn, press: say.OpenCadre) -> Reply:
    """Show one cadre and his members."""
    cadre = await owned(turn.session, Person, press.cadre_id, turn.branch_id)
    lasting = await pairings.lasting(turn.session, turn.branch_id, turn.today)
    away = await pairing_absences.away(turn.session, turn.branch_id, turn.today)
    wards = [_ward(pair, lasting) for pair in lasting if pair.cadre.id == cadre.id]
    return say.cadre_page(cadre.id, cadre.name, wards, away.get(cadre.id), turn.today)


def _ward(pair: Pair, lasting: Sequence[Pair]) -> Ward:
    others = [one for one in lasting if one.member.id == pair.member.id and one is not pair]
    to = next((one.cadre.name for one in others if not one.is_main), None) if pair.is_main else None
    by = None if pair.is_main else next(one.cadre.name for one in others if one.is_main)
    return Ward(pair.member.id, pair.member.name, pair.row.from_on, to, by, pair.row.reason)


async def choose_cadre(turn: Turn, press: choice_words.ChooseCadre) -> Reply:
    """Ask who is to look after a member."""
    member = await _member(turn, press.person_id)
    now = await pairings.lasting(turn.session, turn.branch_id, turn.today, [member.id])
    known = await _choices(turn)
    serving = {one.person_id for one in known}
    not_again = {member.id, *(pair.cadre.id for pair in now[-1:])}  # who has him, or takes over already
    choices = [one for one in known if one.person_id not in not_again]
    if not choices:
        return choice_words.nobody_to_choose()
    names = [pair.cadre.name for pair in now if pair.cadre.id in serving]
    return Redraw(choice_words.choose_cadre(member.id, member.name, names, *_page(choices, press.page)))


async def pair_with(turn: Turn, press: choice_words.PairWith) -> Reply:
    """Pair a member; before a third one the reason is asked."""
    member = await _member(turn, press.person_id)
    count = await _count_after(turn, press.cadre_id, {member.id})
    if count > pairings.MEMBERS_AT_MOST:
        return await forms.start(turn, THIRD, member=str(member.id), cadre=str(press.cadre_id))
    return Redraw(await _pair(turn, member, press.cadre_id, ""))


async def _pair(turn: Turn, member: Person, cadre_id: int, reason: str) -> Message:
    before = await pairings.lasting(turn.session, turn.branch_id, turn.today, [member.id])
    outcome = await pairings.pair(turn.session, turn.branch, member, cadre_id, turn.person, turn.now, reason)
    cadre = await turn.session.get_one(Person, cadre_id)
    match outcome:
        case Outcome.BEGUN:
            return choice_words.begun(member.name, cadre.name)
        case Outcome.HAND_OVER:
            return choice_words.handing_over(member.name, before[0].cadre.name, cadre.name)
        case Outcome.KEPT:
            return choice_words.kept(member.name, cadre.name)
        case Outcome.ALREADY:
            return choice_words.already(member.name, cadre.name)


async def choose_successor(turn: Turn, press: choice_words.ChooseSuccessor) -> Reply:
    """Ask who takes over all of a cadre's members."""
    cadre = await owned(turn.session, Person, press.cadre_id, turn.branch_id)
    choices = [one for one in await _choices(turn) if one.person_id != cadre.id]
    if not choices:
        return choice_words.nobody_to_choose()
    return Redraw(choice_words.choose_successor(cadre.id, cadre.name, *_page(choices, press.page)))


async def hand_over_to(turn: Turn, press: choice_words.HandOverTo) -> Reply:
    """Hand everybody over; where that makes more than two the reason is asked."""
    theirs = await _members_of(turn, press.cadre_id)
    if theirs and await _count_after(turn, press.successor_id, theirs) > pairings.MEMBERS_AT_MOST:
        return await forms.start(turn, MANY, old=str(press.cadre_id), cadre=str(press.successor_id))
    return Redraw(await _hand_over(turn, press.cadre_id, press.successor_id, ""))


async def _hand_over(turn: Turn, cadre_id: int, successor_id: int, reason: str) -> Message:
    old = await owned(turn.session, Person, cadre_id, turn.branch_id)
    new = await owned(turn.session, Person, successor_id, turn.branch_id)
    passed = await pairings.hand_over_all(
        turn.session, turn.branch, old.id, new.id, turn.person, turn.now, reason
    )
    return choice_words.all_handed_over(old.name, new.name, [member.name for member in passed])


async def suggest(turn: Turn, _press: say.Suggest) -> Reply:
    """帮我分一分: show a proposal."""
    pairs = await pairings.suggest(turn.session, turn.branch_id, turn.today)
    without = await pairings.without(turn.session, turn.branch_id, turn.today)
    named = [(member.name, cadre.name) for member, cadre in pairs]
    return Redraw(say.suggested(named, len(without) - len(pairs)))


async def take_suggested(turn: Turn, press: say.TakeSuggested) -> Reply:
    """就这样: pair as was shown; when things have changed since, show it anew."""
    pairs = await pairings.suggest(turn.session, turn.branch_id, turn.today)
    if len(pairs) != press.count:
        return await suggest(turn, say.Suggest())
    taken = await pairings.pair_suggested(turn.session, turn.branch, turn.person, turn.now)
    return Redraw(say.taken(len(taken)))


async def choose_deputy(turn: Turn, press: choice_words.ChooseDeputy) -> Reply:
    """Ask who stands in for somebody who is away."""
    cadre = await owned(turn.session, Person, press.cadre_id, turn.branch_id)
    choices = [one for one in await _choices(turn) if one.person_id != cadre.id]
    if not choices:
        return choice_words.nobody_to_choose()
    return Redraw(choice_words.choose_deputy(cadre.id, cadre.name, *_page(choices, press.page)))


async def stand_in(turn: Turn, press: choice_words.StandIn) -> Reply:
    """Ask until when."""
    return await forms.start(turn, UNTIL, cadre=str(press.cadre_id), deputy=str(press.deputy_id))


async def end_absence(turn: Turn, press: say.EndAbsence) -> Reply:
    """回来了."""
    cadre = await pairing_absences.end(turn.session, turn.branch, press.absence_id, turn.person, turn.now)
    return Redraw(say.back_again(cadre.name))


async def _choices(turn: Turn) -> list[Choice]:
    known = await pairings.cadres(turn.session, turn.branch_id, turn.today)
    return [Choice(one.person.id, one.person.name, len(one.member_ids)) for one in known]


async def _members_of(turn: Turn, cadre_id: int) -> set[int]:
    return {one.id for one in await pairings.wards(turn.session, turn.branch_id, cadre_id, turn.today)}


async def _count_after(turn: Turn, cadre_id: int, more: set[int]) -> int:
    """Return how many members a cadre would have; 0 for who does not serve, which is refused later."""
    known = await pairings.cadres(turn.session, turn.branch_id, turn.today)
    return next((len({*one.member_ids, *more}) for one in known if one.person.id == cadre_id), 0)


def _page(rows: Sequence[Row], number: int) -> tuple[Sequence[Row], int, int]:
    pages = max(1, -(-len(rows) // NAMES_PER_PAGE))
    number = max(0, min(number, pages - 1))
    return rows[number * NAMES_PER_PAGE : (number + 1) * NAMES_PER_PAGE], number, pages


async def _member(turn: Turn, person_id: int) -> Person:
    person = await owned(turn.session, Person, person_id, turn.branch_id)
    member = await member_of(turn.session, person)
    if member is None or not member.is_on_roll():
        raise Refusal(common.not_found())
    return person


# -- forms ----------------------------------------------------------------------------------------


async def _ask_reason(turn: Turn, answers: Answers) -> Message:
    cadre = await owned(turn.session, Person, int(answers["cadre"]), turn.branch_id)
    more = await _members_of(turn, int(answers["old"])) if "old" in answers else {int(answers["member"])}
    return choice_words.ask_reason(cadre.name, await _count_after(turn, cadre.id, more))


async def _read_reason(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not 0 < len(raw.strip()) <= _REASON_AT_MOST:
        raise Refusal(choice_words.reason_needed())
    return raw.strip()


async def _third(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    member = await _member(turn, int(answers["member"]))
    return await _pair(turn, member, int(answers["cadre"]), values["reason"])


async def _many(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    return await _hand_over(turn, int(answers["old"]), int(answers["cadre"]), values["reason"])


async def _ask_until(turn: Turn, answers: Answers) -> Message:
    deputy = await owned(turn.session, Person, int(answers["deputy"]), turn.branch_id)
    days = [turn.today + timedelta(days=span) for span in _SPANS_DAYS]
    ready = tuple(Button(dates.day(day, turn.today), FormAnswer("until", day.isoformat())) for day in days)
    question = choice_words.until_when(deputy.name)
    return Message(question.text, buttons=ready)


async def _read_until(turn: Turn, raw: str, _answers: Answers) -> date:
    day = times.read_day(raw, turn.local_now)
    if day is None or not turn.today <= day <= turn.today + pairing_absences.AT_MOST:
        raise Refusal(choice_words.day_not_read())
    return day


async def _stand_in(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    noted = await pairing_absences.begin(
        turn.session,
        turn.branch,
        int(answers["cadre"]),
        int(answers["deputy"]),
        values["until"],
        turn.person,
        turn.now,
    )
    return choice_words.away_noted(noted.cadre, noted.deputy, noted.until, turn.today)


_REASON = (Step("reason", _ask_reason, _read_reason),)
THIRD = Form("third member", _REASON, _third, needs=Permission.PAIR)
MANY = Form("hand over all", _REASON, _many, needs=Permission.PAIR)
UNTIL = Form("stand in until", (Step("until", _ask_until, _read_until),), _stand_in, needs=Permission.PAIR)
FORMS = (THIRD, MANY, UNTIL)
