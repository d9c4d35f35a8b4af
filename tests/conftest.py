"""Fixtures that every test may ask for, each in its own module of `tests/fixtures`."""

from __future__ import annotations

import os

import pytest

pytest_plugins = [
    "tests.fixtures.ports",  # first, for others import it
    "tests.fixtures.auth",
    "tests.fixtures.certificate",
    "tests.fixtures.charts",
    "tests.fixtures.nats",
    "tests.fixtures.postgres",
    "tests.fixtures.patterns",  # for it imports that
    "tests.fixtures.reruns",
    "tests.fixtures.sandbox",
    "tests.fixtures.store",
]


@pytest.fixture(autouse=True)
def file_mode():
    """What a test keeps private (`antiphon up` does, for all that it starts) the next one need not."""
    before = os.umask(0o022)
    yield
    os.umask(before)
