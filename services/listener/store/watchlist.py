"""Brands and their queries. Every change of a brand leaves as a reference fact with its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.common.model import errors
from services.common.store import bulk, outbox
from services.listener.core import keeping, naming
from services.listener.store import changes
from services.listener.store.tables import brands, events_out, queries

Brand = listening_service_pb2.Brand
Query = listening_service_pb2.Query


def get_brand(conn: sa.Connection, name: str) -> Brand:
    """The brand of that name.

    Raises:
        NotFound: there is none.
    """
    row = conn.execute(sa.select(brands).where(brands.c.name == name)).one_or_none()
    if row is None:
        raise naming.missing(name)
    return _brand(row)


def list_brands(conn: sa.Connection, after: str = "", limit: int | None = None) -> Sequence[Brand]:
    """Brands by name, those after `after`."""
    query = sa.select(brands).where(brands.c.name > after).order_by(brands.c.name).limit(limit)
    return [_brand(row) for row in conn.execute(query)]


def training(conn: sa.Connection) -> frozenset[str]:
    """Brands that agents practise with."""
    return frozenset(conn.execute(sa.select(brands.c.name).where(brands.c.training)).scalars())


def create_brand(conn: sa.Connection, brand: Brand) -> Brand:
    """Adds a brand and announces it.

    Raises:
        AlreadyExists: the name is taken.
    """
    row = {
        "name": brand.name,
        "create_time": store.clock(conn),
        **_wording(brand),
    }
    _insert(conn, brands, row)
    created = get_brand(conn, brand.name)
    announce(conn, [created])
    changes.touch(conn)
    return created


def update_brand(conn: sa.Connection, brand: Brand) -> Brand:
    """Writes a brand that exists anew and announces it."""
    conn.execute(brands.update().where(brands.c.name == brand.name).values(**_wording(brand)))
    announce(conn, [brand])
    changes.touch(conn)
    return get_brand(conn, brand.name)


def delete_brand(conn: sa.Connection, name: str) -> None:
    """Removes a brand with its queries and withdraws its fact.

    Raises:
        NotFound: there is none.
    """
    if not conn.execute(brands.delete().where(brands.c.name == name)).rowcount:
        raise naming.missing(name)
    conn.execute(queries.delete().where(queries.c.brand == name))
    _append_fact(conn, name, events_pb2.ReferenceFact())
    changes.touch(conn)


def announce(conn: sa.Connection, announced: Sequence[Brand]) -> None:
    """Appends the facts of brands as they are now; repeating it does no harm."""
    for brand in announced:
        fact = events_pb2.BrandFact(
            name=brand.name,
            display_name=brand.display_name,
            aliases=brand.aliases,
            handles=brand.handles,
            reply_signature=brand.reply_signature,
            training=brand.training,
        )
        _append_fact(conn, brand.name, events_pb2.ReferenceFact(brand=fact))


def get_query(conn: sa.Connection, name: str) -> Query:
    """The query of that name.

    Raises:
        NotFound: there is none.
    """
    row = conn.execute(sa.select(queries).where(queries.c.name == name)).one_or_none()
    if row is None:
        raise naming.missing(name)
    return _query(row)


def list_queries(
    conn: sa.Connection, brand: str | None = None, after: str = "", limit: int | None = None
) -> Sequence[Query]:
    """Queries by name, those after `after`, of one brand or of all.

    Raises:
        NotFound: there is no such brand.
    """
    query = sa.select(queries).where(queries.c.name > after).order_by(queries.c.name).limit(limit)
    if brand is not None:
        get_brand(conn, brand)
        query = query.where(queries.c.brand == brand)
    return [_query(row) for row in conn.execute(query)]


def create_query(conn: sa.Connection, brand: str, query: Query) -> Query:
    """Adds a query to a brand.

    Raises:
        NotFound: there is no such brand.
        AlreadyExists: the name is taken.
    """
    get_brand(conn, brand)
    row = {
        "brand": brand,
        "name": query.name,
        "create_time": store.clock(conn),
        **_asked(query),
    }
    _insert(conn, queries, row)
    changes.touch(conn)
    return get_query(conn, query.name)


def update_query(conn: sa.Connection, query: Query, *, take_over: bool = False) -> Query:
    """Writes a query that exists anew.

    Raises:
        NotFound: there is none.
        StaleVersion: it is in another state than the change is based on.
        WrongState: it is kept in a file, and the change comes from elsewhere.
    """
    stands = _standing(conn, query.name)
    if query.etag and query.etag != stands.etag:
        raise errors.StaleVersion(
            f"{query.name} was changed since; look at it again, then change it.", etag=stands.etag
        )
    if not take_over:
        keeping.check(stands, query.managed_in)
    conn.execute(queries.update().where(queries.c.name == query.name).values(**_asked(query)))
    changes.touch(conn)
    return get_query(conn, query.name)


def delete_query(conn: sa.Connection, name: str, managed_in: str = "") -> None:
    """Removes a query.

    Raises:
        NotFound: there is none.
        WrongState: it is kept in a file, and the wish comes from elsewhere.
    """
    keeping.check(_standing(conn, name), managed_in)
    conn.execute(queries.delete().where(queries.c.name == name))
    changes.touch(conn)


def _standing(conn: sa.Connection, name: str) -> Query:
    """The query of that name, which nobody else changes until the transaction ends."""
    row = conn.execute(sa.select(queries).where(queries.c.name == name).with_for_update()).one_or_none()
    if row is None:
        raise naming.missing(name)
    return _query(row)


def _asked(query: Query) -> dict[str, Any]:
    return {
        "expression": query.expression,
        "owner": query.owner or None,
        "managed_in": query.managed_in or None,
    }


def _insert(conn: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    if not bulk.insert_new(conn, table, [row], key=["name"]):
        raise errors.AlreadyExists(str(row["name"]))


def _append_fact(conn: sa.Connection, name: str, fact: events_pb2.ReferenceFact) -> None:
    subject = f"reference.brand.{name.removeprefix('brands/')}"
    event = outbox.Event(subject=subject, payload=fact.SerializeToString(), ordering_key=subject)
    outbox.append(conn, events_out, [event])


def _wording(brand: Brand) -> dict[str, Any]:
    return {
        "display_name": brand.display_name,
        "aliases": list(brand.aliases),
        "handles": list(brand.handles),
        "reply_signature": brand.reply_signature,
        "reply_sources": dict(brand.reply_sources),
        "training": brand.training,
    }


def _brand(row: sa.Row[Any]) -> Brand:
    brand = Brand(
        name=row.name,
        display_name=row.display_name,
        aliases=row.aliases,
        handles=row.handles,
        reply_signature=row.reply_signature or "",
        reply_sources=row.reply_sources or {},
        training=bool(row.training),
    )
    _stamp(brand, row.create_time)
    return brand


def _query(row: sa.Row[Any]) -> Query:
    query = Query(
        name=row.name, expression=row.expression, owner=row.owner or "", managed_in=row.managed_in or ""
    )
    query.etag = keeping.etag(query)
    _stamp(query, row.create_time)
    return query


def _stamp(resource: Brand | Query, moment: datetime) -> None:
    resource.create_time.FromDatetime(moment)
