"""A full log, a log that goes and comes, two replicas: nothing lost, and said as it is."""

import asyncio
import dataclasses

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.config import Settings
from services.common.model.principal import ROLES, Principal
from tests.acceptance.listener.conftest import Running
from tests.acceptance.listener.test_replaying import POSTS, lines, replay
from tests.fixtures.nats import eventually, quick_settings

pytestmark = pytest.mark.timeout(90)
Sight = api.CoverageInterval.Sight
Answer = api.ReplayRecordsResponse
sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def coverage(stub):
    listed = await stub.ListCoverage(api.ListCoverageRequest(parent="sources/twin"))
    return [Sight.Name(interval.sight).removeprefix("SIGHT_") for interval in listed.intervals]


async def source(stub):
    return await stub.GetSource(api.GetSourceRequest(name="sources/twin"))


class TestAFullLog:
    @pytest.fixture
    def bus_settings(self, nats_server):
        return quick_settings(nats_server, stream_max_bytes=1024 * 1024)

    @sqlite
    async def test_reading_stops_coverage_says_so_and_it_goes_on_by_itself(
        self, stub, twin, network, log, bus
    ):
        async def sights(*wanted):
            return await coverage(stub) == [*wanted]

        await eventually(lambda: sights("FULL"))
        for number in range(40):
            network.post(str(number), f"acme {number} " + "x" * 60_000)
        await eventually(lambda: sights("FULL", "PARTIAL"))
        assert "full" in (await source(stub)).problem
        assert int((await source(stub)).cursor) < 40
        seen = set()
        while len(seen) < 40:
            seen |= await log.take()
            await asyncio.sleep(0.05)
        assert seen == {f"twin:-:{number}@0" for number in range(40)}
        await eventually(lambda: cursor_is(stub, "40"))
        assert (await coverage(stub))[-1] == "FULL"

    @sqlite
    async def test_a_replay_waits_for_room_says_so_and_loses_nothing(self, stub, acme, log):
        posts = [{**post, "text": f"{post['text']} {'x' * 20_000}"} for post in POSTS[:100]]
        answers = []
        replaying = asyncio.create_task(replay(stub, lines(*posts), piece=200_000, answers=answers))
        await eventually(lambda: answers and answers[-1].wait == Answer.WAIT_LOG_FULL)
        seen = set()
        while not replaying.done():
            seen |= await log.take()
            await asyncio.sleep(0.05)
        last = (await replaying)[-1]
        assert (last.accepted_count, last.wait) == (100, Answer.WAIT_UNSPECIFIED)
        assert seen | set(await log.ids()) == {f"replay:-:{number}@0" for number in range(100)}


async def cursor_is(stub, wanted):
    return (await source(stub)).cursor == wanted


@sqlite
async def test_a_replay_says_that_the_log_is_silent_and_goes_on_with_it(stub, acme, log, nats_server):
    answers = []
    nats_server.freeze()
    replaying = asyncio.create_task(replay(stub, lines(*POSTS), answers=answers))
    await eventually(lambda: answers and answers[-1].wait == Answer.WAIT_LOG_SILENT)
    nats_server.thaw()
    last = (await replaying)[-1]
    assert (last.accepted_count, last.wait) == (300, Answer.WAIT_UNSPECIFIED)
    assert set(await log.ids()) == {f"replay:-:{number}@0" for number in range(300)}


async def test_a_log_that_is_killed_and_comes_back_costs_nothing(stub, twin, network, log, nats_server):
    keys = []
    for round_ in range(3):
        keys += [network.post(f"{round_}-{number}", "acme again") for number in range(120)]
        await eventually(lambda: _any(log))
        nats_server.restart()
    wanted = {f"{key}@0" for key in keys}

    async def all_there():
        return set(await log.ids()) == wanted

    await eventually(all_there, 40)


async def _any(log):
    return bool(await log.ids())


@sqlite
async def test_a_service_waits_for_a_log_that_is_not_there_yet(make_nats, listener_settings, signer):
    server = make_nats()
    settings: Settings = dataclasses.replace(listener_settings, bus=quick_settings(server))
    running = Running(settings, signer)
    starting = asyncio.create_task(running.start())
    await asyncio.sleep(0)
    assert not starting.done()
    server.start()
    await starting
    stub = running.stub(Principal("ada", "user", frozenset(ROLES)))
    assert not (await stub.ListBrands(api.ListBrandsRequest())).brands
    await running.close()


@pytest.fixture
async def other_stub(listener, listener_settings, signer, free_port):
    """Calls to a second replica over the same tables and log."""
    rpc = dataclasses.replace(listener_settings.rpc, listen=f"127.0.0.1:{free_port}")
    other = Running(dataclasses.replace(listener_settings, rpc=rpc), signer)
    await other.start()
    yield other.stub(Principal("ada", "user", frozenset(ROLES)))
    await other.close()


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("twin")
async def test_of_two_replicas_one_reads_and_the_other_takes_over(listener, other_stub, network, log):
    first = network.post("1", "acme one")
    await eventually(lambda: _is(log, {f"{first}@0"}))
    assert network.opened == 1
    query = api.Query(expression="zeppelin")
    request = api.CreateQueryRequest(parent="brands/acme", query_id="zep", query=query)
    await other_stub.CreateQuery(request)
    await listener.stop()
    second = network.post("2", "a zeppelin")
    await eventually(lambda: _is(log, {f"{first}@0", f"{second}@0"}), 30)


async def _is(log, wanted):
    return set(await log.ids()) == wanted
