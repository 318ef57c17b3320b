"""The menu: at most six words below the input field that fit the role; all others behind 更多."""

from itertools import chain

from bot.access import Permission
from bot.domain.people import Speaker
from bot.messages import Keyboard
from bot.texts import common
from bot.texts import menus as say
from handlers.kit.replies import Redraw, Reply
from handlers.kit.turn import Entrances, Turn
from models import Role

WORDS_AT_MOST = 5  # and 找人, on a row of its own
_HELPERS = frozenset({common.HELP, common.MENU, say.MORE})


async def menu(turn: Turn, _press: object = None) -> Reply:
    """Answer 主菜单 and 更多: the keyboard, and buttons for what it has no place for."""
    if not turn.speaker.roles:
        # Of the routes a turn knows that there are such, and not of which type: they know turns.
        return await turn.router.special.departed.handler(turn)  # type: ignore[no-any-return]
    keyboard = menu_keyboard(turn.router, turn.speaker)
    opened = say.menu(turn.person.salutation(), turn.local_now.time(), keyboard)
    rest = _rest(turn.router, turn.speaker, keyboard)
    return [opened, say.others(rest)] if rest else opened


async def open_kind(turn: Turn, press: say.OpenKind) -> Reply:
    """Answer a kind of 更多 with what there is of it, in its place; 返回 leads to the kinds."""
    rest = _rest(turn.router, turn.speaker, menu_keyboard(turn.router, turn.speaker))
    held = [word for word in rest if word in say.KINDS.get(press.kind, ())]
    if held:
        return Redraw(say.kind(press.kind, held))
    return Redraw(say.others(rest)) if rest else await old_button(turn)


async def old_button(turn: Turn) -> Reply:
    """Answer a button of another time with today's menu and one kind line."""
    return say.today_instead(menu_keyboard(turn.router, turn.speaker))


def menu_keyboard(router: Entrances, speaker: Speaker) -> Keyboard:
    """Return the words for a speaker, two a row and 找人 below; the highest role's come first.

    A place that this role leaves free goes to his other roles and to what everybody has, the last
    one to 更多 when that is not enough.
    """
    usable = _usable(router, speaker)
    ranked = [say.WORDS[role] for role in say.WORDS if role in speaker.roles]
    wanted = list(dict.fromkeys(word for word in chain(*ranked, say.COMMON) if word in usable))
    words = wanted[:WORDS_AT_MOST]
    foremost = [word for word in next(iter(ranked), ()) if word in usable]
    if usable - set(words) and say.MORE in router.by_word and len(foremost) < WORDS_AT_MOST:
        words = [*wanted[: WORDS_AT_MOST - 1], say.MORE]
    pairs = tuple(tuple(words[at : at + 2]) for at in range(0, len(words), 2))
    return Keyboard((*pairs, say.last_row()))


def _rest(router: Entrances, speaker: Speaker, keyboard: Keyboard) -> list[str]:
    usable = _usable(router, speaker) - set(chain(*keyboard.rows))
    return [word for word in chain(*say.KINDS.values()) if word in usable]


def _usable(router: Entrances, speaker: Speaker) -> set[str]:
    allowed = speaker.permissions
    usable = {word for word, route in router.by_word.items() if route.needs in allowed}
    if "发通知" in usable:  # whoever may send need not hand in a draft
        usable.discard("拟通知")
    if Role.MEMBER not in speaker.roles and Permission.GREETINGS not in allowed:
        usable.discard("政治生日")  # a relative and a serving cadre have none
    return usable - _HELPERS
