"""Measurements, for `make bench`; never a test, because a busy machine would make it fail."""
