"""HTML as Telegram reads it, and the links and commands it finds by itself."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.answers import ApiError
from bot.sandbox.entities import parse_html, tidy, utf16_length


def marked(source: str) -> list[tuple[str, str]]:
    """Return each entity's type and the text it covers."""
    text, entities = parse_html(source)
    units = text.encode("utf-16-le")
    return [
        (e["type"], units[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le"))
        for e in entities
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>粗</b><strong>粗</strong>", [("bold", "粗"), ("bold", "粗")]),
        ("<i>斜</i><em>斜</em>", [("italic", "斜"), ("italic", "斜")]),
        ("<u>线</u><ins>线</ins>", [("underline", "线"), ("underline", "线")]),
        ("<s>划</s><del>划</del><strike>划</strike>", [("strikethrough", "划")] * 3),
        ('<tg-spoiler>藏</tg-spoiler><span class="tg-spoiler">藏</span>', [("spoiler", "藏")] * 2),
        ("<b>外<i>内</i></b>", [("bold", "外内"), ("italic", "内")]),
        ("<B>大写</B>", [("bold", "大写")]),
        ("<b>简写</>", [("bold", "简写")]),
        ("<b></b>空", []),
        ("<code>a</code>", [("code", "a")]),
        ("<blockquote expandable>引</blockquote>", [("expandable_blockquote", "引")]),
        ("😀<b>😀😀</b>", [("bold", "😀😀")]),
        ("<b>&lt;b&gt;</b>", [("bold", "<b>")]),
        ("<a>说不上</a>", []),
    ],
)
def test_each_tag_is_its_entity(source: str, expected: list[tuple[str, str]]):
    assert marked(source) == expected


def test_a_link_keeps_its_address_and_a_program_its_language():
    _, (link,) = parse_html('<a href="https://t.me/x?start=a&amp;b=1">这里</a>')
    _, (bare,) = parse_html("<a href='example.com'>这里</a>")
    _, (program,) = parse_html('<pre><code class="language-python">1</code></pre>')

    assert link["url"] == "https://t.me/x?start=a&b=1"
    assert bare["url"] == "http://example.com/"
    assert program == {"type": "pre", "offset": 0, "length": 1, "language": "python"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>甲", 'Can\'t find end tag corresponding to start tag "b"'),
        ("甲</b>", "Unexpected end tag at byte offset 3"),
        ("<b>甲</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<李四>", 'Unsupported start tag "李四" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<b>甲</b", "Unclosed end tag at byte offset 6"),
        ('<a "x">甲</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<span class="red">甲</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<h1>甲</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    ],
)
def test_what_does_not_parse_is_refused_in_telegrams_words(source: str, reason: str):
    with pytest.raises(ApiError) as refusal:
        parse_html(source)

    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@given(st.text())
def test_escaped_text_comes_out_as_it_went_in(text: str):
    source = f"<b>{html.escape(text, quote=False)}</b>"

    plain, entities = parse_html(source)

    assert plain == text
    assert [e["length"] for e in entities] == ([utf16_length(text)] if text else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见 https://a.cn/x?y=1。请看", [("url", 2, 18)]),
        ("见www.a.cn,请", [("url", 1, 8)]),
        ("/start abc", [("bot_command", 0, 6)]),
        ("请发 /help 或 /menu@hongye_bot", [("bot_command", 3, 5), ("bot_command", 11, 16)]),
        ("和/或 1/2 2026/12/1", []),
        ("电话 +86 100 0000 0000", []),
    ],
)
def test_links_and_commands_are_found(text: str, expected: list[tuple[str, int, int]]):
    _, entities = tidy(text, [])

    assert [(e["type"], e["offset"], e["length"]) for e in entities] == expected


def test_a_link_inside_a_link_is_not_marked_twice():
    text, entities = parse_html('<a href="https://a.cn">https://b.cn</a>')

    assert [e["type"] for e in tidy(text, entities)[1]] == ["text_link"]


def test_space_around_a_text_is_cut_and_the_entities_move_along():
    text, entities = tidy("\n 通知 \n", [{"type": "bold", "offset": 2, "length": 4}])

    assert (text, entities) == ("通知", [{"type": "bold", "offset": 0, "length": 2}])
