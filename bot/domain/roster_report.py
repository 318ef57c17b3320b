"""A plan in words: the lines of a preview, the question about one row, the files that go with it."""

from collections.abc import Iterable, Sequence

from bot.domain.roster_entries import Entry
from bot.domain.roster_lint import Oddity
from bot.domain.roster_plan import Plan, Question
from bot.domain.roster_reading import Kind, Record, Refused
from bot.domain.roster_values import Problem
from bot.messages import Message
from bot.spreadsheets import Table
from bot.texts import roster as say
from bot.texts import roster_preview as lay
from bot.texts import roster_reasons as reasons
from bot.texts import roster_words as words

_MANY = 5  # rows: so many mistakes of one kind are one mistake
TELLING = ("number", "name", "group_number", "born_on", "joined_on", "unit", "phone")


def lines(plan: Plan) -> dict[str, list[str]]:
    """Return each part of a preview as lines, in the order in which they are shown."""
    changed = [
        lay.changed_line(each.name, [(one.field, one.old, one.new) for one in each.changes])
        for each in plan.changed
    ]
    paired = [lay.paired_line(each.cadre_name, each.member_name, each.old_cadre_name) for each in plan.paired]
    refused = [_refused_line(each) for each in plan.refused]
    remarks = [lay.crowded(name, members) for name, members in plan.crowded]
    remarks += [*_swapped(plan), *(_remark_line(record, problem) for record, problem in plan.remarks)]
    remarks += [
        lay.row_line(record.row, record.values["name"], reasons.oddity(oddity)) for record, oddity in plan.odd
    ]
    questions = [_line(each.record, _asked(each)) for each in plan.questions]
    parts = {
        "refused": refused,
        "questions": questions,
        "changed": changed,
        "added": [each.record.values["name"] for each in plan.added],
        "paired": paired,
        "remarks": remarks,
    }
    return {name: found for name, found in parts.items() if found}


def _swapped(plan: Plan) -> list[str]:
    """Say of many rows at once what would else be read as so many single mistakes."""
    odd = sum(1 for _, oddity in plan.odd if oddity is Oddity.FULL_BEFORE_JOINED)
    return [lay.dates_swapped(odd)] if odd >= _MANY else []


def text(plan: Plan) -> str:
    """Return the preview as plain text, for a message as for a terminal."""
    counted = lay.counts(
        added=len(plan.added),
        changed=len(plan.changed),
        paired=len(plan.paired),
        asked=len(plan.questions),
        unchanged=plan.unchanged,
        refused=len(plan.refused),
        left_out=len(plan.left_out),
    )
    if plan.private_columns:
        counted.append(lay.private_columns(plan.private_columns))
    if plan.unused_columns:
        counted.append(lay.unused_columns(plan.unused_columns))
    parts = [
        lay.names_part(lay.PARTS[name], _by_group(plan))
        if name == "added"
        else lay.part(lay.PARTS[name], found)
        for name, found in lines(plan).items()
    ]
    return "\n\n".join(["\n".join(counted), *parts])


def typed_text(plan: Plan) -> str:
    """Return the preview of one typed person: his facts are read back, one a line."""
    facts = [
        lay.fact_line(field, value) for each in plan.added for field, value in each.record.values.items()
    ]
    parts = [lay.part(lay.PARTS[name], found) for name, found in lines(plan).items() if name != "added"]
    return "\n\n".join(["\n".join(facts), *parts] if facts else parts) or lay.nothing_new()


def _by_group(plan: Plan) -> dict[str, list[str]]:
    """Return the names of those who are new: group by group, then the departments."""
    names: dict[str, list[str]] = {}
    for each in sorted(plan.added, key=lambda each: int(each.record.values.get("group_number") or 1_000)):
        values = each.record.values
        group = reasons.shown("group_number", values.get("group_number", ""))
        names.setdefault(group or values.get("unit", ""), []).append(values["name"])
    return dict(sorted(names.items(), key=lambda item: not item[0]))


def is_long(plan: Plan) -> bool:
    """Say whether the text leaves lines out, so that a file should hold them all."""
    return any(
        len(found) > (lay.SHOWN_NAMES if name == "added" else lay.SHOWN_LINES)
        for name, found in lines(plan).items()
    )


def full_tables(plan: Plan) -> list[Table]:
    """Return every line of a preview, a sheet for each part."""
    return [
        Table(lay.PARTS[name], [lay.PARTS[name]], [[line] for line in found])
        for name, found in lines(plan).items()
    ]


def refused_tables(refused: Sequence[Refused]) -> list[Table]:
    """Return the refused rows with their reasons, as sheets that can be corrected and sent again."""
    tables = []
    for kind, name in (
        (Kind.MEMBER, say.MEMBERS_SHEET),
        (Kind.CADRE, say.CADRES_SHEET),
        (Kind.PAIR, say.PAIRS_SHEET),
    ):
        rows = [each for each in refused if each.kind is kind]
        if not rows:
            continue
        columns = list(dict.fromkeys(title for each in rows for title in each.cells))
        cells = [
            [each.cells.get(title, "") for title in columns] + [str(each.row), _because(each)]
            for each in rows
        ]
        header = [*columns, words.ROW_COLUMN, words.REASON_COLUMN]
        tables.append(Table(name, header, cells))
    return tables


def question(plan: Plan, batch_id: int) -> Message:
    """Ask about the first row that is not clear."""
    asked = plan.questions[0]
    values = asked.record.values
    return say.question(
        batch_id,
        asked.index,
        asked.record.row,
        [(name, values[name]) for name in TELLING if name in values],
        [_candidate(entry) for entry in asked.candidates],
        may_be_new=asked.may_be_new,
        like_row=asked.like_row,
        left=len(plan.questions),
    )


def _candidate(entry: Entry) -> say.Candidate:
    return say.Candidate(
        entry.person.id,
        entry.person.name,
        reasons.shown("group_number", entry.value("group_number")) or entry.value("unit"),
        entry.value("born_on"),
        entry.value("joined_on"),
    )


def _asked(question: Question) -> str:
    return lay.asked_line([each.person.name for each in question.candidates], question.like_row)


def _remark_line(record: Record, problem: Problem) -> str:
    return _line(record, reasons.remark(problem.code, problem.field, problem.value))


def _refused_line(refused: Refused) -> str:
    names = (refused.cells.get(title) for title in words.MEMBER_COLUMNS["name"])
    return lay.row_line(refused.row, next(filter(None, names), ""), _because(refused))


def _line(record: Record, said: str) -> str:
    return lay.row_line(record.row, record.values.get("name", ""), said)


def _because(refused: Refused) -> str:
    return "；".join(_reasons(refused.problems))


def _reasons(problems: Iterable[Problem]) -> list[str]:
    return [reasons.reason(each.code, each.field, each.value) for each in problems]
