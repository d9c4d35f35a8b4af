"""Fixtures that every test may ask for, each in its own module of `tests/fixtures`."""

from __future__ import annotations

pytest_plugins = [
    "tests.fixtures.ports",  # first, for others import it
    "tests.fixtures.auth",
    "tests.fixtures.nats",
    "tests.fixtures.postgres",
    "tests.fixtures.sandbox",
    "tests.fixtures.store",
]
