"""Fixtures that every test may ask for, each in its own module of `tests/fixtures`."""

from __future__ import annotations

import importlib.util
import sys

if importlib.util.find_spec("sniffio") is None:
    # httpx looks for it six times in every request, and pytest makes looking in vain dear.
    sys.modules["sniffio"] = None  # type: ignore[assignment]

pytest_plugins = [
    "tests.fixtures.ports",  # first, for others import it
    "tests.fixtures.auth",
    "tests.fixtures.nats",
    "tests.fixtures.postgres",
    "tests.fixtures.sandbox",
    "tests.fixtures.store",
]
