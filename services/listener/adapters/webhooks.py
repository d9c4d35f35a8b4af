"""The listener's HTTP port: `/webhooks/{source}`, and nothing else.

It stands open to the world, so a stranger can make it do little: a request has bounded head, body and time, a
connection carries one request, there are only so many at once, and no answer says more than it must.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.common.model import errors
from services.common.obs import logs
from services.listener.adapters.receiving import UNKNOWN, Answer, Door
from services.listener.sources.abilities import Delivered

log = logs.get()

MAX_HEAD_BYTES: Final = 16 * 1024
"""Longest request line and headers together."""
MAX_BODY_BYTES: Final = 2 * 1024 * 1024
"""Longest body; networks that batch send at most 1,000 changes, well below it."""
HEAD_SECONDS: Final = 5.0
"""How long a connection may take until the head of its request is here."""
BODY_SECONDS: Final = 10.0
"""How long the body may take."""
MAX_CONNECTIONS: Final = 128
"""Connections at once; beyond, the answer is 503."""
PREFIX: Final = "/webhooks/"

_HEADERS: Final = (
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
)


class Application:
    """The port as ASGI has it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answers one request."""
        answer = await self._answer(scope, receive)
        body = answer.body.encode()
        headers = [*_HEADERS, (b"content-length", b"%d" % len(body))]
        if answer.retry_after is not None:
            headers.append((b"retry-after", b"%d" % answer.retry_after))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Mapping[str, Any], receive: Any) -> Answer:
        path, method = str(scope["path"]), str(scope["method"])
        if not path.startswith(PREFIX):
            return UNKNOWN
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if (refused := _refused(method, headers)) is not None:
            return refused
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(receive)
        except TimeoutError:
            return Answer(408)
        if body is None:
            return _TOO_LARGE
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return await self._door.take(path.removeprefix(PREFIX), Delivered(method, query, headers, body))


_TOO_LARGE: Final = Answer(413, f"At most {MAX_BODY_BYTES:,} bytes at once; send less in more requests.")


def _refused(method: str, headers: Mapping[str, str]) -> Answer | None:
    """What is told without looking at the body."""
    if method not in {"GET", "POST"}:
        return Answer(405)
    if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEAD_BYTES:
        return Answer(431)  # what came in one piece slipped past the server's own limit
    return _TOO_LARGE if _length(headers) > MAX_BODY_BYTES else None


def _length(headers: Mapping[str, str]) -> int:
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0


async def _read(receive: Any) -> bytes | None:
    """The body; None when it is too large. One that breaks off is empty, and so without a signature."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


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


def listen(host: str, port: int) -> socket.socket:
    """Takes the port; nobody is let in before `serving`.

    Raises:
        AntiphonError: somebody else has it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise errors.AntiphonError(
            f"Webhooks cannot be served on port {port} of {host} ({error.strerror}); set "
            "ANTIPHON_LISTENER_HTTP_PORT to a free port, to 0 for any, or to -1 for none."
        ) from error
    return listening


def address(listening: socket.socket, public_url: str) -> str:
    """Where networks reach `/webhooks/`, without a slash at the end."""
    if public_url:
        return public_url.rstrip("/") + PREFIX.rstrip("/")
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{PREFIX.rstrip('/')}"


@contextlib.asynccontextmanager
async def serving(door: Door, listening: socket.socket) -> AsyncIterator[None]:
    """Serves while the context is open; its end waits for requests that are under way."""
    server = _Server(_config(door))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            await asyncio.sleep(0.005)
            if task.done():
                task.result()
        log.info("webhooks.listening", port=listening.getsockname()[1])
        yield
    finally:
        server.should_exit = True
        await task
        listening.close()


def _config(door: Door) -> uvicorn.Config:
    return uvicorn.Config(
        Application(door),
        http=_Hasty,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        timeout_graceful_shutdown=10,
    )
