"""The whole system from its images takes load, drills, an upgrade, a rollback and an orderly end.

`make e2e ENGINE=podman BEFORE=REVISION` builds the images first. It takes some minutes. Without BEFORE the
version that takes over is the same one.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shlex
import tomllib

import pytest

from services.common.rpc import asking
from tests.fixtures import charts as bench
from tests.fixtures import imaged
from tests.fixtures.nats import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

POLICY = """name: care
then: default
rules:
  - name: money
    when: says("refund")
    queue: billing
    because: It is about money.
"""
LOADED, PAUSED, BROKEN = 5000, 500, 3000


WATCHED = 400
"""Posts in each of the files that are replayed, one after the other, while versions change."""

NOW = tomllib.loads((bench.ROOT / "pyproject.toml").read_text())["project"]["version"]
BEFORE = os.environ.get("ANTIPHON_BEFORE") or NOW


@pytest.fixture
def start(rendered, tmp_path):
    """Starts the system in a version."""
    engine = shlex.split(os.environ.get("ANTIPHON_ENGINE", ""))
    if not engine:
        pytest.skip("Name an engine: `make e2e ENGINE=podman` builds the images and runs this.")
    with contextlib.ExitStack() as until_the_end:
        yield lambda version: until_the_end.enter_context(
            imaged.running(engine, tmp_path, rendered("production"), version)
        )


async def prepared(system):
    """Has a brand and a policy, put in force from a folder."""
    assert await asking.main(system.asked()) == 0
    system.secret("documents", "acme.brand.json", json.dumps({"name": "Acme", "queries": ["acme"]}))
    system.secret("documents", "care.yaml", POLICY)
    assert "is in force" in await done(system, "apply", "/run/antiphon/documents")


def posts(system, name, count):
    lines = (
        json.dumps(
            {
                "id": f"{name}{at}",
                "text": f"acme order {name}{at} never came, refund",
                "author": f"{name}{at}",
            }
        )
        for at in range(count)
    )
    system.secret("documents", f"{name}.jsonl", "\n".join(lines) + "\n")
    return ("replay", f"/run/antiphon/documents/{name}.jsonl", "--brand", "acme")


async def done(system, *words):
    said = await asyncio.to_thread(system.antiphon, *words)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout + said.stderr


async def all_decided(system, count):
    await eventually(lambda: system.counts() == (count, count), 180)


class Load:
    """Replays file after file and asks for the queue, until told to stop; every command must succeed."""

    def __init__(self, system):
        self.sent = 0
        self._system, self._ending = system, asyncio.Event()
        self._works = [asyncio.create_task(work()) for work in (self._replay, self._ask)]

    async def _replay(self):
        for number in itertools.count():
            if self._ending.is_set():
                return
            await done(self._system, *posts(self._system, f"load{number}x", WATCHED))
            self.sent += WATCHED

    async def _ask(self):
        while not self._ending.is_set():
            await done(self._system, "queue", "list", "--limit", "5")

    async def end(self):
        self._ending.set()
        await asyncio.gather(*self._works)
        return self.sent


async def test_an_upgrade_and_a_rollback_under_load_lose_nothing(start):
    system = start(BEFORE)
    await prepared(system)
    load = Load(system)
    await eventually(lambda: load.sent >= WATCHED, 120)

    for version, migrate in ((NOW, True), (BEFORE, False)):
        began = load.sent
        took = await asyncio.to_thread(system.replace, version, migrate=migrate)
        assert await asking.main(system.asked()) == 0
        print(f"{version} took over under load; seconds until the pod before was gone: {took}")
        await eventually(lambda: load.sent >= began + 2 * WATCHED, 120)  # noqa: B023  # awaited here

    sent = await load.end()
    await all_decided(system, sent)
    said = await done(system, "status", "--audit")
    print(f"{sent} posts were replayed meanwhile.", said, sep="\n")
    assert "accounted for" in said


async def test_the_system_from_its_images_loses_nothing(start):
    system = start(NOW)
    await prepared(system)
    assert "in force already" in await done(system, "apply", "/run/antiphon/documents")

    await done(system, *posts(system, "a", LOADED))
    await all_decided(system, LOADED)

    await done(system, "deadletter", "pause", "router")
    await done(system, *posts(system, "b", PAUSED))
    await eventually(lambda: system.counts() == (LOADED, LOADED + PAUSED), 60)
    await done(system, "deadletter", "resume", "router")
    await all_decided(system, LOADED + PAUSED)

    replaying = asyncio.create_task(done(system, *posts(system, "c", BROKEN)))
    await eventually(lambda: system.counts()[1] > LOADED + PAUSED, 120)
    system.log.restart()
    await replaying
    await all_decided(system, LOADED + PAUSED + BROKEN)
    assert "accounted for" in await done(system, "status", "--audit")
    listed = await asyncio.to_thread(system.nightly)
    assert (listed.returncode, "holds 0 erasures" in listed.stderr) == (0, True), listed.stderr

    system.renew()
    await done(system, "queue", "list", "--limit", "1")
    for service in reversed(imaged.ORDER):
        code, log = await asyncio.to_thread(system.stop, service)
        assert code == "0", log
        assert "process.failed" not in log
        assert '"process.stopped"' in log
