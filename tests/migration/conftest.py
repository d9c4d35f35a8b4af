"""Here the migrations themselves are tested: they run for every test, and nothing is copied."""

from __future__ import annotations

import pytest

from services.common.config import DataSettings, StoreSettings
from services.common.store import migrations


class History:
    """Lays tables as `tests.fixtures.patterns` does, by the whole history of the service."""

    def lay(self, store: StoreSettings, data: DataSettings, service: str) -> None:
        migrations.upgrade(store, data, service=service)


@pytest.fixture
def patterns() -> History:
    return History()
