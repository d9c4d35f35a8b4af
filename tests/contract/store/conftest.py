"""A database of the pretend service, its tables made."""

from __future__ import annotations

import pytest

from services.common.store import Database
from tests.fixtures import trial


@pytest.fixture
async def db(database: Database) -> Database:
    await database.write(trial.metadata.create_all)
    return database
