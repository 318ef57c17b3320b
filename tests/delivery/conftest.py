"""Fixtures of the tests of delivery."""

from tests.messenger import messenger, patience_seconds

__all__ = ["messenger", "patience_seconds"]
