"""The sandbox as a process of its own, killed without warning."""

from __future__ import annotations

import asyncio
import os
import sys

import httpx
import pytest


@pytest.fixture
async def start(tmp_path, free_port):
    running = []
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ANTIPHON_")} | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "ANTIPHON_DATA_FOLDER": str(tmp_path),
        "ANTIPHON_SANDBOX_PORT": str(free_port),
        "ANTIPHON_OBS_METRICS_PORT": "-1",
    }

    async def begin():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.sandbox", env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        running.append(process)
        await ready(f"http://127.0.0.1:{free_port}/healthz")
        return process

    yield begin
    for process in running:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ready(address):
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                if (await http.get(address)).is_success:
                    return
            except httpx.HTTPError:
                await asyncio.sleep(0.05)


async def publish(port, number):
    headers = {"Authorization": "Bearer as:mira", "Idempotency-Key": f"key-{number}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        response = await http.post("/api/v1/posts", json={"text": f"post {number}"}, headers=headers)
        return response.raise_for_status().json()["id"]


async def test_what_was_accepted_survives_a_kill_and_repeats_are_still_recognised(start, free_port):
    process = await start()
    accepted = {number: await publish(free_port, number) for number in range(10)}
    publishing = [asyncio.create_task(publish(free_port, number)) for number in range(10, 20)]
    process.kill()
    await process.wait()
    outcomes = await asyncio.gather(*publishing, return_exceptions=True)
    accepted |= {number: made for number, made in enumerate(outcomes, 10) if isinstance(made, str)}
    await start()
    again = {number: await publish(free_port, number) for number in range(20)}
    assert {number: again[number] for number in accepted} == accepted
    async with httpx.AsyncClient() as http:
        entries = (await http.get(f"http://127.0.0.1:{free_port}/api/v1/ledger")).json()["entries"]
    assert sorted(entry["request_key"] for entry in entries) == sorted(
        f"key-{number}" for number in range(20)
    )


async def test_it_stops_cleanly_when_asked(start):
    process = await start()
    process.terminate()
    async with asyncio.timeout(20):
        assert await process.wait() == 0
