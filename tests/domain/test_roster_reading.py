"""Reading a roster: tests show the table as somebody would have typed it."""

import pytest

from bot.domain.roster_reading import Kind, Reading, read_sheets
from bot.domain.roster_values import Fault, Remark, group_number, public_part, tidy_name
from tests.domain.rosters import read, table
from tests.people import TODAY


def values(reading: Reading) -> list[dict[str, str]]:
    return [record.values for record in reading.records]


def faults(reading: Reading) -> list[tuple[int, list[str]]]:
    return [(each.row, [str(problem.code) for problem in each.problems]) for each in reading.refused]


def test_the_header_is_found_below_the_titles_and_the_sum_and_signatures_are_no_people() -> None:
    reading = read("""
        | 党员花名册 | 党员花名册 | 党员花名册 |
        | 填报时间：2026年11月 | 填报时间：2026年11月 | 填报时间：2026年11月 |
        | 序号 | 姓 名 | 入党时间（年月日） |
        | 1 | 张 三 | 1968-07-01 |
        | 2 |  |  |
        | 合计 | 1 |  |
        | 填表人：许绍文    审核人：宋维新 |  |  |
    """)

    assert values(reading) == [{"name": "张三", "joined_on": "1968-07-01"}]
    assert reading.records[0].row == 4
    assert not reading.refused


def test_a_header_of_two_lines_is_read_by_its_lower_line() -> None:
    reading = read("""
        | 姓名 | 时间 | 时间 |
        | 姓名 | 入党时间 | 转正时间 |
        | 张三 | 1985.06.10 | 1986.06.10 |
    """)

    assert values(reading) == [{"name": "张三", "joined_on": "1985-06-10", "full_on": "1986-06-10"}]


def test_section_lines_name_the_group_of_the_rows_below() -> None:
    reading = read("""
        | 姓名 | 电话 |
        | 一、第一党小组（2人） | 一、第一党小组（2人） |
        | 张三 | 0719-8123456 |
        | 二、第二党小组 |  |
        | 李四 | 10000000001 |
    """)

    assert [(each["name"], each["group_number"]) for each in values(reading)] == [
        ("张三", "1"),
        ("李四", "2"),
    ]


def test_no_row_of_a_pairs_list_vanishes_because_it_says_one_word_only() -> None:
    reading = read("""
        | 结对干部 | 老同志 |
        | 第二党小组 | 第二党小组 |
        | 贺敏 | 贺敏 |
        | 贺敏 |  |
        |  | 吴长贵 |
    """)
    merged = read("""
        | 结对干部 | 老同志 | 结对时间 |
        | 行动不便的 | 行动不便的 | 行动不便的 |
        | 贺敏 | 吴长贵 | 2026-01-05 |
    """)

    # Two of one name may well be a pair; whether they are, the branch knows.
    assert values(reading) == [{"cadre": "贺敏", "member": "贺敏"}]
    assert faults(reading) == [(4, [Fault.PAIR_INCOMPLETE]), (5, [Fault.PAIR_INCOMPLETE])]
    assert [record.row for record in merged.records] == [3]
    assert not merged.refused


def test_a_header_repeated_on_the_next_page_is_no_person() -> None:
    reading = read("""
        | 姓名 | 党小组 |
        | 张三 | 1 |
        | 姓名 | 党小组 |
        | 李四 | 2 |
    """)

    assert [each["name"] for each in values(reading)] == ["张三", "李四"]


def test_all_that_is_wrong_in_a_file_is_said_at_once() -> None:
    reading = read("""
        | 姓名 | 入党时间 | 转正时间 | 手机 | 状态 |
        | 张三 | 68.7 | 1968-02-30 | 1.39E+10 | 在册 |
        | 李四 | 1985-06-10 | 1986-06-10 | 10000000001 | 在册 |
        |  | 1985-06-10 | 1986-06-10 |  |  |
        | 王五 | 2027-01-01 |  |  | 长期外出 |
    """)

    assert faults(reading) == [
        (2, ["date_two_digit_year", "date_impossible", "phone_unreadable"]),
        (4, ["no_name"]),
        (5, ["date_in_future", "status_unknown"]),
    ]
    assert values(reading)[0]["name"] == "李四"
    assert reading.refused[0].cells["入党时间"] == "68.7"


def test_the_two_dates_are_stored_apart_and_never_derived() -> None:
    reading = read("""
        | 姓名 | 入党时间 | 转正时间 |
        | 张三 | 1985-06-10 |  |
        | 李四 |  | 1986-06-10 |
    """)

    assert values(reading) == [
        {"name": "张三", "joined_on": "1985-06-10"},
        {"name": "李四", "full_on": "1986-06-10"},
    ]


def test_a_precision_beside_a_date_makes_it_coarser() -> None:
    reading = read("""
        | name | join_date | join_precision |
        | 高振华 | 1973-07-01 | month |
        | 张三 | 1973-07-01 | day |
    """)

    assert [each["joined_on"] for each in values(reading)] == ["1973-07", "1973-07-01"]


def test_what_is_never_kept_is_dropped_at_the_door_and_said() -> None:
    reading = read("""
        | 姓名 | 身份证号 | 党费基数 | 健康状况 | 入党时间 | 血型 | 年龄 | 备注 |
        | 张三 | 420300194208150011 | 5000 | 糖尿病 | 68.7 | A | 84 | 爱下棋；基数5000元；患有高血压 |
        | 李四 | 420300194208150022 | 5260 | 良好 | 1968.07 | B | 83 | 420300194208150022 |
    """)

    assert reading.private_columns == ["身份证号", "党费基数", "健康状况"]
    assert reading.unused_columns == ["血型"]
    assert values(reading) == [{"name": "李四", "joined_on": "1968-07"}]
    assert [problem.code for problem in reading.records[0].remarks] == [Remark.NOTE_SHORTENED]
    kept = str(reading.refused[0].cells)
    assert "爱下棋" in kept
    assert not any(secret in kept for secret in ("4203", "5000", "糖尿病", "高血压"))


def test_numbers_as_text_full_width_digits_and_spaces_are_cleaned() -> None:
    reading = read("""
        | 姓名 | 电话 | 所在党小组 | 性别 |
        | 刘　秀　兰 | １００ ００００ ００４０ | 第十二党小组 | 女性 |
        | 阿依古丽 · 买买提 | +86 100-0000-0041 | ３ | 女 |
        | 张三（男） | 0719-8123456、100 0000 0042 | 二组 | 男 |
    """)

    assert [(each["name"], each["phone"], each["group_number"]) for each in values(reading)] == [
        ("刘秀兰", "10000000040", "12"),
        ("阿依古丽·买买提", "10000000041", "3"),
        ("张三", "10000000042", "2"),
    ]
    assert [problem.code for problem in reading.records[2].remarks] == [Remark.ONE_PHONE_KEPT]


def test_characters_that_nobody_sees_are_no_part_of_names_values_or_headers() -> None:
    reading = read("""
        | \ufeff姓名 | 入党\u200b时间 | 电话 | 地址 | 身份\u200b证号 |
        | 张\u200b零宽 | 1985-06-\u200b10 | \u202d10000000001\u202c | \u202e云泽\u2060路1号 | 1 |
        | \u200b | 1985-06-10 | 10000000002 |  |  |
    """)

    assert values(reading) == [
        {"name": "张零宽", "joined_on": "1985-06-10", "phone": "10000000001", "address": "云泽路1号"}
    ]
    assert faults(reading) == [(3, [Fault.NO_NAME])]
    assert reading.private_columns == ["身份证号"]


def test_roles_are_read_and_a_leader_leads_his_own_group() -> None:
    reading = read("""
        | 姓名 | 党小组 | 党内职务 |
        | 邓春生 | 1 | 第一党小组组长 |
        | 余爱莲 | 2 | 党小组长 |
        | 宋维新 | 1 | 支部书记 |
        | 潘慧敏 | 2 | 副书记兼组织委员 |
        | 张三 | 2 | 党员 |
        | 李四 | 3 | 宣传委员、名誉顾问 |
    """)

    assert [each.get("roles") for each in values(reading)] == [
        "group_leader:1",
        "group_leader:2",
        "secretary",
        "deputy,organisation",
        None,
        "publicity",
    ]
    assert [problem.value for problem in reading.records[5].remarks] == ["名誉顾问"]


def test_blank_words_are_blanks() -> None:
    reading = read("""
        | 姓名 | 电话 | 入党时间 | 党内职务 |
        | 张三 | 无 | / | — |
    """)

    assert values(reading) == [{"name": "张三"}]


def test_an_unknown_word_in_a_small_matter_is_remarked_and_left_out() -> None:
    reading = read("""
        | 姓名 | 行动情况 | 通知方式 |
        | 张三 | 硬朗 | 电话 |
    """)

    assert values(reading) == [{"name": "张三", "channel": "phone"}]
    assert [(each.code, each.value) for each in reading.records[0].remarks] == [(Remark.WORD_UNKNOWN, "硬朗")]


def test_a_second_row_with_the_same_number_is_refused() -> None:
    reading = read("""
        | 编号 | 姓名 |
        | 007 | 张三 |
        | 007 | 李四 |
    """)

    assert values(reading) == [{"number": "007", "name": "张三"}]
    assert faults(reading) == [(3, [Fault.SAME_NUMBER])]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("| id | name | dept |", Kind.CADRE),
        ("| 姓名 | 科室 | 联系电话 |", Kind.CADRE),
        ("| cadre_id | member_id | since |", Kind.PAIR),
        ("| 结对干部 | 老同志 |", Kind.PAIR),
        ("| 姓名 | 部门 | 入党时间 |", Kind.MEMBER),
        ("| 名字 | 何时入党 |", Kind.MEMBER),
        ("| 党员姓名 | 加入党组织日期 |", Kind.MEMBER),
    ],
)
def test_the_kind_of_a_table_is_told_by_its_header(header: str, kind: Kind) -> None:
    reading = read(f"{header}\n| 甲 | 乙 | |")

    rows = reading.records or reading.refused
    assert [row.kind for row in rows] == [kind]


def test_a_table_about_something_else_is_left_alone() -> None:
    visits = """
        | date | member_id | cadre_id | occasion | method | given |
        | 2026-02-05 | M01 | C01 | 春节 | 上门 | 慰问品 |
    """

    assert not read(visits).found_a_table
    assert not read("| 书名 | 出版社 |\n| 党章 | 人民出版社 |").found_a_table


def test_a_workbook_is_read_sheet_by_sheet() -> None:
    sheets = [
        table("| 姓名 | 入党时间 |\n| 张三 | 1968.07 |", "花名册"),
        table("| 说明 |\n| 本表由支部填报 |", "说明"),
        table("| 姓名 | 科室 |\n| 丁海涛 | 办公室 |", "干部"),
        table("| 结对干部 | 老同志 | 结对时间 |\n| 丁海涛 | 张三 | 2026-01-05 |", "结对"),
    ]

    reading = read_sheets(sheets, TODAY)

    assert [(each.kind, each.sheet) for each in reading.records] == [
        (Kind.MEMBER, "花名册"),
        (Kind.CADRE, "干部"),
        (Kind.PAIR, "结对"),
    ]


def test_a_liaison_is_known_by_the_department_line() -> None:
    reading = read("| 姓名 | 科室 |\n| 贺敏 | 离退休干部科负责人、支部联络员 |")

    assert values(reading)[0]["roles"] == "liaison"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二党小组", 2),
        ("2", 2),
        ("２组", 2),
        ("第十一小组", 11),
        ("二十", 20),
        ("柳岸片区", None),
        ("0", None),
    ],
)
def test_groups_are_read_as_people_write_them(text: str, number: int | None) -> None:
    assert group_number(text) == number


def test_names_keep_what_belongs_to_them() -> None:
    assert tidy_name(" 欧阳 修 ") == "欧阳修"
    assert tidy_name("卡德尔•阿不都") == "卡德尔·阿不都"
    assert tidy_name("㛃琦") == "㛃琦"


def test_only_the_private_part_of_a_note_goes() -> None:
    assert public_part("老主任；耳背，电话由女儿接") == ("老主任；耳背，电话由女儿接", False)
    assert public_part("管党费台账；退休费 3000 元") == ("管党费台账", True)
