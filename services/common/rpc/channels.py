"""A channel to another service that brings along who is calling, for which request, and for how long.

The channel wraps gRPC's own instead of using its interceptors, which start a task for every call.
"""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Callable
from typing import Any, Final, Self

import grpc
import grpc.aio

from services.common.config import RpcSettings, Settings
from services.common.model.principal import Principal
from services.common.obs import tracing
from services.common.rpc import calls, certificates
from services.common.rpc.renewing import RenewingChannel
from services.common.rpc.repeats import REPEATABLE
from services.common.rpc.tokens import Signer

AUTHORIZATION_KEY: Final = "authorization"
REQUEST_ID_KEY: Final = "x-request-id"

SCHEMES: Final = ("dns:", "ipv4:", "ipv6:", "unix:")
"""Addresses that say themselves how to be read; others are looked up by name."""

RECONNECT_MS: Final = 5_000
"""Longest wait of a try to connect, and between two: gRPC's own two minutes outlast most outages."""

Caller = Principal | Callable[[], Principal]

RETRY_POLICY: Final = {
    "maxAttempts": 4,
    "initialBackoff": "0.1s",
    "maxBackoff": "2s",
    "backoffMultiplier": 3,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
"""For repeatable RPCs only: rides out the restart of a replica, about a second in all."""


def open(  # noqa: A001  # read as channels.open
    address: str,
    settings: Settings,
    *,
    signer: Signer | None = None,
    principal: Caller | None = None,
    credentials: grpc.ChannelCredentials | None = None,
) -> grpc.aio.Channel:
    """A channel to `host:port`; connects at the first call and again whenever needed.

    Args:
        address: `host:port`; all addresses behind the name are used in turn.
        settings: of this process.
        signer: makes the tokens; None calls without one, which only health answers.
        principal: whom calls are made for, or what tells it at each call, for example `calls.principal`.
        credentials: of a TLS channel; None takes the certificate that the settings name, else plain text.
    """
    if (signer is None) != (principal is None):
        raise ValueError("A signer needs a principal to sign for, and a principal a signer.")
    target = address if address.startswith(SCHEMES) else f"dns:///{address}"
    options = _options(settings.rpc)
    plain = _plain(target, settings.rpc, credentials, options)
    return Channel(plain, _Headers(signer, principal), settings.rpc.deadline_seconds)


def _plain(
    target: str,
    settings: RpcSettings,
    credentials: grpc.ChannelCredentials | None,
    options: list[tuple[str, Any]],
) -> Any:
    """The channel of gRPC, or one that acts like it and changes its certificate."""
    if credentials is not None:
        return grpc.aio.secure_channel(target, credentials, options=options)
    files = certificates.Files.of(settings)
    if files is None:
        return grpc.aio.insecure_channel(target, options=options)
    return RenewingChannel(files, lambda shown: grpc.aio.secure_channel(target, shown, options=options))


class _Headers:
    """What every call carries."""

    def __init__(self, signer: Signer | None, principal: Caller | None) -> None:
        self._signer = signer
        self._principal = principal

    def add_to(self, metadata: Any) -> tuple[tuple[str, str | bytes], ...]:
        """The caller's own metadata with ours; a token given for one call stays."""
        own = tuple(metadata or ())
        keys = {key for key, _ in own}
        ours = [(REQUEST_ID_KEY, calls.request_id() or uuid.uuid4().hex), *tracing.inject().items()]
        if self._signer is not None and self._principal is not None:
            who = self._principal() if callable(self._principal) else self._principal
            ours.append((AUTHORIZATION_KEY, f"Bearer {self._signer.token(who)}"))
        return (*own, *((key, value) for key, value in ours if key not in keys))


class Channel(grpc.aio.Channel):
    """A channel whose calls carry our headers, and a deadline where their caller sets none."""

    def __init__(self, plain: Any, headers: _Headers, deadline_seconds: float) -> None:
        self._plain = plain
        self._headers = headers
        self._deadline = deadline_seconds

    def unary_unary(self, *args: Any, **kwargs: Any) -> Any:
        """One request, one answer; has a deadline by default."""
        return self._wrap(self._plain.unary_unary(*args, **kwargs), self._deadline)

    def unary_stream(self, *args: Any, **kwargs: Any) -> Any:
        """One request, many answers; may last."""
        return self._wrap(self._plain.unary_stream(*args, **kwargs), None)

    def stream_unary(self, *args: Any, **kwargs: Any) -> Any:
        """Many requests, one answer; may last."""
        return self._wrap(self._plain.stream_unary(*args, **kwargs), None)

    def stream_stream(self, *args: Any, **kwargs: Any) -> Any:
        """Many requests, many answers; may last."""
        return self._wrap(self._plain.stream_stream(*args, **kwargs), None)

    def _wrap(self, multicallable: Any, deadline: float | None) -> Any:
        add_headers = self._headers.add_to

        @functools.wraps(multicallable.__call__)
        def call(*args: Any, timeout: float | None = None, metadata: Any = None, **kwargs: Any) -> Any:
            seconds = deadline if timeout is None else timeout
            return multicallable(*args, timeout=seconds, metadata=add_headers(metadata), **kwargs)

        return call

    async def close(self, grace: float | None = None) -> None:
        """Closes the connections; calls still running get `grace` seconds."""
        await self._plain.close(grace)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: FBT001, FBT002  # gRPC's signature
        """Whether it is connected."""
        state: grpc.ChannelConnectivity = self._plain.get_state(try_to_connect)
        return state

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Returns when the state is another one."""
        await self._plain.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        """Returns when it is connected."""
        await self._plain.channel_ready()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()


def _options(settings: RpcSettings) -> list[tuple[str, Any]]:
    return [
        ("grpc.max_receive_message_length", settings.max_message_bytes),
        ("grpc.max_send_message_length", settings.max_message_bytes),
        ("grpc.keepalive_time_ms", int(settings.keepalive_seconds * 1000)),
        ("grpc.keepalive_timeout_ms", int(settings.keepalive_seconds * 1000 / 2)),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.min_reconnect_backoff_ms", RECONNECT_MS),
        ("grpc.max_reconnect_backoff_ms", RECONNECT_MS),
        ("grpc.enable_retries", 1),
        ("grpc.service_config", _service_config()),
    ]


@functools.cache
def _service_config() -> str:
    parts = (method.strip("/").split("/") for method in sorted(REPEATABLE))
    names = [{"service": service, "method": method} for service, method in parts]
    return json.dumps(
        {
            "loadBalancingConfig": [{"round_robin": {}}],
            "methodConfig": [{"name": names, "retryPolicy": RETRY_POLICY}],
        }
    )
