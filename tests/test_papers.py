"""Pages to print: what is on them, and that nothing is cut off or silently missing."""

import asyncio
import io
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.papers.blocks import gap, paginate, total
from bot.papers.calls import CallRow, call_list
from bot.papers.glyphs import MissingGlyph, printable, runs
from bot.papers.invitations import PaperInvitation, invitation_pages
from bot.papers.lines import balance, break_lines
from bot.papers.month import PaperMonth, PaperSection, month_page
from bot.papers.notices import PaperNotice, notice_copies, notice_sheet
from bot.papers.printing import printed_with_gaps
from bot.papers.sheet import HEIGHT, MARGIN, POINT, WIDTH, Align, Overflow, Sheet
from bot.papers.sheets import PaperSheet, monthly_sheets
from bot.texts import papers as say
from tests.press import printed_alone

TODAY = date(2026, 12, 1)
ZHANG = PaperInvitation(
    branch="中共清源市水务局离退休干部支部",
    address="张桂英同志",
    link="https://t.me/hongye_branch_bot?start=Xq3vT9mZp0LkWe7uRb2YcA",
    code="40718253",
    until=date(2026, 12, 31),
    today=TODAY,
    liaison="贺敏",
    phone="13800001234",
)
MEETING = PaperNotice(
    title="第四季度支部党员大会",
    text="时间：12月9日，星期三，上午9点半\n地点：机关14楼老干部活动室（有电梯）\n\n"
    "身体不方便的同志不用勉强，请个假就行，会后我们把内容送到家。",
    signature="中共清源市水务局离退休干部支部委员会",
    day=TODAY,
)
HARD_NAMES = ("欧阳䶮堃犇", "司马㛃", "阿卜杜热合曼·买买提依明")
SHEET = PaperSheet(
    address=f"{HARD_NAMES[0]}同志",
    notices=[
        replace(MEETING, title="通知", text="物业换了热线电话，夜里也有人接。", day=date(2026, 11, 3)),
        replace(
            MEETING,
            title="通知",
            text="食堂周一开始送午餐。",
            day=date(2026, 11, 20),
            more=say.and_pictures(),
        ),
    ],
    signature="中共清源市水务局离退休干部支部委员会",
    liaison="诸葛䶮",
    phone="13800001234",
    day=TODAY,
)
NAMES = st.text(alphabet="王欧阳诸葛建国䶮堃犇㛃𬭳䶶·", min_size=2, max_size=14)

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed: pages cannot be read back"
)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def poppler(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def read(pdf: bytes) -> list[str]:
    """Return the text of each page, without spaces and line breaks."""
    return ["".join(page.split()) for page in poppler(pdf, "-layout").split("\f")[:-1]]


def calls(count: int, words: str = "请您星期五来开会。") -> list[CallRow]:
    return [CallRow(f"王建国{number}同志", f"138{number:08}", words) for number in range(1, count + 1)]


# -- invitations


@needs_poppler
def test_an_invitation_says_everything_on_one_page():
    (page,) = read(invitation_pages([ZHANG]))

    for words in (
        "中共清源市水务局离退休干部支部",
        "张桂英同志：",
        "支部小助手是手机上的一个程序",
        "它背后是贺敏同志",
        "打开手机的相机，",
        "再点「开始」。",
        "点「是我」，",
        "t.me/hongye_branch_bot",
        "40718253",
        "12月31日，星期四以前有效",
        "贺敏同志13800001234",
        "从来不收钱、不要验证码、不要身份证号。",
        "这里不是24小时值班，急事请拨打120。",
    ):
        assert words in page
    assert "Xq3vT9mZp0LkWe7uRb2YcA" not in page


@needs_poppler
def test_every_person_has_a_page_of_his_own():
    group = [replace(ZHANG, address=name) for name in ("周德明同志", "周德民同志", "欧阳㛃犇𬭳䶶同志")]

    read_back = read(invitation_pages(group))

    assert ["周德明同志：" in page for page in read_back] == [True, False, False]
    assert "欧阳㛃犇𬭳䶶同志：" in read_back[2]


@needs_poppler
def test_words_and_digits_are_large_however_hard_the_names():
    hard = replace(
        ZHANG,
        branch="中国共产党云泽市云湖区民生事务办公室离退休干部第二支部委员会",
        address=f"{HARD_NAMES[2]}同志",
        liaison=HARD_NAMES[0],
        phone="0123-87654321转8012",
    )
    sizes = re.findall(
        r'yMin="([\d.]+)".*?yMax="([\d.]+)">(.+?)<', poppler(invitation_pages([ZHANG, hard]), "-bbox")
    )
    heights = {word: float(bottom) - float(top) for top, bottom, word in sizes}

    # The height poppler reports is that of the font's line, 1.45 type sizes.
    assert min(heights.values()) >= 24 * 1.44
    assert heights["4071"] > 50


@needs_poppler
def test_without_a_number_there_is_a_line_to_write_it_on():
    (page,) = read(invitation_pages([replace(ZHANG, phone=None)]))

    assert "贺敏同志从来不收钱" in page


def test_the_same_facts_make_the_same_file():
    assert invitation_pages([ZHANG]) == invitation_pages([ZHANG])


def test_a_group_is_small_enough_to_be_sent():
    group = [replace(ZHANG, link=f"{ZHANG.link[:-2]}{number}") for number in range(10, 25)]

    pdf = invitation_pages(group)

    assert pages(pdf) == 15
    assert len(pdf) < 300_000
    assert len(invitation_pages([ZHANG])) < 100_000


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda branch, name, liaison, phone, username: replace(
                ZHANG,
                branch=branch,
                address=f"{name}同志",
                liaison=liaison,
                phone=phone,
                link=f"https://t.me/{username}?start=Xq3vT9mZp0LkWe7uRb2YcA",
                until=date(2027, 11, 13),
            ),
            st.text(alphabet="中共市局离退休干部党支部第委员会", min_size=3, max_size=60),
            NAMES,
            NAMES,
            st.none() | st.text(alphabet="0123456789-转", min_size=3, max_size=24),
            st.text(alphabet="abwm_", min_size=5, max_size=32),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_name_is_too_long_for_one_page(invitations):
    # Whatever reaches into the margins raises Overflow.
    assert pages(invitation_pages(invitations)) == len(invitations)


# -- telephone lists


@needs_poppler
def test_a_call_list_repeats_its_head_and_counts_its_pages():
    read_back = read(call_list("请打电话", TODAY, calls(12)))

    assert len(read_back) > 1
    for number, page in enumerate(read_back, 1):
        assert page.startswith("请打电话2026年12月1日，星期二共12位")
        assert page.endswith(f"第{number}页，共{len(read_back)}页")
    assert "".join(read_back).count("□") == 0  # boxes are drawn, for a pencil
    assert "".join(read_back).count("需上门") == 12


@needs_poppler
def test_what_all_are_told_is_printed_once():
    same = read(call_list("请打电话", TODAY, calls(3)))
    different = read(call_list("请打电话", TODAY, [*calls(2), CallRow("杨淑珍同志", None, "请您在家等。")]))

    assert "".join(same).count("请您星期五来开会") == 1
    assert "".join(different).count("请您星期五来开会") == 2
    assert "杨淑珍同志没有电话请说：请您在家等。" in "".join(different)


@needs_poppler
def test_one_person_is_never_divided_between_two_pages():
    for page in read(call_list("请打电话", TODAY, calls(23, words="") + calls(1, words="请来。"))):
        assert page.count("同志") == page.count("备注")


def test_four_calls_with_common_words_fit_on_one_page():
    assert pages(call_list("请打电话", TODAY, calls(4))) == 1


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.builds(
            CallRow,
            NAMES,
            st.none() | st.text(alphabet="0123456789 -", min_size=3, max_size=30),
            st.text(alphabet="请您来，。9点「」", max_size=600),
        ),
        max_size=6,
    )
)
def test_no_call_is_cut_off(rows):
    assert pages(call_list("请打电话", TODAY, rows)) >= 1


# -- notices


@needs_poppler
def test_a_notice_is_signed_and_has_a_slip_to_tear_off():
    (page,) = read(notice_sheet(MEETING, with_receipt=True))

    assert page.startswith("第四季度支部党员大会时间：12月9日，星期三，上午9点半")
    assert "会后我们把内容送到家。中共清源市水务局离退休干部支部委员会2026年12月1日" in page
    assert page.endswith(
        "请沿虚线撕下，交给支部回执（第四季度支部党员大会）姓名日期收到我参加这次请假请给我打电话"
    )


@needs_poppler
def test_a_notice_that_asks_for_no_answer_has_no_slip():
    (page,) = read(notice_sheet(replace(MEETING, title=""), with_receipt=False))

    assert page.startswith("通知")
    assert "回执" not in page


@needs_poppler
def test_a_long_notice_flows_over_pages_and_loses_nothing():
    words = [f"第{number}条，请各位老同志带上老花镜和笔记本，路上慢一点。" for number in range(1, 60)]

    read_back = read(notice_sheet(replace(MEETING, text="\n".join(words)), with_receipt=True))

    assert len(read_back) > 4
    assert [page.endswith(f"第{number}页，共{len(read_back)}页") for number, page in enumerate(read_back, 1)]
    text = re.sub(r"第\d+页，共\d+页", "", "".join(read_back))
    assert "".join(words) in text
    assert "中共清源市水务局离退休干部支部委员会" in read_back[-1]


def test_lines_move_closer_before_a_slip_needs_a_page_of_its_own():
    text = "\n".join(["请带上老花镜。"] * 8)

    assert pages(notice_sheet(replace(MEETING, text=text), with_receipt=True)) == 1


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 40), st.booleans(), st.text(alphabet="通知会议第四季度", max_size=40))
def test_the_slip_fits_wherever_the_text_ends(lines, with_receipt, title):
    text = "\n".join(["请带上老花镜。"] * lines)

    pdf = notice_sheet(replace(MEETING, title=title, text=text), with_receipt=with_receipt)

    assert pages(pdf) >= 1


@needs_poppler
def test_every_reader_has_a_copy_with_his_name_on_it_and_on_the_slip():
    copies = [replace(MEETING, address=f"{name}同志", subject="12月9日开会") for name in HARD_NAMES]

    read_back = read(notice_copies(copies, with_receipt=True))

    assert len(read_back) == len(HARD_NAMES)
    for name, page in zip(HARD_NAMES, read_back, strict=True):
        assert page.startswith(f"第四季度支部党员大会{name}同志：时间")
        assert f"回执（12月9日开会）{name}同志签名日期收到" in page


# -- monthly sheets, the month


@needs_poppler
def test_a_monthly_sheet_has_all_that_waits_and_whom_to_ask():
    first, second = read(monthly_sheets([SHEET, replace(SHEET, address="周德明同志", phone=None)]))

    assert first == (
        "2026年11月的通知欧阳䶮堃犇同志：这一阵支部有2个通知，印给您看："
        "一、通知（11月3日，星期二）物业换了热线电话，夜里也有人接。"
        "二、通知（11月20日，星期五）食堂周一开始送午餐。"
        "（还有照片或文件没有印上。想看，请告诉带来的同志。）"
        "中共清源市水务局离退休干部支部委员会2026年12月1日"
        "看不清、想问的，请打电话，我们念给您听：诸葛䶮同志13800001234"
        "欧阳䶮堃犇同志第1页，共1页"
    )
    assert "诸葛䶮同志周德明同志第1页" in second  # a line to write the number on is between them


@needs_poppler
def test_a_sheet_of_many_notices_flows_over_pages_that_bear_its_readers_name():
    notices = [replace(MEETING, title="通知", day=date(2026, 11, day)) for day in range(1, 23)]

    read_back = read(monthly_sheets([replace(SHEET, notices=notices)]))

    for number, page in enumerate(read_back, 1):
        assert page.endswith(f"欧阳䶮堃犇同志第{number}页，共{len(read_back)}页")
    assert all(f"{ordinal}、通知（" in "".join(read_back) for ordinal in ("一", "十", "二十", "21", "22"))


def month_of(count: int) -> PaperMonth:
    who = (*HARD_NAMES, "郑守义", "张桂英", "周德明", "周德民", "徐光华", "孙永福")
    names = [f"丁海涛：{who[number % len(who)]}（{90 + number}天）" for number in range(count)]
    sections = [
        PaperSection(f"90天以上没联系：{count}位", f"{'；'.join(names)}。"),
        PaperSection("联系不上：0位", ""),
    ]
    return PaperMonth("中共清源市水务局离退休干部支部", TODAY, "一共38位老同志。", sections, names)


@needs_poppler
def test_the_month_of_a_branch_is_one_page_and_breaks_no_name():
    pdf = month_page(month_of(38))

    lines = [line.strip() for line in poppler(pdf, "-layout").splitlines() if "（" in line]

    assert pages(pdf) == 1
    assert all(line.endswith(("天）；", "天）。")) for line in lines)
    assert "联系不上：0位" in read(pdf)[0]


@needs_poppler
def test_the_month_of_a_large_branch_loses_nobody():
    read_back = read(month_page(month_of(400)))

    assert len(read_back) > 1
    assert all(f"（{90 + number}天）" in "".join(read_back) for number in range(400))


@needs_poppler
def test_everything_printed_lies_within_the_margins():
    long = replace(MEETING, text="习近平新时代中国特色社会主义思想，" * 60)
    made = (
        invitation_pages([ZHANG, replace(ZHANG, address="阿卜杜热合曼·买买提依明同志", phone=None)]),
        call_list("第四季度支部党员大会：请打电话的同志", TODAY, calls(7)),
        notice_sheet(long, with_receipt=True),
        monthly_sheets([SHEET]),
        month_page(month_of(60)),
    )

    for pdf in made:
        boxes = re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', poppler(pdf, "-bbox")
        )
        assert boxes
        # The height poppler reports is that of the font's line, a little more than that of its signs.
        left, right = (MARGIN - 1) / POINT, (WIDTH - MARGIN + 1) / POINT
        for x0, y0, x1, y1 in (map(float, box) for box in boxes):
            assert left <= x0 < x1 <= right
            assert (MARGIN - 4) / POINT <= y0 < y1 <= (HEIGHT - MARGIN + 4) / POINT


# -- characters


@needs_poppler
def test_rare_characters_are_printed_by_whichever_font_has_them():
    name = "欧阳䶮堃犇㛃𬭳䶶同志"  # the last is in the serif font only

    assert name in read(invitation_pages([replace(ZHANG, address=name)]))[0]
    assert list(runs("龙䶶龙", {ord("龙")})) == [(True, "龙"), (False, "䶶"), (True, "龙")]


@needs_poppler
def test_every_rare_character_leaves_its_own_mark_on_the_paper():
    rare = "䶮堃犇㛃𬭳䶶"
    sheet = Sheet("字", TODAY)
    sheet.page()
    sheet.paragraph(rare, 72)[0].draw(MARGIN)
    picture = subprocess.run(
        ["pdftoppm", "-r", "36", "-gray", "-png", "-"],
        input=sheet.finish(),
        capture_output=True,
        check=True,
    ).stdout
    page = Image.open(io.BytesIO(picture)).convert("L")
    left, side = round(MARGIN / POINT / 2), 36  # at 36 dots to the inch a point is half a dot

    signs = [
        page.crop((left + side * n, left, left + side * (n + 1), left + 2 * side)) for n in range(len(rare))
    ]

    # An empty box, or nothing at all, would look the same for all of them.
    assert all(min(sign.tobytes()) < 100 for sign in signs)
    assert len({sign.tobytes() for sign in signs}) == len(rare)


def test_a_character_that_no_font_has_is_named_instead_of_printed_as_a_box():
    with pytest.raises(MissingGlyph) as refused:
        invitation_pages([replace(ZHANG, address="田𠮷同志")])

    assert refused.value.character == "𠮷"
    assert refused.value.text == say.cannot_print("𠮷", "U+20BB7")
    assert "「𠮷」这个字（U+20BB7）印不出来" in refused.value.text


def test_a_private_character_of_an_old_name_is_not_lost_silently():
    with pytest.raises(MissingGlyph):
        call_list("请打电话", TODAY, [CallRow("王\ue863同志", None, "")])


def test_ornaments_and_invisible_signs_leave_no_mark():
    fonts = set(map(ord, "会√1× 请"))

    assert printable("请\u200b会🌹\U0001f3fb✅1\ufe0f\u20e3❌\t请", fonts) == "请会√1× 请"


# -- lines and pages


def count(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("请带上老花镜，慢点走。", 6, ["请带上老花", "镜，慢点走。"]),  # no comma at the head of a line
        ("请在12月9日，星期三来", 7, ["请在", "12月9日，", "星期三来"]),  # no date is broken
        ("这里再点「开始」就好了", 6, ["这里再点", "「开始」", "就好了"]),
        ("这位是欧阳建国同志", 6, ["这位是", "欧阳建国同志"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text, width, lines):
    assert break_lines(text, width, count, whole=("欧阳建国",)) == lines


def test_no_single_character_is_left_on_the_last_line():
    assert break_lines("一二三四五六七八九。", 9, count) == ["一二三四五六", "七八九。"]


def test_words_that_stand_far_apart_are_broken_all_the_same():
    assert break_lines("请" + " " * 12 + "您", 9, count) == ["请", "您"]


def test_the_lines_of_a_heading_are_about_equal():
    assert balance("一二三四五六七八九十甲", 10, count) == ["一二三四五六", "七八九十甲"]


@given(st.text(alphabet="请您12月日，。（）「」 ab—", max_size=80), st.integers(4, 30))
def test_breaking_lines_loses_no_character_and_keeps_the_width(text, width):
    lines = break_lines(text, width, count)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


@given(st.lists(st.lists(st.floats(1, 40), min_size=1, max_size=5), max_size=12))
def test_pages_hold_all_blocks_in_order_and_divide_no_group_that_fits(heights):
    groups = [[gap(height) for height in group] for group in heights]

    made = paginate(groups, 100)

    assert [block for page in made for block in page] == [block for group in groups for block in group]
    assert all(total(page) <= 100.01 for page in made)
    for group in groups:
        if total(group) <= 100:
            assert sum(any(block is group[0] or block is group[-1] for block in page) for page in made) == 1


def test_what_would_be_cut_off_is_an_error():
    sheet = Sheet("纸", TODAY)
    sheet.page()
    (line,) = sheet.paragraph("边上", 24, x=WIDTH - MARGIN - 5, align=Align.LEFT)

    with pytest.raises(Overflow):
        line.draw(MARGIN)
    with pytest.raises(Overflow):
        sheet.rule().draw(HEIGHT - 1)


# -- a process of its own


async def test_pages_are_printed_by_a_process_of_its_own():
    pdf, missing = await asyncio.gather(
        printed_alone(notice_sheet, MEETING, with_receipt=True),
        printed_alone(invitation_pages, [replace(ZHANG, address="田𠮷同志")]),
        return_exceptions=True,
    )

    assert pdf == notice_sheet(MEETING, with_receipt=True)
    assert isinstance(missing, MissingGlyph)
    assert missing.character == "𠮷"


async def test_a_name_that_cannot_be_printed_leaves_a_gap_to_write_in():
    pdf, gaps = await printed_with_gaps(
        notice_copies, [replace(MEETING, address="田𠮷同志")], with_receipt=False
    )

    assert gaps == "𠮷"
    assert pages(pdf) == 1


def test_nothing_heavy_is_loaded_before_a_page_is_made():
    names = ("invitations", "calls", "notices", "sheets", "month", "printing")
    modules = ", ".join(f"bot.papers.{name}" for name in names)
    heavy = "{'fpdf', 'fontTools', 'PIL', 'segno', 'pylopdf_fonts_zh_cn'}"
    code = f"import sys, {modules}; sys.exit(bool({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
