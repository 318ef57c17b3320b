"""A follow-up as its helper meets it: the page of one call and its outcomes, redrawn in place."""

from bot.clock import local
from bot.domain import followup_endings, followup_lists, followups
from bot.domain.followups import Task
from bot.errors import Refusal
from bot.messages import Button
from bot.texts import common, dates
from bot.texts import followup_answers as answer
from bot.texts import followups as say
from bot.texts.followups import Page
from bot.texts.members import masked
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from models import FollowUpState, Partner, Via


async def open_task(turn: Turn, press: say.OpenTask) -> Reply:
    """Show a follow-up as it is today; the list or board it was chosen from stays."""
    task = await _load(turn, press.task_id)
    return say.page(await _facts(turn, task))


async def back(turn: Turn, press: say.BackToTask) -> Reply:
    """Answer 返回 on a question about a follow-up."""
    task = await _load(turn, press.task_id)
    return Redraw(say.page(await _facts(turn, task)))


async def show_number(turn: Turn, press: say.ShowNumber) -> Reply:
    """Show the number; that he looked is written down."""
    task = await _load(turn, press.task_id)
    if not task.is_open:
        return Redraw(say.page(await _facts(turn, task)))
    await followups.look_up_phone(turn.session, task, turn.person, turn.now)
    return Redraw(say.page(await _facts(turn, task, number=True)))


async def ask_partner(turn: Turn, press: say.AskPartner) -> Reply:
    """Answer 已告知 and 已上门告知: with whom did he speak?"""
    task = await _load(turn, press.task_id)
    facts = await _facts(turn, task)
    if _is_stale(task, press.step):
        return Redraw(say.page(facts))
    return Redraw(say.ask_partner(facts, _way(press.via)))


async def told(turn: Turn, press: say.Told) -> Reply:
    """Write down that somebody was told, and by whom."""
    task = await _load(turn, press.task_id)
    if _is_stale(task, press.step):
        return Redraw(say.page(await _facts(turn, task)))
    await followups.told(turn.session, task, turn.person, _way(press.via), _partner(press.partner), turn.now)
    return Redraw(answer.thanked(await _facts(turn, task), await _following(turn, task.person.id)))


async def no_answer(turn: Turn, press: say.NoAnswer) -> Reply:
    """Answer 没接通."""
    task = await _load(turn, press.task_id)
    if _is_stale(task, press.step):
        return Redraw(say.page(await _facts(turn, task)))
    before = task.row.helper_id
    await followups.no_answer(turn.session, task, turn.person, turn.branch, turn.now)
    facts = await _facts(turn, task)
    passed_on = task.row.helper_id not in (before, turn.person.id)
    return Redraw(answer.not_answered(facts, facts.helper if passed_on else None, await _following(turn)))


async def need_visit(turn: Turn, press: say.NeedVisit) -> Reply:
    """Answer 需要上门."""
    task = await _load(turn, press.task_id)
    if _is_stale(task, press.step):
        return Redraw(say.page(await _facts(turn, task)))
    await followups.need_visit(turn.session, task, turn.person, turn.branch, turn.now)
    return Redraw(answer.visit_noted(await _facts(turn, task), await _following(turn)))


async def ask_other(turn: Turn, press: say.AskOther) -> Reply:
    """Answer 换人: who takes it over?"""
    task = await _load(turn, press.task_id)
    facts = await _facts(turn, task)
    if not task.is_open:
        return Redraw(say.page(facts))
    return Redraw(say.ask_other(facts, await followups.choices(turn.session, task, turn.today)))


async def hand_to(turn: Turn, press: say.HandTo) -> Reply:
    """Give a follow-up to somebody else."""
    task = await _load(turn, press.task_id)
    if _is_stale(task, press.step):
        return Redraw(say.page(await _facts(turn, task)))
    await followups.hand_to(turn.session, task, turn.person, press.helper_id, turn.branch, turn.now)
    helper = await followups.name_of(turn.session, press.helper_id) or ""
    return Redraw(answer.handed_over(await _facts(turn, task), helper, await _following(turn)))


async def take_back(turn: Turn, press: say.TakeBack) -> Reply:
    """Answer 点错了: the page as it was before."""
    task = await _load(turn, press.task_id)
    if task.row.step == press.step:
        await followups.take_back(turn.session, task, turn.person, turn.now)
    return Redraw(say.page(await _facts(turn, task)))


async def _load(turn: Turn, task_id: int) -> Task:
    """Return a follow-up the asker may see, after what has happened meanwhile was looked at."""
    await followup_endings.settle(turn.session, turn.now, task_id)
    return await followups.load(turn.session, turn.speaker, task_id, turn.today)


def _is_stale(task: Task, step: int) -> bool:
    """Say whether a button belongs to an earlier step: a second tap, or somebody else was faster."""
    return not task.is_open or task.row.step != step


async def _following(turn: Turn, person_id: int | None = None) -> Button | None:
    """Return the button to what else this person is to be told, else to whom the helper may call next."""
    tasks = await followup_lists.own(turn.session, [turn.person.id])
    ready = [
        task
        for task in tasks.get(turn.person.id, [])
        if task.row.state is FollowUpState.CALL and task.row.ask_at <= turn.now
    ]
    for task in ready:
        if task.person.id == person_id:
            return answer.one_more(task.row.id)
    return answer.next_one(ready[0].row.id, ready[0].person.name) if ready else None


def _way(via: str) -> Via:
    if via not in (Via.PHONE, Via.VISIT):
        raise Refusal(common.not_found())
    return Via(via)


def _partner(partner: str) -> Partner:
    if partner not in set(Partner):
        raise Refusal(common.not_found())
    return Partner(partner)


async def _facts(turn: Turn, task: Task, *, number: bool = False) -> Page:
    row, zone = task.row, turn.branch.zone
    phone = task.person.phone
    elsewhere = row.helper_id != turn.person.id
    return Page(
        task_id=row.id,
        step=row.step,
        person_id=row.person_id,
        name=task.person.salutation(),
        group=task.group,
        state=row.state,
        why=row.why,
        words=row.words,
        urgent=row.urgent,
        attempts=row.attempts,
        due=_due(turn, task),
        phone=phone if number or phone is None else masked(phone),
        family=task.member.emergency_contact if number and task.member else None,
        shows_number=number,
        helper=await followups.name_of(turn.session, row.helper_id) if elsewhere else None,
        done=dates.moment(local(row.done_at, zone), turn.today) if row.done_at else None,
        done_by=await followups.name_of(turn.session, row.done_by),
        via=row.via,
        partner=row.spoke_with,
        reason=row.reason,
        may_take_back=followups.may_take_back(row, turn.person, turn.now),
    )


def _due(turn: Turn, task: Task) -> str | None:
    if task.row.due_at is None:
        return None
    due = local(task.row.due_at, turn.branch.zone)
    return dates.moment(due, turn.today) if task.row.urgent else dates.day(due.date(), turn.today)
