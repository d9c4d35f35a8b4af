"""Tests of hours that take seconds."""

from __future__ import annotations

from tests.fixtures import twin


def pytest_asyncio_loop_factories(config, item):
    return {"twin": twin.TwinLoop}
