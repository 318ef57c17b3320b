"""The visit brief in the chat: putting a visit off, leaving it to the liaison, what a month still lacks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.access import Permission
from bot.domain import brief_delays, brief_month, brief_rounds, briefs, outbox, people, times
from bot.domain.workdays import is_workday
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer
from bot.texts import brief_delays as delay_words
from bot.texts import brief_month as month_words
from bot.texts import brief_rounds as hour_words
from bot.texts import common, dates
from bot.texts.briefs import Item
from bot.texts.members import ShowMember
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import Person, Role

_DAYS_OFFERED = 3
_DAY = timedelta(days=1)


async def put_off(turn: Turn, press: delay_words.PutOff) -> Reply:
    """Ask to which day a visit is put off."""
    return await forms.start(turn, DAY, member=str(press.person_id))


async def which_to_put_off(turn: Turn, _press: delay_words.WhichToPutOff) -> Reply:
    """Ask whose visit is put off."""
    waiting = await _waiting(turn)
    if not waiting:
        return delay_words.nothing_to_put_off()
    return delay_words.which_to_put_off([(one.person_id, one.name) for one in waiting])


async def not_this_month(turn: Turn, press: month_words.NotThisMonth) -> Reply:
    """这个月不方便: ask the liaison to arrange it."""
    waiting = await _waiting(turn)
    if not waiting:
        return delay_words.nothing_to_put_off()
    helper = await people.helper_of(turn.session, turn.branch_id, turn.today)
    if helper is not None:
        buttons = [Button(one.name, ShowMember(one.person_id)) for one in waiting]
        await outbox.post(
            turn.session,
            helper,
            month_words.please_arrange(turn.person.name, [one.name for one in waiting], buttons),
            branch_id=turn.branch_id,
            now=turn.now,
            kind="task",
            about=f"not this month:{turn.person.id}",
            period=press.month,
            once=True,
        )
    return month_words.liaison_asked(helper.name if helper else None)


async def _waiting(turn: Turn) -> Sequence[Item]:
    charges = await briefs.charges(turn.session, turn.branch, turn.today, [turn.person.id])
    theirs = await briefs.items(turn.session, turn.branch, charges, turn.now)
    return briefs.without_contact(theirs.get(turn.person.id, ()))


async def open_month(turn: Turn, press: month_words.OpenMonth) -> Reply:
    """Show the liaison, and nobody else, whom nobody has been in touch with this month."""
    if Role.LIAISON not in turn.speaker.roles:
        raise Refusal(common.not_allowed())
    month = _month(press.month) or turn.today.replace(day=1)
    left = await brief_month.still_open(turn.session, turn.branch, month, turn.now)
    return Redraw(month_words.month_open(month, left, turn.today, press.page))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


async def ask_hour(turn: Turn, _press: hour_words.AskBriefHour) -> Reply:
    """Offer other hours for the briefs."""
    return hour_words.which_hour(turn.branch.brief_at)


async def set_hour(turn: Turn, press: hour_words.SetBriefHour) -> Reply:
    """Take one of them."""
    at = next((one for one in hour_words.HOURS if one.hour * 60 + one.minute == press.minute), None)
    if at is None:
        raise Refusal(common.not_found())
    await brief_rounds.set_hour(turn.session, turn.branch, at, turn.person, turn.now)
    return Redraw(hour_words.hour_set(at))


# -- the form of a day ----------------------------------------------------------------------------


async def _ask_day(turn: Turn, answers: Answers) -> Message:
    member = await people.owned(turn.session, Person, int(answers["member"]), turn.branch_id)
    ready = tuple(
        Button(dates.day(day, turn.today), FormAnswer("day", day.isoformat())) for day in _near(turn.today)
    )
    return Message(delay_words.which_day(member.name).text, buttons=ready)


def _near(today: date) -> list[date]:
    """Return working days a few days apart, as they are usually chosen."""
    days = [today + number * _DAY for number in range(2, 21)]
    return [day for day in days if is_workday(day)][::3][:_DAYS_OFFERED]


async def _read_day(turn: Turn, raw: str, _answers: Answers) -> date:
    day = times.read_day(raw, turn.local_now)
    if day is None or not turn.today < day <= turn.today + brief_delays.AHEAD:
        raise Refusal(delay_words.day_not_read())
    return day


async def _put_off(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    member = await brief_delays.put_off(
        turn.session, turn.branch, turn.person, int(answers["member"]), values["day"], turn.now
    )
    return delay_words.put_off(member.name, values["day"], turn.today)


DAY = Form("put off a visit", (Step("day", _ask_day, _read_day),), _put_off, needs=Permission.FOLLOW_UP)
