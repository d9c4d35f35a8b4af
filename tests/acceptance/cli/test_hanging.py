"""A service that lives and answers nothing: it is told, and it is restarted."""

from __future__ import annotations

import signal

import pytest
import pytest_asyncio

from tests.acceptance.cli import command

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def impatient(tmp_path_factory):
    """A set that waits three seconds for a process that is silent."""
    folder = tmp_path_factory.mktemp("set") / "data"
    async with command.up(folder, ANTIPHON_RPC_SILENCE_SECONDS="3") as ready:
        yield ready


async def test_a_stopped_listener_is_restarted_and_told(impatient):
    first = impatient.part("listener")
    first.send_signal(signal.SIGSTOP)

    async def restarted():
        return "The listener does not answer; restarted" in impatient.out.read_text()

    async def serves():
        return (await impatient.status())["services"]["listener"] == "serving"

    await command.until(restarted)
    await command.until(serves)
    assert impatient.part("listener").pid != first.pid
    findings = (await impatient("doctor", "--json", check=False)).objects
    (told,) = [finding for finding in findings if finding["what"] == "stuck listener"]
    assert told["state"] == "warning"
    assert "did not answer and was restarted" in told["detail"]
    assert not [finding for finding in findings if finding["what"].startswith("stuck ") and finding != told]
