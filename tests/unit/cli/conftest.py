from __future__ import annotations

import pytest

from services.cli import embedded


@pytest.fixture
def folder(tmp_path):
    """A data folder that is ready for use."""
    made = embedded.Folder(tmp_path / "data")
    made.prepare()
    return made
