"""Whose accounts can answer on a network, and which of them does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.common.store import Database
from services.listener.core import capabilities, naming
from services.listener.sources import mounted, registry
from services.listener.store import accounts, connections, seen, watchlist

Beside = Callable[[str, Mapping[str, str]], mounted.Mounted]
"""Gives what lies beside the vault of a source's secrets, by its name and settings."""

MOST_NAMED: Final = 5
"""Most sources that a sentence lists."""


class Answerers:
    """The sources whose accounts answer."""

    def __init__(self, db: Database, beside: Beside = mounted.Mounted) -> None:
        self._db = db
        self._beside = beside

    async def possible(self, network: str) -> Sequence[str]:
        """Sources that can answer on a network, by name: of a type that answers, with an account."""
        return await self._db.read(lambda conn: self._possible(conn, network))

    async def choose(self, reply: api.ReplyPayload, network: str, field: str = "reply.source") -> str:
        """The source that answers.

        It is the one that is named; else the one that collected the mention; else the one the brand answers
        with on the network; else the only one that can.

        Raises:
            InvalidField: the source named is of another network.
            NotFound: the source named does not exist.
            NotReplyable: the source named has no account, none can answer, or it is not clear which does.
        """
        return await self._db.read(lambda conn: self._choose(conn, reply, network, field))

    def _choose(self, conn: connections.Handle, reply: api.ReplyPayload, network: str, field: str) -> str:
        able = self._possible(conn, network)
        if reply.source:
            return _named(conn, reply.source, network, field, able)
        for wanted in (_collector(conn, reply), _default(conn, reply.brand, network)):
            if wanted in able:
                return wanted
        if len(able) == 1:
            return able[0]
        raise errors.NotReplyable(_unclear(network, able, field), network=network)

    def _possible(self, conn: connections.Handle, network: str) -> Sequence[str]:
        connected = [source for source in connections.list_all(conn) if network_of(source.type) == network]
        kept = {account.name.removesuffix("/account") for account in accounts.list_all(conn)}
        return [source.name for source in connected if self._can(source, kept)]

    def _can(self, source: api.Source, kept: Collection[str]) -> bool:
        kind = registry.SOURCES[source.type]
        known = capabilities.NETWORKS.get(kind.network)
        if known is not None and kind.name not in known.connectors:
            return False
        needs_account = bool(kind.credentials)
        return (
            not needs_account
            or source.name in kept
            or bool(self._beside(source.name, dict(source.config)).names())
        )


def network_of(source_type: str) -> str:
    """Network of a type of source; empty for one that this build no longer has."""
    kind = registry.SOURCES.get(source_type)
    return kind.network if kind else ""


def _named(conn: connections.Handle, source: str, network: str, field: str, able: Collection[str]) -> str:
    naming.source_id(field, source)
    named = connections.load(conn, source)
    if network_of(named.type) != network:
        raise errors.InvalidField(field, f"is not a source of {network}; name one that is.")
    if named.name not in able:
        short = named.name.removeprefix("sources/")
        raise errors.NotReplyable(
            f"{named.name} has no account that can answer; connect one with "
            f"`antiphon source connect {short}`, or let another answer{_listed(able)}.",
            network=network,
        )
    return named.name


def _collector(conn: connections.Handle, reply: api.ReplyPayload) -> str:
    known = seen.find(conn, [reply.mention_key]).get(reply.mention_key)
    return known.source if known is not None else reply.collecting_source


def _default(conn: connections.Handle, brand: str, network: str) -> str:
    if not brand:
        return ""
    try:
        return watchlist.get_brand(conn, brand).reply_sources.get(network, "")
    except errors.NotFound:
        return ""


def _unclear(network: str, able: Collection[str], field: str) -> str:
    if able:
        return f"No source says which account of {network} answers; name one in {field}{_listed(able)}."
    return f"No source is connected to {network}; create one with an account that may answer."


def _listed(able: Collection[str]) -> str:
    return f": {', '.join(list(able)[:MOST_NAMED])}" if able else ""
