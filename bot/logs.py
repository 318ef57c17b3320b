"""Logs: one calm line per record, without tokens, passwords or telephone numbers."""

import logging
import re
import secrets as randomness
import sys
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import quote

# The quietest level at which a library may still be heard; more of it would print every request,
# every parameter or every row that was read.
LIBRARIES = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
    "aiosqlite": logging.INFO,
    "aiohttp": logging.INFO,
    "aiohttp.access": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.INFO,
    "PIL": logging.INFO,
    "psycopg": logging.INFO,
}

SHORTEST_SECRET = 4  # characters; taking out a shorter one would tear ordinary words apart

# Read out over the telephone, so nothing that looks alike (0 O, 1 I l) or sounds alike (B D E P T).
REFERENCE_ALPHABET = "23456789AFHKMRWXY"
REFERENCE_LENGTH = 6

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ALWAYS = (
    # A bot token, in an address or alone.
    (re.compile(r"\d{3,}:[A-Za-z0-9_-]{35}"), "[token]"),
    # The user and password of any address; the last @ counts, because passwords contain some.
    (re.compile(r"(?<=://)[^\s/'\"@:]*:[^\s'\"]+@"), "[secret]@"),
    # A Chinese mobile number, with its usual gaps and country code.
    (re.compile(r"(?:(?:\+|00)86[- ]?)?(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[number]"),
    # A landline with its area code.
    (re.compile(r"(?<![\d.])\(?0\d{2,3}[)）]?[- ]?\d{3,4}[- ]?\d{4}(?!\d)"), "[number]"),
    # An international number; the blanks and hyphens inside belong to it.
    (re.compile(r"\+\d[\d -]{6,}\d"), "[number]"),
    # What else is as long as a telephone or an identity number; Telegram's ids have ten digits.
    (re.compile(r"(?<![\d.])\d{11,}[Xx]?"), "[number]"),
)


def configure(level: str, secrets: Iterable[str]) -> None:
    """Send every record to standard error as one line in which the `secrets` are blanked.

    Replaces all handlers of the root logger: one that does not redact would print what ours hides.
    A traceback follows its line; that is the only text of more than one line.
    """
    lowest = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CalmFormatter(secrets))
    logging.basicConfig(level=lowest, handlers=[handler], force=True)
    for name, floor in LIBRARIES.items():
        logging.getLogger(name).setLevel(max(lowest, floor))
    # Python itself prints broken log calls and uncaught errors past every formatter.
    logging.raiseExceptions = False
    sys.excepthook = _log_uncaught


def reference() -> str:
    """Return a new short code that ties a person's report to a line of the log."""
    return "".join(randomness.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.critical("stopped by an unexpected error", exc_info=(kind, error, trace))


class CalmFormatter(logging.Formatter):
    """Time, level, logger and message on one line; redacted as a whole, traceback included.

    It works on the finished text and not on the arguments, because a secret may only come
    together in the formatting, and because records are shared with whoever else listens.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        spellings = {s for secret in secrets for s in (secret, quote(secret, safe=""))}
        kept = [s for s in spellings if len(s) >= SHORTEST_SECRET]
        # The longest first, because one secret may be the beginning of another.
        alternatives = "|".join(re.escape(s) for s in sorted(kept, key=len, reverse=True))
        self._secrets = re.compile(alternatives) if alternatives else None

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished text; a call with wrong arguments becomes a line that names it."""
        try:
            return self.redact(super().format(record))
        except (TypeError, ValueError, KeyError):
            return (
                f"{self.formatTime(record)} ERROR   {record.name}: "
                f"a log call with wrong arguments in {record.filename}, line {record.lineno}"
            )

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line itself: a name with a line break must not forge a second record."""
        return _CONTROLS.sub(" ⏎ ", super().formatMessage(record))

    def redact(self, text: str) -> str:
        """Return the text without the given secrets, tokens, passwords and telephone numbers."""
        if self._secrets:
            text = self._secrets.sub("[secret]", text)
        for pattern, instead in _ALWAYS:
            text = pattern.sub(instead, text)
        return text
