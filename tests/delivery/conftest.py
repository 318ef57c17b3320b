"""Fixtures of the tests of delivery."""

from tests.messenger import messenger, patience_seconds
from tests.wire_world import closed_port, telegram

__all__ = ["closed_port", "messenger", "patience_seconds", "telegram"]
