"""The source contract suite: each test runs once for every peer, in virtual time, and skips with a reason."""

from __future__ import annotations

import pytest

from tests.fixtures import peers, twin
from tests.fixtures.peers import base, reading


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*lacks): what the network must not be without")


def pytest_asyncio_loop_factories(config, item):
    return {"twin": twin.TwinLoop}


@pytest.fixture
async def clock():
    return twin.TwinClock()


@pytest.fixture(params=peers.PEERS)
async def peer(request, clock, tmp_path):
    kind = peers.load(request.param)
    if lacking := kind.missing():
        pytest.skip(f"{request.param}: {lacking}")
    for marker in request.node.iter_markers("needs"):
        for lack in marker.args:
            if lack in kind.lacks:
                pytest.skip(f"{request.param}: {kind.lacks[lack]}")
    async with kind(base.Scene(clock, tmp_path)).running() as running:
        yield running
        assert running.gate.errors == []


@pytest.fixture(name="reading")
def _reading(peer):
    return reading.Reading(peer)


@pytest.fixture
async def source(reading):
    """The source, for what is not reading."""
    async with reading.open() as opened:
        yield opened
