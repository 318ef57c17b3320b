"""停发, 恢复, 已去世, 转出 and 弄错了: from a member's page and from what waits."""

from bot.access import Permission
from bot.domain import departing, leaving, members, relatives
from bot.domain.people import owned
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import leaving as say
from bot.texts.leaving import (
    AskTransfer,
    ComeBack,
    ConfirmDeath,
    DecideDeath,
    FreezePerson,
    OpenReport,
    ReportDeath,
    RestorePerson,
    TransferOut,
)
from bot.texts.members import group_name
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Turn
from handlers.members import member_page
from models import DeathReport, Person, Verdict


async def freeze(turn: Turn, press: FreezePerson) -> Reply:
    """Hold everything for and about somebody, at once and without a question: it can be undone."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    await departing.refuse_gone(turn.session, person)
    held = await leaving.freeze(turn.session, person, turn.person, turn.now)
    # Where the finger is, the opposite must not appear: 恢复 stands below, in a message of its own.
    page = await member_page(turn, person.id, just_changed=True)
    return [Redraw(page), say.frozen(person.name, held, person.id)]


async def restore(turn: Turn, press: RestorePerson) -> Reply:
    """End a freeze."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    return Redraw(await _restore(turn, person))


async def _restore(turn: Turn, person: Person) -> Message:
    released = await leaving.restore(turn.session, person, turn.person, turn.now)
    return Message(say.restored(person.name, released.released, released.late))


async def report_death(turn: Turn, press: ReportDeath) -> Reply:
    """Freeze first, then ask: here the one who reports, in their chats those in charge."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    source = await relatives.label(turn.session, turn.person, person.id)
    report = await leaving.report_death(turn.session, turn.branch, person, turn.person, source, turn.now)
    return await _question(turn, report, person)


async def open_report(turn: Turn, press: OpenReport) -> Reply:
    """Show a report that waits, or how it was settled."""
    report, person = await leaving.report_of(turn.session, press.report_id, turn.branch_id)
    return await _settled(turn, report, person) or await _question(turn, report, person)


async def decide(turn: Turn, press: DecideDeath) -> Reply:
    """Take one of the three answers; 已去世 is asked again, by name, in a message of its own."""
    report, person = await leaving.report_of(turn.session, press.report_id, turn.branch_id)
    settled = await _settled(turn, report, person)
    if settled is not None:
        return Redraw(settled)
    match press.verdict:
        case Verdict.MISTAKE:
            return Redraw(await _restore(turn, person))
        case Verdict.DECEASED:
            seen = await members.page(turn.session, turn.speaker, person.id, turn.today, turn.bot_id)
            return say.confirm_death(person.name, group_name(seen.facts.group), report.id)
        case _:
            await leaving.keep_holding(turn.session, report, turn.person, turn.now)
            return Redraw(say.kept_holding(person.name))


async def confirm_death(turn: Turn, press: ConfirmDeath) -> Reply:
    """Settle a report after the second look."""
    report, person = await leaving.report_of(turn.session, press.report_id, turn.branch_id)
    settled = await _settled(turn, report, person)
    if settled is not None:
        return Redraw(settled)
    cancelled = await leaving.confirm_death(turn.session, report, person, turn.person, turn.now)
    return Redraw(say.death_confirmed(person.name, cancelled))


async def _settled(turn: Turn, report: DeathReport, person: Person) -> Message | None:
    if report.verdict in (None, Verdict.KEEP_HOLDING):
        return None
    by = await turn.session.get(Person, report.decided_by) if report.decided_by else None
    return say.decided_already(person.name, Verdict(report.verdict), by.name if by else None)


async def _question(turn: Turn, report: DeathReport, person: Person) -> Message:
    source = await leaving.source_of(turn.session, report)
    held = await members.held_count(turn.session, person.id)
    return say.death_reported(person.name, source, held, report.id)


async def ask_transfer(turn: Turn, press: AskTransfer) -> Reply:
    """Ask once more before somebody leaves the roll."""
    seen = await members.page(turn.session, turn.speaker, press.person_id, turn.today, turn.bot_id)
    await departing.refuse_gone(turn.session, seen.person)
    return say.confirm_transfer(seen.person.name, group_name(seen.facts.group), seen.person.id)


async def transfer_out(turn: Turn, press: TransferOut) -> Reply:
    """Take somebody off the roll who has moved to another branch."""
    person = await owned(turn.session, Person, press.person_id, turn.branch_id)
    cancelled = await leaving.transfer_out(turn.session, person, turn.person, turn.now)
    return Redraw(say.transferred(person.name, cancelled))


async def ask_come_back(turn: Turn, press: ComeBack) -> Reply:
    """Ask for the reason why somebody is on the roll after all."""
    await owned(turn.session, Person, press.person_id, turn.branch_id)
    return await forms.start(turn, COME_BACK, person=str(press.person_id))


async def _ask_reason(turn: Turn, answers: Answers) -> Message:
    person = await owned(turn.session, Person, int(answers["person"]), turn.branch_id)
    return say.ask_reason(person.name)


async def _read_reason(_turn: Turn, raw: str, _answers: Answers) -> str:
    if not raw.strip():
        raise Refusal(say.reason_needed())
    return raw.strip()[:300]


async def _come_back(turn: Turn, values: dict[str, str], answers: Answers) -> Reply:
    person = await owned(turn.session, Person, int(answers["person"]), turn.branch_id)
    whole = await departing.come_back(turn.session, person, turn.speaker, values["reason"], turn.now)
    return [say.came_back(person.name, partly=not whole), await member_page(turn, person.id)]


COME_BACK = Form(
    "come back", (Step("reason", _ask_reason, _read_reason),), _come_back, needs=Permission.FREEZE
)
