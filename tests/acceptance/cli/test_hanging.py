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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient_set(tmp_path_factory):
    """A set that restarts nothing that hangs."""
    folder = tmp_path_factory.mktemp("set") / "data"
    async with command.up(folder, ANTIPHON_RPC_SILENCE_SECONDS="0") as ready:
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


async def test_a_replay_into_a_listener_that_hangs_says_so_and_ends_in_time(patient_set, tmp_path):
    running = patient_set
    await running("brand", "add", "Acme", "--query", "acme")
    file = tmp_path / "records.jsonl"
    file.write_text('{"id": "1", "text": "acme is late", "date": "2024-05-01T10:00:00Z"}\n')
    listener = running.part("listener")
    listener.suspend()
    try:
        ended = await running("replay", str(file), "--patience", "5", check=False)
        findings = (await running("doctor", "--json", check=False)).objects
    finally:
        listener.resume()
    assert ended.code == 1
    assert ended.err.count("The listener does not answer; this waits for it up to 5 s") == 1
    assert "The listener has not answered for 5 s, so this ends here" in ended.err
    (finding,) = [each for each in findings if each["what"] == "listener"]
    assert finding["detail"] == "lives, but does not answer"
    assert "Nothing restarts it" in finding["remedy"]
    played = await running("replay", str(file), "--json")
    assert played.object["accepted_count"] == 1
