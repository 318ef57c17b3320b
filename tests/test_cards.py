"""The card: every name fits and can be read, the oath is exact, and no emblem is ever drawn."""

import asyncio
import io
import re
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import cards
from bot.card_layout import HEIGHT, WIDTH, CardFacts, Emblem, Panel, Text, compose
from bot.cards import draw, drawn, width
from bot.errors import Misconfigured
from bot.papers.cards import card_pages
from bot.papers.glyphs import MissingGlyph
from bot.texts import cards as say
from tests.papers.printed import needs_poppler, pages, read
from tests.people import TODAY

TANG = CardFacts("唐正平同志", "1976年10月12日", 50, "中共云泽市民生事务办公室离退休干部支部委员会")
INSIDE = 52  # the inner line of the frame
NAMES = st.text(alphabet="王欧阳诸葛建国䶮堃犇㛃𬭳䶶·", min_size=2, max_size=16).filter(str.strip)
BRANCHES = st.text(alphabet="云泽市农业农村和水利局驻柳岸片区离退休干部第一", min_size=2, max_size=60)


def words_of(facts: CardFacts) -> str:
    return "".join(item.words for item in compose(facts, width) if isinstance(item, Text))


def emblem(side: int = 300, colour: str = "blue") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()


def test_the_oath_is_the_fixed_text():
    oath = "".join(say.OATH_LINES)

    assert (
        sha256(oath.encode()).hexdigest()
        == "76db28428e1646ba489d6a45faeba5e65992a56215cf43569cddbac44a8a5814"
    )
    assert oath in words_of(TANG)


def test_a_card_says_who_since_when_how_long_and_who_signs():
    words = words_of(TANG)

    assert words.startswith("政治生日入党50周年唐正平同志1976年10月12日光荣加入中国共产党入党誓词")
    assert words.endswith(TANG.signature)


def test_where_only_the_month_is_known_no_day_is_called_the_birthday():
    words = words_of(CardFacts("高振华同志", "1973年7月", 53, "署名", month_only=True))

    assert "政治生日" not in words
    assert "1973年7月光荣加入中国共产党" in words


@given(NAMES, st.integers(1, 99), BRANCHES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_nothing_leaves_the_frame_or_stands_on_another_line(name, years, branch, with_emblem):
    facts = CardFacts(f"{name}同志", "1976年10月12日", years, f"中共{branch}支部委员会")

    items = compose(facts, width, emblem=with_emblem)

    texts = [item for item in items if isinstance(item, Text)]
    for text in texts:
        right = text.left + width(text.words, text.size) + text.spacing * (len(text.words) - 1)
        assert text.left >= INSIDE
        assert right <= WIDTH - INSIDE
    heights = sorted({round(text.baseline): text.size for text in texts}.items())
    assert heights[-1][0] < HEIGHT - INSIDE
    for (above, _), (below, size) in pairwise(heights):
        if size < 150:  # beside the number stand words on another baseline
            assert below - above >= 0.85 * size
    signature = [text for text in texts if text.baseline > 1352]
    assert len(signature) <= 2


def test_the_picture_is_a_png_of_phone_size_and_has_red_and_gold():
    picture = Image.open(io.BytesIO(draw(TANG)))

    assert (picture.format, picture.size) == ("PNG", (1080, 1528))
    assert picture.getpixel((5, 5)) == (154, 20, 25)


@pytest.mark.parametrize(
    "name", ["䶮堃", "犇㛃", "𬭳", "阿卜杜热依木·买买提江", "欧阳震华", "诸葛孔明", "王伟"]
)
def test_names_of_every_kind_are_drawn(name):
    blank = CardFacts(" 同志", "1976年10月12日", 50, "署名")
    named = CardFacts(f"{name}同志", "1976年10月12日", 50, "署名")

    assert draw(named) != draw(blank)


def test_a_character_that_no_font_has_is_refused_by_name():
    with pytest.raises(MissingGlyph, match="20BB7"):
        draw(CardFacts("𠮷田同志", "1976年10月12日", 50, "署名"))


# -- the emblem -----------------------------------------------------------------------------------


def test_without_the_operators_file_there_is_no_emblem():
    assert not [item for item in compose(TANG, width) if isinstance(item, Emblem)]


def test_an_official_emblem_stands_on_plain_ground_and_nothing_stands_on_it():
    items = compose(TANG, width, emblem=True)
    (place,) = [item for item in items if isinstance(item, Emblem)]

    assert place.left + place.side / 2 == WIDTH / 2
    for item in items:
        if isinstance(item, Text):
            assert item.baseline - item.size > place.top + place.side
        if isinstance(item, Panel):
            assert item.top > place.top + place.side


def test_an_official_emblem_keeps_its_proportions_and_colours():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "blue").save(file, "PNG")

    picture = Image.open(io.BytesIO(draw(TANG, file.getvalue())))

    blue = [
        (x, y) for x in range(400, 680) for y in range(60, 260) if picture.getpixel((x, y)) == (0, 0, 255)
    ]
    wide = max(x for x, _ in blue) - min(x for x, _ in blue) + 1
    high = max(y for _, y in blue) - min(y for _, y in blue) + 1
    assert wide / high == pytest.approx(1.5, abs=0.05)


def test_a_file_that_is_no_picture_stops_the_start(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(cards, "_emblem", None)
    (tmp_path / "emblem.png").write_text("not a picture")

    for file in (tmp_path / "emblem.png", tmp_path / "missing.png"):
        with pytest.raises(Misconfigured, match="CARD_EMBLEM"):
            cards.learn_emblem(file)

    assert cards.emblem() is None


async def test_the_operators_emblem_is_on_every_card(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(cards, "_emblem", None)
    (tmp_path / "emblem.png").write_bytes(emblem())

    cards.learn_emblem(tmp_path / "emblem.png")

    assert await drawn(TANG) == draw(TANG, emblem())


async def test_others_are_answered_while_cards_are_drawn():
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.001)
            beats += 1

    beating = asyncio.create_task(beat())
    await asyncio.gather(*(drawn(TANG) for _ in range(3)))
    beating.cancel()

    assert beats > 3


# -- on paper -------------------------------------------------------------------------------------


def test_every_card_is_one_page_of_a5():
    pdf = card_pages([TANG, CardFacts("䶮堃同志", "1999年1月1日", 27, "署名")], TODAY)

    assert pages(pdf) == 2
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(420, 595)}


@needs_poppler
def test_the_printed_card_says_the_same():
    (page,) = read(card_pages([TANG], TODAY))

    for words in ("唐正平同志", "1976年10月12日光荣加入中国共产党", TANG.signature, *say.OATH_LINES):
        assert words in page


def test_the_printed_card_takes_the_emblem_too():
    assert b"/Image" in card_pages([TANG], TODAY, emblem())
