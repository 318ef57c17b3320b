"""An import taken back, and an export that comes back as nothing changed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as forall
from hypothesis import strategies as st
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import spreadsheets
from bot.domain import pairing_gaps, roster
from bot.domain.roster_compare import make_plan
from bot.domain.roster_entries import Entry, assign
from bot.domain.roster_reading import Kind, read_sheets
from bot.errors import Refusal
from bot.spreadsheets import Row, Sheet, Table
from bot.texts.roster_words import MEMBER_COLUMNS
from models import (
    Appointment,
    BirthdayKind,
    Branch,
    Change,
    Channel,
    Member,
    Mobility,
    Pairing,
    Person,
    Role,
    Status,
)
from tests.brief_world import at, leaves
from tests.domain.rosters import Importer
from tests.people import NOON, TODAY, Given


@pytest.fixture
def importer(session: AsyncSession, branch: Branch) -> Importer:
    return Importer(session, branch)


async def names(session: AsyncSession) -> set[str]:
    return set((await session.exec(select(Person.name))).all())


async def test_an_undo_takes_back_what_was_added_changed_and_paired(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    pairing = await given.pair(await given.cadre("贺敏"), await given.member("张三", phone="10000000001"))
    batch = await importer.loads(
        "| 姓名 | 电话 | 党内职务 |\n| 张三 | 10000000002 | 组织委员 |\n| 李四 |  | 宣传委员 |",
        "| 姓名 | 科室 |\n| 丁海涛 | 办公室 |",
        "| 结对干部 | 老同志 |\n| 丁海涛 | 张三 |\n| 贺敏 | 李四 |",
    )

    undone = await roster.undo(session, batch, None, NOON)

    assert (sorted(undone.removed), undone.restored, undone.kept) == (["丁海涛", "李四"], ["张三"], [])
    assert await names(session) == {"贺敏", "张三"}
    zhang = (await session.exec(select(Person).where(Person.name == "张三"))).one()
    assert zhang.phone == "10000000001"
    await session.refresh(pairing)
    assert pairing.until_on is None
    assert (await session.exec(select(Pairing.id))).all() == [pairing.id]
    assert [each.value for each in (await session.exec(select(Appointment.role))).all()] == ["cadre"]


async def test_an_undo_leaves_alone_what_was_changed_since(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    zhang = await given.member("张三", phone="10000000001")
    batch = await importer.loads("| 姓名 | 电话 | 党小组 |\n| 张三 | 10000000002 | 3 |")
    zhang.phone = "10000000003"

    undone = await roster.undo(session, batch, None, NOON)

    assert undone.kept == [("张三", "phone")]
    assert zhang.phone == "10000000003"
    assert (await given.member_row(zhang)).group_number == 1


async def test_an_undo_keeps_somebody_who_has_begun_to_take_part(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    batch = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |\n| 李四 | 1 |")
    zhang = (await session.exec(select(Person).where(Person.name == "张三"))).one()
    await given.bind(zhang)

    undone = await roster.undo(session, batch, None, NOON)

    assert undone.kept == [("张三", "added")]
    assert await names(session) == {"张三"}
    assert len((await session.exec(select(Member))).all()) == 1


async def test_what_the_bot_noted_by_itself_keeps_nobody(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    liaison = await given.liaison()
    await given.pair(liaison, await given.member("郑守义"))
    batch = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")
    morning = at(TODAY, 8, 31)
    await pairing_gaps.tell_due(session, morning)

    undone = await roster.undo(session, batch, None, morning)

    assert (undone.removed, undone.kept) == (["张三"], [])
    assert await leaves(session, morning + timedelta(minutes=1)) == []  # he is nobody to be told of


async def test_whoever_stays_stays_with_all_that_came_along(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    batch = await importer.loads(
        "| 姓名 | 党内职务 |\n| 张三 | 组织委员 |\n| 李四 |  |",
        "| 姓名 | 科室 |\n| 贺敏 | 办公室 |",
        "| 结对干部 | 老同志 |\n| 贺敏 | 张三 |\n| 贺敏 | 李四 |",
    )
    await given.bind((await session.exec(select(Person).where(Person.name == "张三"))).one())

    undone = await roster.undo(session, batch, None, NOON)

    assert undone.removed == ["李四"]
    assert await names(session) == {"张三", "贺敏"}
    assert len((await session.exec(select(Pairing))).all()) == 1
    assert {each.value for each in (await session.exec(select(Appointment.role))).all()} == {
        "cadre",
        "organisation",
    }


async def test_an_undo_takes_no_role_above_the_askers_away(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    await given.member("宋维新")
    batch = await importer.loads("| 姓名 | 党内职务 |\n| 宋维新 | 支部书记 |\n| 许绍文 | 副书记 |")

    undone = await roster.undo(session, batch, None, NOON, roster.grantable({Role.SECRETARY}))

    assert undone.kept == [("宋维新", "appointment")]
    assert (await session.exec(select(Appointment.role))).all() == [Role.SECRETARY]


async def test_a_preview_nobody_confirmed_is_forgotten_after_a_week(
    importer: Importer, session: AsyncSession
) -> None:
    batch, _ = await importer.shows("| 姓名 | 党小组 |\n| 张三 | 1 |")

    assert await roster.forget_drafts(session, NOON + timedelta(days=6)) == 0
    assert await roster.forget_drafts(session, NOON + timedelta(days=8)) == 1

    assert batch.draft is None


async def test_only_the_last_import_can_be_undone_and_only_once(
    importer: Importer, session: AsyncSession
) -> None:
    first = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")
    second = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 2 |")

    with pytest.raises(Refusal):
        await roster.undo(session, first, None, NOON)
    await roster.undo(session, second, None, NOON)
    await roster.undo(session, first, None, NOON)

    assert await names(session) == set()
    with pytest.raises(Refusal):
        await roster.undo(session, first, None, NOON)


async def test_an_import_that_changed_nothing_is_none_to_undo(
    importer: Importer, session: AsyncSession, branch: Branch
) -> None:
    first = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")
    await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")

    last = await roster.last_import(session, branch.id)

    assert last is not None
    assert last.id == first.id


async def test_a_death_that_came_by_mistake_with_an_import_is_undone_with_all_that_it_ended(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    zhang = await given.member("张三")
    pairing = await given.pair(await given.cadre("贺敏"), zhang)
    batch = await importer.loads("| 姓名 | 状态 |\n| 张三 | 去世 |")

    undone = await roster.undo(session, batch, None, NOON)

    await session.refresh(pairing)
    assert undone.kept == []
    assert pairing.until_on is None
    assert (await given.member_row(zhang)).status is Status.ON_ROLL


async def test_what_was_done_stays_in_the_change_log(importer: Importer, session: AsyncSession) -> None:
    batch = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")
    await roster.undo(session, batch, None, NOON)

    log = (await session.exec(select(Change).where(Change.entity == "person").order_by(Change.id))).all()

    assert [(each.field, each.old, each.new) for each in log] == [
        ("added", None, "张三"),
        ("removed", "张三", None),
    ]


async def test_the_sample_branch_goes_out_and_comes_back_unchanged(
    importer: Importer, session: AsyncSession, branch: Branch
) -> None:
    for name in ("members.csv", "cadres.csv", "pairs.csv"):
        await importer.loads_file(name)

    data = spreadsheets.write(await roster.export(session, branch.id, NOON))
    reading = read_sheets(await spreadsheets.read(data), TODAY)
    _, plan = await importer.shows_reading(reading)

    assert (plan.does_anything, plan.refused, plan.questions, plan.remarks) == (False, [], [], [])
    assert plan.unchanged == 40 + 22 + 38


async def test_namesakes_nobody_can_tell_apart_go_out_and_come_back_unchanged(
    importer: Importer, session: AsyncSession, branch: Branch, given: Given
) -> None:
    cadre = await given.cadre("王芳")
    for _ in range(2):
        await given.pair(cadre, await given.member("王芳", joined_on=None, full_on=None))

    tables = await roster.export(session, branch.id, NOON)
    _, plan = await importer.shows_reading(read_sheets(sheets_of(tables), TODAY))

    assert (plan.does_anything, plan.refused, plan.questions) == (False, [], [])


def sheets_of(tables: list[Table]) -> list[Sheet]:
    """Hand tables over as if they had been written and read."""
    return [
        Sheet(
            table.name,
            tuple(Row(n, tuple(row)) for n, row in enumerate([table.header, *table.rows], start=1)),
        )
        for table in tables
    ]


_DATES = st.one_of(
    st.dates(min_value=TODAY.replace(year=1930), max_value=TODAY).map(str),
    st.dates(min_value=TODAY.replace(year=1930), max_value=TODAY).map(lambda day: str(day)[:7]),
    st.integers(1930, 2025).map(str),
)
_FIELDS = {
    "status": st.sampled_from(Status).map(str),
    "channel": st.sampled_from(Channel).map(str),
    "mobility": st.sampled_from(Mobility).map(str),
    "birthday_kind": st.sampled_from(BirthdayKind).map(str),
    "group_number": st.integers(1, 99).map(str),
    "joined_on": _DATES,
    "full_on": _DATES,
    "born_on": _DATES,
    "retired_on": _DATES,
    "sex": st.sampled_from(["男", "女"]),
    "phone": st.integers(10_000_000_000, 10_099_999_999).map(str),
    "number": st.integers(1, 9_999).map(lambda number: f"M{number:04}"),
}


@forall(st.fixed_dictionaries({}, optional=_FIELDS), st.sampled_from(["周德明", "阿依古丽·买买提", "㛃琦"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_known_of_somebody_an_export_reads_back_the_same(
    known: dict[str, str], name: str
) -> None:
    person = Person(id=7, branch_id=1, name=name)
    member = Member(id=7, branch_id=1, person_id=7)
    for field, text in known.items():
        assign(person if field in ("sex", "phone", "number") else member, field, text)
    entry = Entry(person, member)

    table = roster.table_of("花名册", MEMBER_COLUMNS, [entry])
    reading = read_sheets(sheets_of([table]), TODAY)
    plan = make_plan(reading.records, [entry], [], {})

    assert [record.kind for record in reading.records] == [Kind.MEMBER]
    assert (plan.unchanged, plan.changed, plan.refused, plan.questions) == (1, [], [], [])


@forall(st.text(max_size=40))
@settings(max_examples=200)
def test_a_cell_of_any_text_is_read_or_refused_but_never_breaks_the_reader(text: str) -> None:
    for header in MEMBER_COLUMNS.values():
        if header[0] != "姓名":
            sheet = Sheet("", (Row(1, ("姓名", header[0])), Row(2, ("张三", text))))
            reading = read_sheets([sheet], TODAY)
            assert len(reading.records) + len(reading.refused) == 1
