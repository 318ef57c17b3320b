"""A secretary sends a roster in the chat, looks, confirms, thinks again."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from bot import spreadsheets
from bot.spreadsheets import Table
from models import Change, Member, Person, Role
from tests.domain.rosters import SAMPLE
from tests.journey import Journey

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def secretary(journey: Journey) -> Person:
    async with journey.given() as given:
        who = await given.secretary()
        await given.bind(who)
    await journey.meets(who)
    return who


def workbook(header: str, *rows: str) -> bytes:
    """Write a workbook from lines of words."""
    return spreadsheets.write([Table("花名册", header.split(), [row.split() for row in rows])])


async def names(journey: Journey) -> set[str]:
    async with journey.looking() as session:
        found = await session.exec(select(Person.name).join(Member, Member.person_id == Person.id))
        return set(found.all())


async def test_a_roster_is_shown_first_and_imported_when_confirmed(
    journey: Journey, secretary: Person
) -> None:
    data = workbook("姓名 入党时间 转正时间 党小组", "宋维新 1985.6.10 1986.6.10 2", "张三 1968.07 1969.07 1")

    [preview] = await journey.sends(secretary, "花名册.xlsx", XLSX, data)

    assert "新增 1 人" in preview
    assert "宋维新：党小组 第一党小组 → 第二党小组" in preview
    assert await names(journey) == {"宋维新"}
    await journey.presses(secretary, "确认导入")
    assert await names(journey) == {"宋维新", "张三"}
    assert "导入好了：新增 1 人，改动 1 人。" in journey.sees(secretary)[-1]


async def test_what_is_not_wanted_leaves_no_trace(journey: Journey, secretary: Person) -> None:
    await journey.sends(secretary, "花名册.xlsx", XLSX, workbook("姓名 党小组", "张三 1"))

    await journey.presses(secretary, "不导入")

    assert "名册没有改动" in journey.sees(secretary)[-1]
    assert await names(journey) == {"宋维新"}


async def test_refused_rows_come_back_as_a_file_that_can_be_corrected(
    journey: Journey, secretary: Person
) -> None:
    data = workbook(
        "姓名 入党时间 身份证号", "张三 68.7 420300194208150011", "李四 1968.07 420300194208150022"
    )

    said = await journey.sends(secretary, "花名册.xlsx", XLSX, data)

    assert "没有读进去" in said[0]
    sheet = load_workbook(io.BytesIO(newest_file(journey, secretary))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "入党时间", "原来的行号", "没读进去的原因"],
        ["张三", "68.7", "2", "入党时间「68.7」年份请写四位，例如 1968-07"],
    ]


def newest_file(journey: Journey, who: Person) -> bytes:
    """Fetch the last file that the bot sent to somebody."""
    from tests.people import chat_of

    documents = [
        message["document"]
        for message in journey.world.chat(chat_of(who)).messages
        if message["from_bot"] and "document" in message
    ]
    return journey.world.files[documents[-1]["file_id"]].data


async def test_an_unclear_row_is_asked_about_before_the_preview(journey: Journey, secretary: Person) -> None:
    async with journey.given() as given:
        await given.member("周德明", group=2)
        await given.member("周德明", group=3)

    [question] = await journey.sends(
        secretary, "花名册.xlsx", XLSX, workbook("姓名 电话", "周德明 10000000005")
    )

    assert "是同一位吗" in question
    await journey.presses(secretary, "是另一位，新增")
    assert "新增 1 人" in journey.sees(secretary)[-1]
    await journey.presses(secretary, "确认导入")
    assert "导入好了" in journey.sees(secretary)[-1]


async def test_the_last_import_is_undone_after_a_second_look(journey: Journey, secretary: Person) -> None:
    await journey.sends(secretary, "花名册.xlsx", XLSX, workbook("姓名 党小组", "张三 1"))
    await journey.presses(secretary, "确认导入")

    await journey.presses(secretary, "撤销上次导入")
    assert await names(journey) == {"宋维新", "张三"}
    await journey.presses(secretary, "撤销")

    assert await names(journey) == {"宋维新"}
    assert "去掉 1 人" in journey.sees(secretary)[-1]


async def test_an_undo_says_what_became_of_pairs(journey: Journey, secretary: Person) -> None:
    await journey.sends(secretary, "花名册.xlsx", XLSX, workbook("姓名 党小组", "张三 1"))
    await journey.presses(secretary, "确认导入")
    await journey.sends(secretary, "干部.csv", "text/csv", "姓名,部门\n丁海涛,办公室\n".encode())
    await journey.presses(secretary, "确认导入")
    await journey.sends(secretary, "结对.csv", "text/csv", "结对干部,老同志\n丁海涛,张三\n".encode())
    await journey.presses(secretary, "确认导入")

    await journey.presses(secretary, "撤销上次导入")
    await journey.presses(secretary, "撤销")

    assert journey.sees(secretary)[-1] == "撤销好了：去掉结对 1 对。"


async def test_text_under_a_workbooks_name_is_a_spoilt_workbook(journey: Journey, secretary: Person) -> None:
    [answer] = await journey.sends(secretary, "花名册.xlsx", XLSX, b"not a workbook at all")

    assert "打不开" in answer


async def test_an_export_comes_back_as_nothing_changed_and_is_written_down(
    journey: Journey, secretary: Person
) -> None:
    await journey.says(secretary, "/roster")
    await journey.presses(secretary, "导出花名册")

    data = newest_file(journey, secretary)
    said = await journey.sends(secretary, "花名册.xlsx", XLSX, data)

    assert "没有要改的" in said[-1]
    async with journey.looking() as session:
        log = (await session.exec(select(Change).where(Change.field == "export"))).all()
    assert [each.by_id for each in log] == [secretary.id]


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"%PDF-1.7", "PDF"),
        (bytes(spreadsheets.MAX_BYTES + 1), "太大"),
        ("书名,出版社\n党章,人民出版社".encode(), "没有找到名单"),
    ],
)
async def test_a_file_that_is_no_roster_gets_a_clear_sentence(
    journey: Journey, secretary: Person, data: bytes, answer: str
) -> None:
    [said] = await journey.sends(secretary, "花名册.xlsx", XLSX, data)

    assert answer in said


async def test_a_member_who_sends_a_roster_changes_nothing(journey: Journey) -> None:
    async with journey.given() as given:
        member = await given.member("赵六")
        await given.bind(member)
    await journey.meets(member)

    said = await journey.sends(member, "花名册.xlsx", XLSX, workbook("姓名 党小组", "张三 1"))

    assert said
    assert "确认导入" not in journey.buttons(member)
    assert await names(journey) == {"赵六"}


async def test_the_sample_file_of_a_secretarys_hands_is_taken(journey: Journey, secretary: Person) -> None:
    await journey.sends(secretary, "花名册.xlsx", XLSX, (SAMPLE / "花名册.xlsx").read_bytes())

    await journey.presses(secretary, "确认导入")

    assert len(await names(journey)) == 41


async def test_one_person_is_added_by_hand_and_it_is_no_import(journey: Journey, secretary: Person) -> None:
    await journey.says(secretary, "/roster")
    await journey.presses(secretary, "加一位")
    for answer in ("沈玉兰", "女", "3", "1967.02", "2003.06", "空着", "10000000041"):
        await journey.says(secretary, answer)
    screen = journey.sees(secretary)[-1]

    await journey.presses(secretary, "确认")

    assert "姓名：沈玉兰\n性别：女\n党小组：第三党小组" in screen
    assert "导入" not in screen + journey.sees(secretary)[-1]
    assert "加好了：沈玉兰同志在名册上了。" in journey.sees(secretary)[-1]
    async with journey.looking() as session:
        row = (
            await session.exec(
                select(Member).join(Person, Member.person_id == Person.id).where(Person.name == "沈玉兰")
            )
        ).one()
    assert (row.group_number, str(row.joined_on), row.joined_precision, row.full_on) == (
        3,
        "2003-06-01",
        "month",
        None,
    )


async def test_whoever_is_not_added_after_all_is_not_added(journey: Journey, secretary: Person) -> None:
    async with journey.given() as given:
        await given.member("沈玉兰", born_on=date(1950, 3, 8))
    await journey.says(secretary, "/roster")
    await journey.presses(secretary, "加一位")
    for answer in ("沈玉兰", "女", "3", "1967.02", "2003.06", "空着", "10000000041"):
        await journey.says(secretary, answer)

    await journey.presses(secretary, "先不加")

    assert journey.sees(secretary)[-1] == "好的，没有加。"
    assert "好的" not in journey.buttons(secretary)


async def test_one_person_is_changed_by_hand_old_to_new(journey: Journey, secretary: Person) -> None:
    async with journey.given() as given:
        zhang = await given.member("张三", phone="10000000001")

    await journey.says(secretary, "/roster")
    await journey.presses(secretary, "改一位")
    await journey.says(secretary, "张三")
    await journey.presses(secretary, "电话")
    await journey.says(secretary, "100 0000 0002")
    assert "100****0001 → 10000000002" in journey.sees(secretary)[-1]
    await journey.presses(secretary, "确认")

    async with journey.looking() as session:
        assert (await session.get_one(Person, zhang.id)).phone == "10000000002"
        log = (await session.exec(select(Change).where(Change.field == "phone"))).all()
    assert [(each.old, each.new, each.by_id) for each in log] == [
        ("10000000001", "10000000002", secretary.id)
    ]


async def test_the_organisation_member_cannot_make_a_secretary(journey: Journey) -> None:
    async with journey.given() as given:
        organiser = await given.appoint(await given.member("许绍文"), Role.ORGANISATION)
        await given.bind(organiser)
        await given.member("张三")
    await journey.meets(organiser)

    [preview] = await journey.sends(
        organiser, "花名册.xlsx", XLSX, workbook("姓名 党内职务", "张三 支部书记")
    )

    assert "要由上一级定" in preview
    assert "改动" not in preview


async def test_the_roster_is_found_by_its_name_too(journey: Journey, secretary: Person) -> None:
    [menu] = await journey.says(secretary, "花名册")

    assert "Excel" in menu
    assert journey.buttons(secretary)[:2] == ["加一位", "改一位"]
