"""A gRPC server as every service wants it: gated, measured, healthy when ready, drained at the end."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, Final

import grpc
import grpc.aio
from google.protobuf import descriptor_pool
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from services.common.config import RpcSettings, Settings
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.rpc import certificates, permissions, required
from services.common.rpc.gate import Gate
from services.common.rpc.health import READY
from services.common.rpc.required import Check
from services.common.rpc.tokens import Verifier

MIN_PING_MS: Final = 5_000
"""Milliseconds a client must leave between two keepalive pings."""

log = logs.get()


class Server:
    """Answers calls of one service.

    Health of the empty name is up as soon as the server listens (is the process alive?);
    of the service's own name, and of `ready`, after `set_serving(True)` (may it have traffic?).
    Reflection is offered on a loopback address only: it needs no token, and tells the whole interface.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        service: str,
        verifier: Verifier,
        credentials: grpc.ServerCredentials | None = None,
    ) -> None:
        self._settings = settings.rpc
        self._service = service
        files = certificates.Files.of(settings.rpc)
        self._credentials = credentials
        if credentials is None and files is not None:
            self._credentials = files.server_credentials()
        if files is not None:
            _tell_expiry(service, files)
        self._checks: dict[str, Check] = {}
        self._names: list[str] = []
        gate = Gate(verifier, self._checks, settings.rpc.deadline_seconds)
        self._server = grpc.aio.server(interceptors=[gate], options=_options(settings.rpc))
        self._health = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self._probed = self._probe_server()

    def add(self, add_fn: Callable[[Any, Any], None], servicer: Any, full_service_name: str) -> None:
        """Adds a servicer with its generated `add_…_to_server`.

        Raises:
            ValueError: if one of its RPCs has no line in the table of permissions.
        """
        if missing := permissions.unlisted(full_service_name):
            raise ValueError(f"{', '.join(missing)}: add a line to services/common/rpc/permissions.py.")
        add_fn(servicer, self._server)
        self._names.append(full_service_name)
        descriptor = descriptor_pool.Default().FindServiceByName(full_service_name)
        for method in descriptor.methods:
            if check := required.check_for(method.input_type):
                self._checks[f"/{full_service_name}/{method.name}"] = check

    async def start(self) -> int:
        """Listens, and returns the port.

        Raises:
            AntiphonError: if the address cannot be had.
        """
        address = self._settings.listen or self._settings.address_of(self._service)
        loopback = _is_loopback(address)
        if loopback:
            self._offer_reflection()
        port = self._bind(address)
        await self._server.start()
        if self._probed is not None:
            await self._probed.start()
        await self._set_health("", up=True)
        await self.set_serving(False)
        log.info("rpc.listening", address=address, port=port, encrypted=self._credentials is not None)
        if not loopback and self._credentials is None:
            log.warning("rpc.plaintext", address=address, remedy="keep this port inside a trusted network")
        return port

    async def set_serving(self, serving: bool) -> None:  # noqa: FBT001  # the brief word reads well at the call
        """Says whether the service may have traffic."""
        for name in (*self._names, READY):
            await self._set_health(name, up=serving)

    async def drain(self) -> None:
        """Takes no new calls, lets running ones finish for `drain_seconds`, then ends them."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(self._settings.drain_seconds)
        if self._probed is not None:
            await self._probed.stop(0)

    def _probe_server(self) -> grpc.aio.Server | None:
        """A server of the same health on a port without encryption; None where none is wanted."""
        if not self._settings.health_listen:
            return None
        server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        try:
            server.add_insecure_port(self._settings.health_listen)
        except RuntimeError as error:
            raise errors.AntiphonError(
                f"The {self._service} cannot answer probes on {self._settings.health_listen}: it is taken, "
                "or not of this machine; set ANTIPHON_RPC_HEALTH_LISTEN to another host:port."
            ) from error
        return server

    def _bind(self, address: str) -> int:
        try:
            if self._credentials is not None:
                return self._server.add_secure_port(address, self._credentials)
            return self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise errors.AntiphonError(
                f"The {self._service} cannot listen on {address}: it is taken, or not of this machine; "
                "stop what uses it, or set ANTIPHON_RPC_LISTEN to another host:port."
            ) from error

    def _offer_reflection(self) -> None:
        from grpc_reflection.v1alpha import reflection  # noqa: PLC0415  # not needed where it is not offered

        names = (*self._names, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)

    async def _set_health(self, name: str, *, up: bool) -> None:
        states = health_pb2.HealthCheckResponse
        await self._health.set(name, states.SERVING if up else states.NOT_SERVING)


def _tell_expiry(service: str, files: certificates.Files) -> None:
    def expiry() -> float:
        return files.current().expiry.timestamp()

    # Asked at every scrape, so that a renewal is told also where nobody calls.
    metrics.RPC_CERTIFICATE_EXPIRY.labels(service).set_function(expiry)


def _is_loopback(address: str) -> bool:
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost" or address.startswith("unix:"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _options(settings: RpcSettings) -> list[tuple[str, int]]:
    options = [
        ("grpc.max_receive_message_length", settings.max_message_bytes),
        ("grpc.max_send_message_length", settings.max_message_bytes),
        ("grpc.keepalive_time_ms", int(settings.keepalive_seconds * 1000)),
        ("grpc.keepalive_timeout_ms", int(settings.keepalive_seconds * 1000 / 2)),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", MIN_PING_MS),
        ("grpc.http2.max_ping_strikes", 0),
        # Two processes on one port would each get half the calls, and nobody would notice.
        ("grpc.so_reuseport", 0),
    ]
    if settings.connection_age_seconds:
        age = int(settings.connection_age_seconds * 1000)
        options += [("grpc.max_connection_age_ms", age), ("grpc.max_connection_age_grace_ms", age)]
    return options
