"""The listener's HTTP port: `/webhooks/{source}`, and nothing else.

It stands open to the world, so a stranger can make it do little: a request has bounded head, body and time, a
connection carries one request, there are only so many at once, and no answer says more than it must.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from services.common.model import errors
from services.common.obs import logs
from services.listener.adapters.receiving import UNKNOWN, Answer, Door
from services.listener.sources.abilities import Delivered

if TYPE_CHECKING:
    import uvicorn

log = logs.get()

MAX_HEAD_BYTES: Final = 16 * 1024
"""Longest request line and headers together."""
MAX_BODY_BYTES: Final = 2 * 1024 * 1024
"""Longest body; networks that batch send at most 1,000 changes, well below it."""
BODY_SECONDS: Final = 10.0
"""How long the body may take."""
RUN_OUT_BYTES: Final = 4 * MAX_BODY_BYTES
RUN_OUT_SECONDS: Final = 5.0
"""How much of a refused body is thrown away, and for how long: who still writes when the connection ends gets
to hear that it broke, and not why."""
BACKLOG: Final = 128
"""Connections that may wait for the server to start."""
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
        body = _Body(receive)
        answer = await self._answer(scope, body)
        words = answer.body.encode()
        headers = [*_HEADERS, (b"content-length", b"%d" % len(words))]
        if answer.retry_after is not None:
            headers.append((b"retry-after", b"%d" % answer.retry_after))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": words, "more_body": body.more})
        if body.more:
            await body.run_out()
            await send({"type": "http.response.body"})

    async def _answer(self, scope: Mapping[str, Any], body: _Body) -> Answer:
        path, method = str(scope["path"]), str(scope["method"])
        if not path.startswith(PREFIX):
            return UNKNOWN
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if (refused := _refused(method, headers)) is not None:
            return refused
        try:
            async with asyncio.timeout(BODY_SECONDS):
                brought = await body.read()
        except TimeoutError:
            body.more = False  # it had its time
            return Answer(408)
        if brought is None:
            return _TOO_LARGE
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return await self._door.take(path.removeprefix(PREFIX), Delivered(method, query, headers, brought))


class _Body:
    """What a request brings after its head.

    Attributes:
        more: whether the other side may still be sending.
    """

    def __init__(self, receive: Any) -> None:
        self._receive = receive
        self.more = True

    async def read(self) -> bytes | None:
        """All of it; None when it is too large. One that breaks off is empty, and so without a signature."""
        body = bytearray()
        while self.more:
            part = await self._part()
            if part is None:
                return b""
            body += part
            if len(body) > MAX_BODY_BYTES:
                return None
        return bytes(body)

    async def run_out(self) -> None:
        """Throws away what still comes, for a while."""
        thrown = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RUN_OUT_SECONDS):
                while self.more and thrown < RUN_OUT_BYTES:
                    thrown += len(await self._part() or b"")

    async def _part(self) -> bytes | None:
        """What came; None when the other side has gone."""
        message = await self._receive()
        self.more = message["type"] == "http.request" and message.get("more_body", False)
        return message.get("body", b"") if message["type"] == "http.request" else None


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
    """Serves while the context is open; its end waits for requests that are under way.

    The server itself is started for its first visitor, who waits for it a fifth of a second: most listeners
    are never visited, and it takes 3 MB.
    """
    listening.setblocking(False)
    listening.listen(BACKLOG)
    log.info("webhooks.listening", port=listening.getsockname()[1])
    ending = asyncio.Event()
    task = asyncio.create_task(_serve(door, listening, ending))
    try:
        yield
    finally:
        ending.set()
        await task
        listening.close()


async def _serve(door: Door, listening: socket.socket, ending: asyncio.Event) -> None:
    if not await _visited(listening, ending):
        return
    server = await asyncio.to_thread(_server, door)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await asyncio.wait({serving, end := asyncio.create_task(ending.wait())}, return_when="FIRST_COMPLETED")
    end.cancel()
    server.should_exit = True
    await serving


async def _visited(listening: socket.socket, ending: asyncio.Event) -> bool:
    """Whether somebody came before the end."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(listening, came.set)
    waits = {asyncio.create_task(came.wait()), asyncio.create_task(ending.wait())}
    try:
        await asyncio.wait(waits, return_when="FIRST_COMPLETED")
    finally:
        loop.remove_reader(listening)
        for wait in waits:
            wait.cancel()
    return not ending.is_set()


def _server(door: Door) -> uvicorn.Server:
    from services.listener.adapters import hasty  # noqa: PLC0415  # see `serving`

    return hasty.server(Application(door), MAX_HEAD_BYTES)
