"""Tests against the networks' own software; they take minutes of setting up, so only `make e2e` runs them."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config, items):
    if "e2e" in (config.getoption("-m") or ""):
        return
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.skip(reason="Runs against real servers; `make e2e` sets them up."))
