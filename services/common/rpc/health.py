"""Asks a service whether it serves, by the standard health check, which needs no token."""

from __future__ import annotations

import enum
from typing import Final

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.common.config import Settings
from services.common.rpc import channels

CHECK_SECONDS = 2.0

READY: Final = "ready"
"""Health name for who does not know a server's services: up while they may have traffic."""


class Health(enum.Enum):
    """How a service took the question."""

    SERVING = enum.auto()
    """It may have traffic."""

    NOT_READY = enum.auto()
    """It answers, and wants no traffic yet or any more."""

    SILENT = enum.auto()
    """Something holds the connection and says nothing."""

    AWAY = enum.auto()
    """Nothing listens there."""


async def ask(address: str, settings: Settings) -> Health:
    """What the service at `host:port` says of itself within `CHECK_SECONDS`."""
    async with channels.open(address, settings) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        try:
            answer = await stub.Check(health_pb2.HealthCheckRequest(service=READY), timeout=CHECK_SECONDS)
        except grpc.aio.AioRpcError as error:
            return _WITHOUT_ANSWER.get(error.code(), Health.NOT_READY)
    serving = answer.status == health_pb2.HealthCheckResponse.SERVING
    return Health.SERVING if serving else Health.NOT_READY


async def is_serving(address: str, settings: Settings) -> bool:
    """Whether the service at `host:port` answers and says that it is ready."""
    return await ask(address, settings) is Health.SERVING


_WITHOUT_ANSWER: Final = {
    grpc.StatusCode.DEADLINE_EXCEEDED: Health.SILENT,
    grpc.StatusCode.UNAVAILABLE: Health.AWAY,
}
