"""Requests to Reddit through asyncpraw's own core, which keeps tokens and knows Reddit's manners.

The core would sleep by itself and send again after a failure; here neither happens, because waiting belongs
to the budget and an answer is sent at most once. Every address is looked at before it is talked to, answers
are bounded, and nothing is redirected.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from asyncprawcore import Authorizer, ReadOnlyAuthorizer, Requestor, ScriptAuthorizer, TrustedAuthenticator
from asyncprawcore.rate_limit import RateLimiter
from asyncprawcore.sessions import FiniteRetryStrategy, Session

from services.listener.sources import addresses, base, oauth
from services.listener.sources.kinds import reddit as kinds
from services.listener.sources.reddit import refusals

MAX_BYTES: Final = 8 * 1024 * 1024
"""Largest answer that is read."""
DEADLINE_SECONDS: Final = 60.0
"""Seconds within which a whole answer has to be there."""

_OAUTH_URL: Final = "https://oauth.reddit.com"
_REDDIT_URL: Final = "https://www.reddit.com"
_WINDOW_SECONDS: Final = 600


class Door:
    """Requests of one source.

    Attributes:
        has_account: whether its secrets stand for an account, not only for an app.
    """

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._access = oauth.Access(kinds.FLOW, context, refusals.WHAT)
        self._requestor = _Requestor(context)
        self._session: Session | None = None

    @property
    def has_account(self) -> bool:
        """See the head of this class."""
        find = self._context.credentials.find
        return bool(find("access_token") or find("refresh_token") or find("username"))

    async def get(self, call: str, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """What Reddit answers to a question; `call` is its name in the capability registry.

        Raises:
            SourceError: it gave no answer, or no good one.
        """
        try:
            return await self.ask(call, "GET", path, params=params)
        except refusals.FAILED as error:
            raise refusals.failure(error) from error

    async def ask(self, call: str, method: str, path: str, **what: Any) -> Any:
        """The same for every method, and what goes wrong as it is; see `refusals.outcome`.

        Raises:
            SourceError: Reddit was not even asked.
        """
        try:
            session = await self._authorized()
        except refusals.FAILED as error:
            raise refusals.failure(error) from error
        await self._context.budget.take(call)
        try:
            return await session.request(method=method, path=path, timeout=DEADLINE_SECONDS, **what)
        except refusals.FAILED as error:
            if refusals.status(error) != refusals.UNAUTHORIZED:
                raise
        # It was refused before anything was done, so asking once more repeats nothing.
        try:
            session = await self._renewed()
        except refusals.FAILED as error:
            raise refusals.failure(error) from error
        await self._context.budget.take(call)
        return await session.request(method=method, path=path, timeout=DEADLINE_SECONDS, **what)

    async def close(self) -> None:
        """Lets go of connections."""
        await self._requestor.close()

    async def _authorized(self) -> Session:
        session = self._session = self._session or _Plain(authorizer=self._authorizer())
        authorizer = session.authorizer
        if isinstance(authorizer, Authorizer) and not authorizer.is_valid():
            await self._context.budget.take("token")
            await authorizer.refresh()
        return session

    async def _renewed(self) -> Session:
        if self._granted():
            await self._access.renewed()
        self._session = None
        return await self._authorized()

    def _granted(self) -> bool:
        find = self._context.credentials.find
        return bool(find("access_token") or find("refresh_token"))

    def _authorizer(self) -> Authorizer:
        credentials = self._context.credentials
        if self._granted():
            client = TrustedAuthenticator(client_id="", client_secret="", requestor=self._requestor)
            return _Granted(client, self._access)
        client = TrustedAuthenticator(
            client_id=credentials.get("client_id"),
            client_secret=credentials.find("client_secret"),
            requestor=self._requestor,
        )
        if username := credentials.find("username"):
            return ScriptAuthorizer(
                authenticator=client, username=username, password=credentials.get("password")
            )
        return ReadOnlyAuthorizer(authenticator=client)


class _Granted(Authorizer):
    """An account that was connected; its tokens are renewed by one replica for all."""

    def __init__(self, client: TrustedAuthenticator, access: oauth.Access) -> None:
        super().__init__(authenticator=client)
        self._access = access

    def is_valid(self) -> bool:
        """Asked before every request, because another replica may have renewed it."""
        return False

    async def refresh(self) -> None:
        self.access_token = await self._access.token()


class _Once(FiniteRetryStrategy):
    def should_retry_on_failure(self) -> bool:
        return False


class _Unpaced(RateLimiter):
    async def delay(self) -> None:
        """The budget waits."""

    def update(self, *, response_headers: Mapping[str, str]) -> None:
        """The budget learns."""


class _Plain(Session):
    """Asks once and at once."""

    def __init__(self, *, authorizer: Authorizer) -> None:
        super().__init__(authorizer=authorizer)
        self._retry_strategy_class = _Once
        self._rate_limiter = _Unpaced(window_size=_WINDOW_SECONDS)


class _Requestor(Requestor):
    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        super().__init__(
            oauth_url=(context.config.get("oauth_url") or _OAUTH_URL).rstrip("/"),
            reddit_url=(context.config.get("reddit_url") or _REDDIT_URL).rstrip("/"),
            user_agent="Antiphon/0.1 (social care desk)",
            timeout=DEADLINE_SECONDS,
        )

    async def _ensure_session(self) -> None:
        if self._http is None or self._http.closed:
            resolver = _Resolver(allow_private=self._context.allow_private)
            self._http = aiohttp.ClientSession(
                # A kept connection may be stale, which would leave an answer's outcome unknown.
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True),
                response_class=_Bounded,
                headers={**self.headers, "Accept-Encoding": "identity"},
                trust_env=False,
            )

    @asynccontextmanager
    async def request(self, *args: Any, **kwargs: Any) -> AsyncGenerator[aiohttp.ClientResponse]:
        """Asks, and takes nothing for an answer but success."""
        target = urlsplit(str(args[1]))
        port = target.port or (443 if target.scheme == "https" else 80)
        await addresses.resolve(target.hostname or "", port, allow_private=self._context.allow_private)
        kwargs["allow_redirects"] = False
        async with super().request(*args, **kwargs) as response:
            self._context.budget.learn(response.headers)
            if not response.status < 300:
                raise refusals.Told(response.status, dict(response.headers))
            yield response


class _Resolver(AbstractResolver):
    """Names lead only where `addresses.resolve` lets them; the connector looks up addresses by it."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family  # the guard takes whichever address may be talked to
        address = await addresses.resolve(host, port, allow_private=self._allow_private)
        found = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=found, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is kept."""


class _Bounded(aiohttp.ClientResponse):
    async def read(self) -> bytes:
        """The body, as far as it is no larger than any answer should be."""
        if self._body is None:
            body = bytearray()
            async for part in self.content.iter_chunked(65_536):
                body += part
                if len(body) > MAX_BYTES:
                    self.close()
                    raise aiohttp.ClientPayloadError("the answer is larger than any answer should be")
            self._body = bytes(body)
        return await super().read()
