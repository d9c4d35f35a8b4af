"""What is said of a process that does not become ready."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from services.cli import readiness, supervisor
from services.cli.embedded import Program
from services.cli.supervisor import Supervisor

SENTENCE = "antiphon scorer: The weights in /nowhere cannot be read."
FAILING = f"import sys; sys.stderr.write({SENTENCE + chr(10)!r}); sys.exit(1)"
MUTE = "raise SystemExit(1)"


@pytest.fixture
def impatient(monkeypatch):
    """A process that ended once is not waited for any more, and started again at once."""
    monkeypatch.setattr(readiness, "MOST_RESTARTS", 0)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)


async def refusal(children, code):
    child = await children.start(Program("scorer", [sys.executable, "-c", code], {}, 5.0))
    with pytest.raises(readiness.NotReady) as told:
        await asyncio.wait_for(readiness.listening(child, 1), 30)
    await children.stop()
    return str(told.value)


@pytest.mark.usefixtures("impatient")
async def test_what_a_process_said_is_told_and_no_log_that_goes_away_is_named(tmp_path):
    (tmp_path / "scorer.log").write_text("antiphon scorer: What an earlier command was told.\n")
    told = await refusal(Supervisor(tmp_path, dict(os.environ), logs_stay=False), FAILING)
    assert told == f"The scorer process does not become ready. It said last: {SENTENCE}"


@pytest.mark.usefixtures("impatient")
async def test_a_log_that_stays_is_named(tmp_path):
    told = await refusal(Supervisor(tmp_path, dict(os.environ)), MUTE)
    said, where = told.splitlines()
    assert said == "The scorer process does not become ready. It said nothing."
    assert where == f"Everything it wrote is in {tmp_path}/scorer.log."


async def test_all_settings_that_a_process_refuses_are_told(tmp_path):
    lines = [
        "antiphon scorer: cannot start with these settings:",
        "antiphon scorer: One.",
        "antiphon scorer: Two.",
    ]
    code = f"import sys; print('{{}}'); print(*{lines}, sep='\\n'); sys.exit(2)"
    told = await refusal(Supervisor(tmp_path, dict(os.environ)), code)
    assert told.splitlines() == ["The scorer process refuses to start.", *lines]


async def test_a_process_that_refuses_its_settings_is_named_with_what_it_says(tmp_path):
    children = Supervisor(tmp_path, dict(os.environ))
    code = "import sys; print('ANTIPHON_BUS_URL is no address.', file=sys.stderr); sys.exit(2)"
    child = await children.start(Program("insights", [sys.executable, "-c", code], {}, 5.0))
    said = r"^The insights process refuses to start\. ANTIPHON_BUS_URL is no address\.$"
    with pytest.raises(readiness.NotReady, match=said):
        await asyncio.wait_for(readiness.listening(child, 1), 30)
    await children.stop()
