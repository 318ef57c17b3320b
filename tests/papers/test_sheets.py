"""Monthly sheets (月报): all that waits, and whom to ask."""

from dataclasses import replace
from datetime import date

from bot.papers.sheets import monthly_sheets
from tests.papers.printed import MEETING, SHEET, needs_poppler, read


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
