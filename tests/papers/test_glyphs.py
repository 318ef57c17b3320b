"""Characters on paper: rare ones by whichever font has them, none silently missing."""

import io
import subprocess
from dataclasses import replace

import pytest
from PIL import Image

from bot.papers.calls import CallRow, call_list
from bot.papers.glyphs import MissingGlyph, printable, runs
from bot.papers.invitations import invitation_pages
from bot.papers.sheet import MARGIN, POINT, Sheet
from bot.texts import papers as say
from tests.papers.printed import TODAY, ZHANG, needs_poppler, read


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
