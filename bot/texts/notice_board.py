"""Words of a notice's board: who has it, who answered, and the names behind every number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.messages import Button, Message
from bot.presses import Press
from bot.texts.followup_calls import CallNames
from bot.texts.notice_papers import PRINT, PrintNotice
from bot.texts.notice_recall import Correct, Stop, Withdraw
from bot.texts.notice_writing import MODES
from bot.texts.notices import gist
from bot.texts.why import AskWhy, written
from models import Mode, Notice, NoticeState
from models.notices import Standing

PAGE = 10  # names on one page, each with its button
_HELPERS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OpenNotice(Press, code="nop"):
    """A notice as it is today: its draft, its second look or its board."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class ShowNames(Press, code="nna"):
    """The names behind a number; "sent" is everybody it arrived at."""

    notice_id: int
    standing: str
    skip: int


@dataclass(frozen=True, slots=True)
class EarlierSent(Press, code="nrec"):
    """更早的: a further page of what was sent."""

    skip: int


@dataclass(frozen=True, slots=True)
class ExportNotice(Press, code="nex"):
    """导出."""

    notice_id: int


SENT = "sent"  # CONFIRMED and SILENT together


REASONS = {
    "unbound": "还没开通",
    "blocked": "停用了小助手",
    "doubt": "说不准",
    "late": "过了时间",
    "crowded": "近来收得多，没排上",
    "gone": "已不在册",
    "returned": "那时不在册",
    "withdrawn": "撤回时还没发",
    "corrected": "改发更正",
    "refused": "发不出去",
    "sheet": "等月报",
}


STANDINGS = {
    Standing.CONFIRMED: "已收到",
    Standing.TOLD: "代为告知",
    Standing.SILENT: "还没回",
    Standing.ON_ITS_WAY: "正在发",
    Standing.MISSED: "没送到",
}


VIAS = {"button": "点了收到", "typed": "打字", "proxy": "家属代", "phone": "电话", "visit": "上门"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where; the standings add up to the recipients."""

    standings: Mapping[Standing, int]
    reasons: Mapping[str, int]  # why MISSED, by the keys of REASONS
    resting: int = 0  # of those on their way: held by quiet hours
    frozen: int = 0  # of those on their way: held by a freeze
    later: int = 0  # of those on their way: heard enough lately
    by_sheet: int = 0  # of those on their way: the monthly sheet brings it
    on_paper: int = 0  # of those without a receipt: who reads on paper
    told: Mapping[str, int] = field(default_factory=dict)  # how TOLD, by the keys of VIAS
    silent_gone: int = 0  # of the SILENT: not on the roll any more
    helpers: Sequence[tuple[str | None, int]] = ()  # with whom open calls lie, and how many

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(self.standings.values())

    @property
    def present(self) -> int:
        """Those of the recipients who have neither died nor left since."""
        return self.total - self.reasons.get("gone", 0) - self.silent_gone

    @property
    def arrived(self) -> int:
        """Those it reached, whether they answered or not."""
        return self.standings[Standing.CONFIRMED] + self.standings[Standing.SILENT]

    def left(self, *, asks: bool) -> int:
        """Return how many still have to be reached: who has left the branch is nobody's task."""
        stand = self.standings
        left = stand[Standing.ON_ITS_WAY] + stand[Standing.MISSED] - self.reasons.get("gone", 0)
        if asks:
            left += stand[Standing.SILENT] - self.silent_gone
        return max(left, sum(number for _, number in self.helpers))


def board(
    notice: Notice,
    counts: Counts,
    *,
    author: str,
    when: str | None,
    corrected_by: Notice | None,
    taken_back: int | None,
    may_read: bool,
    may_send: bool,
    may_export: bool,
) -> Message:
    """Show how a notice stands, one line each, with the buttons that its state allows."""
    lines = [f"「{gist(notice, 30)}」", f"{author}发，{_mode(notice)}，共{counts.total}位", ""]
    lines += _state_lines(notice, counts, when, corrected_by, taken_back)
    numbers = _number_buttons(notice, counts) if may_read else []
    buttons = [*numbers, *_state_buttons(notice, corrected_by, may_send)]
    is_current = notice.state is NoticeState.SENT and corrected_by is None
    if may_read and is_current and (counts.on_paper or counts.helpers):
        buttons.append(Button(PRINT, PrintNotice(notice.id)))
    if may_export and notice.sent_at is not None:
        buttons.append(Button("导出", ExportNotice(notice.id)))
    return Message("\n".join(lines), _board_title(notice), tuple(buttons))


def _mode(notice: Notice) -> str:
    return MODES[notice.mode] if notice.mode else ""


def _board_title(notice: Notice) -> str:
    match notice.state:
        case NoticeState.SECOND:
            return "等另一位同志看"
        case NoticeState.SCHEDULED:
            return "准备发"
        case NoticeState.WITHDRAWN:
            return "已撤回"
        case NoticeState.STOPPED:
            return "没有发"
        case _:
            return "通知的回音"


def _state_lines(
    notice: Notice, counts: Counts, when: str | None, corrected_by: Notice | None, taken_back: int | None
) -> list[str]:
    match notice.state:
        case NoticeState.SECOND:
            return ["还没有发。另一位同志同意以后，过一分钟就发。"]
        case NoticeState.SCHEDULED:
            return [f"{when}开始发。", "想停，就点「停」，或者打一个「停」字。"]
        case NoticeState.STOPPED:
            return ["停下了，一条也没有发出去。"]
    lines = _numbers(notice, counts)
    if notice.state is NoticeState.WITHDRAWN:
        if counts.arrived:
            lines.append(f"收回：{taken_back}位手机上的已经收回")
    elif corrected_by is not None:
        lines.append("这条已经更正，请看新的那条。")
    elif notice.ended_at is not None:
        lines.append("这条更正过，更正又撤回了，所以两条都不算。还要告诉大家，请再点「更正」。")
    else:
        lines += _left(notice, counts)
    return lines


def _left(notice: Notice, counts: Counts) -> list[str]:
    """Say how many are still to be reached, and with whom they lie."""
    left = counts.left(asks=_asks(notice))
    if not left:
        return [f"{counts.present}位，每一位都有着落了。"] if _asks(notice) or counts.told else []
    if notice.mode is not Mode.ACCOUNT and not counts.helpers:
        return []
    lying = [
        f"{f'{helper}同志那里' if helper else '还没人去办的'}{number}位"
        for helper, number in counts.helpers[:_HELPERS_SHOWN]
    ]
    more = sum(number for _, number in counts.helpers[_HELPERS_SHOWN:])
    if more:
        lying.append(f"别的同志那里{more}位")
    lying += _with_nobody(notice, counts, left - sum(number for _, number in counts.helpers))
    return [f"还差{left}位。", *([f"{'，'.join(lying)}。"] if lying else [])]


def _with_nobody(notice: Notice, counts: Counts, number: int) -> list[str]:
    """Say what is done about those who are no helper's task yet."""
    by_sheet = min(number, counts.by_sheet)
    words = [f"等月报的{by_sheet}位"] if by_sheet > 0 else []
    number -= max(by_sheet, 0)
    sending = min(number, counts.standings[Standing.ON_ITS_WAY] - counts.frozen - counts.by_sheet)
    if sending > 0:
        words.append(f"正在发的{sending}位")
    number -= max(sending, 0)
    answering = min(number, counts.standings[Standing.SILENT]) if _asks(notice) else 0
    if answering > 0:
        words.append(f"等回音的{answering}位")
    if number > max(answering, 0):
        words.append(f"先放一放的{number - max(answering, 0)}位")
    return words


def _numbers(notice: Notice, counts: Counts) -> list[str]:
    stand = counts.standings
    lines = [f"已发：{counts.arrived}位"]
    if _asks(notice):
        lines += [f"已收到：{stand[Standing.CONFIRMED]}位", f"还没回：{stand[Standing.SILENT]}位"]
    if stand[Standing.TOLD]:
        lines.append(f"代为告知：{stand[Standing.TOLD]}位{_ways(counts.told)}")
    lines.append(f"没送到：{stand[Standing.MISSED]}位{_reasons(counts.reasons)}")
    waiting = stand[Standing.ON_ITS_WAY]
    if waiting:
        lines.append(f"正在发：{counts.total - waiting}/{counts.total}{_held(counts)}")
    return lines


def _reasons(reasons: Mapping[str, int]) -> str:
    words = "，".join(f"{REASONS[key]}{reasons[key]}位" for key in REASONS if reasons.get(key))
    return f"（{words}）" if words else ""


def _ways(told: Mapping[str, int]) -> str:
    words = "，".join(f"{VIAS[via]}{told[via]}位" for via in VIAS if told.get(via))
    return f"（{words}）" if words else ""


def _held(counts: Counts) -> str:
    words = []
    if counts.resting:
        words.append(f"{counts.resting}位在休息，等一等再发")
    if counts.later:
        words.append(f"{counts.later}位近来收得多，晚几天发")
    if counts.frozen:
        words.append(f"{counts.frozen}位暂停了消息")
    if counts.by_sheet:
        words.append(f"{counts.by_sheet}位等月报")
    return f"（{'，'.join(words)}）" if words else ""


def _asks(notice: Notice) -> bool:
    return notice.mode in (Mode.CONFIRM, Mode.ACCOUNT)


def _number_buttons(notice: Notice, counts: Counts) -> list[Button]:
    if notice.sent_at is None:
        return []
    stand = counts.standings
    numbers = [(SENT, "已发", counts.arrived)]
    if _asks(notice):
        numbers += [
            (Standing.CONFIRMED, "已收到", stand[Standing.CONFIRMED]),
            (Standing.SILENT, "还没回", stand[Standing.SILENT]),
        ]
    numbers += [
        (Standing.TOLD, "代为告知", stand[Standing.TOLD]),
        (Standing.MISSED, "没送到", stand[Standing.MISSED]),
        (Standing.ON_ITS_WAY, "正在发", stand[Standing.ON_ITS_WAY]),
    ]
    buttons = [
        Button(f"{label}（{count}）", ShowNames(notice.id, str(standing), 0))
        for standing, label, count in numbers
        if count
    ]
    to_call = sum(number for _, number in counts.helpers)
    if to_call:
        buttons.insert(0, Button(f"请打电话（{to_call}）", CallNames(notice.id, 0)))
    return buttons


def _state_buttons(notice: Notice, corrected_by: Notice | None, may_send: bool) -> list[Button]:
    if corrected_by is not None:
        return [Button("看新的那条", OpenNotice(corrected_by.id))]
    if not may_send:
        return []
    match notice.state:
        case NoticeState.SECOND | NoticeState.SCHEDULED:
            return [Button("停", Stop(notice.id))]
        case NoticeState.SENT:
            return [Button("更正", Correct(notice.id)), Button("撤回", Withdraw(notice.id))]
        case _:
            return []


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody behind a number: how his row reads, and how his button does."""

    person_id: int
    row: str
    label: str


def names(
    notice: Notice, standing: str, people: Sequence[Named], skip: int, total: int, day: date
) -> Message:
    """Show the names behind a number; each leads to what became of his messages that day (为什么)."""
    labels = {
        SENT: "已发",
        Standing.CONFIRMED: "已收到",
        Standing.TOLD: "代为告知",
        Standing.SILENT: "还没回",
        Standing.MISSED: "没送到",
        Standing.ON_ITS_WAY: "正在发",
    }
    buttons = [Button(one.label, AskWhy(one.person_id, written(day))) for one in people]
    if skip + PAGE < total:
        buttons.append(Button("后面的", ShowNames(notice.id, standing, skip + PAGE)))
    if skip:
        buttons.append(Button("前面的", ShowNames(notice.id, standing, max(0, skip - PAGE))))
    mark = "\n" if standing == Standing.MISSED else "、"
    title = f"{labels[standing]}：{total}位"
    rows = mark.join(one.row for one in people)
    return Message(f"{rows}\n\n点名字，看为什么。" if rows else "现在没有人。", title, tuple(buttons))


def missed(name: str, reason: str) -> str:
    """Name somebody it did not reach, with the reason."""
    return f"{name}：{REASONS[reason]}"


def told(name: str, by: str, via: str | None) -> str:
    """Name somebody who was told by a human: 「吴长贵（女儿吴小燕代）」, 「郑守义（丁海涛电话告知）」."""
    return f"{name}（{by}代）" if via == "proxy" else f"{name}（{by}{VIAS.get(via or '', '')}告知）"


def recent(notices: Sequence[tuple[Notice, date]], earlier: int | None = None) -> Message:
    """List notices to choose from, each with its day; `earlier` is where the next page begins."""
    if not notices:
        return Message("还没有发过通知。")
    buttons = [
        Button(f"{_when(notice, day)}：{_mark(notice)}{gist(notice, 12)}", OpenNotice(notice.id))
        for notice, day in notices
    ]
    if earlier is not None:
        buttons.append(Button("更早的", EarlierSent(earlier)))
    return Message("点一条，看谁收到了、谁还没回。", "看回音", tuple(buttons))


def _when(notice: Notice, day: date) -> str:
    """Say when it went out, so that it is not taken for a day that the notice speaks of."""
    match notice.state:
        case NoticeState.SECOND:
            return "等人看"
        case NoticeState.SCHEDULED:
            return "准备发"
        case _:
            return f"{day.month}月{day.day}日发"


def _mark(notice: Notice) -> str:
    if notice.state is NoticeState.WITHDRAWN:
        return "（已撤回）"
    return "（更正）" if notice.corrects is not None else ""


def export_header() -> tuple[str, ...]:
    """Return the columns of the exported sheet."""
    return ("序号", "姓名", "党小组", "情况", "原因", "收到时间", "怎么回的", "由谁代", "现在由谁办")


def standing(notice: Notice, standing: Standing) -> str:
    """Name a standing in a sheet."""
    if standing is Standing.SILENT and not _asks(notice):
        return "已发"
    return STANDINGS[standing]


def exported(notice: Notice) -> Message:
    """Go with the exported sheet."""
    return Message(f"「{gist(notice)}」的名单在这里。里面有姓名，请收好。")


def file_name(gist: str) -> str:
    """Name the exported sheet."""
    letters = "".join(letter for letter in gist if letter.isalnum())
    return f"通知回音_{letters or '通知'}.xlsx"
