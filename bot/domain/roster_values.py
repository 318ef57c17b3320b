"""One cell of a roster, made canonical: the text that is compared, stored, kept as history.

Every field has one canonical text ("1973-07", "on_roll", "group_leader:2"), so that a file, a row
of the database and an export can be compared as they stand.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.domain.roster_dates import BadDate, DateProblem, read_date
from bot.spreadsheets import Cell
from bot.texts import roster_words as words
from models import Precision, Role

MAX_NAME = 30  # characters
MAX_WORD = 60
MAX_TEXT = 500


class Fault(StrEnum):
    """What makes a row unusable until somebody corrects it."""

    NO_NAME = "no_name"
    NAME_UNREADABLE = "name_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    PHONE_UNREADABLE = "phone_unreadable"
    GROUP_UNREADABLE = "group_unreadable"
    STATUS_UNKNOWN = "status_unknown"
    TOO_LONG = "too_long"
    SAME_NUMBER = "same_number"  # two rows with one number
    SAME_PERSON = "same_person"  # two rows that mean one person
    NUMBER_OF_ANOTHER = "number_of_another"  # somebody else in the branch has it
    IS_DECEASED = "is_deceased"  # the branch knows of a death that the file does not
    NO_SUCH_CADRE = "no_such_cadre"
    NO_SUCH_MEMBER = "no_such_member"
    SEVERAL_SO_NAMED = "several_so_named"
    PAIR_INCOMPLETE = "pair_incomplete"
    PAIR_OF_ONE = "pair_of_one"  # a cadre who is a member too, with himself


class Remark(StrEnum):
    """What is said about a row that is taken all the same."""

    WORD_UNKNOWN = "word_unknown"  # left empty
    ROLE_UNKNOWN = "role_unknown"
    ONE_PHONE_KEPT = "one_phone_kept"
    NOTE_SHORTENED = "note_shortened"  # private parts of a note are not kept
    ROLE_NOT_YOURS = "role_not_yours"  # above what the importer may grant


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault or a remark, with the cell it is about."""

    code: Fault | DateProblem | Remark
    field: str = ""
    value: str = ""


class Unusable(Exception):
    """This cell refuses its row."""

    def __init__(self, code: Fault | DateProblem, value: str) -> None:
        super().__init__(code)
        self.code, self.value = code, value


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row and gathers what is to be remarked."""

    today: date
    serials_from_1904: bool
    remarks: list[Problem]

    def read(self, field: str, cell: Cell) -> str:
        """Return the canonical text, empty for a blank. Raises Unusable."""
        text = as_text(cell)
        if plain(text).lower() in words.BLANKS:
            return ""
        reader = _READERS.get(field, Reader.short)
        return reader(self, field, cell if isinstance(cell, date) else text)

    def remark(self, code: Remark, field: str, value: str) -> None:
        self.remarks.append(Problem(code, field, value))

    def name(self, field: str, cell: str | date) -> str:
        name = tidy_name(str(cell))
        if len(name) > MAX_NAME or not name or re.search(r"[\d(){}<>=+@:/\\]", name):
            raise Unusable(Fault.NAME_UNREADABLE, str(cell))
        return name

    def day(self, field: str, cell: str | date) -> str:
        try:
            found = read_date(cell, serials_from_1904=self.serials_from_1904)
        except BadDate as error:
            raise Unusable(error.problem, str(cell)) from None
        if found.on > self.today:
            raise Unusable(Fault.DATE_IN_FUTURE, str(cell))
        return str(found)

    def phone(self, field: str, cell: str | date) -> str:
        """Keep one number as digits: the first mobile number, or else the first."""
        pieces = re.split(r"[/,;、，；\n]|或|\s{2,}", plain(str(cell)))
        numbers = [number for piece in pieces if (number := _phone_digits(piece))]
        if not numbers or len(numbers) < sum(bool(re.search(r"\d", piece)) for piece in pieces):
            raise Unusable(Fault.PHONE_UNREADABLE, str(cell))
        mobiles = [number for number in numbers if len(number) == 11 and number[0] == "1"]
        if len(set(numbers)) > 1:
            self.remark(Remark.ONE_PHONE_KEPT, field, str(cell))
        return (mobiles or numbers)[0]

    def group(self, field: str, cell: str | date) -> str:
        number = group_number(str(cell))
        if number is None:
            raise Unusable(Fault.GROUP_UNREADABLE, str(cell))
        return str(number)

    def status(self, field: str, cell: str | date) -> str:
        found = _meaning(words.STATUSES, str(cell))
        if not found:
            raise Unusable(Fault.STATUS_UNKNOWN, str(cell))
        return found

    def channel(self, field: str, cell: str | date) -> str:
        return self._or_remark(field, str(cell), _meaning(words.CHANNELS, str(cell)))

    def mobility(self, field: str, cell: str | date) -> str:
        return self._or_remark(field, str(cell), _meaning(words.MOBILITIES, str(cell)))

    def birthday_kind(self, field: str, cell: str | date) -> str:
        return self._or_remark(field, str(cell), _meaning(words.BIRTHDAY_KINDS, str(cell)))

    def sex(self, field: str, cell: str | date) -> str:
        sex = {"男": "男", "女": "女", "m": "男", "f": "女"}.get(plain(str(cell)).lower()[:1], "")
        return self._or_remark(field, str(cell), sex)

    def precision(self, field: str, cell: str | date) -> str:
        known = {"day": "day", "日": "day", "month": "month", "月": "month", "year": "year", "年": "year"}
        return self._or_remark(field, str(cell), known.get(plain(str(cell)).lower(), ""))

    def roles(self, field: str, cell: str | date) -> str:
        roles, unknown = read_roles(str(cell))
        for word in unknown:
            self.remark(Remark.ROLE_UNKNOWN, field, word)
        return ",".join(sorted(roles))

    def note(self, field: str, cell: str | date) -> str:
        kept, dropped = public_part(str(cell))
        if dropped:
            self.remark(Remark.NOTE_SHORTENED, field, "")
        return kept[:MAX_TEXT]

    def short(self, field: str, cell: str | date) -> str:
        text = re.sub(r"\s+", " ", str(cell)).strip()
        if len(text) > (MAX_TEXT if field in ("address", "emergency_contact") else MAX_WORD):
            raise Unusable(Fault.TOO_LONG, text[:20])
        return text

    def _or_remark(self, field: str, value: str, found: str) -> str:
        if not found:
            self.remark(Remark.WORD_UNKNOWN, field, value)
        return found


_READERS: dict[str, Callable[[Reader, str, str | date], str]] = {
    "name": Reader.name,
    "born_on": Reader.day,
    "joined_on": Reader.day,
    "full_on": Reader.day,
    "retired_on": Reader.day,
    "from_on": Reader.day,
    "phone": Reader.phone,
    "group_number": Reader.group,
    "status": Reader.status,
    "channel": Reader.channel,
    "mobility": Reader.mobility,
    "birthday_kind": Reader.birthday_kind,
    "sex": Reader.sex,
    "roles": Reader.roles,
    "note": Reader.note,
    "joined_precision": Reader.precision,
    "full_precision": Reader.precision,
    "born_precision": Reader.precision,
}


def as_text(cell: Cell) -> str:
    """Write a cell as its author would read it; a number without decimals has none.

    Characters of format, such as U+200B, go: nobody sees them, and a name with one is another name.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if text.isprintable():  # as nearly every cell is, so that a long file is not looked at by letters
        return text
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def plain(text: str) -> str:
    """Make full-width characters plain and trim."""
    return unicodedata.normalize("NFKC", text).strip()


def tidy_name(text: str) -> str:
    """Take the spaces out of a Chinese name and give a minority name its one kind of dot."""
    text = re.sub(r"\s+", " ", plain(text))
    text = re.sub(r"\s*[·•‧・∙.．]\s*", "·", text)  # the dot between a name and a father's name
    text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    return re.sub(r"\((男|女)\)$", "", text).strip("·* ")


def group_number(text: str) -> int | None:
    """Read 第二党小组, 二组, 2 or 2组 as 2."""
    found = re.fullmatch(
        r"第?([一二三四五六七八九十]{1,3}|\d{1,2})(?:党|学习)?(?:小组|组)?(?:\(.*\))?",
        re.sub(r"\s", "", plain(text)),
    )
    if found is None:
        return None
    number = _small_number(found[1])
    return number if 1 <= number <= 99 else None


def _small_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    digits = "〇一二三四五六七八九"
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (digits.find(tens or "一") if ten else 0) * 10 + (digits.find(ones) if ones else 0)


def read_roles(text: str) -> tuple[set[str], list[str]]:
    """Return the canonical roles in a cell and the words that name none of ours.

    A group leader without a group is "group_leader"; whoever knows the row adds its group.
    """
    roles: set[str] = set()
    unknown: list[str] = []
    for word in re.split(r"[、,;，；/\s]+|兼", plain(text)):
        word = re.sub(r"[(（].*$|\)$", "", word)
        leader = re.fullmatch(r"(.+?)(?:党)?小?组(?:组)?长", word)
        number = group_number(leader[1]) if leader else None
        role = _meaning(words.ROLES, word)
        if number is not None:
            roles.add(f"{Role.GROUP_LEADER}:{number}")
        elif role:
            roles.add(role)
        elif word and word not in words.NO_ROLE and word not in words.BLANKS:
            unknown.append(word)
    return roles, unknown


def roles_in_title(text: str) -> set[str]:
    """Find the one role that a serving cadre's department line may name: 联络员."""
    return {str(Role.LIAISON)} if words.ROLES[Role.LIAISON][0] in text else set()


def public_part(note: str) -> tuple[str, bool]:
    """Return a note without its parts about incomes, ID numbers and diagnoses; say if any went."""
    pieces = re.split(r"([;；。\n]+)", note.strip())
    kept, dropped = "", False
    for piece, stop in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if re.search(words.PRIVATE_NOTE, unicodedata.normalize("NFKC", piece)):
            dropped = True
        else:
            kept += piece + stop
    return kept.strip(" ;；\n"), dropped


def coarser(date_text: str, precision: str) -> str:
    """Cut a canonical date to what a column beside it says is known."""
    return date_text[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[Precision(precision)]]


def _phone_digits(text: str) -> str:
    """Return the digits of one number, without a country's or a piece's decoration, or nothing."""
    if re.search(r"[eE]\+?\d", text):
        return ""  # 1.39E+10: the spreadsheet has thrown digits away
    number = re.search(r"\+?[\d\s()-]{7,}", text)
    digits = re.sub(r"\D", "", number[0]) if number else ""
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    return digits if 7 <= len(digits) <= 12 else ""


def _meaning(known: Mapping[Any, tuple[str, ...]], text: str) -> str:
    """Return the value that a word stands for, or nothing; our own codes are words too."""
    word = re.sub(r"\s", "", plain(text)).lower()
    for kind, synonyms in known.items():
        if word == str(kind) or word in synonyms:
            return str(kind)
    return ""
