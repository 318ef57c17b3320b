"""找人, and every word that leads nowhere else: each ends with a way on."""

from bot import chinese
from bot.access import Permission
from bot.domain import help as help_
from bot.domain import media
from bot.errors import Refusal
from bot.messages import Message
from bot.texts import common, leaving
from bot.texts import help as say
from handlers import members
from handlers.binding import typed_code
from handlers.kit import forms
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.replies import Reply
from handlers.kit.turn import Turn
from handlers.menus import menu_keyboard
from models import Dialog, MediaKind

_OFFERED = 3  # words beside 找人
_A_NAME_AND_A_LITTLE = 16  # characters; in a longer text a name is no wish to see a page
_SMALL_TALK = (
    *("你好", "您好", "早", "早上好", "上午好", "中午好", "下午好", "晚上好", "晚安", "大家好"),
    *("谢谢", "谢谢你", "谢谢您", "谢谢组织", "感谢", "感谢组织", "辛苦了", "周末愉快", "节日快乐"),
)


async def ask(turn: Turn, _press: object = None) -> Reply:
    """Answer 找人: one question, which need not be answered."""
    if turn.speaker.person is not None and not turn.speaker.roles:
        return await departed(turn)
    return await forms.start(turn, HELP)


async def _ask_what(turn: Turn, _answers: Answers) -> Message:
    return say.ask() if turn.speaker.person is not None else say.ask_stranger()


async def _read_what(turn: Turn, raw: str, _answers: Answers) -> str:
    words = "" if raw == say.CALL_ME else raw.strip()
    if not words and turn.speaker.person is None:
        raise Refusal(say.say_a_word())
    return words


async def _call(turn: Turn, values: dict[str, str], _answers: Answers) -> Reply:
    return await _ask_for_call(turn, values["what"])


async def _take_file(turn: Turn, _dialog: Dialog) -> Reply:
    await forms.leave(turn)
    return await pass_on(turn)


async def pass_on(turn: Turn) -> Reply:
    """Give a spoken word or a picture, whose bytes are fetched, to whoever will call."""
    file = turn.said.file
    if file is None or turn.prepared is None or turn.speaker.person is None:
        return await _ask_for_call(turn, turn.said.text)
    stored = await media.store(
        turn.session, turn.branch_id, file.kind, file.name, file.mime, turn.prepared, turn.now
    )
    words = turn.said.text or (say.SPOKEN if file.kind is MediaKind.VOICE else say.SHOWN)
    return await _ask_for_call(turn, words, media=(stored,))


async def _ask_for_call(turn: Turn, words: str, media: tuple[int, ...] = ()) -> Message:
    if turn.speaker.person is None:
        passed = await help_.ask_for_stranger(
            turn.session,
            turn.branch,
            turn.said.chat_id,
            turn.said.shown_name,
            words,
            turn.now,
            bot_id=turn.bot_id,
        )
        return say.passed_on() if passed.helper else say.nobody_reachable()
    asked = await help_.ask_for(
        turn.session,
        turn.branch,
        turn.person,
        turn.speaker.member,
        words,
        turn.now,
        bot_id=turn.bot_id,
        media=media,
    )
    if asked.helper is None:
        return say.nobody_reachable()
    return say.will_call(asked.helper.name, resting=asked.resting)


HELP = Form("help", (Step("what", _ask_what, _read_what),), _call, on_file=_take_file)


async def departed(turn: Turn) -> Reply:
    """Answer the phone of somebody frozen or gone: one gentle line, no data, and a human is told.

    Digits may be an invitation to somebody else who uses this phone now.
    """
    code = await typed_code(turn)
    if code is not None:
        return code
    helper = await help_.departed_spoke(
        turn.session, turn.branch, turn.person, turn.said.text, turn.now, bot_id=turn.bot_id
    )
    return leaving.departed(helper.name if helper else None)


async def unknown(turn: Turn) -> Reply:
    """Answer what nothing else answers: a greeting, digits, a name, or words not understood."""
    words = turn.said.text
    if not chinese.fold(words) or chinese.means(words, _SMALL_TALK):
        return await small_talk(turn)
    code = await typed_code(turn)
    if code is not None:
        return code
    if Permission.PEOPLE_READ in turn.speaker.permissions and len(words) <= _A_NAME_AND_A_LITTLE:
        page = await members.found(turn, words)
        if page is not None:
            return page
    likely = turn.router.likeliest(words, turn.speaker, _OFFERED)
    return say.not_understood([word for word in likely if word != common.HELP] or _usual(turn))


def _usual(turn: Turn) -> list[str]:
    rows = menu_keyboard(turn.router, turn.speaker).rows
    return [word for row in rows for word in row if word != common.HELP][: _OFFERED - 1]


async def small_talk(turn: Turn) -> Reply:
    """Answer a greeting once a day, and then no more: it asks for nothing."""
    keyboard = menu_keyboard(turn.router, turn.speaker)
    await help_.once_today(turn.session, turn.branch, turn.chat, say.small_talk(keyboard), turn.now)
    return None
