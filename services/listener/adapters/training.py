"""Brands that agents practise with: nothing of them leads to a network where customers are.

A training brand hears the lessons that its own source of the sandbox brings, and what is answered for it goes
to the sandbox. Each way in and out asks here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters import answerers
from services.listener.store import connections, watchlist

NETWORK: Final = "sandbox"
"""The one network that practice may reach."""


def check_brand(conn: connections.Handle, brand: api.Brand, before: api.Brand | None = None) -> None:
    """Whether a brand may be one that agents practise with, or no longer be one.

    Raises:
        InvalidField: something of it leads to another network, or lessons still come in for it.
    """
    bound = [source for source in connections.list_all(conn) if source.config.get("brand") == brand.name]
    if brand.training:
        for fault in _leading_out(conn, brand, bound):
            raise fault
    elif before is not None and before.training and bound:
        raise errors.InvalidField(
            "brand.training",
            f"{bound[0].name} brings it lessons, which would count as what customers say; "
            "delete that source first.",
        )


def _leading_out(
    conn: connections.Handle, brand: api.Brand, bound: list[api.Source]
) -> Iterator[errors.InvalidField]:
    for network in brand.reply_sources:
        if network != NETWORK:
            yield errors.InvalidField(
                f"brand.reply_sources[{network}]",
                f"a training brand answers on {NETWORK} only; leave {network} out.",
            )
    for source in bound:
        if answerers.network_of(source.type) != NETWORK:
            yield errors.InvalidField(
                "brand.training",
                f"{source.name} ({source.type}) brings it what customers say; delete that source, or name "
                "another brand in its setting brand, then turn training on.",
            )
    beginning = f"{brand.name}/queries/"
    following = watchlist.list_queries(conn, after=beginning, limit=1)
    if any(query.name.startswith(beginning) for query in following):
        yield errors.InvalidField(
            "brand.training",
            "it has queries, which ask networks for what customers say; delete them, then turn training on.",
        )


def check_source(conn: connections.Handle, kind: str, config: Mapping[str, str]) -> None:
    """Whether a source may bring what it hears to the brand in its setting `brand`.

    Raises:
        InvalidField: agents practise with the brand, and the source is of another network.
    """
    brand, network = config.get("brand", ""), answerers.network_of(kind)
    if brand and network != NETWORK and _trains(conn, brand):
        raise errors.InvalidField(
            "source.config.brand",
            f"agents practise with {brand}, so nothing of {network or kind} may reach it; name another.",
        )


def check_query(conn: connections.Handle, brand: str) -> None:
    """Whether a brand may ask networks for what customers say.

    Raises:
        InvalidField: agents practise with it.
    """
    if _trains(conn, brand):
        raise errors.InvalidField(
            "parent", f"agents practise with {brand}, so it hears its lessons only; name another brand."
        )


def check_answer(conn: connections.Handle, reply: api.ReplyPayload) -> None:
    """Whether an answer may leave.

    Raises:
        NotReplyable: agents practise with its brand, and it would go to another network than the sandbox.
    """
    network = reply.mention_key.partition(":")[0]
    if reply.brand and network != NETWORK and _trains(conn, reply.brand):
        raise errors.NotReplyable(
            f"Agents practise with {reply.brand}: its answers go to the sandbox, never to {network}.",
            network=network,
        )


def _trains(conn: connections.Handle, brand: str) -> bool:
    try:
        return watchlist.get_brand(conn, brand).training
    except errors.NotFound:
        return False
