"""Fixtures of the tests of delivery."""

from tests.delivery.outbox_world import kinds, say
from tests.messenger import messenger, patience_seconds
from tests.wire_world import closed_port, telegram

__all__ = ["closed_port", "kinds", "messenger", "patience_seconds", "say", "telegram"]
