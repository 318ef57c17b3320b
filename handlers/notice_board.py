"""The sender's side of a notice: 看回音, the names behind the numbers, the export, 撤回 and 更正."""

import asyncio
from collections import Counter

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.clock import local
from bot.domain import followup_calls, notice_board, notice_recall, notices, people
from bot.domain.notice_board import Place
from bot.messages import Message
from bot.spreadsheets import Cell, Table
from bot.texts import notice_board as say
from bot.texts import notice_recall as recall_words
from bot.texts.members import group_name
from bot.texts.notices import gist, no_earlier
from handlers.kit.replies import File, Later, Redraw, Reply
from handlers.kit.turn import Turn
from handlers.notice_preview import today
from handlers.notice_writing import write_on
from models import Branch, Notice
from models.notices import Standing

AT_A_TIME = 8  # notices on one page of 看回音
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def recent(turn: Turn) -> Reply:
    """Answer 看回音: the latest notices to choose from."""
    return await _recent(turn, 0)


async def recent_earlier(turn: Turn, press: say.EarlierSent) -> Reply:
    """Answer 「更早的」; the page before stays."""
    return await _recent(turn, press.skip)


async def _recent(turn: Turn, skip: int) -> Message:
    # One more than is shown, to know whether there is an earlier one.
    found = await notices.recent(turn.session, turn.branch_id, skip, AT_A_TIME + 1)
    if skip and not found:
        return no_earlier()
    zone = turn.branch.zone
    page = [(notice, local(notice.sent_at or notice.created_at, zone).date()) for notice in found[:AT_A_TIME]]
    return say.recent(page, skip + AT_A_TIME if len(found) > AT_A_TIME else None)


async def open_notice(turn: Turn, press: say.OpenNotice) -> Reply:
    """Show one notice as it is today."""
    return await today(turn, press.notice_id)


async def show_names(turn: Turn, press: say.ShowNames) -> Reply:
    """Show the names behind a number of the board; the board itself stays."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    found = notice_board.of_standing(await notice_board.places(turn.session, notice), press.standing)
    namesakes = Counter(place.name for place in found)
    page = [
        say.Named(place.person_id, _row(place), _label(place, namesakes))
        for place in found[press.skip : press.skip + say.PAGE]
    ]
    day = local(notice.sent_at or turn.now, turn.branch.zone).date()
    message = say.names(notice, press.standing, page, press.skip, len(found), day)
    return Redraw(message) if press.skip else message


def _label(place: Place, namesakes: Counter[str]) -> str:
    if namesakes[place.name] == 1:
        return place.name
    return f"{place.name}（{group_name(place.group)}）"


def _row(place: Place) -> str:
    if place.standing is Standing.MISSED:
        return say.missed(place.name, place.reason)
    return say.told(place.name, place.by, place.via) if place.by else place.name


async def export(turn: Turn, press: say.ExportNotice) -> Reply:
    """Answer 「导出」: a sheet with everybody's place; who took it is written down."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    branch = turn.branch
    await notices.note_export(turn.session, notice, None, turn.person, turn.now)

    async def make(session: AsyncSession) -> File:
        everybody = await notice_board.places(session, notice)
        calls = await followup_calls.of_notice(session, notice.id)
        helpers = {call.row.person_id: call.helper or "" for call in calls}
        table = Table("回音", say.export_header(), _rows(notice, everybody, helpers, branch))
        data = await asyncio.to_thread(spreadsheets.write, [table])
        return File(say.file_name(gist(notice)), XLSX, data, say.exported(notice))

    return Later(make)


def _rows(
    notice: Notice, everybody: list[Place], helpers: dict[int, str], branch: Branch
) -> list[list[Cell]]:
    return [
        [
            number,
            place.name,
            place.group,
            say.standing(notice, place.standing),
            say.REASONS.get(place.reason, ""),
            f"{local(place.confirmed_at, branch.zone):%Y-%m-%d %H:%M}" if place.confirmed_at else "",
            say.VIAS[place.via] if place.via else "",
            place.by or "",
            helpers.get(place.person_id, ""),
        ]
        for number, place in enumerate(everybody, start=1)
    ]


async def ask_withdraw(turn: Turn, press: recall_words.Withdraw) -> Reply:
    """Ask once more before 撤回."""
    notice = await people.owned(turn.session, Notice, press.notice_id, turn.branch_id)
    return recall_words.ask_withdraw(notice)


async def withdraw(turn: Turn, press: recall_words.WithdrawSurely) -> Reply:
    """Answer 撤回, meant."""
    back = await notice_recall.withdraw(turn.session, press.notice_id, turn.person, turn.branch_id, turn.now)
    if back is None:
        return await today(turn, press.notice_id)
    return Redraw(recall_words.withdrawing(back.spared, back.taken, back.told))


async def keep(_turn: Turn, _press: recall_words.KeepNotice) -> Reply:
    """Answer 「不撤了」."""
    return Redraw(recall_words.kept())


async def correct(turn: Turn, press: recall_words.Correct) -> Reply:
    """Answer 「更正」: a new draft for exactly those who got this one."""
    draft = await notice_recall.correct(turn.session, press.notice_id, turn.person, turn.branch_id, turn.now)
    return await write_on(turn, draft)
