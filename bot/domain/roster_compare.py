"""The file against the branch: each row becomes something to do, to ask, to refuse, or nothing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.domain.pairings import MEMBERS_AT_MOST
from bot.domain.roster_dates import PartialDate, read_date
from bot.domain.roster_entries import MEMBER_FIELDS, PERSON_FIELDS, PRECISIONS, Entry
from bot.domain.roster_lint import oddities
from bot.domain.roster_matching import NEW, SKIP, Ask, People, alike, find
from bot.domain.roster_plan import Added, Changed, FieldChange, Paired, Plan, Question, Ref
from bot.domain.roster_reading import Kind, Record, is_living, refused
from bot.domain.roster_values import Fault, Problem, Remark
from bot.texts.roster_reasons import is_ours
from models import Pairing, Role, Status

FIELDS = {
    Kind.MEMBER: (*PERSON_FIELDS, *MEMBER_FIELDS, "roles"),
    Kind.CADRE: (*PERSON_FIELDS, "roles"),
}


def make_plan(
    records: Sequence[Record],
    entries: Sequence[Entry],
    pairings: Sequence[Pairing],
    answers: Mapping[int, str],
    grantable: Collection[Role] | None = None,
) -> Plan:
    """Compare the file with the branch.

    `answers` maps the index of a record to what a human said: "p42", "new" or "skip". Roles outside
    `grantable` are neither given nor taken away; None grants all.
    """
    plan = Plan()
    people = People(entries)
    names = Counter(record.values.get("name", "") for record in records)
    taken: dict[tuple[Kind, int], Record] = {}
    new_by_name: dict[str, list[Record]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.kind is Kind.PAIR:
            continue
        meant = _decide(record, people, names, new_by_name, answers.get(index))
        if meant == SKIP:
            plan.left_out.append(record)
        elif isinstance(meant, Ask):
            plan.questions.append(Question(index, record, meant.candidates, meant.may_be_new, meant.like_row))
        elif isinstance(meant, Fault):
            row = str(next(each.row for each in new_by_name[record.values["name"]]))
            plan.refused.append(refused(record, Problem(meant, value=row)))
        elif meant is None or isinstance(meant, str):
            new_by_name[record.values["name"]].append(record)
            _add(plan, index, record, None, grantable)
        elif (record.kind, meant.person.id) in taken:
            earlier = taken[record.kind, meant.person.id]
            plan.refused.append(refused(record, Problem(Fault.SAME_PERSON, value=str(earlier.row))))
        else:
            taken[record.kind, meant.person.id] = record
            _compare(plan, index, record, meant, grantable)
    _plan_pairs(plan, records, people, pairings)
    return plan


def _decide(
    record: Record,
    people: People,
    names: Counter[str],
    new_by_name: Mapping[str, Sequence[Record]],
    answer: str | None,
) -> Entry | Ask | Fault | str | None:
    """Return whom a row means: an entry, None or "new" for nobody yet, or what keeps it out."""
    meant = find(record, people, names)
    if answer == SKIP:
        return SKIP
    if isinstance(meant, Ask) and answer:
        chosen = {f"p{each.person.id}": each for each in meant.candidates}
        if answer in chosen:
            return chosen[answer]
        if answer == NEW and meant.may_be_new:
            return NEW
    if meant is not None or answer == NEW:
        return meant or NEW
    for earlier in new_by_name.get(record.values["name"], ()):
        if earlier.kind is record.kind:
            same = alike(record, earlier)
            if same:
                return Fault.SAME_PERSON
            if same is None:
                return Ask((), like_row=earlier.row)
    return None


def _add(
    plan: Plan, index: int, record: Record, entry: Entry | None, grantable: Collection[Role] | None
) -> None:
    roles = _allowed_roles(plan, record, "", grantable)
    values = {name: text for name, text in record.values.items() if name != "roles"}
    if is_ours(values.get("number", "")):
        del values["number"]  # it meant a row of another database
    if roles:
        values["roles"] = roles
    allowed = Record(record.kind, record.sheet, record.row, values, record.remarks)
    plan.added.append(Added(index, allowed, entry.person.id if entry else None))
    _remark(plan, record, entry)


def _compare(
    plan: Plan, index: int, record: Record, entry: Entry, grantable: Collection[Role] | None
) -> None:
    lacks_its_part = entry.member is None if record.kind is Kind.MEMBER else not entry.is_cadre
    if lacks_its_part:
        _add(plan, index, record, entry, grantable)
        return
    if entry.value("status") == Status.DECEASED and "status" in record.values and is_living(record.values):
        plan.refused.append(refused(record, Problem(Fault.IS_DECEASED, "status")))
        return
    changes = []
    for name in FIELDS[record.kind]:
        if name not in record.values:  # blanks never overwrite
            continue
        if name == "number" and is_ours(record.values[name]):
            continue
        old, new = entry.value(name), record.values[name]
        if name == "roles":
            new = _allowed_roles(plan, record, old, grantable)
        # 「1965年7月」 in a sheet does not make us forget the day that we know.
        only_coarser = name in PRECISIONS and old.startswith(new)
        if new != old and not only_coarser:
            changes.append(FieldChange(name, old, new))
    if changes:
        plan.changed.append(Changed(index, record, entry.person.id, entry.person.name, tuple(changes)))
        _remark(plan, record, entry)
    else:
        plan.unchanged += 1


def _allowed_roles(plan: Plan, record: Record, old: str, grantable: Collection[Role] | None) -> str:
    """Return the roles somebody will have: those beyond the importer's right stay as they are.

    A cadre's sheet names only some of his roles, so it takes none away.
    """
    held = set(filter(None, old.split(",")))
    wanted = set(filter(None, record.values.get("roles", "").split(",")))
    if record.kind is Kind.CADRE:
        wanted |= held
    result = set(held)
    for role in held ^ wanted:
        if grantable is not None and Role(role.partition(":")[0]) not in grantable:
            plan.remarks.append((record, Problem(Remark.ROLE_NOT_YOURS, "roles", role)))
        elif role in wanted:
            result.add(role)
        else:
            result.discard(role)
    return ",".join(sorted(result))


def _remark(plan: Plan, record: Record, entry: Entry | None) -> None:
    """Pass on what reading remarked and what the dates make one wonder about."""
    plan.remarks += [(record, problem) for problem in record.remarks]
    if record.kind is Kind.MEMBER and is_living(record.values):
        days = [_effective(record, entry, name) for name in ("joined_on", "full_on", "born_on")]
        plan.odd += [(record, oddity) for oddity in oddities(*days)]


def _effective(record: Record, entry: Entry | None, name: str) -> PartialDate | None:
    if name in record.values:
        return read_date(record.values[name])
    return entry.day(name) if entry else None


def _plan_pairs(plan: Plan, records: Sequence[Record], people: People, pairings: Sequence[Pairing]) -> None:
    """Every member has exactly one main cadre: a new pairing ends the one before."""
    open_pairs = {each.member_id: each for each in pairings}
    seen: dict[Ref, Record] = {}
    for index, record in enumerate(records):
        if record.kind is not Kind.PAIR:
            continue
        cadre = _party(plan, people, record.values["cadre"], Kind.CADRE)
        member = _party(plan, people, record.values["member"], Kind.MEMBER)
        fault = cadre if isinstance(cadre, Fault) else member
        if isinstance(fault, Fault):
            name = "cadre" if fault is cadre else "member"
            plan.refused.append(refused(record, Problem(fault, name, record.values[name])))
            continue
        assert not isinstance(cadre, Fault)
        assert not isinstance(member, Fault)
        if cadre[0] == member[0]:
            problem = Problem(Fault.PAIR_OF_ONE, "member", record.values["member"])
            plan.refused.append(refused(record, problem))
            continue
        if member[0] in seen:
            row = str(seen[member[0]].row)
            plan.refused.append(refused(record, Problem(Fault.SAME_PERSON, value=row)))
            continue
        seen[member[0]] = record
        now = open_pairs.get(member[0]) if isinstance(member[0], int) else None
        since = record.values.get("from_on", "")
        if now is not None and now.cadre_id == cadre[0] and since in ("", str(now.from_on)):
            plan.unchanged += 1
            continue
        old = people.by_id[now.cadre_id].person.name if now else ""
        plan.paired.append(Paired(index, record, cadre[0], member[0], cadre[1], member[1], now, old))
    plan.crowded = _crowded(plan.paired, pairings)


def _crowded(paired: Sequence[Paired], pairings: Sequence[Pairing]) -> list[tuple[str, int]]:
    """Return who would have more than two members without a reason in the list, and how many."""
    after: dict[Ref, Ref] = {each.member_id: each.cadre_id for each in pairings}
    after |= {each.member: each.cadre for each in paired}
    members = Counter(after.values())
    bare = {each.cadre: each.cadre_name for each in paired if not each.record.values.get("reason")}
    return [(name, members[cadre]) for cadre, name in bare.items() if members[cadre] > MEMBERS_AT_MOST]


def _party(plan: Plan, people: People, text: str, kind: Kind) -> tuple[Ref, str] | Fault:
    """Find a cadre or member by number or name, in the branch or among those being added."""
    found: list[tuple[Ref, str]] = []
    holder = people.by_number.get(text)
    known = [holder] if holder else people.by_name.get(text, [])
    for entry in known:
        if entry.is_cadre if kind is Kind.CADRE else entry.member is not None:
            found.append((entry.person.id, entry.person.name))
    for each in plan.added:
        values = each.record.values
        if each.record.kind is kind and text in (values.get("number"), values["name"]):
            ref: Ref = each.person_id if each.person_id is not None else (NEW, each.index)
            found.append((ref, values["name"]))
    if len(found) == 1:
        return found[0]
    if found:
        return Fault.SEVERAL_SO_NAMED
    return Fault.NO_SUCH_CADRE if kind is Kind.CADRE else Fault.NO_SUCH_MEMBER
