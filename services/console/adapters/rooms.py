"""The services behind the desk, asked in the name of whoever is at it."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable
from typing import Any, Final, TypeVar

import grpc
import grpc.aio

from antiphon.insights.v1.insights_service_pb2_grpc import InsightsServiceStub
from antiphon.listening.v1.listening_service_pb2_grpc import ListeningServiceStub
from antiphon.routing.v1.routing_service_pb2_grpc import RoutingServiceStub
from services.common.config import Settings
from services.common.model import errors
from services.common.rpc import calls, channels
from services.common.rpc.errors import UNKNOWN_REASON, Refused, refusal_of
from services.common.rpc.tokens import Signer

T = TypeVar("T")

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
            for service in ("router", "insights", "listener")
        }
        # The generated stubs are typed for blocking channels; ours are not.
        self.router: Any = RoutingServiceStub(self._channels["router"])
        self.insights: Any = InsightsServiceStub(self._channels["insights"])
        self.listener: Any = ListeningServiceStub(self._channels["listener"])

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
