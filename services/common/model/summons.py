"""Whether the author of a mention called an account of ours: networks may let programs answer only those.

The listener and the router both ask, so they ask by one rule.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from antiphon.mention.v1 import mention_pb2

_HANDLE: Final = mention_pb2.Entity.KIND_HANDLE
_LINK: Final = mention_pb2.Entity.KIND_LINK
_X_HOSTS: Final = frozenset({"x.com", "twitter.com"})


def fold(handle: str) -> str:
    """A handle as it is compared."""
    return handle.removeprefix("@").casefold()


def is_summoned(mention: mention_pb2.Mention, handles: Collection[str]) -> bool:
    """Whether a mention addresses or quotes one of these accounts.

    Args:
        mention: looked at are its entities, and whether it is a quote.
        handles: folded handles of our accounts.
    """
    if not handles:
        return False
    quotes = mention.kind == mention_pb2.Mention.KIND_QUOTE
    return any(
        (entity.kind == _HANDLE and fold(entity.value) in handles)
        or (quotes and entity.kind == _LINK and _author_of(entity.value) in handles)
        for entity in mention.entities
    )


def _author_of(address: str) -> str:
    """Whose post an address of X shows, folded; empty for any other address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    path = parts.path.split("/")
    if host.removeprefix("www.").removeprefix("mobile.") not in _X_HOSTS or path[2:3] != ["status"]:
        return ""
    return fold(path[1])
