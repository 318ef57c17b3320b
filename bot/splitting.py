"""Long texts cut into parts that Telegram accepts, where a reader would pause."""

import re

# UTF-16 code units, Telegram's count, less the room for what is put above a message that goes to a
# member's relative: 「给吴长贵同志的：」.
ADDRESS_ROOM = 64
MESSAGE_LIMIT = 4096 - ADDRESS_ROOM
CAPTION_LIMIT = 1024 - ADDRESS_ROOM
ALBUM_LIMIT = 10  # pictures in one album

# Where a text may be cut, best first: at a blank line, at a line's end, after a sentence.
_PAUSES = (
    re.compile(r"\n[^\S\n]*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？；…!?;][。！？…!?”’」』）)》\"]*"),
)

# What follows a character and belongs to it: accents, variation selectors, keycaps, skin colours,
# the tags of regional flags.
_MARK = "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e01ef]"
_SYMBOL = re.compile(
    # Two regional letters are one flag; characters tied by a zero-width joiner are one picture.
    rf"\r\n|[\U0001f1e6-\U0001f1ff]{{2}}|.(?:{_MARK}|\u200d+(?:.{_MARK}*)?)*",
    re.DOTALL,
)


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units: 1 for 好, 2 for 🌹 or 𠮷."""
    return len(text) + sum(character > "\uffff" for character in text)


def fits_caption(text: str) -> bool:
    """Tell whether the text may stand under a picture or a file."""
    return units(text) <= CAPTION_LIMIT


def split(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """Cut the text into parts of at most `limit` units; a blank text has no parts.

    Cuts fall between paragraphs, else between sentences, else anywhere but inside a symbol.
    Nothing is lost but the white space at a cut.
    """
    if limit < 2:
        raise ValueError("a part must have room for one symbol of two units")
    parts = []
    rest = text
    while units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        # Spaces that indent the next line stay; the line breaks before it are the cut.
        rest = rest[cut:].lstrip("\r\n")
    parts.append(rest)
    return [part for part in parts if part.strip()]


def shortened(text: str, limit: int) -> str:
    """Return the text, or its beginning and 「……」 where it is longer than `limit` units."""
    return text if units(text) <= limit else f"{split(text, limit - 2)[0]}……"


def _cut(text: str, limit: int) -> int:
    """Return where the first part of a text that does not fit ends, in characters."""
    end = _last_whole_symbol(text, limit)
    # White space at a cut is dropped, so the first character that does not fit may be some.
    head = text[: end + 1] if text[end].isspace() else text[:end]
    for least in (end // 2, 0):  # a short first part only where no pause comes later
        for pause in _PAUSES:
            cuts = [match.end() for match in pause.finditer(head) if match.start() > least]
            if cuts:
                return cuts[-1]
    return end


def _last_whole_symbol(text: str, limit: int) -> int:
    """Return how many characters fit without cutting a symbol; at least one character."""
    end, used = 0, 0
    for symbol in _SYMBOL.finditer(text):
        used += units(symbol[0])
        if used > limit:
            break
        end = symbol.end()
    return end or _as_many_as_fit(text, limit)


def _as_many_as_fit(text: str, limit: int) -> int:
    """Return how many characters of one endless symbol fit; nobody writes such a thing by hand."""
    return next(end for end in range(limit, 0, -1) if units(text[:end]) <= limit)
