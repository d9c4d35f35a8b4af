import asyncio
import errno
import os
import signal
import sys

from services.cli import supervisor
from services.cli.embedded import Program
from services.cli.supervisor import Supervisor
from tests.fixtures.nats import eventually

FOREVER = "import signal\nwhile True: signal.pause()"


def program(code, name="child", drain_seconds=5.0):
    return Program(name, [sys.executable, "-c", code], {}, drain_seconds)


async def test_a_killed_process_is_started_again(tmp_path):
    children = Supervisor(tmp_path, dict(os.environ))
    child = await children.start(program(FOREVER))
    first = child.pid
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: child.restarts == 1 and child.pid not in (None, first))
    await children.stop()
    assert child.pid is None


async def test_a_machine_that_cannot_start_a_process_for_a_moment_is_asked_again(tmp_path, monkeypatch):
    children = Supervisor(tmp_path, dict(os.environ))
    child = await children.start(program(FOREVER))
    first, start, refusals = child.pid, asyncio.create_subprocess_exec, []

    async def refused_twice(*command, **settings):
        if len(refusals) < 2:
            refusals.append(command)
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return await start(*command, **settings)

    monkeypatch.setattr(supervisor, "RESPAWN_SECONDS", 0.01)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused_twice)
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: child.restarts == 1 and child.pid not in (None, first))
    assert len(refusals) == 2
    await children.stop()


async def test_a_process_that_refuses_its_settings_is_not_started_again_and_says_why(tmp_path):
    children = Supervisor(tmp_path, dict(os.environ))
    code = "import sys; print('ANTIPHON_BUS_URL is no address.', file=sys.stderr); sys.exit(2)"
    child = await children.start(program(code))
    await eventually(lambda: child.failure)
    assert child.failure == "ANTIPHON_BUS_URL is no address."
    assert child.restarts == 0
    await children.stop()


async def test_a_process_that_does_not_drain_in_time_is_killed(tmp_path):
    deaf = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\n"
    children = Supervisor(tmp_path, dict(os.environ))
    child = await children.start(program(deaf + "while True: signal.pause()", drain_seconds=0.1))
    await eventually(lambda: child.explanation() == "deaf")
    await children.stop()
    assert child.process.returncode == -signal.SIGKILL


async def test_processes_end_in_the_opposite_order_of_their_start(tmp_path):
    tell = (
        "import os, signal, sys\n"
        "def end(*_):\n"
        "    open(os.environ['ORDER'], 'a').write(sys.argv[1]); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()"
    )
    order = tmp_path / "order"
    children = Supervisor(tmp_path, dict(os.environ) | {"ORDER": str(order)})
    for name in "abc":
        one = Program(name, [sys.executable, "-c", tell, name], {})
        child = await children.start(one)
        await eventually(lambda child=child: child.explanation() == "ready")
    await children.stop()
    assert order.read_text() == "cba"
