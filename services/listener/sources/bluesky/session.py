"""Requests in the name of one account: logged in when needed, renewed when the server says so.

Two ways out: what changes something goes out on a connection of its own, because one that went stale would
leave its outcome unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import httpx
from atproto_client import models
from atproto_client.client.async_raw import AsyncClientRaw
from atproto_client.request import AsyncRequest
from atproto_core.did_doc import DidDocument, is_valid_did_doc

from services.listener.sources import addresses, base, bounded
from services.listener.sources.bluesky import refusals

DEFAULT_PDS: Final = "https://bsky.social"
DEADLINE_SECONDS: Final = 60.0
"""Seconds within which a whole answer has to be there, however slowly it drips."""

_JSON: Final = "application/json"
_HEADERS: Final = {"User-Agent": "Antiphon/0.1 (social care desk)", "Accept-Encoding": "identity"}


class Session:
    """One account on its server.

    Attributes:
        did: identifier of the account; empty before the first request.
        handle: name of the account; empty before the first request.
    """

    def __init__(self, context: base.SourceContext) -> None:
        self.did = self.handle = ""
        self._context = context
        pds = context.config.get("pds") or DEFAULT_PDS
        self._in = _client(pds, allow_private=context.allow_private, keep_alive=True)
        self._out = _client(pds, allow_private=context.allow_private, keep_alive=False)
        self._access = self._refresh = ""
        self._lock = asyncio.Lock()

    async def query(self, call: str, nsid: str, params: Any) -> dict[str, Any]:
        """What the network answers to a question; `call` is its name in the capability registry.

        Raises:
            SourceError: it gave no answer, or no good one.
        """
        try:
            return await self.ask(call, nsid, params)
        except refusals.FAILED as error:
            raise refusals.failure(error, self._context.clock.now()) from error

    async def ask(self, call: str, nsid: str, params: Any) -> dict[str, Any]:
        """The same, but what the library raises comes as it is, with the network's name for it."""
        return await self._granted(call, self._in.invoke_query, nsid, params=params, output_encoding=_JSON)

    async def tell(self, call: str, nsid: str, data: Any = None, **more: Any) -> dict[str, Any]:
        """Has the network do something.

        Raises:
            SourceError: it was not even asked.
            AtProtocolError, HTTPError, ValueError: see `refusals.outcome`.
        """
        given = {"data": data, "input_encoding": _JSON} if data is not None else {}
        return await self._granted(call, self._out.invoke_procedure, nsid, **given, **more)

    async def log_in(self) -> None:
        """Makes a session unless there is one; raises as `query` does."""
        async with self._lock:
            if not self._access:
                await self._create()

    async def close(self) -> None:
        """Lets go of connections."""
        await self._in.request.close()
        await self._out.request.close()

    async def _granted(self, call: str, invoke: Any, nsid: str, **more: Any) -> dict[str, Any]:
        await self.log_in()
        await self._context.budget.take(call)
        access = self._access
        try:
            return await self._invoke(invoke, nsid, access, **more)
        except refusals.FAILED as error:
            if not refusals.session_ended(error):
                raise
        # It was refused before anything was done, so asking once more repeats nothing.
        await self._renew(access)
        return await self._invoke(invoke, nsid, self._access, **more)

    async def _invoke(self, invoke: Any, nsid: str, token: str, **more: Any) -> dict[str, Any]:
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                response = await invoke(nsid, headers=headers, **more)
        except TimeoutError:
            raise httpx.ReadTimeout("the answer took too long") from None
        self._context.budget.learn(response.headers)
        if not isinstance(response.content, dict):
            if response.content:
                raise ValueError("the answer is no JSON object")
            return {}
        return response.content

    async def _create(self) -> None:
        secrets = self._context.credentials
        data = models.ComAtprotoServerCreateSession.Data(
            identifier=secrets.get("identifier"), password=secrets.get("app_password")
        )
        await self._context.budget.take("session")
        nsid = "com.atproto.server.createSession"
        try:
            made = await self._invoke(
                self._out.invoke_procedure, nsid, "", data=data, input_encoding=_JSON, output_encoding=_JSON
            )
            self._take(made)
        except refusals.FAILED as error:
            raise refusals.failure(error, self._context.clock.now()) from error

    async def _renew(self, old: str) -> None:
        """Replaces a session that has ended, unless somebody else just did."""
        async with self._lock:
            if self._access != old:
                return
            try:
                made = await self._invoke(
                    self._out.invoke_procedure, "com.atproto.server.refreshSession", self._refresh
                )
                self._take(made)
            except refusals.FAILED as error:
                if not refusals.session_ended(error):
                    raise refusals.failure(error, self._context.clock.now()) from error
                await self._create()

    def _take(self, made: Mapping[str, Any]) -> None:
        try:
            self._access, self._refresh = made["accessJwt"], made["refreshJwt"]
            self.did, self.handle = made["did"], made["handle"]
        except KeyError:
            raise ValueError("the answer is no session") from None
        # Guarded like every address: this one comes from the network.
        if (home := _home(made.get("didDoc"))) and (home.startswith("https") or self._context.allow_private):
            self._in.update_base_url(home)
            self._out.update_base_url(home)


def _client(pds: str, *, allow_private: bool, keep_alive: bool) -> AsyncClientRaw:
    guarded = addresses.GuardedTransport(allow_private=allow_private, keep_alive=keep_alive)
    request = AsyncRequest(
        transport=bounded.BoundedTransport(guarded),
        timeout=httpx.Timeout(addresses.READ_SECONDS, connect=addresses.CONNECT_SECONDS),
        max_redirects=0,  # a password or token goes nowhere but where it was meant to
        trust_env=False,
    )
    request.set_additional_headers(_HEADERS)
    return AsyncClientRaw(pds, request)


def _home(document: Any) -> str:
    """Address of the server where an account lives, as its document tells; empty when it does not."""
    if not document or not is_valid_did_doc(document):
        return ""
    return DidDocument.from_dict(document).get_pds_endpoint() or ""
