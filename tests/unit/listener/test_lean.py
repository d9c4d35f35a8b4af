"""What a listener loads only for those who use it."""

import subprocess
import sys

import pytest

CIPHERS = "cryptography.hazmat.primitives.ciphers.aead"


@pytest.mark.parametrize("module", ["uvicorn", CIPHERS])
def test_an_idle_listener_does_without(module):
    look = f"import sys, services.listener.app; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
