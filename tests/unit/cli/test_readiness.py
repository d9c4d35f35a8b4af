"""What is said of a process that does not become ready."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from services.cli import readiness
from services.cli.embedded import Program
from services.cli.supervisor import Supervisor


async def test_a_process_that_refuses_its_settings_is_named_with_what_it_says(tmp_path):
    children = Supervisor(tmp_path, dict(os.environ))
    code = "import sys; print('ANTIPHON_BUS_URL is no address.', file=sys.stderr); sys.exit(2)"
    child = await children.start(Program("insights", [sys.executable, "-c", code], {}, 5.0))
    said = r"^The insights process refuses to start\. ANTIPHON_BUS_URL is no address\.$"
    with pytest.raises(readiness.NotReady, match=said):
        await asyncio.wait_for(readiness.listening(child, 1), 30)
    await children.stop()
