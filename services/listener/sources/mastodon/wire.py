"""Requests to a Mastodon server: Mastodon.py says what to ask, and one guarded way out carries it.

The library's own way out blocks, knows no deadline for a whole answer and not which addresses a source may
talk to. So it gets a session that notes each request instead of sending it; what comes back is read by us,
one record at a time, because one that cannot be read shall cost only itself.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import httpx
import requests
from mastodon import Mastodon
from mastodon.errors import MastodonNetworkError

from services.listener.sources import addresses, answers, base, bounded, windows

DEADLINE_SECONDS: Final = 60.0
"""Seconds within which a whole answer has to be there, however slowly it drips."""

_DROPPED: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_AGENT: Final = "Antiphon/0.1 (social care desk)"
_SPOKEN: Final = (4, 3, 0)
"""Version of the API that is spoken; told to the library so that it asks no server for its own."""

Ask = Callable[[Mastodon], object]
"""Calls one method of the library."""


class Wire:
    """Connections of one source to its server."""

    def __init__(self, context: base.SourceContext) -> None:
        self.url = context.config["url"].rstrip("/")
        self.host = httpx.URL(self.url).host
        self._context = context
        self._in = addresses.client(allow_private=context.allow_private, keep_alive=True)
        # What changes something goes out on a connection of its own: one that went stale would leave its
        # outcome unknown.
        self._out = addresses.client(allow_private=context.allow_private)

    @property
    def what(self) -> str:
        """The server in a sentence."""
        return f"The Mastodon server {self.host}"

    async def read(self, call: str, ask: Ask) -> httpx.Response:
        """What the server answers to a question; `call` is its name in the capability registry.

        Raises:
            SourceError: it gave no answer, or no good one.
        """
        response = await self.look(call, ask)
        self.check(response)
        return response

    async def look(self, call: str, ask: Ask) -> httpx.Response:
        """The same with any status; raises SourceError only when no answer came."""
        try:
            return await self._exchange(self._in, call, ask)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self.what) from error

    async def send(self, call: str, ask: Ask) -> httpx.Response:
        """Has the server do something; gives its answer with any status.

        Raises:
            SourceError: it was not even asked.
            httpx.HTTPError: no whole answer came; `answers.never_left` tells whether it may have arrived.
        """
        return await self._exchange(self._out, call, ask)

    @contextlib.asynccontextmanager
    async def stream(self, origin: str, route: str, silence: float) -> AsyncIterator[httpx.Response]:
        """An answer that stays open; each wait for more of it is bounded by `silence` seconds."""
        await self._context.budget.take("stream")
        headers = {"Accept": "text/event-stream", **self._authorization()}
        timeout = httpx.Timeout(silence, connect=addresses.CONNECT_SECONDS)
        async with self._out.stream("GET", origin + route, headers=headers, timeout=timeout) as response:
            if not response.is_success:
                self.check(response)
            yield response

    def check(self, response: httpx.Response) -> None:
        """Lets success pass.

        Raises:
            SourceError: of the kind that the status calls for.
        """
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            wait = windows.wait(response.headers, self._context.clock.now())
            raise base.SourceRateLimited(f"{self.what} asks us to slow down (429).", wait)
        if response.is_redirect:
            raise base.SourceRejected(f"{self.what} sends us elsewhere; set the url that it moved to.")
        answers.check(response, self.what)

    async def close(self) -> None:
        """Lets go of connections."""
        await self._in.aclose()
        await self._out.aclose()

    def _authorization(self) -> dict[str, str]:
        token = self._context.credentials.find("access_token")
        return {"Authorization": f"Bearer {token}"} if token else {}

    async def _exchange(self, http: httpx.AsyncClient, call: str, ask: Ask) -> httpx.Response:
        request = self._noted(http, ask)
        await self._context.budget.take(call)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                response = await http.send(request, stream=True)
                try:
                    whole = await _whole(response)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise httpx.ReadTimeout("the answer took too long") from None
        self._context.budget.learn(whole.headers)
        return whole

    def _noted(self, http: httpx.AsyncClient, ask: Ask) -> httpx.Request:
        session = _Noting()
        client = _client(self.url, session)
        client.access_token = self._context.credentials.find("access_token") or None
        with contextlib.suppress(MastodonNetworkError):
            ask(client)
        noted = session.noted
        if noted is None:
            raise base.SourceRejected("Mastodon.py asks nothing here; this is a fault of Antiphon.")
        headers = {str(name): str(value) for name, value in noted.headers.items() if name != "Content-Length"}
        body = noted.body if isinstance(noted.body, bytes | str) else None
        return http.build_request(noted.method or "GET", noted.url or "", headers=headers, content=body)


class _Noting(requests.Session):
    """Notes a request and does not send it."""

    noted: requests.PreparedRequest | None = None

    def request(self, method: Any, url: Any, **given: Any) -> requests.Response:  # type: ignore[override]
        """See `requests.Session.request`."""
        given.pop("timeout", None)
        given.pop("auth", None)
        self.noted = requests.Request(method, url, **given).prepare()
        raise requests.ConnectionError


def _client(url: str, session: requests.Session) -> Mastodon:
    client = Mastodon(
        api_base_url=url,
        ratelimit_method="throw",
        version_check_mode="none",
        mastodon_version=".".join(map(str, _SPOKEN)),
        user_agent=_AGENT,
        session=session,
    )
    # The library keeps a version that it is told only where it checks versions.
    client.mastodon_major, client.mastodon_minor, client.mastodon_patch = _SPOKEN
    return client


async def _whole(response: httpx.Response) -> httpx.Response:
    parts = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > bounded.MAX_BYTES:
            raise httpx.ReadError("the answer is larger than any answer should be")
        parts.append(part)
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _DROPPED]
    return httpx.Response(
        response.status_code, headers=headers, content=b"".join(parts), request=response.request
    )
