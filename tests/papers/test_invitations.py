"""Invitations on paper: everything on one page, in large letters."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.papers.invitations import invitation_pages
from tests.papers.printed import HARD_NAMES, NAMES, ZHANG, needs_poppler, pages, poppler, read


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
