"""Asks a service whether it serves, by the standard health check, which needs no token."""

from __future__ import annotations

from typing import Final

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.common.config import Settings
from services.common.rpc import channels

CHECK_SECONDS = 2.0

READY: Final = "ready"
"""Health name for who does not know a server's services: up while they may have traffic."""


async def is_serving(address: str, settings: Settings) -> bool:
    """Whether the service at `host:port` answers and says that it is ready."""
    async with channels.open(address, settings) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        try:
            answer = await stub.Check(health_pb2.HealthCheckRequest(service=READY), timeout=CHECK_SECONDS)
        except grpc.aio.AioRpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
