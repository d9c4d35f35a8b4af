import os
import signal
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from services.cli import fulldisk
from services.cli.commands import doctor
from services.cli.supervisor import Supervisor
from tests.fixtures.nats import eventually
from tests.unit.cli.test_supervisor import program

STUCK = "[ERR] JetStream failed to store a msg on stream '$G > MENTIONS': no space left on device\n"
TALKER = (
    "import signal, sys\n"
    "signal.signal(signal.SIGTERM, lambda *_: (print('drained', flush=True), sys.exit(0)))\n"
    "print('ready', flush=True)\n"
    "while True: signal.pause()"
)


@pytest.fixture
async def children(folder):
    supervisor = Supervisor(folder.logs, dict(os.environ))
    child = await supervisor.start(program(TALKER, name="nats"))
    await eventually(lambda: child.explanation() == "ready")
    yield supervisor
    await supervisor.stop()


@pytest.fixture
def disk():
    return SimpleNamespace(free=0, told=[])


@pytest.fixture
def watching(folder, children, disk):
    return fulldisk.FullDisk(folder, children, disk.told.append, lambda _path: disk.free)


def say(folder, words):
    with (folder.logs / "nats.log").open("a") as log:
        log.write(words)


async def test_a_log_that_is_stuck_is_restarted_in_good_order_once_there_is_room(
    watching, children, folder, disk
):
    child = children.children["nats"]
    first = child.pid
    say(folder, STUCK)
    assert not await watching.look()
    assert (child.pid, len(disk.told)) == (first, 1)
    assert "Make room" in disk.told[0]
    disk.free = fulldisk.ROOM_BYTES
    assert await watching.look()
    await eventually(lambda: child.restarts == 1 and child.pid not in (None, first))
    assert b"drained" in child.log.read_bytes()
    assert "restarted" in disk.told[1]
    (finding,) = doctor.disk_was_full(folder)
    assert "restarted by itself" in finding.detail


async def test_a_log_that_is_not_stuck_is_left_alone_however_full_the_disk_was(watching, folder, disk):
    assert not await watching.look()
    disk.free = fulldisk.ROOM_BYTES
    say(folder, "[INF] Server is ready\n")
    assert not await watching.look()
    assert disk.told == []
    assert list(doctor.disk_was_full(folder)) == []


async def test_what_the_log_said_before_its_restart_restarts_it_no_second_time(watching, folder, disk):
    disk.free = fulldisk.ROOM_BYTES
    say(folder, STUCK)
    assert await watching.look()
    assert not await watching.look()
    say(folder, STUCK)
    assert await watching.look()


async def test_an_output_that_was_cut_is_read_from_its_beginning(watching, folder, disk):
    disk.free = fulldisk.ROOM_BYTES
    say(folder, "x" * 10_000)
    assert not await watching.look()
    (folder.logs / "nats.log").write_text(STUCK)
    assert await watching.look()


def test_the_doctor_forgets_a_restart_that_is_no_news_any_more(folder):
    then = datetime.now(UTC) - doctor.NEWS * 2
    fulldisk.remember(folder, fulldisk.Mending(then, 1))
    assert fulldisk.last(folder).time == then
    assert list(doctor.disk_was_full(folder)) == []


async def test_a_death_after_a_wished_restart_is_a_death_again(children):
    child = children.children["nats"]
    await children.restart("nats")
    await eventually(lambda: child.restarts == 1 and child.pid is not None)
    os.kill(child.pid, signal.SIGKILL)
    await eventually(lambda: child.restarts == 2 and child.pid is not None)
    assert not child.wished
