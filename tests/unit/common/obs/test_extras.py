from __future__ import annotations

import subprocess
import sys

import pytest

from services.common.obs import extras

UNUSED = {"aiohttp", "alembic", "rich"}
LOADED = "import sys, services.{}.app; print(*{{name.partition('.')[0] for name in sys.modules}})"


def test_a_library_that_is_left_out_cannot_be_imported_and_can_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with extras.left_out("colorsys"), pytest.raises(ModuleNotFoundError):
        import colorsys
    import colorsys

    assert sys.modules["colorsys"] is colorsys


def test_who_had_loaded_it_keeps_it_even_after_a_fault():
    import colorsys

    with pytest.raises(RuntimeError), extras.left_out("colorsys"):
        raise RuntimeError
    assert sys.modules["colorsys"] is colorsys


@pytest.mark.parametrize("service", ["listener", "scorer", "router", "insights", "console", "sandbox"])
def test_a_service_loads_no_library_that_only_others_use(service):
    asked = [sys.executable, "-c", LOADED.format(service)]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout.split()
    assert "services" in found
    assert not UNUSED & set(found)
