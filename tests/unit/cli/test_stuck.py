import os
import signal
import socket
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from services.cli import answers, embedded, log_server, stuck
from services.cli.commands import doctor
from services.cli.supervisor import Supervisor
from services.common import config
from services.common.rpc.health import Health
from tests.fixtures.nats import eventually
from tests.unit.cli.test_supervisor import FOREVER

SETTINGS = config.Settings(rpc=config.RpcSettings(silence_seconds=60))
SERVER = (
    "import http.server, sys\n"
    "class Answer(http.server.BaseHTTPRequestHandler):\n"
    "    protocol_version = 'HTTP/1.1'\n"
    "    def do_GET(self):\n"
    "        self.send_response(200); self.end_headers()\n"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Answer).serve_forever()"
)


@pytest.fixture
async def children(folder):
    supervisor = Supervisor(folder.logs, dict(os.environ))
    yield supervisor
    for child in supervisor.children.values():
        if child.pid:
            os.kill(child.pid, signal.SIGCONT)
    await supervisor.stop()


@pytest.fixture
def watching(folder, children, free_port):
    scene = SimpleNamespace(now=0.0, told=[], address=f"127.0.0.1:{free_port}")
    scene.stuck = stuck.Stuck(
        folder, {"console": scene.address}, children, SETTINGS, scene.told.append, clock=lambda: scene.now
    )
    return scene


async def serving(children, watching):
    """A process that answers at the console's address."""
    port = watching.address.rpartition(":")[2]
    command = [sys.executable, "-c", SERVER, port]
    child = await children.start(embedded.Program("console", command, {}, drain_seconds=0.1))
    await answering(watching.address)
    return child


async def serves(name, address):
    return await answers.of_process(name, address, SETTINGS) is Health.SERVING


async def answering(address):
    await eventually(lambda: serves("console", address))


async def test_a_stopped_process_is_restarted_after_its_silence_and_not_before(
    watching, children, folder, monkeypatch
):
    monkeypatch.setattr(answers.health, "CHECK_SECONDS", 0.2)
    child = await serving(children, watching)
    assert await watching.stuck.look() == []
    first = child.pid
    os.kill(first, signal.SIGSTOP)
    assert await watching.stuck.look() == []
    watching.now = 59.0
    assert await watching.stuck.look() == []
    assert (child.pid, watching.told) == (first, [])
    watching.now = 60.0
    assert await watching.stuck.look() == ["console"]
    assert watching.told == [
        "The console does not answer; restarted after 1 min of silence. Nothing was lost."
    ]
    await eventually(lambda: child.restarts == 1 and child.pid not in (None, first))
    await answering(watching.address)
    watching.now = 200.0
    assert await watching.stuck.look() == []
    (finding,) = doctor.was_stuck(folder)
    assert (finding.what, finding.state) == ("stuck console", "warning")


async def test_a_process_that_prepares_itself_is_left_alone_however_long_it_takes(watching, children):
    waiting = [sys.executable, "-c", FOREVER]
    child = await children.start(embedded.Program("console", waiting, {}, drain_seconds=0.1))
    for watching.now in (0.0, 1000.0, 2000.0):
        assert await watching.stuck.look() == []
    assert child.restarts == 0


async def test_an_answer_in_between_ends_the_silence():
    known = stuck.Patience(1)
    heard = [(Health.SERVING, 0), (Health.SILENT, 10), (Health.NOT_READY, 50), (Health.AWAY, 60)]
    assert [known.hear(answer, now) for answer, now in heard] == [0, 0, 0, 0]
    assert known.hear(Health.SILENT, 100) == 40


async def test_every_kind_of_process_is_asked_in_its_own_words(folder, children, free_port):
    endpoints = embedded.choose_endpoints(folder)
    address = endpoints.address("nats")
    assert await answers.of_process("nats", address, SETTINGS) is Health.AWAY
    await children.start(log_server.program(folder, endpoints))
    await eventually(lambda: serves("nats", address))
    assert await answers.of_process("console", address, SETTINGS) is Health.NOT_READY
    assert await answers.of_process("listener", f"127.0.0.1:{free_port}", SETTINGS) is Health.AWAY


@pytest.mark.parametrize("name", ["listener", "console", "nats"])
async def test_a_connection_without_a_word_is_silence(name, monkeypatch):
    monkeypatch.setattr(answers.health, "CHECK_SECONDS", 0.1)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        assert await answers.of_process(name, address, SETTINGS) is Health.SILENT


@pytest.mark.parametrize(
    ("health", "seconds", "state", "remedy"),
    [
        (Health.SERVING, 60, "ok", ""),
        (Health.NOT_READY, 60, "wrong", "Look again soon"),
        (Health.AWAY, 60, "wrong", "starts it again by itself"),
        (Health.SILENT, 60, "wrong", "restarts it after 1 min of silence"),
        (Health.SILENT, 0, "wrong", "Nothing restarts it"),
    ],
)
def test_the_doctor_says_what_happens_by_itself(folder, health, seconds, state, remedy):
    finding = doctor.process_answers("listener", health, folder, seconds)
    assert finding.state == state
    assert remedy in finding.remedy


def test_the_doctor_forgets_what_is_no_news_any_more(folder):
    then = datetime.now(UTC) - doctor.NEWS * 2
    stuck.remember(folder, "router", then)
    assert stuck.last(folder) == {"router": then}
    assert list(doctor.was_stuck(folder)) == []
