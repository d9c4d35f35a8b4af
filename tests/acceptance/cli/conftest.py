"""One embedded set per module, started once through the real command."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.acceptance.cli import command


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[command.Set]:
    """A running set without brands and sources."""
    folder = tmp_path_factory.mktemp("set") / "data"
    async with command.up(folder, ANTIPHON_SANDBOX_POSTS_PER_MINUTE="6000") as ready:
        yield ready
