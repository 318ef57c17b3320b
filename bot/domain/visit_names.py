"""Whom a cadre's sentence is about: full names, 吴老, 吴主任, 刘阿姨, and never a guess between two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.visit_name_words import ALIKE, MAN, SURNAMES, TITLES, WOMAN
from bot.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody the sentence may name."""

    person_id: int
    name: str
    sex: str | None
    post: str | None  # former post
    address_form: str | None  # as a human wrote it: 吴老
    own: bool  # paired with the writer
    seen: bool = False  # the writer may see him, paired or not
    staff: bool = False  # may have come along


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text and who may be meant; nobody where it is nobody we know."""

    start: int
    end: int
    who: tuple[Known, ...]
    sure: bool  # one, and nobody else can be meant


def who_can_be_in(text: str, known: Sequence[Known]) -> list[Known]:
    """Return those of thousands whose surname the text holds, and the writer's own."""
    letters = set(text)
    return [one for one in known if one.own or not letters.isdisjoint(alike(one.name[0]))]


def mentions(text: str, known: Sequence[Known]) -> list[Mention]:
    """Return the names in a tidied text, in its order; the longest reading of each place counts."""
    found = [*_full_names(text, known), *_spoken(text, known), *_given_names(text, known), *_strange(text)]
    found.sort(key=lambda one: (one.start, -one.end, not one.who))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _full_names(text: str, known: Sequence[Known]) -> list[Mention]:
    """Find names as they are written and, for those whom the writer may see, as they are misheard."""
    places: dict[tuple[int, int], list[tuple[Known, bool]]] = {}
    for one in known:
        pattern = _misheard(one.name) if one.own or one.seen else re.escape(one.name)
        for match in re.finditer(pattern, text):
            places.setdefault(match.span(), []).append((one, match[0] == one.name))
    return [_full_name(span, who) for span, who in places.items()]


def _full_name(span: tuple[int, int], who: Sequence[tuple[Known, bool]]) -> Mention:
    """Take the one who has this very name; a stranger's very name may be a neighbour misheard."""
    exact = [one for one, is_exact in who if is_exact]
    ours = [one for one in exact if one.own or one.seen or one.staff]
    meant = ours or [one for one, _ in who]
    return Mention(*span, tuple(meant), sure=len(meant) == 1 and (bool(ours) or not exact))


def _misheard(name: str) -> str:
    return "".join(f"[{alike(character)}]" for character in name)


def alike(character: str) -> str:
    """Return the characters that voice input and a local accent write for one another."""
    return _ALIKE.get(character, character)


# Of a character in two groups the first counts.
_ALIKE = {character: group for group in reversed(ALIKE) for character in group}


_TITLE = "|".join(sorted((*TITLES, *MAN, *WOMAN), key=len, reverse=True))
_SPOKEN = Pattern(
    rf"(?<!周)(?<!星期)(?<!礼拜)(?P<after>[一-龥])(?P<title>{_TITLE})|老(?P<before>[一-龥])(?![一-龥]?头)"
    r"|(?<!周)(?<!星期)(?<!礼拜)(?P<old>[一-龥])老(?!师|伴|年|人|板|婆|公|头|两口|党员|同志|干部|领导|乡|实)"
)


def _spoken(text: str, known: Sequence[Known]) -> list[Mention]:
    """Find people as they are spoken of: a surname and what goes with it."""
    found = []
    surnames = {character for one in known for character in alike(one.name[0])}
    for start in range(len(text)):  # they may overlap: 「给老吴」 holds no 给老
        match = _SPOKEN.match(text, start)
        if match is None:
            continue
        surname = match["after"] or match["before"] or match["old"]
        if surname in SURNAMES or surname in surnames:
            found.append(_by_surname(match.span(), surname, match["title"] or "", match[0], known))
    return found


def _by_surname(
    span: tuple[int, int], surname: str, title: str, spoken: str, known: Sequence[Known]
) -> Mention:
    fitting = [one for one in known if _fits(one, title)]
    for near in ([one for one in fitting if one.own], [one for one in fitting if one.seen or one.staff]):
        exact = [one for one in near if one.name[0] == surname]
        addressed = [one for one in exact if one.address_form == spoken]
        if exact:
            meant = addressed if len(addressed) == 1 else exact
            return Mention(*span, tuple(meant), sure=len(meant) == 1)
    # Nobody near has this surname: one that sounds the same is meant, unless it is a stranger's own.
    sounding = [one for one in fitting if one.own and one.name[0] in alike(surname)]
    taken = any(one.name[0] == surname for one in fitting)
    kin = title in (*MAN, *WOMAN)  # 「堂哥」 is nobody called 唐
    return Mention(*span, tuple(sounding), sure=len(sounding) == 1 and not taken and not kin)


def _fits(one: Known, title: str) -> bool:
    if one.sex is None:
        return True
    return not (title in WOMAN and one.sex == "男") and not (title in MAN and one.sex == "女")


def _given_names(text: str, known: Sequence[Known]) -> list[Mention]:
    found = []
    for one in known:
        if one.own and len(one.name) == 3:
            for match in re.finditer(rf"(?<!{one.name[0]}){re.escape(one.name[1:])}", text):
                same = [other for other in known if other.name[1:] == one.name[1:] and other.own]
                found.append(Mention(*match.span(), tuple(same), sure=len(same) == 1))
    return found


_STRANGE = Pattern(
    rf"(?:看望|走访|慰问|探望|问候|看了|看过|联系|打给|拜访)了?(?P<name>[{SURNAMES}](?!老)[一-龥]{{1,2}}?)"
    r"(?=同志|先生|女士|[,。;!\s]|$)"
)


def _strange(text: str) -> list[Mention]:
    """Find what looks like somebody's full name, so that it is not taken for one of ours."""
    return [Mention(*match.span("name"), (), sure=False) for match in _STRANGE.finditer(text)]
