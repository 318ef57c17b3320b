"""The keyboard: at most six words, each of them leads somewhere, a human below."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from bot.access import granted
from bot.domain.people import Speaker
from bot.texts.menus import GLANCE, KINDS, MORE, WORDS, others
from handlers.menus import menu_keyboard
from handlers.routes import router
from models import Role

ROUTER = router()


def words(*roles: Role) -> list[str]:
    return list(chain(*menu_keyboard(ROUTER, Speaker(None, None, None, frozenset(roles))).rows))


@given(st.sets(st.sampled_from(Role)))
def test_whatever_somebody_is_his_keyboard_is_short_and_leads_somewhere(roles: set[Role]) -> None:
    keyboard = menu_keyboard(ROUTER, Speaker(None, None, None, frozenset(roles)))
    shown = list(chain(*keyboard.rows))

    assert keyboard.rows[-1] == ("找人",)
    assert len(shown) == len(set(shown)) <= 6
    assert all(1 <= len(row) <= 2 for row in keyboard.rows)
    for word in shown:
        assert 2 <= len(word) <= 4
        assert ROUTER.by_word[word].needs in granted(roles)


def test_the_highest_role_stands_in_front_and_the_other_roles_fill_what_is_free() -> None:
    assert words(Role.SECRETARY, Role.MEMBER)[:4] == ["发通知", "看回音", "等我批", "老同志"]
    assert words(Role.MEMBER) == ["看通知", "我的", "政治生日", "找人"]
    assert words(Role.RELATIVE) == ["看通知", "替他办", "我的", "找人"]
    assert words(Role.GROUP_LEADER, Role.MEMBER)[:4] == ["老同志", "要办的", "替他办", "看通知"]


def test_somebody_without_a_part_has_only_the_way_to_a_human() -> None:
    assert words() == ["找人"]


def test_every_role_has_its_words() -> None:
    assert set(WORDS) == set(Role)


def test_every_word_is_found_behind_more_once() -> None:
    kept = list(chain(*KINDS.values()))

    assert len(kept) == len(set(kept))
    assert set(ROUTER.by_word) - {"找人", MORE} <= set(kept)


@given(st.lists(st.sampled_from(list(chain(*KINDS.values()))), unique=True, min_size=1))
def test_what_is_behind_more_fits_a_glance_and_leaves_nothing_out(offered: list[str]) -> None:
    message = others(offered)

    labels = [button.label for button in message.buttons]
    assert len(labels) <= GLANCE
    assert set(offered) == {word for word in offered if word in labels or word in message.text}
