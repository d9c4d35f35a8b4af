"""A service's process from start to end, as a real process with real signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

PROLOGUE = """
import asyncio, contextlib, sys
from services.common.model import errors
from services.common.obs import logs, process
log = logs.get()
"""

GOOD = """
@contextlib.asynccontextmanager
async def build(settings):
    print("ready", flush=True)
    yield
    print("drained", flush=True)
"""

CANNOT_START = """
@contextlib.asynccontextmanager
async def build(settings):
    raise errors.AntiphonError("The log cannot be reached at nats://x; start it with: antiphon up")
    yield
"""

BREAKS_LATER = """
async def work():
    raise KeyError("what somebody wrote")

@contextlib.asynccontextmanager
async def build(settings):
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work())
        yield
"""

FORGOTTEN_TASK = """
async def work():
    raise KeyError("lost")

@contextlib.asynccontextmanager
async def build(settings):
    task = asyncio.create_task(work())
    await asyncio.wait([task])
    del task
    print("ready", flush=True)
    yield
"""

HANGS = """
@contextlib.asynccontextmanager
async def build(settings):
    print("ready", flush=True)
    yield
    print("draining", flush=True)
    await asyncio.Event().wait()
"""

TALKS = """
async def work():
    while True:
        log.debug("work.done")
        await asyncio.sleep(0.01)

@contextlib.asynccontextmanager
async def build(settings):
    log.debug("work.done")
    task = asyncio.create_task(work())
    print("ready", flush=True)
    yield
    task.cancel()
"""

WAITS = """
@contextlib.asynccontextmanager
async def build(settings):
    print("waiting for the log", flush=True)
    await asyncio.Event().wait()
    yield
"""


@pytest.fixture
def start(tmp_path):
    """Starts a service with the given body in a process of its own."""
    running = []

    def start(body, **environ):
        script = tmp_path / "service.py"
        script.write_text(f"{PROLOGUE}{body}\nprocess.run('scorer', build)\n")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("ANTIPHON_")}
        process = subprocess.Popen(
            [sys.executable, script],
            env={
                **inherited,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "ANTIPHON_OBS_LOG_FORMAT": "json",
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_and_ends_with_0(start, number):
    process = start(GOOD)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == "drained\n"
    assert '"event":"process.stopped"' in err


def test_a_signal_ends_a_service_that_still_waits_for_something(start):
    process = start(WAITS)
    assert process.stdout.readline() == "waiting for the log\n"
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert '"event":"process.stopped"' in err


def test_signals_change_the_log_level_of_a_running_process(start):
    process = start(TALKS, ANTIPHON_OBS_LOG_LEVEL="warning")
    assert process.stdout.readline() == "ready\n"

    def heard():
        found = []
        while not found or found[-1] != "log.level_changed":
            found.append(json.loads(process.stderr.readline())["event"])
        return found

    process.send_signal(signal.SIGUSR1)
    assert heard() == ["log.level_changed"]
    assert json.loads(process.stderr.readline())["event"] == "work.done", "a logger in use follows"
    process.send_signal(signal.SIGUSR2)
    heard()
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert "work.done" not in err


def test_a_second_signal_ends_at_once(start):
    process = start(HANGS)
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    assert process.stdout.readline() == "draining\n"
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM


def test_bad_settings_are_told_in_sentences_and_end_with_2(start):
    process = start(GOOD, ANTIPHON_BUS_URLS="x", ANTIPHON_OBS_LOG_FORMAT="xml")
    out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert out == ""
    assert err.splitlines() == [
        "antiphon scorer: cannot start with these settings:",
        "antiphon scorer: ANTIPHON_BUS_URLS is not a setting; did you mean ANTIPHON_BUS_URL?",
        "antiphon scorer: ANTIPHON_OBS_LOG_FORMAT cannot be 'xml'; set it to one of console, json.",
    ]


def test_what_keeps_it_from_starting_is_told_in_a_sentence_without_a_trace(start):
    process = start(CANNOT_START)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.splitlines()[-1] == (
        "antiphon scorer: The log cannot be reached at nats://x; start it with: antiphon up"
    )
    assert "Traceback" not in err


def test_an_unexpected_error_ends_with_1_its_trace_in_the_log_only(start):
    process = start(BREAKS_LATER)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    *events, sentence = err.splitlines()
    assert sentence == (
        "antiphon scorer: stopped by an unexpected KeyError; "
        "the event process.failed in its log has the trace."
    )
    assert all(event.startswith("{") for event in events)
    assert '"event":"process.failed"' in events[-1]


def test_a_task_nobody_waits_for_is_heard_when_it_fails(start):
    process = start(FORGOTTEN_TASK)
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert '"event":"task.failed"' in err


def test_a_taken_metrics_port_is_told_in_a_sentence(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(GOOD, ANTIPHON_OBS_METRICS_PORT=str(port))
        _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Metrics cannot be served on 127.0.0.1:{port}" in err.splitlines()[-1]
    assert "ANTIPHON_OBS_METRICS_PORT" in err.splitlines()[-1]
    assert "Traceback" not in err


def test_before_logs_are_configured_they_go_to_standard_error_and_are_redacted():
    script = "from services.common.obs import logs; logs.get().info('early.event', text='secret', n=1)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    assert "early.event" in done.stderr
    assert "secret" not in done.stderr
