"""Small numbers for what mentions count as, learned once and kept in memory.

What a transaction learns counts for itself only until it has committed: what was rolled back must not
stay in the memory of a process as a number that no table knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import sqlalchemy as sa

from services.common.store import bulk
from services.insights.core.cells import Facet, Scope
from services.insights.store import lookups, tables

MOST_SCOPES: Final = 200_000
"""Scopes kept in memory; past that they are looked up again."""

_Value = TypeVar("_Value", Facet, Scope)


class Names:
    """What is known after every commit. One per process and database."""

    def __init__(self) -> None:
        self.facets: dict[Facet, int] = {}
        self.scopes: dict[Scope, int] = {}

    def learning(self) -> Learning:
        """What one transaction knows and learns."""
        return Learning(self)

    def keep(self, learnt: Learning) -> None:
        """Keeps what a committed transaction has learnt."""
        if len(self.scopes) > MOST_SCOPES:
            self.scopes = {}
        self.facets.update(learnt.new_facets)
        self.scopes.update(learnt.new_scopes)


class Learning:
    """Numbers as one transaction sees them."""

    def __init__(self, known: Names) -> None:
        self._known = known
        self.new_facets: dict[Facet, int] = {}
        self.new_scopes: dict[Scope, int] = {}

    def facets(self, conn: sa.Connection, wanted: Sequence[Facet]) -> list[int]:
        """Numbers of facets, in their order."""
        return _numbers(wanted, self._known.facets, self.new_facets, lambda fresh: _learn_facets(conn, fresh))

    def scopes(self, conn: sa.Connection, wanted: Sequence[Scope]) -> list[int]:
        """Numbers of scopes, in their order."""
        return _numbers(wanted, self._known.scopes, self.new_scopes, lambda fresh: _learn_scopes(conn, fresh))


def _numbers(
    wanted: Sequence[_Value],
    known: Mapping[_Value, int],
    new: dict[_Value, int],
    learn: Callable[[Collection[_Value]], Mapping[_Value, int]],
) -> list[int]:
    found = list(map(known.get, wanted))
    if None not in found:
        return found  # type: ignore[return-value]  # just looked: there is no None
    if fresh := {value for value in wanted if value not in known and value not in new}:
        new.update(learn(fresh))
    return [new[value] if at is None else at for value, at in zip(wanted, found, strict=True)]


def _learn_facets(conn: sa.Connection, fresh: Collection[Facet]) -> Mapping[Facet, int]:
    digests = {_digest(facet): facet for facet in sorted(fresh)}
    found = _read(conn, tables.facets, digests)
    if missing := [digest for digest in digests if digest not in found]:
        rows = [(*digests[digest], digest) for digest in missing]
        bulk.insert_new(conn, tables.facets, bulk.Block((*Facet._fields, "digest"), rows), key=["digest"])
        found |= _read(conn, tables.facets, missing)
    return {digests[digest]: number for digest, number in found.items()}


def _learn_scopes(conn: sa.Connection, fresh: Collection[Scope]) -> Mapping[Scope, int]:
    digests = {_digest(scope): scope for scope in sorted(fresh)}
    found = _read(conn, tables.scopes, digests)
    if missing := [digest for digest in digests if digest not in found]:
        block = bulk.Block(("digest",), [(digest,) for digest in missing])
        bulk.insert_new(conn, tables.scopes, block, key=["digest"])
        new = _read(conn, tables.scopes, missing)
        rows = [(new[digest], *match) for digest in missing for match in digests[digest]]
        columns = ("scope", "brand", "query")
        bulk.insert_new(conn, tables.scope_matches, bulk.Block(columns, rows), key=list(columns))
        found |= new
    return {digests[digest]: number for digest, number in found.items()}


def _read(conn: sa.Connection, table: sa.Table, digests: Iterable[bytes]) -> dict[bytes, int]:
    columns = [table.c.digest, table.c.id]
    return {bytes(row[0]): row[1] for row in lookups.rows(conn, columns, table.c.digest, list(digests))}


def _digest(value: Facet | Scope) -> bytes:
    return hashlib.sha256(repr(tuple(value)).encode()).digest()[:16]
