"""The roster against the branch: who is meant, what changes, what is asked, what is refused."""

from datetime import date

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import roster, roster_report
from bot.domain.roster_lint import Oddity
from bot.domain.roster_plan import Plan
from bot.domain.roster_values import Fault, Remark
from bot.errors import Refusal
from models import (
    Appointment,
    Branch,
    Change,
    Channel,
    ImportBatch,
    Member,
    Pairing,
    Person,
    Precision,
    Role,
    Status,
)
from tests.domain.rosters import Importer
from tests.people import NOON, TODAY, Given
from tests.statements import statements

TWO_ZHOUS = """
    | 编号 | 姓名 | 出生日期 | 入党时间 | 电话 |
    | M05 | 周德明 | 1942-08-15 | 1965-07-01 | 10000000005 |
    | M99 | 周德明 | 1959-04-27 | 1987-09-20 | 10000000099 |
"""


@pytest.fixture
def importer(session: AsyncSession, branch: Branch) -> Importer:
    return Importer(session, branch)


async def person(session: AsyncSession, name: str) -> Person:
    return (await session.exec(select(Person).where(Person.name == name))).one()


async def member(session: AsyncSession, name: str) -> Member:
    whose = await person(session, name)
    return (await session.exec(select(Member).where(Member.person_id == whose.id))).one()


def changes(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(each.name, c.field, c.old, c.new) for each in plan.changed for c in each.changes]


def faults(plan: Plan) -> list[tuple[int, str]]:
    return [(each.row, str(each.problems[0].code)) for each in plan.refused]


async def test_a_list_of_which_no_row_was_read_is_not_called_the_same_as_the_roster(
    importer: Importer,
) -> None:
    _, plan = await importer.shows("| 姓名 | 电话 |\n| 10000000001 | 张三 |\n| 10000000002 | 李四 |")

    shown = roster_report.text(plan)

    assert shown.startswith("一行也没有读进去，名册没有动。")
    assert "没读进去 2 行" in shown


@pytest.mark.parametrize(("rows", "said"), [(4, False), (5, True)])
async def test_two_columns_of_dates_the_wrong_way_round_are_one_mistake(
    importer: Importer, rows: int, said: bool
) -> None:
    people = [f"| 张{'甲乙丙丁戊'[at]} | 1966-07-01 | 1965-07-01 |" for at in range(rows)]
    _, plan = await importer.shows("\n".join(["| 姓名 | 入党时间 | 转正时间 |", *people]))

    assert ("两列的表头可能写反了" in roster_report.text(plan)) == said


async def test_a_preview_names_the_groups_in_their_order(importer: Importer) -> None:
    _, plan = await importer.shows("| 姓名 | 党小组 |\n| 张三 | 3 |\n| 李四 | 1 |\n| 王五 | 2 |")

    shown = roster_report.text(plan)

    assert shown.index("第一党小组") < shown.index("第二党小组") < shown.index("第三党小组")


async def test_nothing_changes_before_the_word(importer: Importer, session: AsyncSession) -> None:
    _, plan = await importer.shows("| 姓名 | 党小组 |\n| 张三 | 1 |")

    assert [each.record.values["name"] for each in plan.added] == ["张三"]
    assert (await session.exec(select(Person))).all() == []


async def test_a_member_comes_in_with_everything_the_file_knows(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads("""
        | 编号 | 姓名 | 性别 | 入党时间 | 转正时间 | 党小组 | 电话 | 状态 | 通知方式 |
        | M12 | 高振华 | 男 | 1973年7月 | 1973.07 | 第二党小组 | 100 0000 0014 | 流动 | 电话 |
    """)

    row = await member(session, "高振华")
    assert (str(row.joined_on), row.joined_precision) == ("1973-07-01", Precision.MONTH)
    assert (str(row.full_on), row.full_precision) == ("1973-07-01", Precision.MONTH)
    assert (row.group_number, row.status, row.channel) == (2, Status.FLOATING, Channel.PHONE)
    who = await person(session, "高振华")
    assert (who.number, who.sex, who.phone) == ("M12", "男", "10000000014")


async def test_the_deceased_and_the_transferred_come_in_as_such(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads("| 姓名 | 状态 |\n| 谢永年 | 已故 |\n| 姚建中 | 转出 |")

    assert (await member(session, "谢永年")).status is Status.DECEASED
    assert (await member(session, "姚建中")).status is Status.TRANSFERRED


async def test_blanks_never_overwrite(importer: Importer, session: AsyncSession) -> None:
    await importer.loads("| 姓名 | 入党时间 | 电话 |\n| 张三 | 1985-06-10 | 10000000001 |")

    _, plan = await importer.shows("| 姓名 | 入党时间 | 电话 | 党小组 |\n| 张三 |  | 无 | 2 |")

    assert changes(plan) == [("张三", "group_number", "", "2")]


async def test_every_change_is_written_down_with_its_import(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads("| 姓名 | 电话 |\n| 张三 | 10000000001 |")
    batch = await importer.loads("| 姓名 | 电话 |\n| 张三 | 10000000002 |")

    found = await session.exec(select(Change).where(Change.cause == f"import:{batch.id}"))
    assert [(c.field, c.old, c.new) for c in found.all()] == [("phone", "10000000001", "10000000002")]


async def test_two_people_of_one_name_stay_two(importer: Importer, session: AsyncSession) -> None:
    await importer.loads(TWO_ZHOUS)

    _, plan = await importer.shows("""
        | 姓名 | 入党时间 | 电话 |
        | 周德明 | 1987年9月 | 10000000100 |
        | 周德明 | 1965.07.01 | 10000000005 |
    """)

    assert changes(plan) == [("周德明", "phone", "10000000099", "10000000100")]
    assert plan.unchanged == 1


async def test_a_name_that_two_have_is_asked_about(importer: Importer, session: AsyncSession) -> None:
    await importer.loads(TWO_ZHOUS)

    batch, plan = await importer.shows("| 姓名 | 党小组 |\n| 周德明 | 3 |")
    [question] = plan.questions
    assert {each.person.number for each in question.candidates} == {"M05", "M99"}
    assert not plan.does_anything

    younger = next(each for each in question.candidates if each.person.number == "M99")
    await roster.answer(session, batch, question.index, f"p{younger.person.id}")
    plan = await roster.preview(session, batch, NOON)
    assert [each.person_id for each in plan.changed] == [younger.person.id]


@pytest.mark.parametrize(("answer", "added", "left_out"), [("new", 1, 0), ("skip", 0, 1)])
async def test_a_question_may_end_in_somebody_new_or_in_nothing(
    importer: Importer, session: AsyncSession, answer: str, added: int, left_out: int
) -> None:
    await importer.loads(TWO_ZHOUS)
    batch, plan = await importer.shows("| 姓名 | 党小组 |\n| 周德明 | 3 |")

    await roster.answer(session, batch, plan.questions[0].index, answer)

    plan = await roster.preview(session, batch, NOON)
    assert (len(plan.added), len(plan.left_out), plan.questions) == (added, left_out, [])


async def test_a_list_of_rows_that_are_asked_about_is_not_called_the_same_as_the_roster(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads(TWO_ZHOUS)
    batch, plan = await importer.shows("| 姓名 | 党小组 |\n| 周德明 | 3 |")
    asked = roster_report.text(plan)

    await roster.answer(session, batch, plan.questions[0].index, "skip")
    left_out = roster_report.text(await roster.preview(session, batch, NOON))

    assert asked.startswith("有 1 行要先问清楚\n\n【要问清楚】")
    assert left_out == "这次没有要改的。\n您说先放下 1 行"


async def test_a_row_nobody_answered_is_left_out_of_the_import(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads(TWO_ZHOUS)

    await importer.loads("| 姓名 | 党小组 |\n| 周德明 | 3 |\n| 张三 | 1 |")

    assert len((await session.exec(select(Person))).all()) == 3


async def test_one_corrected_date_is_a_change_but_two_other_dates_are_a_question(
    importer: Importer,
) -> None:
    await importer.loads("| 姓名 | 出生日期 | 入党时间 |\n| 张三 | 1950-01-02 | 1970-05-06 |")

    _, corrected = await importer.shows("| 姓名 | 出生日期 | 入党时间 |\n| 张三 | 1950-01-02 | 1970-05-16 |")
    _, other = await importer.shows("| 姓名 | 出生日期 | 入党时间 |\n| 张三 | 1961-03-04 | 1990-07-08 |")

    assert changes(corrected) == [("张三", "joined_on", "1970-05-06", "1970-05-16")]
    assert [len(question.candidates) for question in other.questions] == [1]


async def test_a_number_that_belongs_to_another_name_is_a_question_without_a_new_person(
    importer: Importer,
) -> None:
    await importer.loads("| 编号 | 姓名 |\n| M05 | 周德明 |")

    _, plan = await importer.shows("| 编号 | 姓名 |\n| M05 | 周得明 |")

    assert [question.may_be_new for question in plan.questions] == [False]


async def test_a_name_corrected_under_the_same_dates_is_a_question(importer: Importer) -> None:
    await importer.loads("| 姓名 | 出生日期 | 入党时间 |\n| 周德明 | 1942-08-15 | 1965-07-01 |")

    _, plan = await importer.shows("| 姓名 | 出生日期 | 入党时间 |\n| 周得明 | 1942-08-15 | 1965-07-01 |")

    assert [each.person.name for each in plan.questions[0].candidates] == ["周德明"]


async def test_a_running_number_does_not_make_new_people(importer: Importer) -> None:
    await importer.loads("| 编号 | 姓名 | 入党时间 |\n| M05 | 周德明 | 1965-07-01 |")

    _, plan = await importer.shows("| 编号 | 姓名 | 入党时间 |\n| 1 | 周德明 | 1965.7.1 |")

    assert changes(plan) == [("周德明", "number", "M05", "1")]


async def test_the_same_person_twice_in_a_file_counts_once(importer: Importer) -> None:
    _, plan = await importer.shows("""
        | 姓名 | 出生日期 |
        | 张三 | 1950-01-02 |
        | 张三 | 1950.1.2 |
        | 张三 | 1961-03-04 |
    """)

    assert len(plan.added) == 2
    assert faults(plan) == [(3, Fault.SAME_PERSON)]


async def test_two_rows_of_one_name_and_nothing_else_are_a_question(importer: Importer) -> None:
    _, plan = await importer.shows("| 姓名 | 党小组 |\n| 张三 | 1 |\n| 张三 | 2 |")

    assert [question.like_row for question in plan.questions] == [2]


async def test_a_stale_file_does_not_bring_the_dead_back(importer: Importer) -> None:
    await importer.loads("| 姓名 | 状态 |\n| 谢永年 | 去世 |")

    _, plan = await importer.shows("| 姓名 | 状态 |\n| 谢永年 | 在册 |")

    assert faults(plan) == [(2, Fault.IS_DECEASED)]
    assert not plan.does_anything


async def test_who_dies_by_an_import_loses_pairing_and_roles_like_by_hand(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    xie = await given.appoint(await given.member("谢永年"), Role.GROUP_LEADER, group=1)
    pairing = await given.pair(await given.cadre("贺敏"), xie)

    await importer.loads("| 姓名 | 状态 |\n| 谢永年 | 去世 |")

    await session.refresh(pairing)
    assert (await member(session, "谢永年")).status is Status.DECEASED
    assert pairing.until_on is not None


async def test_roles_become_appointments_and_end_when_the_file_says_otherwise(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads("| 姓名 | 党内职务 |\n| 邓春生 | 第一党小组组长、组织委员 |")
    await importer.loads("| 姓名 | 党内职务 |\n| 邓春生 | 第一党小组组长 |")
    await importer.loads("| 姓名 | 党内职务 |\n| 邓春生 |  |")

    held = (await session.exec(select(Appointment).order_by(Appointment.id))).all()  # type: ignore[arg-type]
    assert {(each.role, each.group_number, each.until_on is None) for each in held} == {
        (Role.GROUP_LEADER, 1, True),
        (Role.ORGANISATION, None, False),
    }


async def test_nobody_grants_a_role_equal_to_his_own_or_above(
    importer: Importer, session: AsyncSession
) -> None:
    batch, _ = await importer.shows("| 姓名 | 党内职务 |\n| 张三 | 支部书记 |\n| 李四 | 副书记 |")

    plan = await roster.preview(session, batch, NOON, roster.grantable({Role.SECRETARY}))

    assert [each.record.values.get("roles") for each in plan.added] == [None, "deputy"]
    assert [problem.code for _, problem in plan.remarks] == [Remark.ROLE_NOT_YOURS]


async def test_cadres_come_with_their_part_and_pairings_with_both(
    importer: Importer, session: AsyncSession
) -> None:
    await importer.loads(
        "| 编号 | 姓名 |\n| M01 | 吴长贵 |\n| M02 | 刘秀兰 |",
        "| 编号 | 姓名 | 科室 |\n| C01 | 贺敏 | 支部联络员 |\n| C02 | 丁海涛 | 办公室 |",
        "| 结对干部 | 老同志 | 结对时间 |\n| C01 | M01 | 2026-01-05 |\n| 丁海涛 | 刘秀兰 | 2026.1.5 |",
    )

    roles = (await session.exec(select(Appointment.role))).all()
    assert sorted(roles) == [Role.CADRE, Role.CADRE, Role.LIAISON]
    pairs = (await session.exec(select(Pairing))).all()
    assert {str(each.from_on) for each in pairs} == {"2026-01-05"}


async def test_a_new_pairing_takes_over_from_the_one_before(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    await given.pair(await given.cadre("贺敏"), await given.member("吴长贵"))
    await given.cadre("丁海涛")

    _, plan = await importer.shows("| 结对干部 | 老同志 |\n| 丁海涛 | 吴长贵 |")
    await importer.loads("| 结对干部 | 老同志 |\n| 丁海涛 | 吴长贵 |")

    assert [each.old_cadre_name for each in plan.paired] == ["贺敏"]
    pairs = (await session.exec(select(Pairing).order_by(col(Pairing.id)))).all()
    # Who was responsible stays so until the new one has been in touch (bot/domain/pairing_handover.py).
    assert [each.until_on is None for each in pairs] == [True, True]
    assert pairs[1].from_on == TODAY


async def test_every_pair_that_cannot_be_is_refused_with_its_reason(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    both, _ = await given.cadre("贺敏"), await given.member("吴长贵")
    rows = "| 结对干部 | 老同志 |\n| 不存在 | 吴长贵 |\n| 贺敏 | 不存在人 |\n| 贺敏 | 贺敏 |"

    _, plan = await importer.shows(rows)
    session.add(Member(person_id=both.id, branch_id=both.branch_id))
    _, with_himself = await importer.shows("| 结对干部 | 老同志 |\n| 贺敏 | 贺敏 |")

    assert faults(plan) == [(2, "no_such_cadre"), (3, "no_such_member"), (4, "no_such_member")]
    assert faults(with_himself) == [(2, "pair_of_one")]


async def test_a_list_that_gives_a_third_member_warns_unless_it_says_why(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    he, ding = await given.cadre("贺敏"), await given.cadre("丁海涛")
    await given.pair(he, await given.member("吴长贵"))
    await given.pair(he, await given.member("刘秀兰"))
    await given.pair(ding, await given.member("周德明"))

    _, bare = await importer.shows("| 结对干部 | 老同志 |\n| 贺敏 | 周德明 |")
    _, plan = await importer.shows("| 结对干部 | 老同志 |\n| 丁海涛 | 刘秀兰 |")
    why = "| 结对干部 | 老同志 | 原因 |\n| 贺敏 | 周德明 | 两家住得近 |"
    _, said = await importer.shows(why)
    await importer.loads(why)

    assert "贺敏这样就要联系3位了，一般是一两位；为什么，请写在「原因」一列" in roster_report.text(bare)
    assert plan.crowded == said.crowded == []
    pairs = (await session.exec(select(Pairing).order_by(col(Pairing.id)))).all()
    assert pairs[-1].reason == "两家住得近"


async def test_a_pairing_that_began_before_today_has_ended_the_one_before(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    await given.pair(await given.cadre("贺敏"), await given.member("吴长贵"))
    await given.cadre("丁海涛")

    await importer.loads("| 结对干部 | 老同志 | 开始时间 |\n| 丁海涛 | 吴长贵 | 2026-11-01 |")

    pairs = (await session.exec(select(Pairing).order_by(col(Pairing.id)))).all()
    assert [(each.until_on is None, each.from_on) for each in pairs] == [
        (False, date(2026, 1, 5)),
        (True, date(2026, 11, 1)),
    ]


async def test_a_pairing_with_somebody_unknown_is_refused(importer: Importer, given: Given) -> None:
    await given.cadre("贺敏")
    await given.member("周德明")
    await given.member("周德明")

    _, plan = await importer.shows("""
        | 结对干部 | 老同志 |
        | 贺敏 | 无名氏 |
        | 无名氏 | 周德明 |
        | 贺敏 | 周德明 |
    """)

    assert faults(plan) == [
        (2, Fault.NO_SUCH_MEMBER),
        (3, Fault.NO_SUCH_CADRE),
        (4, Fault.SEVERAL_SO_NAMED),
    ]


async def test_a_member_with_the_name_of_a_cadre_is_a_question(importer: Importer, given: Given) -> None:
    await given.cadre("王芳")

    _, plan = await importer.shows("| 姓名 | 党小组 |\n| 王芳 | 1 |")

    assert [each.person.name for each in plan.questions[0].candidates] == ["王芳"]


async def test_odd_dates_are_remarked_and_imported_as_they_are(
    importer: Importer, session: AsyncSession
) -> None:
    _, plan = await importer.shows("""
        | 姓名 | 入党时间 | 转正时间 |
        | 彭世才 | 1986-12-05 | 1988-12-05 |
        | 宋维新 | 1985-06-10 | 1986-06-10 |
    """)

    assert [(record.values["name"], oddity) for record, oddity in plan.odd] == [
        ("彭世才", Oddity.NOT_ONE_YEAR)
    ]
    assert len(plan.added) == 2


async def test_an_import_is_what_was_shown_or_nothing(
    importer: Importer, session: AsyncSession, given: Given
) -> None:
    batch, _ = await importer.shows("| 姓名 | 入党时间 |\n| 张三 | 1985-06-10 |")
    await given.member("张三")  # meanwhile somebody adds him by hand

    assert await roster.confirm(session, batch, None, NOON) is None

    assert len((await session.exec(select(Person))).all()) == 1
    await roster.preview(session, batch, NOON)
    assert await roster.confirm(session, batch, None, NOON) is not None


async def test_confirming_twice_imports_once(importer: Importer, session: AsyncSession) -> None:
    batch = await importer.loads("| 姓名 | 党小组 |\n| 张三 | 1 |")

    with pytest.raises(Refusal):
        await roster.confirm(session, batch, None, NOON)

    assert len((await session.exec(select(Person))).all()) == 1
    assert batch.draft is None


async def test_what_was_dropped_cannot_be_confirmed(importer: Importer, session: AsyncSession) -> None:
    batch, _ = await importer.shows("| 姓名 | 党小组 |\n| 张三 | 1 |")
    await roster.drop(session, batch, NOON)

    with pytest.raises(Refusal):
        await roster.confirm(session, batch, None, NOON)

    assert (await session.exec(select(ImportBatch.draft))).all() == [None]


async def test_the_people_of_another_branch_are_not_known(importer: Importer, session: AsyncSession) -> None:
    elsewhere = Branch(name="别的支部")
    session.add(elsewhere)
    await session.flush()
    session.add(Person(branch_id=elsewhere.id, name="张三", number="M01"))
    await session.flush()

    _, plan = await importer.shows("| 编号 | 姓名 |\n| M01 | 张三 |")

    assert [each.person_id for each in plan.added] == [None]


async def test_the_sample_branch_is_read_alike_from_clean_lists_and_from_a_secretarys_hands(
    importer: Importer, session: AsyncSession
) -> None:
    members = await importer.loads_file("members.csv")
    cadres = await importer.loads_file("cadres.csv")
    pairs = await importer.loads_file("pairs.csv")
    again = await importer.loads_file("花名册.xlsx")

    assert [len(each.added) for each in (members, cadres)] == [40, 22]
    assert len(pairs.paired) == 38
    assert [each.record.values["name"] for each in again.added] == ["沈玉兰"]
    assert {each[0] for each in changes(again)} == {"董学文", "田贵生"}
    assert again.unchanged == 38
    assert [each.cells["姓名"] for each in again.refused] == ["卢建国"]


async def test_a_big_branch_is_imported_with_few_statements(
    importer: Importer, session: AsyncSession
) -> None:
    rows = "\n".join(
        f"| N{n:04} | 王{chr(0x4E00 + n)} | 1985-06-10 | 1986-06-10 | {n % 9 + 1} | 组织委员 |"
        for n in range(1_000)
    )
    batch, _ = await importer.shows(f"| 编号 | 姓名 | 入党时间 | 转正时间 | 党小组 | 党内职务 |\n{rows}")

    with statements(session) as executed:
        await roster.confirm(session, batch, None, NOON)

    assert len((await session.exec(select(Member))).all()) == 1_000
    assert len(executed) < 60
