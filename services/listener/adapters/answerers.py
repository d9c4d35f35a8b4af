"""Whose accounts can answer on a network, and which of them does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.common.store import Database
from services.listener.core import capabilities, naming
from services.listener.sources import mounted, registry
from services.listener.sources.kind import SourceType
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
        """Sources that can answer on a network, by name: of a type that answers, with what that takes."""
        return await self._db.read(lambda conn: self._possible(conn, network))

    async def choose(self, reply: api.ReplyPayload, network: str, field: str = "reply.source") -> str:
        """The source that answers.

        It is the one that is named; else the one that collected the mention; else the one the brand answers
        with on the network; else the only one that can.

        Raises:
            InvalidField: the source named is of another network.
            NotFound: the source named does not exist.
            NotReplyable: the source named lacks a secret, none can answer, or it is not clear which does.
        """
        return await self._db.read(lambda conn: self._choose(conn, reply, network, field))

    def _choose(self, conn: connections.Handle, reply: api.ReplyPayload, network: str, field: str) -> str:
        lacking = self._lacking(conn, network)
        able = [name for name, lacks in lacking.items() if not lacks]
        if reply.source:
            return _named(conn, reply.source, network, field, lacking)
        for wanted in (_collector(conn, reply), _default(conn, reply.brand, network)):
            if wanted in able:
                return wanted
        if len(able) == 1:
            return able[0]
        raise errors.NotReplyable(_unclear(network, able, lacking, field), network=network)

    def _possible(self, conn: connections.Handle, network: str) -> Sequence[str]:
        return [name for name, lacks in self._lacking(conn, network).items() if not lacks]

    def _lacking(self, conn: connections.Handle, network: str) -> Mapping[str, str]:
        """What each source of a network lacks to answer, as a sentence; empty for one that can.

        Sources of types that never answer are not among them.
        """
        kept = {account.name.removesuffix("/account"): account for account in accounts.list_all(conn)}
        lacking: dict[str, str] = {}
        for source in connections.list_all(conn):
            kind = registry.SOURCES.get(source.type)
            if kind is None or kind.network != network or not _ever_answers(kind):
                continue
            account = kept.get(source.name)
            connected = account.secret_names if account is not None else ()
            given = {*connected, *self._beside(source.name, dict(source.config)).names()}
            lacking[source.name] = _sentence(source.name, kind, kind.lacks_to_answer(given))
        return lacking


def _ever_answers(kind: SourceType) -> bool:
    known = capabilities.NETWORKS.get(kind.network)
    return known is None or kind.name in known.connectors


def _sentence(name: str, kind: SourceType, lacks: Sequence[str]) -> str:
    if not lacks:
        return ""
    secrets = " and ".join(f"{secret} ({kind.credentials[secret].help})" for secret in lacks)
    files = " and ".join(f"{secret}_file" for secret in lacks)
    return (
        f"{name} cannot answer: it has no {secrets}. Give it with "
        f"`antiphon source connect {name.removeprefix('sources/')}`, or name a mounted file in {files}."
    )


def network_of(source_type: str) -> str:
    """Network of a type of source; empty for one that this build no longer has."""
    kind = registry.SOURCES.get(source_type)
    return kind.network if kind else ""


def _named(
    conn: connections.Handle, source: str, network: str, field: str, lacking: Mapping[str, str]
) -> str:
    naming.source_id(field, source)
    named = connections.load(conn, source)
    if network_of(named.type) != network:
        raise errors.InvalidField(field, f"is not a source of {network}; name one that is.")
    lacks = lacking.get(named.name, f"{named.name} only reads.")
    if lacks:
        able = [name for name, missing in lacking.items() if not missing]
        others = f" Or let another answer{_listed(able)}." if able else ""
        raise errors.NotReplyable(lacks + others, network=network)
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


def _unclear(network: str, able: Collection[str], lacking: Mapping[str, str], field: str) -> str:
    if able:
        return f"No source says which account of {network} answers; name one in {field}{_listed(able)}."
    if lacking:
        return next(iter(lacking.values()))
    return f"No source is connected to {network}; create one with an account that may answer."


def _listed(able: Collection[str]) -> str:
    return f": {', '.join(list(able)[:MOST_NAMED])}" if able else ""
