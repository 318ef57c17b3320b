"""Formatted text as Telegram understands it: HTML and links to entities, counted in UTF-16."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.answers import ApiError, bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ATTRIBUTE = re.compile(r"""\s*(?P<name>[^\s=>/"']+)\s*(?:=\s*(?P<value>"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")
# Telegram knows only these four names; every other reference stays as it was written.
_REFERENCE = re.compile(r"&(?:(?:lt|gt|amp|quot)(?![A-Za-z])|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});?")
_LINK = re.compile(r"(?:https?://|tg://|www\.)[!#-&(-;=?-~]+")  # ASCII but quotes and brackets
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])")


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int  # in the plain text so far, UTF-16 units


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities; refuses what Telegram refuses, in its words."""
    plain: list[str] = []
    entities: list[Entity] = []
    open_tags: list[_OpenTag] = []
    offset = at = 0
    while at < len(source):
        tag_at = source.find("<", at)
        text = decoded(source[at : tag_at if tag_at >= 0 else len(source)])
        plain.append(text)
        offset += utf16_length(text)
        if tag_at < 0:
            break
        if source.startswith("</", tag_at):
            at = _end_tag(source, tag_at, open_tags, entities, offset, "".join(plain))
        else:
            at = _start_tag(source, tag_at, open_tags, offset)
    if open_tags:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].name}"')
    return "".join(plain), in_order(entities)


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Trim as Telegram does, and mark the links and commands nobody marked."""
    kept = text.rstrip()
    trimmed = kept.lstrip()
    if (entities and kept != text) or trimmed != kept:
        entities = _shifted(entities, utf16_length(kept) - utf16_length(trimmed), trimmed)
    if "://" in trimmed or "www." in trimmed:
        entities = entities + _found(_LINK, "url", trimmed, entities)
    if "/" in trimmed:
        entities = entities + _found(_COMMAND, "bot_command", trimmed, entities)
    return trimmed, in_order(entities) if len(entities) > 1 else entities


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sort as Telegram answers: by place, the outer one first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def decoded(text: str) -> str:
    """Resolve the character references that Telegram knows."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _start_tag(source: str, tag_at: int, open_tags: list[_OpenTag], offset: int) -> int:
    """Read a start tag and return where the text goes on."""
    where = _byte_offset(source, tag_at)
    name_end = _until_space_or_gt(source, tag_at + 1)
    name = source[tag_at + 1 : name_end].lower()
    if name_end == len(source):
        raise _unparsed(f"Unclosed start tag at byte offset {where}")
    if name not in _TYPES:
        raise _unparsed(f'Unsupported start tag "{name}" at byte offset {where}')
    argument = ""
    at = name_end
    while True:
        while at < len(source) and source[at].isspace():
            at += 1
        if at == len(source):
            raise _unparsed(f'Unclosed start tag "{name}" at byte offset {where}')
        if source[at] == ">":
            break
        found = _ATTRIBUTE.match(source, at)
        if not found:
            raise _unparsed(f'Empty attribute name in the tag "{name}" at byte offset {where}')
        at = found.end()
        value = decoded((found["value"] or "").strip("\"'"))
        argument = _argument(name, found["name"], value) or argument
    if name == "span" and argument != "spoiler":
        raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    open_tags.append(_OpenTag(name, argument, offset))
    return at + 1


def _argument(tag: str, attribute: str, value: str) -> str:
    """Return what an attribute means for its tag, or nothing."""
    if tag == "blockquote" and attribute == "expandable":
        return "expandable"
    if (tag, attribute) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, attribute) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, attribute) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _end_tag(
    source: str,
    tag_at: int,
    open_tags: list[_OpenTag],
    entities: list[Entity],
    offset: int,
    plain: str,
) -> int:
    """Read an end tag, add its entity and return where the text goes on."""
    where = _byte_offset(source, tag_at)
    if not open_tags:
        raise _unparsed(f"Unexpected end tag at byte offset {where}")
    name_end = _until_space_or_gt(source, tag_at + 2)
    name = source[tag_at + 2 : name_end].lower()
    while name_end < len(source) and source[name_end].isspace():
        name_end += 1
    if source[name_end : name_end + 1] != ">":
        raise _unparsed(f"Unclosed end tag at byte offset {where}")
    tag = open_tags.pop()
    if name and name != tag.name:
        raise _unparsed(
            f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
        )
    if offset > tag.offset:
        _add(entities, tag, offset - tag.offset, plain)
    return name_end + 1


def _add(entities: list[Entity], tag: _OpenTag, length: int, plain: str) -> None:
    entity: Entity = {"type": _TYPES[tag.name], "offset": tag.offset, "length": length}
    last = entities[-1] if entities else None
    if last and (last["offset"], last["length"]) == (tag.offset, length):
        # <pre><code class="language-x"> is one entity, whichever is outside.
        if tag.name == "pre" and last["type"] == "code":
            last["type"] = "pre"
            return
        if tag.name == "code" and last["type"] == "pre":
            if tag.argument:
                last["language"] = tag.argument
            return
    if tag.name == "a":
        entity["url"] = _full_link(tag.argument or _utf16_slice(plain, tag.offset, length))
        if not entity["url"]:
            return
    elif tag.name == "tg-emoji":
        if not tag.argument.isdigit():
            raise _unparsed("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = tag.argument
    elif tag.name == "blockquote" and tag.argument:
        entity["type"] = "expandable_blockquote"
    elif tag.name == "code" and tag.argument:
        entity["language"] = tag.argument
    entities.append(entity)


def _full_link(url: str) -> str:
    """Return the link as Telegram stores it; empty when it is none."""
    if not re.match(r"[a-z]+://", url, re.IGNORECASE):
        url = f"http://{url}"
    scheme, _, rest = url.partition("://")
    if scheme.lower() == "tg":
        return url
    if scheme.lower() not in ("http", "https") or "." not in rest.split("/")[0]:
        return ""
    return url if "/" in rest else f"{url}/"


def _found(pattern: re.Pattern[str], kind: str, text: str, taken: list[Entity]) -> list[Entity]:
    """Return what the pattern marks outside the entities that exist already."""
    found = []
    for match in pattern.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match[0].rstrip(".,;:!?)"))
        if not any(
            other["offset"] < offset + length
            and offset < other["offset"] + other["length"]
            and other["type"] in ("text_link", "url", "code", "pre", "text_mention")
            for other in taken
        ):
            found.append({"type": kind, "offset": offset, "length": length})
    return found


def _shifted(entities: list[Entity], by: int, text: str) -> list[Entity]:
    """Move entities to a text that lost `by` units in front and something behind."""
    end = utf16_length(text)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - by, 0)
        stop = min(entity["offset"] + entity["length"] - by, end)
        if stop > start:
            moved.append(entity | {"offset": start, "length": stop - start})
    return moved


def _until_space_or_gt(source: str, at: int) -> int:
    while at < len(source) and source[at] != ">" and not source[at].isspace():
        at += 1
    return at


def _utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def _byte_offset(source: str, at: int) -> int:
    return len(source[:at].encode())


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
