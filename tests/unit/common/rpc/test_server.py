"""A real server on this machine, called by real clients."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import socket

import grpc
import grpc.aio
import pytest
import structlog
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from prometheus_client import REGISTRY

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.insights.v1 import insights_service_pb2_grpc as insights_grpc
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model import errors as model
from services.common.obs import tracing
from services.common.rpc import calls, channels, errors, gate, health, server, serving
from services.common.rpc.server import Server

LISTENING = "antiphon.listening.v1.ListeningService"
INSIGHTS = "antiphon.insights.v1.InsightsService"


class Listening(listening_grpc.ListeningServiceServicer):
    """Answers GetBrand as the test says, and tells what it saw."""

    def __init__(self):
        self.behave = None
        self.seen = []
        self.entered = asyncio.Event()
        self.left = asyncio.Event()

    async def GetBrand(self, request, context):  # noqa: N802  # gRPC's name
        self.seen.append((calls.principal(), calls.request_id(), tracing.inject().get("traceparent", "")))
        self.entered.set()
        try:
            if self.behave is not None:
                await self.behave()
        finally:
            self.left.set()
        return listening.Brand(name=request.name)

    async def ReplayRecords(self, request_iterator, context):  # noqa: N802  # gRPC's name
        async for request in request_iterator:
            yield listening.ReplayRecordsResponse(acknowledged_offset=len(request.chunk))
            if self.behave is not None:
                await self.behave()


class Insights(insights_grpc.InsightsServiceServicer):
    """Streams for ever, or until the test says so."""

    def __init__(self):
        self.behave = None
        self.closed = asyncio.Event()

    async def ListMentions(self, request, context):  # noqa: N802  # gRPC's name
        try:
            while True:
                yield insights.ListMentionsResponse()
                if self.behave is not None:
                    await self.behave()
        finally:
            self.closed.set()


class House:
    """A running server, its servicers and ways to call it."""

    def __init__(self, settings, signer, verifier):
        self.settings, self.signer = settings, signer
        self.server = Server(settings, service="listener", verifier=verifier)
        self.listening, self.insights = Listening(), Insights()
        self.server.add(listening_grpc.add_ListeningServiceServicer_to_server, self.listening, LISTENING)
        self.server.add(insights_grpc.add_InsightsServiceServicer_to_server, self.insights, INSIGHTS)
        self.port = 0

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def channel(self, principal):
        return channels.open(self.address, self.settings, signer=self.signer, principal=principal)


@pytest.fixture
async def house(settings, signer, verifier):
    house = House(settings, signer, verifier)
    house.port = await house.server.start()
    yield house
    await house.server.drain()


@pytest.fixture
def events(monkeypatch):
    """What the server says, whatever other tests in this process made of logging."""
    said = structlog.testing.LogCapture()
    everything = structlog.make_filtering_bound_logger(logging.DEBUG)
    for module in (server, serving):
        logger = structlog.wrap_logger(None, processors=[said], wrapper_class=everything)
        monkeypatch.setattr(module, "log", logger)
    return said.entries


@pytest.fixture
async def stub(house, administrator):
    async with house.channel(administrator) as channel:
        yield listening_grpc.ListeningServiceStub(channel)


@pytest.fixture
async def archive(house, administrator):
    async with house.channel(administrator) as channel:
        yield insights_grpc.InsightsServiceStub(channel)


@pytest.fixture
async def plain(house):
    """A channel of gRPC's own, as somebody else's client has."""
    async with grpc.aio.insecure_channel(house.address) as channel:
        yield channel


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await awaitable
    return errors.refusal_of(caught.value)


def raising(error):
    async def behave():
        raise error

    return behave


def counted(method, code):
    labels = {"method": f"/{LISTENING}/{method}", "code": code}
    return REGISTRY.get_sample_value("antiphon_rpc_requests_total", labels) or 0.0


ACME = listening.GetBrandRequest(name="brands/acme")


async def test_a_servicer_learns_who_is_calling(house, stub, administrator):
    assert (await stub.GetBrand(ACME)).name == "brands/acme"
    assert house.listening.seen[0][0] == administrator


async def test_callers_side_by_side_are_not_mixed_up(house, administrator, agent):
    async def ask(principal, name):
        async with house.channel(principal) as channel:
            stub = listening_grpc.ListeningServiceStub(channel)
            for _ in range(20):
                await stub.GetBrand(listening.GetBrandRequest(name=name), metadata=(("x-request-id", name),))

    await asyncio.gather(ask(administrator, "brands/ada"), ask(agent, "brands/alice"))
    seen = {(principal.subject, request_id) for principal, request_id, _ in house.listening.seen}
    assert seen == {("ada", "brands/ada"), ("alice", "brands/alice")}


async def test_a_refusal_of_the_core_reaches_the_caller_whole(house, stub):
    house.listening.behave = raising(model.LeaseHeld("Bob has it until noon.", holder="user:bob"))
    refusal = await refused(stub.GetBrand(ACME))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "LEASE_HELD")
    assert (refusal.message, refusal.metadata) == ("Bob has it until noon.", {"holder": "user:bob"})


async def test_a_status_follows_the_standard_others_read(house, stub):
    house.listening.behave = raising(model.InvalidField("name", "is no brand; use brands/{brand}."))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GetBrand(ACME)
    trailers = dict(caught.value.trailing_metadata())
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    assert status.code == caught.value.code().value[0]
    assert status.message == caught.value.details()
    assert [detail.type_url.rpartition(".")[2] for detail in status.details] == ["ErrorInfo", "BadRequest"]
    bad = error_details_pb2.BadRequest()
    assert status.details[1].Unpack(bad)
    assert bad.field_violations[0].field == "name"


async def test_an_unexpected_error_shows_a_request_id_and_nothing_else(house, stub, events):
    house.listening.behave = raising(ValueError("what somebody wrote"))
    refusal = await refused(stub.GetBrand(ACME, metadata=(("x-request-id", "r-1"),)))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert refusal.metadata == {"request_id": "r-1"}
    assert "r-1" in refusal.message
    assert "what somebody wrote" not in refusal.message
    (event,) = [event for event in events if event["event"] == "rpc.failed"]
    assert isinstance(event["exc_info"], ValueError)


async def test_the_request_id_of_the_caller_is_kept(house, stub):
    await stub.GetBrand(ACME, metadata=(("x-request-id", "r-2"),))
    assert house.listening.seen[0][1] == "r-2"


async def test_a_refused_call_tells_its_request_id(house, stub):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GetBrand(listening.GetBrandRequest(), metadata=(("x-request-id", "r-3"),))
    assert dict(caught.value.trailing_metadata())["x-request-id"] == "r-3"


@pytest.mark.parametrize("given", ["", "x" * 129])
async def test_an_unusable_request_id_is_replaced(house, stub, given):
    await stub.GetBrand(ACME, metadata=(("x-request-id", given),))
    assert len(house.listening.seen[0][1]) == 32


async def test_a_call_without_a_request_id_gets_one(house, plain, signer, administrator):
    token = (("authorization", f"bearer {signer.token(administrator)}"),)
    await listening_grpc.ListeningServiceStub(plain).GetBrand(ACME, metadata=token)
    assert len(house.listening.seen[0][1]) == 32


async def test_a_call_made_while_answering_keeps_request_and_trace(house, stub):
    async def ask_again():
        house.listening.behave = None
        await stub.GetBrand(ACME)

    house.listening.behave = ask_again
    with tracing.span("outermost"):
        trace = tracing.inject()["traceparent"].split("-")[1]
        await stub.GetBrand(ACME)
    (_, first, outer), (_, second, inner) = house.listening.seen
    assert first == second
    assert outer.split("-")[1] == inner.split("-")[1] == trace


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (None, "missing"),
        ("", "missing"),
        ("Basic YWRhOmFkYQ==", "missing"),
        ("Bearer nonsense", "signature"),
    ],
)
async def test_a_call_without_a_good_token_is_refused_before_it_is_read(house, plain, header, problem):
    headers = () if header is None else (("authorization", header),)
    refusal = await refused(listening_grpc.ListeningServiceStub(plain).GetBrand(ACME, metadata=headers))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    assert refusal.metadata == {"problem": problem}
    assert house.listening.seen == []


async def test_a_refused_call_is_not_even_parsed(house, plain):
    garbled = plain.unary_unary(f"/{LISTENING}/GetBrand")
    refusal = await refused(garbled(b"\xff\xff\xff"))
    assert refusal.reason == "TOKEN_INVALID"


async def test_permission_comes_before_everything_about_the_request(house, agent):
    async with house.channel(agent) as channel:
        refusal = await refused(
            listening_grpc.ListeningServiceStub(channel).DeleteBrand(listening.DeleteBrandRequest())
        )
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_PERMITTED")
    assert refusal.metadata == {"permission": "setup.write"}


async def test_a_missing_required_field_is_refused_before_the_servicer(house, stub):
    refusal = await refused(stub.GetBrand(listening.GetBrandRequest()))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
    assert refusal.metadata == {"field": "name"}
    assert house.listening.seen == []


async def test_an_rpc_that_is_not_built_says_so(house, stub):
    refusal = await refused(stub.ListBrands(listening.ListBrandsRequest()))
    assert refusal.code == grpc.StatusCode.UNIMPLEMENTED
    assert "ListBrands is not built yet" in refusal.message


async def test_an_rpc_nobody_knows_is_unimplemented(house, plain):
    refusal = await refused(plain.unary_unary(f"/{LISTENING}/Dance")(b""))
    assert refusal.code == grpc.StatusCode.UNIMPLEMENTED


async def test_a_call_without_a_deadline_gets_the_default(settings, signer, verifier, administrator):
    short = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, deadline_seconds=0.1))
    house = House(short, signer, verifier)
    house.port = await house.server.start()
    house.listening.behave = asyncio.Event().wait
    token = (("authorization", f"Bearer {signer.token(administrator)}"),)
    async with grpc.aio.insecure_channel(house.address) as plain:
        refusal = await refused(listening_grpc.ListeningServiceStub(plain).GetBrand(ACME, metadata=token))
    await house.server.drain()
    assert refusal.code == grpc.StatusCode.DEADLINE_EXCEEDED
    assert "longer than 0.1 seconds" in refusal.message


async def test_a_timeout_inside_the_servicer_is_a_fault_not_a_deadline(house, stub):
    house.listening.behave = raising(TimeoutError("of a library"))
    assert (await refused(stub.GetBrand(ACME))).code == grpc.StatusCode.INTERNAL


async def test_the_callers_deadline_ends_the_work(house, stub):
    house.listening.behave = asyncio.Event().wait
    refusal = await refused(stub.GetBrand(ACME, timeout=0.2))
    assert refusal.code == grpc.StatusCode.DEADLINE_EXCEEDED
    await asyncio.wait_for(house.listening.left.wait(), 10)


async def test_a_caller_who_goes_away_ends_the_work(house, stub):
    house.listening.behave = asyncio.Event().wait
    call = stub.GetBrand(ACME)
    asking = asyncio.ensure_future(call.code())
    await asyncio.wait_for(house.listening.entered.wait(), 10)
    call.cancel()
    await asyncio.wait_for(house.listening.left.wait(), 10)
    assert await asking == grpc.StatusCode.CANCELLED


async def test_calls_are_counted_by_method_and_code(house, stub):
    ok, missing = counted("GetBrand", "OK"), counted("GetBrand", "NOT_FOUND")
    await stub.GetBrand(ACME)
    house.listening.behave = raising(model.NotFound("brands/acme"))
    await refused(stub.GetBrand(ACME))
    assert counted("GetBrand", "OK") == ok + 1
    assert counted("GetBrand", "NOT_FOUND") == missing + 1
    assert REGISTRY.get_sample_value("antiphon_rpc_running_calls") == 0


async def test_a_refused_caller_is_counted_too(house, plain):
    before = counted("GetBrand", "UNAUTHENTICATED")
    await refused(listening_grpc.ListeningServiceStub(plain).GetBrand(ACME))
    assert counted("GetBrand", "UNAUTHENTICATED") == before + 1


async def chunks(*sizes):
    for size in sizes:
        yield listening.ReplayRecordsRequest(chunk=b"x" * size)


async def test_a_stream_both_ways_answers_each_request(house, stub):
    answers = [answer.acknowledged_offset async for answer in stub.ReplayRecords(chunks(1, 2, 3))]
    assert answers == [1, 2, 3]


async def drained(call):
    async for _ in call:
        pass


async def test_a_stream_is_refused_without_a_token(house, plain):
    refusal = await refused(
        drained(insights_grpc.InsightsServiceStub(plain).ListMentions(insights.ListMentionsRequest()))
    )
    assert refusal.reason == "TOKEN_INVALID"
    refusal = await refused(drained(listening_grpc.ListeningServiceStub(plain).ReplayRecords(chunks(1))))
    assert refusal.reason == "TOKEN_INVALID"


async def test_a_refused_stream_is_heard_out_to_its_first_request(house, plain, monkeypatch):
    monkeypatch.setattr(gate, "FIRST_REQUEST_SECONDS", 60.0)
    call = listening_grpc.ListeningServiceStub(plain).ReplayRecords()
    answer = asyncio.create_task(call.read())
    early, _ = await asyncio.wait([answer], timeout=0.3)
    assert not early
    await call.write(listening.ReplayRecordsRequest(chunk=b"abc"))
    assert (await refused(answer)).reason == "TOKEN_INVALID"


async def test_a_refused_stream_without_a_request_is_not_waited_for(house, plain, monkeypatch):
    monkeypatch.setattr(gate, "FIRST_REQUEST_SECONDS", 0.01)
    assert (
        await refused(listening_grpc.ListeningServiceStub(plain).ReplayRecords().read())
    ).reason == "TOKEN_INVALID"


async def test_every_request_of_a_stream_is_checked(house, stub):
    async def requests():
        yield listening.ReplayRecordsRequest(chunk=b"x")
        yield listening.ReplayRecordsRequest(settings=listening.ReplaySettings())

    answers = []

    async def read():
        async for answer in stub.ReplayRecords(requests()):
            answers.append(answer)  # noqa: PERF401  # what came before the refusal counts

    refusal = await refused(read())
    assert len(answers) == 1
    assert refusal.metadata == {"field": "settings.format"}


async def test_a_refusal_in_the_middle_of_a_stream_reaches_the_caller(house, archive):
    house.insights.behave = raising(model.StoreUnavailable("The database is away.", store="insights"))
    refusal = await refused(drained(archive.ListMentions(insights.ListMentionsRequest())))
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE")


async def test_an_unexpected_error_in_a_stream_shows_a_request_id_only(house, stub):
    house.listening.behave = raising(RuntimeError("what somebody wrote"))
    refusal = await refused(drained(stub.ReplayRecords(chunks(1))))
    assert refusal.reason == "INTERNAL"
    assert "what somebody wrote" not in refusal.message


async def test_a_stream_whose_reader_goes_away_is_closed(house, archive):
    call = archive.ListMentions(insights.ListMentionsRequest())
    assert await call.read() is not grpc.aio.EOF
    call.cancel()
    await asyncio.wait_for(house.insights.closed.wait(), 10)


async def test_a_message_that_is_too_large_is_refused(house, stub):
    too_large = listening.GetBrandRequest(name="x" * (house.settings.rpc.max_message_bytes + 1))
    assert (await refused(stub.GetBrand(too_large))).code == grpc.StatusCode.RESOURCE_EXHAUSTED


async def health_of(plain, name):
    answer = await health_pb2_grpc.HealthStub(plain).Check(health_pb2.HealthCheckRequest(service=name))
    return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)


async def test_health_needs_no_token_and_tells_alive_from_ready(house, plain):
    assert await health_of(plain, "") == "SERVING"
    assert await health_of(plain, LISTENING) == "NOT_SERVING"
    await house.server.set_serving(True)
    assert await health_of(plain, LISTENING) == "SERVING"
    await house.server.set_serving(False)
    assert await health_of(plain, LISTENING) == "NOT_SERVING"


async def test_a_service_counts_as_serving_only_when_it_may_have_traffic(house):
    assert not await health.is_serving(house.address, house.settings)
    await house.server.set_serving(True)
    assert await health.is_serving(house.address, house.settings)


async def test_a_service_that_is_not_there_does_not_serve(settings):
    assert not await health.is_serving("127.0.0.1:1", settings)


async def test_reflection_lists_the_services_on_this_machine(house, plain):
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    stub = reflection_pb2_grpc.ServerReflectionStub(plain)
    async for answer in stub.ServerReflectionInfo(iter([request])):
        names = {service.name for service in answer.list_services_response.service}
    assert {LISTENING, INSIGHTS, "grpc.health.v1.Health"} <= names


async def test_reflection_is_not_offered_to_other_machines(settings, signer, verifier, events):
    outside = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, listen="0.0.0.0:0"))
    house = House(outside, signer, verifier)
    house.port = await house.server.start()
    async with grpc.aio.insecure_channel(house.address) as plain:
        stub = reflection_pb2_grpc.ServerReflectionStub(plain)
        request = reflection_pb2.ServerReflectionRequest(list_services="")
        refusal = await refused(drained(stub.ServerReflectionInfo(iter([request]))))
    await house.server.drain()
    assert refusal.code == grpc.StatusCode.UNIMPLEMENTED
    assert "rpc.plaintext" in [event["event"] for event in events]


async def test_draining_lets_running_calls_finish_and_takes_no_new_ones(
    settings, signer, verifier, administrator
):
    house = House(settings, signer, verifier)
    house.port = await house.server.start()
    await house.server.set_serving(True)
    finish = asyncio.Event()
    house.listening.behave = finish.wait
    async with house.channel(administrator) as channel, house.channel(administrator) as late:
        running = asyncio.ensure_future(_ask(channel))
        await asyncio.wait_for(house.listening.entered.wait(), 10)
        draining = asyncio.create_task(house.server.drain())
        await asyncio.sleep(0)
        refusal = await refused(
            listening_grpc.ListeningServiceStub(late).DeleteBrand(
                listening.DeleteBrandRequest(name="brands/acme")
            )
        )
        finish.set()
        assert (await running).name == "brands/acme"
        await draining
    # Which of the two depends on whether the call reaches the server before or after it has said so.
    assert refusal.code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED}


async def _ask(channel):
    return await listening_grpc.ListeningServiceStub(channel).GetBrand(ACME)


async def test_draining_ends_calls_that_do_not_finish(settings, signer, verifier, administrator):
    brief = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, drain_seconds=0.1))
    house = House(brief, signer, verifier)
    house.port = await house.server.start()
    house.listening.behave = asyncio.Event().wait
    async with house.channel(administrator) as channel:
        running = asyncio.ensure_future(_ask(channel))
        await asyncio.wait_for(house.listening.entered.wait(), 10)
        await house.server.drain()
        await asyncio.wait_for(house.listening.left.wait(), 10)
        with pytest.raises(grpc.aio.AioRpcError):
            await running


async def test_a_taken_address_is_told_in_a_sentence(settings, verifier):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        busy = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, listen=address))
        server = Server(busy, service="router", verifier=verifier)
        with pytest.raises(model.AntiphonError, match=f"The router cannot listen on {address}"):
            await server.start()
        await server.drain()


async def test_an_empty_listen_takes_the_address_the_others_know(settings, verifier, free_port):
    rpc = dataclasses.replace(settings.rpc, listen="", router_address=f"127.0.0.1:{free_port}")
    server = Server(dataclasses.replace(settings, rpc=rpc), service="router", verifier=verifier)
    assert await server.start() == free_port
    await server.drain()
