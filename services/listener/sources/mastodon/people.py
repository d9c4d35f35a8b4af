"""Our own account on a server, and statuses by the key they have everywhere."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import httpx
import msgspec

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base
from services.listener.sources.mastodon import statuses
from services.listener.sources.mastodon.statuses import Account, Status
from services.listener.sources.mastodon.wire import Wire


class _Found(msgspec.Struct):
    statuses: list[msgspec.Raw] = []


_FOUND: Final = msgspec.json.Decoder(_Found)
_ACCOUNT: Final = msgspec.json.Decoder(Account)
_ACCOUNTS: Final = msgspec.json.Decoder(list[Account])
_NAMESAKES: Final = 5
"""Accounts to look at: a search also finds those whose names only begin so."""
_GONE: Final = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})


class Own:
    """The account whose token we have."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._account: Account | None = None

    async def account(self) -> Account:
        """Who we are; asked once.

        Raises:
            SourceError: the server does not say.
        """
        if self._account is None:
            response = await self._wire.read("account", lambda api: api.account_verify_credentials())
            try:
                self._account = _ACCOUNT.decode(response.content)
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise unreadable() from None
            self._account.acct = statuses.full_handle(self._account.acct, self._wire.host)
        return self._account

    async def find(self, key: str) -> Status | None:
        """A status by its key; None where the server does not have it.

        Raises:
            SourceError: the server could not be asked.
        """
        uri = identity.split_key(key).native_id
        return await self._by_id(uri) or await self._by_search(uri)

    async def status(self, key: str) -> Status:
        """A status by its key.

        Raises:
            SourceRejected: the server does not have it, or does not have it any more.
            SourceError: it could not be asked.
        """
        found = await self.find(key)
        if found is None:
            raise base.SourceRejected("That post is no longer on Mastodon, or its server does not show it.")
        return found

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        """Who has a handle, on this server or another one, which this one then asks; None when nobody has.

        Raises:
            SourceError: the server could not be asked.
        """
        wanted = statuses.full_handle(handle, self._wire.host).casefold()
        response = await self._wire.read(
            "lookup", lambda api: api.account_search(handle, resolve=True, limit=_NAMESAKES)
        )
        try:
            found = _ACCOUNTS.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise unreadable() from None
        for account in found:
            if statuses.full_handle(account.acct, self._wire.host).casefold() == wanted:
                author = mention_pb2.Author()
                statuses.describe(author, account, self._wire.host)
                return author
        return None

    async def _by_id(self, uri: str) -> Status | None:
        """A status of the server itself: its id ends its URI."""
        native_id = uri.rpartition("/")[2]
        if urlsplit(uri).hostname != self._wire.host or not native_id.isalnum():
            return None
        response = await self._wire.look("lookup", lambda api: api.status(native_id))
        if response.status_code in _GONE:
            return None
        self._wire.check(response)
        found = decode(response)
        return found if found.uri == uri else None

    async def _by_search(self, uri: str) -> Status | None:
        """Any status: the server looks for it, and fetches it where it comes from if need be."""
        response = await self._wire.read(
            "search", lambda api: api.search_v2(uri, resolve=True, result_type="statuses")
        )
        try:
            raws = _FOUND.decode(response.content).statuses
            found = [statuses.decode(raw) for raw in raws]
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
            raise unreadable() from None
        return next((each for each in found if uri in {each.uri, each.url}), None)


def decode(response: httpx.Response) -> Status:
    """The status of an answer.

    Raises:
        SourceUnreachable: it cannot be read.
    """
    try:
        return statuses.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        raise unreadable() from None


def unreadable() -> base.SourceUnreachable:
    """The error for an answer that cannot be read."""
    return base.SourceUnreachable(
        "The Mastodon server sent an answer that cannot be read; it is tried again."
    )
