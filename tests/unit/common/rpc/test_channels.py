from __future__ import annotations

import dataclasses

import grpc
import grpc.aio
import pytest

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model.principal import Principal
from services.common.rpc import calls, channels, errors
from services.common.rpc.server import Server

SERVICE = "antiphon.listening.v1.ListeningService"
ACME = listening.GetBrandRequest(name="brands/acme")
PAUSE = listening.PauseSourceRequest(name="sources/x")
DELETE = listening.DeleteBrandRequest(name="brands/acme")
OURS, THEIRS = 1_000.0, 100_000.0
"""Deadlines in seconds, so far apart that what is left of one is never taken for the other."""


class Servicer(listening_grpc.ListeningServiceServicer):
    """Remembers its callers; fails as often as it is told to."""

    def __init__(self):
        self.seen = []
        self.failures = 0

    def answer(self, context):
        self.seen.append((calls.principal().subject, context.time_remaining()))
        if self.failures:
            self.failures -= 1
            raise errors.Refused(
                "away", reason="STORE_UNAVAILABLE", code=grpc.StatusCode.UNAVAILABLE, metadata={}
            )

    async def GetBrand(self, request, context):  # noqa: N802  # gRPC's name
        self.answer(context)
        return listening.Brand(name=request.name)

    async def PauseSource(self, request, context):  # noqa: N802  # gRPC's name
        self.answer(context)
        return listening.Source(name=request.name)

    async def DeleteBrand(self, request, context):  # noqa: N802  # gRPC's name
        self.answer(context)
        return listening.google_dot_protobuf_dot_empty__pb2.Empty()


@pytest.fixture
def settings(settings):
    """A deadline that no machine is too slow for."""
    return dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, deadline_seconds=OURS))


async def started(settings, verifier):
    server, servicer = Server(settings, service="listener", verifier=verifier), Servicer()
    server.add(listening_grpc.add_ListeningServiceServicer_to_server, servicer, SERVICE)
    return server, servicer, await server.start()


@pytest.fixture
async def running(settings, verifier):
    server, servicer, port = await started(settings, verifier)
    yield servicer, f"127.0.0.1:{port}"
    await server.drain()


@pytest.fixture
async def stub(running, settings, signer, administrator):
    async with channels.open(running[1], settings, signer=signer, principal=administrator) as channel:
        yield listening_grpc.ListeningServiceStub(channel)


async def test_a_call_without_a_deadline_gets_one(running, stub):
    await stub.GetBrand(ACME)
    ((_, left),) = running[0].seen
    assert left == pytest.approx(OURS, rel=0.5)


async def test_a_deadline_of_the_caller_stays(running, stub):
    await stub.GetBrand(ACME, timeout=THEIRS)
    ((_, left),) = running[0].seen
    assert left == pytest.approx(THEIRS, rel=0.5)


async def test_the_principal_may_change_from_call_to_call(running, settings, signer):
    people = iter(
        [Principal("ann", "user", frozenset({"lead"})), Principal("bob", "user", frozenset({"lead"}))]
    )
    async with channels.open(running[1], settings, signer=signer, principal=lambda: next(people)) as channel:
        stub = listening_grpc.ListeningServiceStub(channel)
        await stub.GetBrand(ACME)
        await stub.GetBrand(ACME)
    assert [subject for subject, _ in running[0].seen] == ["ann", "bob"]


async def test_a_token_given_for_one_call_stays(running, stub, signer):
    token = signer.token(Principal("guest", "user", frozenset({"agent"})))
    await stub.GetBrand(ACME, metadata=(("authorization", f"Bearer {token}"),))
    assert running[0].seen[0][0] == "guest"


@pytest.mark.parametrize("given", [{"principal": Principal("x", "user")}, {"signer": object()}])
def test_a_signer_and_a_principal_come_together(settings, given):
    with pytest.raises(ValueError, match="A signer needs a principal"):
        channels.open("127.0.0.1:1", settings, **given)


@pytest.mark.parametrize(("method", "request_"), [("GetBrand", ACME), ("PauseSource", PAUSE)])
async def test_what_may_be_repeated_is_tried_again(running, stub, method, request_):
    running[0].failures = 2
    await getattr(stub, method)(request_)
    assert len(running[0].seen) == 3


async def test_it_is_not_tried_for_ever(running, stub):
    running[0].failures = 100
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GetBrand(ACME)
    assert errors.refusal_of(caught.value).reason == "STORE_UNAVAILABLE"
    assert len(running[0].seen) == channels.RETRY_POLICY["maxAttempts"]


async def test_what_may_not_be_repeated_is_tried_once(running, stub):
    running[0].failures = 1
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.DeleteBrand(DELETE)
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    assert len(running[0].seen) == 1


async def test_a_service_that_is_not_there_is_unavailable(settings, signer, administrator):
    async with channels.open("127.0.0.1:1", settings, signer=signer, principal=administrator) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await listening_grpc.ListeningServiceStub(channel).GetBrand(ACME)
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


async def test_calls_are_spread_over_all_addresses(settings, signer, verifier, administrator):
    houses = [await started(settings, verifier) for _ in range(3)]
    target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for _, _, port in houses)
    async with channels.open(target, settings, signer=signer, principal=administrator) as channel:
        stub = listening_grpc.ListeningServiceStub(channel)
        for _ in range(300):
            await stub.GetBrand(ACME)
            if all(servicer.seen for _, servicer, _ in houses):
                break
    for server, _, _ in houses:
        await server.drain()
    assert all(servicer.seen for _, servicer, _ in houses)


async def test_a_restarted_service_is_found_again(settings, signer, verifier, administrator):
    server, _, port = await started(settings, verifier)
    address = f"127.0.0.1:{port}"
    async with channels.open(address, settings, signer=signer, principal=administrator) as channel:
        stub = listening_grpc.ListeningServiceStub(channel)
        await stub.GetBrand(ACME)
        await server.drain()
        again = dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, listen=address))
        server, servicer, _ = await started(again, verifier)
        await stub.GetBrand(ACME, wait_for_ready=True)
        await server.drain()
    assert len(servicer.seen) == 1
