"""Stands before the API and makes planned faults happen to whole answers.

It speaks ASGI itself, because a network that fails does not end its answers politely: connections are
cut, with the work done or not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from services.sandbox import faults

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class FaultGate:
    """Lets requests through unless a fault is due."""

    def __init__(self, app: App, plan: faults.Plan) -> None:
        self._app = app
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = _target(scope) if scope["type"] == "http" else None
        fault = self._plan.take(target) if target else None
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "status":
            await _answer(send, fault.status, {"code": "planned", "message": "This was asked for."})
        elif fault.kind == "rate_limit":
            problem = {"code": "slow_down", "message": f"Wait {fault.seconds:g} seconds."}
            await _answer(send, 429, problem, retry_after=fault.seconds)
        elif fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif fault.kind == "hang":
            await _until_gone(receive, fault.seconds)
            await _hang_up(receive)
        elif fault.kind == "drop_before_commit":
            await _hang_up(receive)
        else:
            await self._app(scope, receive, _swallow)
            await _hang_up(receive)


def _target(scope: Scope) -> faults.Target | None:
    path, method = scope["path"], scope["method"]
    if path.startswith("/api/v1/posts") and method in {"POST", "DELETE"}:
        return "publish"
    if path == "/api/v1/feed":
        return "feed"
    if path.startswith(("/api/v1/posts", "/api/v1/threads")):
        return "read"
    return None


async def _answer(
    send: Send, status: int, problem: dict[str, str], *, retry_after: float | None = None
) -> None:
    body = json.dumps({"error": problem}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if retry_after is not None:
        headers.append((b"retry-after", f"{retry_after:g}".encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _swallow(_message: MutableMapping[str, Any]) -> None:
    """Keeps an answer from its client."""


async def _until_gone(receive: Receive, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def _hang_up(receive: Receive) -> None:
    """Cuts the connection. ASGI has no word for it, so this asks uvicorn's own request object."""
    transport = receive.__self__.transport  # type: ignore[attr-defined]  # uvicorn hands out bound methods
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
