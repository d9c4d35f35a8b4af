"""The gate does what it says, and virtual time passes as it should: the suite stands on both."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import httpx
import pytest

from tests.fixtures import twin
from tests.fixtures.peers import gate, web

WORDS = b"x" * 1000


class Stub:
    """Answers with words and counts."""

    def __init__(self):
        self.asked = 0

    async def __call__(self, request):
        self.asked += 1
        if request.path == "/stream":
            return web.Answer(200, self.endless())
        return web.Answer(200, WORDS)

    async def endless(self):
        while True:
            yield b"line\n"
            await asyncio.sleep(60)


@pytest.fixture
def stub():
    return Stub()


@pytest.fixture
async def wire(stub):
    opened = gate.Gate(stub, is_answer=lambda request: request.method == "POST")
    await opened.open()
    yield opened
    await opened.close()
    assert opened.errors == []


@pytest.fixture
async def http(wire):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{wire.port}", trust_env=False) as client:
        yield client


def passed():
    return asyncio.get_running_loop().time()


async def test_without_faults_everything_passes(http, stub):
    assert (await http.get("/")).content == WORDS
    assert (await http.post("/", content=b"body")).content == WORDS
    assert stub.asked == 2


async def test_a_status_is_said_so_many_times_to_requests_of_its_target(http, wire, stub):
    wire.plan(gate.Status(429, {"retry-after": "7"}), gate.Target.ANSWERS, times=2)
    assert (await http.get("/")).status_code == 200
    said = [await http.post("/") for _ in range(3)]
    assert [answer.status_code for answer in said] == [429, 429, 200]
    assert said[0].headers["retry-after"] == "7"
    assert stub.asked == 2


async def test_a_half_open_connection_says_nothing_until_the_deadline(http, wire, stub):
    wire.plan(gate.HalfOpen())
    began = passed()
    with pytest.raises(httpx.ReadTimeout):
        await http.get("/", timeout=30)
    assert passed() - began == pytest.approx(30)
    assert stub.asked == 0


async def test_what_is_dropped_is_not_seen_and_what_is_lost_is_seen(http, wire, stub):
    wire.plan(gate.Dropped())
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/")
    assert stub.asked == 0
    wire.plan(gate.Lost())
    with pytest.raises(httpx.HTTPError):
        await http.get("/")
    assert stub.asked == 1


async def test_an_answer_is_cut_in_its_middle(http, wire):
    wire.plan(gate.Cut(0.5))
    with pytest.raises(httpx.RemoteProtocolError, match="received 500 bytes, expected 1000"):
        await http.get("/")


async def test_a_slow_answer_takes_its_time_and_comes(http, wire):
    wire.plan(gate.Slow(pause=2.0, piece=100))
    began = passed()
    assert (await http.get("/", timeout=30)).content == WORDS
    assert passed() - began >= 20


async def test_a_gate_that_is_shut_refuses_and_opens_again_at_the_same_port(http, wire):
    port = wire.port
    await wire.shut()
    with pytest.raises(httpx.ConnectError):
        await http.get("/")
    await wire.open()
    assert wire.port == port
    assert (await http.get("/")).status_code == 200


async def test_a_stream_that_is_frozen_falls_silent_and_goes_on_when_it_thaws(http, wire):
    async with http.stream("GET", "/stream", timeout=200) as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "line"
        wire.freeze()
        asyncio.get_running_loop().call_later(150, wire.thaw)
        began = passed()
        assert await anext(lines) == "line"
        assert passed() - began == pytest.approx(150)


async def test_a_stub_that_is_wrong_fails_its_test(stub):
    async def wrong(_request):
        raise KeyError("typo")

    broken = gate.Gate(wrong)
    await broken.open()
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"http://127.0.0.1:{broken.port}/")
    await broken.close()
    assert [type(error) for error in broken.errors] == [KeyError]


async def test_a_pause_of_a_day_takes_no_time(clock):
    before = clock.now()
    await asyncio.sleep(86_400)
    assert clock.now() - before == timedelta(days=1)


async def test_time_stands_still_while_a_thread_works():
    began = passed()
    asyncio.get_running_loop().call_later(1, lambda: None)
    await asyncio.to_thread(time.sleep, 0.02)
    assert passed() == began


async def test_a_thread_that_hangs_runs_into_its_deadline(monkeypatch):
    monkeypatch.setattr(twin, "HANGING_PATIENCE", 0.02)
    began = passed()
    with twin.hanging(), pytest.raises(TimeoutError):
        async with asyncio.timeout(30):
            await asyncio.to_thread(time.sleep, 0.2)
    assert passed() - began == pytest.approx(30)


async def test_a_thread_is_waited_for_while_only_another_hangs(monkeypatch):
    monkeypatch.setattr(twin, "HANGING_PATIENCE", 0.0)
    began = passed()
    asyncio.get_running_loop().call_later(1, lambda: None)
    with twin.hanging("somebody else"):
        await asyncio.to_thread(time.sleep, 0.02)
    assert passed() == began
