"""The HTTP server behind `webhooks`, which ends connections that take their time.

A module of its own because a listener that nobody visits has no use for uvicorn, which takes 3 MB.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Generator
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 5.0
"""How long a connection may take until the head of its request is here."""
MAX_CONNECTIONS: Final = 128
"""Connections at once; beyond, the answer is 503."""


class _Hasty(H11Protocol):
    """Ends a connection whose request does not begin in time; uvicorn has a limit only between requests."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        if getattr(self, "cycle", None) is None:  # no request, whatever its type says
            self.transport.abort()


class _Server(uvicorn.Server):
    """Leaves signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def server(application: Any, max_head_bytes: int) -> uvicorn.Server:
    """A server of an ASGI application that takes heads of so many bytes."""
    config = uvicorn.Config(
        application,
        http=_Hasty,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=max_head_bytes,
        timeout_graceful_shutdown=10,
    )
    return _Server(config)
