"""The services behind the desk, asked in the name of whoever is at it."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable
from typing import Any, Final, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from antiphon.insights.v1.insights_service_pb2_grpc import InsightsServiceStub
from antiphon.listening.v1.listening_service_pb2_grpc import ListeningServiceStub
from antiphon.routing.v1.routing_service_pb2_grpc import RoutingServiceStub
from services.common.config import Settings
from services.common.model import errors
from services.common.rpc import calls, channels
from services.common.rpc.errors import UNKNOWN_REASON, Refused, refusal_of
from services.common.rpc.tokens import Signer
from services.console.adapters.contracts import SERVICES, Method

T = TypeVar("T")

STREAM_SECONDS: Final = 120.0
"""How long what is streamed may take."""

FILE_SECONDS: Final = 3_600.0
"""How long a file may take, which has no end but that of the archive."""

_AWAY: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})


class Unreachable(Refused):
    """A service does not answer; said in words for the person at the desk."""


class Rooms:
    """Stubs of the services. Calls carry the principal of the request that makes them."""

    def __init__(self, settings: Settings, signer: Signer) -> None:
        self._channels = {
            service: channels.open(
                settings.rpc.address_of(service), settings, signer=signer, principal=calls.principal
            )
            for service in SERVICES
        }
        # The generated stubs are typed for blocking channels; ours are not.
        self.router: Any = RoutingServiceStub(self._channels["router"])
        self.insights: Any = InsightsServiceStub(self._channels["insights"])
        self.listener: Any = ListeningServiceStub(self._channels["listener"])

        self._stubs: dict[str, Any] = {}

    async def call(self, method: Method, request: Message) -> Message:
        """The answer of an RPC; refuses as `ask` does."""
        answer: Message = await ask(method.room, self._stub(method)(request))
        return answer

    async def stream(
        self,
        method: Method,
        request: Message | AsyncIterator[Message],
        seconds: float = STREAM_SECONDS,
    ) -> AsyncIterator[Any]:
        """The answers of an RPC that streams, and may be asked with a stream; refuses as `ask` does."""
        call = self._stub(method)(request, timeout=seconds)
        try:
            async for answer in call:
                yield answer
        except grpc.aio.AioRpcError as fault:
            raise _explained(method.room, fault) from fault
        finally:
            call.cancel()

    def _stub(self, method: Method) -> Any:
        known = self._stubs.get(method.name)
        if known is None:
            channel = self._channels[method.room]
            open_: Any = channel.unary_stream if method.streaming else channel.unary_unary
            if method.taking:
                open_ = channel.stream_stream
            known = open_(method.name, method.request.SerializeToString, method.response.FromString)
            self._stubs[method.name] = known
        return known

    async def close(self) -> None:
        """Closes every channel."""
        for channel in self._channels.values():
            await channel.close()


async def ask(service: str, call: Awaitable[T]) -> T:
    """The answer of a call.

    Raises:
        Refusal: what the service refused with; Unreachable when it did not answer.
    """
    try:
        return await call
    except grpc.aio.AioRpcError as fault:
        raise _explained(service, fault) from fault


async def gather(service: str, stream: AsyncIterable[T]) -> list[T]:
    """All answers of a call that streams; refuses as `ask` does."""
    try:
        return [answer async for answer in stream]
    except grpc.aio.AioRpcError as fault:
        raise _explained(service, fault) from fault


def _explained(service: str, fault: grpc.aio.AioRpcError) -> errors.Refusal:
    refused = refusal_of(fault)
    if refused.code not in _AWAY or refused.reason != UNKNOWN_REASON:
        return refused
    return Unreachable(
        f"The {service} does not answer just now. Nothing is lost: it is started again by itself, "
        "and what you wrote is kept. Try again in a moment.",
        reason=UNKNOWN_REASON,
        code=refused.code,
        metadata={"service": service},
        retry_seconds=2,
    )
