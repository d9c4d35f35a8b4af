"""Requests to X: tweepy says what to ask, and one guarded way out carries it.

tweepy's own ways out know neither another address than `api.twitter.com`, nor a deadline, nor which addresses
a source may talk to, and write tokens into debug logs. So its clients get `request` from here: every call of
theirs then gives an awaitable answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import requests
import tweepy

from services.listener.sources import addresses, base

DEFAULT_URL: Final = "https://api.x.com"
MAX_BYTES: Final = 16 * 1024 * 1024
"""Largest answer that is read; a full page of long posts takes about 1 MiB."""
DEADLINE_SECONDS: Final = 60.0
"""Seconds within which a whole answer has to be there, however slowly it drips."""

_DROPPED: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_HARMLESS: Final = frozenset({"GET", "HEAD"})

Request = Callable[..., Awaitable[httpx.Response]]


class Wire:
    """Connections of one source to X, or to what stands before it."""

    def __init__(self, context: base.SourceContext) -> None:
        self._url = (context.config.get("url") or DEFAULT_URL).rstrip("/")
        allow = context.allow_private
        self._in = addresses.client(allow_private=allow, keep_alive=True)
        # What changes something goes out on a connection of its own: one that went stale would leave its
        # outcome unknown.
        self._out = addresses.client(allow_private=allow)

    def client(self, token: str) -> tweepy.Client:
        """A tweepy client whose calls are awaited, with the token of the app or of an account."""
        return _rewired(tweepy.Client(bearer_token=token, return_type=requests.Response), self._asking(token))

    def rules_client(self, token: str) -> tweepy.StreamingClient:
        """The same for the rules of the stream."""
        made = tweepy.StreamingClient(token, return_type=requests.Response)
        return _rewired(made, self._asking(token))

    def _asking(self, token: str) -> Request:
        async def request(
            method: str,
            route: str,
            params: Mapping[str, Any] | None = None,
            json: Any = None,
            user_auth: bool = False,  # noqa: FBT001, FBT002 - as tweepy calls it
        ) -> httpx.Response:
            del user_auth  # a token says by itself whose it is
            return await self.send(method, route, token, params=params, json=json)

        return request

    async def send(self, method: str, route: str, token: str, **more: Any) -> httpx.Response:
        """One request and its whole answer.

        Raises:
            SourceError: the address may not be talked to, or has no name.
            httpx.HTTPError: no whole answer came; `answers.never_left` tells whether it may have arrived.
        """
        http = self._in if method in _HARMLESS else self._out
        headers = {"Authorization": f"Bearer {token}"}
        return await self._exchange(http, method, route, headers=headers, **more)

    async def submit(
        self, route: str, form: Mapping[str, str], login: tuple[str, str] | None
    ) -> httpx.Response:
        """One form, as the token endpoint takes it; raises as `send` does."""
        auth = httpx.BasicAuth(*login) if login else None
        return await self._exchange(self._out, "POST", route, data=form, auth=auth)

    async def _exchange(
        self, http: httpx.AsyncClient, method: str, route: str, **more: Any
    ) -> httpx.Response:
        try:
            async with (
                asyncio.timeout(DEADLINE_SECONDS),
                http.stream(method, self._url + route, **more) as response,
            ):
                return await _whole(response)
        except TimeoutError:
            raise httpx.ReadTimeout("the answer took too long") from None

    @asynccontextmanager
    async def stream(
        self, route: str, token: str, params: Mapping[str, Any], silence: float
    ) -> AsyncIterator[httpx.Response]:
        """An answer that stays open; each wait for more of it is bounded by `silence` seconds."""
        timeout = httpx.Timeout(silence, connect=addresses.CONNECT_SECONDS)
        headers = {"Authorization": f"Bearer {token}"}
        async with self._out.stream(
            "GET", self._url + route, params=params, headers=headers, timeout=timeout
        ) as response:
            yield response

    async def close(self) -> None:
        """Lets go of connections."""
        await self._in.aclose()
        await self._out.aclose()


def _rewired(client: Any, request: Request) -> Any:
    client.session.close()
    client.request = request
    return client


async def _whole(response: httpx.Response) -> httpx.Response:
    parts = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            raise httpx.RemoteProtocolError("the answer is larger than any answer of X")
        parts.append(part)
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _DROPPED]
    return httpx.Response(
        response.status_code, headers=headers, content=b"".join(parts), request=response.request
    )


async def finish(response: httpx.Response) -> httpx.Response:
    """The rest of an answer that was opened as a stream and turned out to be a refusal."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await _whole(response)
    except TimeoutError:
        raise httpx.ReadTimeout("the answer took too long") from None
