"""光荣在党50年: the list of a batch, one person's page, and what became of it."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.access import Permission
from bot.domain import changes, medal_record, medals, roster_dates
from bot.domain.medals import Candidate, Standing
from bot.domain.members import GONE
from bot.errors import Refusal
from bot.messages import Button, Message
from bot.presses import FormAnswer
from bot.spreadsheets import Cell, Table
from bot.texts import dates
from bot.texts import medal_notices as notice_words
from bot.texts import medal_pages as pages
from bot.texts import medals as say
from bot.texts.medals import (
    AllAwarded,
    EnterMedal,
    ExportMedals,
    MoveMedal,
    OpenEarlier,
    OpenMedal,
    OpenMedals,
    ReportAll,
)
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from models import Precision

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES_PER_PAGE = 4
_LINE_AT_MOST = 30


async def show(turn: Turn) -> Reply:
    """Answer 光荣在党50年."""
    return await _list(turn, medals.batch_at(turn.today), 0)


async def open_list(turn: Turn, press: OpenMedals) -> Reply:
    """Turn to a batch or a page of it."""
    return Redraw(await _list(turn, press.year, press.page))


async def _list(turn: Turn, year: int, page: int) -> Message:
    found = await medals.candidates(turn.session, turn.branch_id, year)
    due = [_line(each) for each in found if each.standing is Standing.DUE]
    unsure = [_line(each) for each in found if each.standing is Standing.UNSURE]
    return say.listed(
        year, due, unsure, len(_unrecorded(found)), max(page, 0), NAMES_PER_PAGE, medals.batch_at(turn.today)
    )


async def open_earlier(turn: Turn, press: OpenEarlier) -> Reply:
    """Show whose medal of an earlier batch is not written down."""
    found = await medals.candidates(turn.session, turn.branch_id, press.year)
    lines = [_line(each) for each in _unrecorded(found)]
    return Redraw(say.earlier(press.year, lines, max(press.page, 0), NAMES_PER_PAGE))


async def all_awarded(turn: Turn, press: AllAwarded) -> Reply:
    """Answer 都发过了: those about whom nothing is doubtful, after a second look."""
    found = _unrecorded(await medals.candidates(turn.session, turn.branch_id, press.year))
    sure = [each for each in found if not each.doubt]
    if not press.sure:
        return Redraw(say.sure_all_awarded(press.year, len(sure), len(found) - len(sure)))
    entered = await medal_record.enter_all_earlier(turn.session, turn.branch, sure, turn.person, turn.now)
    return Redraw(say.entered(entered))


def _unrecorded(found: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in found if each.standing is Standing.EARLIER and each.medal is None]


def _line(each: Candidate) -> say.Listed:
    assert each.member.full_on is not None
    return say.Listed(
        each.person.id,
        each.person.name,
        each.medal.state if each.medal else None,
        dates.precise(each.member.full_on, each.member.full_precision or Precision.DAY),
        each.doubt,
        _is_gone(each),
    )


def _is_gone(each: Candidate) -> bool:
    return each.member.status in GONE or each.person.frozen_at is not None


async def open_person(turn: Turn, press: OpenMedal) -> Reply:
    """Open one person's page."""
    return Redraw(await _page(turn, press.person_id, press.year))


async def _page(turn: Turn, person_id: int, year: int) -> Message:
    one = await medals.candidate(turn.session, turn.branch_id, person_id, year)
    medal = one.medal
    facts = pages.MedalPage(
        person_id=person_id,
        name=one.person.name,
        year=year,
        batches=one.batches,
        state=medal.state if medal else None,
        evidence=medal.evidence if medal else one.evidence,
        doubt=one.doubt,
        is_earlier=one.standing is Standing.EARLIER,
        gone=_is_gone(one),
        said=bool(medal and medal.notice_at),
    )
    news = notice_words.button(person_id, year, written=bool(medal and medal.notice_text))
    return pages.page(facts if medal is None else pages.with_outcome(facts, medal), news)


async def report_all(turn: Turn, press: ReportAll) -> Reply:
    """Answer 全部上报: whoever is doubtful stays where he is."""
    found = await medals.candidates(turn.session, turn.branch_id, press.year)
    due = [each for each in found if each.standing is Standing.DUE]
    count = await medal_record.put_forward(turn.session, turn.branch, due, press.year, turn.person, turn.now)
    return [Redraw(await _list(turn, press.year, 0)), say.reported(count, press.year)]


async def export(turn: Turn, press: ExportMedals) -> Reply:
    """Answer 导出名单: who took it is written down."""
    await changes.note_export(
        turn.session,
        branch_id=turn.branch_id,
        entity="medal",
        what=press.year,
        by=turn.person,
        now=turn.now,
    )
    branch_id = turn.branch_id

    async def make(session: AsyncSession) -> File:
        found = await medals.candidates(session, branch_id, press.year)
        listed = [each for each in found if each.standing is not Standing.EARLIER]
        table = Table(say.TITLE, say.header(), [_row(each) for each in listed])
        data = await asyncio.to_thread(spreadsheets.write, [table])
        return File(say.file_name(press.year), XLSX, data, say.exported(press.year, len(listed)))

    return Later(make)


def _row(each: Candidate) -> list[Cell]:
    member = each.member
    joined = member.joined_on and dates.precise(member.joined_on, member.joined_precision or Precision.DAY)
    return [
        each.person.name,
        each.person.sex or "",
        joined or "",
        _line(each).full,
        member.date_source or "",
        "/".join(map(str, each.batches)),
        say.in_words(each.medal.state if each.medal else None),
        each.doubt,
    ]


async def move(turn: Turn, press: MoveMedal) -> Reply:
    """Take one step for one person."""
    one = await medals.candidate(turn.session, turn.branch_id, press.person_id, press.year)
    session, by, now = turn.session, turn.person, turn.now
    match press.step, one.medal:
        case (say.REPORT, None):
            await medal_record.put_forward(session, turn.branch, [one], press.year, by, now)
        case (say.ASIDE, _):
            await medal_record.set_aside(session, turn.branch, one, by, now)
        case (say.BACK, medal) if medal is not None:
            await medal_record.put_back(session, medal, by, now)
        case (say.APPROVED, medal) if medal is not None:
            await medal_record.approve(session, medal, by, now)
        case (say.UNDO, medal) if medal is not None:
            await medal_record.step_back(session, medal, by, now)
        case _:
            raise Refusal(say.moved_meanwhile())
    return Redraw(await _page(turn, press.person_id, press.year))


# -- 已颁发, 家属代领 -----------------------------------------------------------------------------


async def enter(turn: Turn, press: EnterMedal) -> Reply:
    """Ask when and where, or through whom."""
    await medals.candidate(turn.session, turn.branch_id, press.person_id, press.year)
    return await forms.start(turn, OUTCOME, person=str(press.person_id), year=str(press.year), how=press.how)


def _is_award(answers: Answers) -> bool:
    return answers["how"] == say.AWARDED


async def _ask_day(turn: Turn, _answers: Answers) -> Message:
    today = FormAnswer("day", turn.today.isoformat())
    return Message(
        pages.ask_day(), buttons=(Button(pages.TODAY, today), Button(pages.FORGOTTEN, FormAnswer("day", "-")))
    )


async def _read_day(turn: Turn, raw: str, _answers: Answers) -> date | None:
    if raw.strip() in ("-", pages.FORGOTTEN):
        return None
    if raw.strip() == pages.TODAY:
        return turn.today
    try:
        found = roster_dates.read_date(raw)
    except roster_dates.BadDate:
        raise Refusal(pages.day_unclear()) from None
    if found.precision is not Precision.DAY or found.on > turn.today:
        raise Refusal(pages.day_unclear())
    return found.on


async def _ask_place(_turn: Turn, _answers: Answers) -> Message:
    places = ((pages.AT_HOME, pages.HOME_VALUE), (pages.ROOM, pages.ROOM), (pages.FORGOTTEN, "-"))
    return Message(
        pages.ask_place(), buttons=tuple(Button(label, FormAnswer("place", value)) for label, value in places)
    )


async def _ask_hands(_turn: Turn, _answers: Answers) -> Message:
    return Message(pages.ask_hands(), buttons=(Button(pages.FORGOTTEN, FormAnswer("hands", "-")),))


async def _ask_family(_turn: Turn, _answers: Answers) -> Message:
    return Message(pages.ask_family())


async def read_line(_turn: Turn, raw: str, _answers: Answers) -> str:
    """Take one line; what nobody remembers is empty."""
    line = raw.strip()
    if not line or len(line) > _LINE_AT_MOST or "\n" in line:
        raise Refusal(pages.too_long())
    return "" if line in ("-", pages.FORGOTTEN) else line


async def _outcome(turn: Turn, values: dict[str, Any], answers: Answers) -> Reply:
    person_id, year = int(answers["person"]), int(answers["year"])
    one = await medals.candidate(turn.session, turn.branch_id, person_id, year)
    session, by, now = turn.session, turn.person, turn.now
    medal = one.medal
    if medal is None and one.standing is Standing.EARLIER:
        on = values["day"]
        batch = on.year if on and on.year in one.batches else one.batches[0]
        medal = await medal_record.enter_earlier(session, turn.branch, one, batch, by, now)
    if medal is None:
        raise Refusal(say.moved_meanwhile())
    if _is_award(answers):
        home = values["place"] == pages.HOME_VALUE
        place = "" if home else values["place"]
        await medal_record.award(
            session,
            medal,
            by,
            now,
            on=values["day"],
            place=place,
            handed_by=values["hands"],
            at_home=home,
        )
    else:
        await medal_record.collect(session, medal, by, now, on=values["day"], collected_by=values["family"])
    return await _page(turn, person_id, year)


OUTCOME = Form(
    "medal outcome",
    (
        Step("day", _ask_day, _read_day),
        Step("place", _ask_place, read_line, when=_is_award),
        Step("hands", _ask_hands, read_line, when=_is_award),
        Step("family", _ask_family, read_line, when=lambda answers: not _is_award(answers)),
    ),
    _outcome,
    needs=Permission.MEDALS,
)
