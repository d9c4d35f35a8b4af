"""Resource names: reading them, and refusing those that are none."""

from __future__ import annotations

import re
from typing import Final

from services.common.model import errors

RESERVED_SOURCES: Final = frozenset({"ingest", "replay"})
"""Source ids that stand for calls instead of connections."""
INGEST_SOURCE: Final = "sources/ingest"
"""Provenance of mentions that a customer's own system handed in."""
REPLAY_SOURCE: Final = "sources/replay"
"""Provenance of mentions that were read from a file."""
ALL: Final = "-"
"""Stands for every resource of a kind in a parent."""

_REMEDIES: Final = {
    "account": "connect one with `antiphon source connect ID`",
    "backfills": "`antiphon backfill list` shows those there are",
    "brands": "`antiphon brand list` shows those there are",
    "deliveries": "check the request id, or send the answer anew",
    "queries": "`antiphon brand list` shows those of each brand",
    "sources": "`antiphon source list` shows those there are",
}
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def check_id(field: str, value: str) -> str:
    """An id as a resource name may end in.

    Raises:
        InvalidField: it is none.
    """
    if not _ID.fullmatch(value):
        raise errors.InvalidField(
            field,
            f"{value!r} is no id; use 1 to 63 lower-case letters, digits and, between them, hyphens.",
        )
    return value


def check_network(field: str, value: str) -> str:
    """A network as it can stand in an address of the log.

    Raises:
        InvalidField: it cannot.
    """
    if not _NETWORK.fullmatch(value):
        raise errors.InvalidField(
            field, f"{value[:80]!r} is no network; use 1 to 63 lower-case letters, digits and hyphens."
        )
    return value


def brand_id(field: str, name: str, *, wildcard: bool = False) -> str:
    """The id in `brands/{brand}`.

    Raises:
        InvalidField: the name has another form.
    """
    return _id(field, name, "brands", wildcard=wildcard)


def source_id(field: str, name: str, *, wildcard: bool = False) -> str:
    """The id in `sources/{source}`.

    Raises:
        InvalidField: the name has another form.
    """
    return _id(field, name, "sources", wildcard=wildcard)


def backfill_id(field: str, name: str) -> str:
    """The id in `backfills/{backfill}`.

    Raises:
        InvalidField: the name has another form.
    """
    return _id(field, name, "backfills", wildcard=False)


def event_delivery(field: str, name: str) -> tuple[str, int]:
    """The source and the number in `sources/{source}/events/{event}`.

    Raises:
        InvalidField: the name has another form.
    """
    source, _, number = name.rpartition("/events/")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise errors.InvalidField(field, f"{name!r} is no event; write sources/{{source}}/events/{{event}}.")
    source_id(field, source)
    return source, int(number)


def query_ids(field: str, name: str) -> tuple[str, str]:
    """The ids in `brands/{brand}/queries/{query}`.

    Raises:
        InvalidField: the name has another form.
    """
    parts = name.split("/")
    if len(parts) != 4 or parts[0] != "brands" or parts[2] != "queries":
        raise errors.InvalidField(field, f"{name!r} must have the form brands/{{brand}}/queries/{{query}}.")
    return check_id(field, parts[1]), check_id(field, parts[3])


def _id(field: str, name: str, collection: str, *, wildcard: bool) -> str:
    head, _, value = name.partition("/")
    if head != collection or not value:
        raise errors.InvalidField(
            field, f"{name!r} must have the form {collection}/{{{collection.removesuffix('s')}}}."
        )
    return value if wildcard and value == ALL else check_id(field, value)


def missing(name: str) -> errors.NotFound:
    """Says that there is nothing of that name, and how to find what there is."""
    parts = name.split("/")
    kind = parts[-1] if len(parts) % 2 else parts[-2]
    return errors.NotFound(name, _REMEDIES.get(kind, ""))
