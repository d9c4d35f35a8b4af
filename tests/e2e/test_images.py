"""The whole system from its images takes load, drills and an orderly end, and the audit balances.

`make images-e2e ENGINE=podman` builds the images first. It takes some minutes.
"""

from __future__ import annotations

import asyncio
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


@pytest.fixture
def system(rendered, tmp_path):
    engine = shlex.split(os.environ.get("ANTIPHON_ENGINE", ""))
    if not engine:
        pytest.skip("Name an engine: `make images-e2e ENGINE=podman` builds the images and runs this.")
    version = tomllib.loads((bench.ROOT / "pyproject.toml").read_text())["project"]["version"]
    # Such a variable of the tests would be an unknown setting of a service.
    with imaged.running(engine, tmp_path, rendered("production"), version) as made:
        yield made


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


async def test_the_system_from_its_images_loses_nothing(system):
    assert await asking.main(system.asked()) == 0
    system.secret("documents", "acme.brand.json", json.dumps({"name": "Acme", "queries": ["acme"]}))
    system.secret("documents", "care.yaml", POLICY)
    assert "is in force" in await done(system, "apply", "/run/antiphon/documents")
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

    system.renew()
    await done(system, "queue", "list", "--limit", "1")
    for service in reversed(imaged.ORDER):
        code, log = await asyncio.to_thread(system.stop, service)
        assert code == "0", log
        assert "process.failed" not in log
        assert '"process.stopped"' in log
