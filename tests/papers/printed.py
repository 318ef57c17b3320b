"""Pages as tests read them back, and what is printed on them."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st

from bot.papers.calls import CallRow
from bot.papers.invitations import PaperInvitation
from bot.papers.month import PaperMonth, PaperSection
from bot.papers.notices import PaperNotice
from bot.papers.sheets import PaperSheet
from bot.texts import papers as say

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


def month_of(count: int) -> PaperMonth:
    who = (*HARD_NAMES, "郑守义", "张桂英", "周德明", "周德民", "徐光华", "孙永福")
    names = [f"丁海涛：{who[number % len(who)]}（{90 + number}天）" for number in range(count)]
    sections = [
        PaperSection(f"90天以上没联系：{count}位", f"{'；'.join(names)}。"),
        PaperSection("联系不上：0位", ""),
    ]
    return PaperMonth("中共清源市水务局离退休干部支部", TODAY, "一共38位老同志。", sections, names)
