"""Documents of policies: versions are only added, and so is what was in force when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import names
from services.router.core.policies.rulebook import Rulebook, Stored
from services.router.store import database, events, seats, tables, versions

_D: Final = tables.policy_documents.c
_H: Final = tables.policy_history.c
_S: Final = tables.policy_shadows.c

Connection = sa.Connection

SHADOW: Final = "shadow"
POLICY_LOCK: Final = 0x706F6C69
"""Advisory lock of Postgres: whoever changes policies does it alone."""


class Entry(NamedTuple):
    """A version of a document where it is, or was, in force."""

    id: int
    kind: str
    brand: str
    name: str
    version: int
    action: str
    actor: str
    comment: str
    time: int
    text: str = ""


class Change(NamedTuple):
    """What is asked to be put in force."""

    kind: str
    name: str
    brand: str
    text: str
    comment: str


def latest(conn: sa.Connection) -> int:
    """The latest entry of the history: tells states of the policies apart; 0 before the first."""
    return conn.execute(sa.select(sa.func.max(_H.id))).scalar_one() or 0


def load(conn: sa.Connection) -> Rulebook:
    """Everything in force."""
    mark = latest(conn)
    in_force_now = sa.select(sa.func.max(_H.id)).where(_H.kind != SHADOW).group_by(_H.kind, _H.brand)
    query = (
        sa.select(_H.kind, _H.brand, _H.name, _H.version, _D.text)
        .where(_H.id.in_(in_force_now), _H.version > 0)
        .join_from(tables.policy_history, tables.policy_documents, _same())
    )
    active = {
        (row.kind, row.brand): Stored(row.kind, row.name, row.version, row.text)
        for row in conn.execute(query)
    }
    shadows = {row.brand: row.text for row in conn.execute(sa.select(_S.brand, _S.text))}
    return Rulebook(active, shadows, mark)


def apply(conn: sa.Connection, who: Principal, change: Change, based_on: int) -> Entry:
    """Keeps a document as its next version and puts it in force.

    Raises:
        StaleVersion: if it is not based on the latest version.
    """
    alone(conn)
    now = database.now(conn)
    query = sa.select(_D.version, _D.author).where(_D.kind == change.kind, _D.name == change.name)
    latest = conn.execute(query.order_by(_D.version.desc()).limit(1)).one_or_none()
    version = latest.version if latest else 0
    if version != based_on:
        raise _stale(change, based_on, version, latest.author if latest else "")
    conn.execute(
        tables.policy_documents.insert().values(
            kind=change.kind,
            name=change.name,
            version=version + 1,
            text=change.text,
            author=who.holder,
            create_time=now,
        )
    )
    return _enter(conn, who, change, version + 1, action="apply", now=now)


def rollback(conn: sa.Connection, who: Principal, change: Change, version: int) -> Entry:
    """Puts an older version in force again; version 0 ends what is in force.

    Raises:
        NotFound: if there is no such version, or nothing in force to be ended.
    """
    alone(conn)
    now = database.now(conn)
    if version:
        text = version_text(conn, change.kind, change.name, version)
        return _enter(conn, who, change._replace(text=text), version, action="rollback", now=now)
    present = in_force(conn, change.kind, change.brand)
    if present is None:
        raise errors.NotFound(f"A document in force for {change.brand or 'all brands'}")
    return _enter(conn, who, change._replace(name="", text=""), 0, action="end", now=now)


def version_text(conn: sa.Connection, kind: str, name: str, version: int) -> str:
    """The text of a version.

    Raises:
        NotFound: if there is none.
    """
    query = sa.select(_D.text).where(_D.kind == kind, _D.name == name, _D.version == version)
    text: str | None = conn.execute(query).scalar_one_or_none()
    if text is None:
        raise errors.NotFound(f"{kind} {name}@{version}")
    return text


def visible(conn: sa.Connection, kind: str, name: str, version: int, brands: list[str] | None) -> bool:
    """Whether a version is, or was, in force for all or for one of these brands; None is every brand."""
    query = sa.select(_H.id).where(_H.kind == kind, _H.name == name, _H.version == version).limit(1)
    if brands is not None:
        query = query.where(_H.brand.in_(["", *brands]))
    return conn.execute(query).first() is not None


def latest_text(conn: sa.Connection, kind: str, name: str) -> str | None:
    """The text of the latest version of a document; None when there is none."""
    query = sa.select(_D.text).where(_D.kind == kind, _D.name == name).order_by(_D.version.desc()).limit(1)
    return conn.execute(query).scalar_one_or_none()


def in_force(conn: sa.Connection, kind: str, brand: str) -> Entry | None:
    """What is in force for exactly this brand; an empty one is all that have none of their own."""
    query = sa.select(*_H).where(_H.kind == kind, _H.brand == brand).order_by(_H.id.desc()).limit(1)
    row = conn.execute(query).one_or_none()
    if row is None or not row.version:
        return None
    return Entry(*row)._replace(text=version_text(conn, kind, row.name, row.version))


def active_ids(conn: sa.Connection) -> set[int]:
    """Entries of the history that are in force now."""
    latest = sa.select(sa.func.max(_H.id)).where(_H.kind != SHADOW).group_by(_H.kind, _H.brand)
    query = sa.select(_H.id).where(_H.id.in_(latest), _H.version > 0)
    return set(conn.execute(query).scalars())


def history(
    conn: sa.Connection, which: Mapping[str, Any], before: int | None, size: int, brands: list[str] | None
) -> list[Entry]:
    """The history, newest first; `which` are columns with the values they must have."""
    query = sa.select(*_H).where(_H.kind != SHADOW).order_by(_H.id.desc()).limit(size)
    for name, value in which.items():
        query = query.where(_H[name] == value)
    if before is not None:
        query = query.where(_H.id < before)
    if brands is not None:
        query = query.where(_H.brand.in_(["", *brands]))
    return [Entry(*row) for row in conn.execute(query)]


def _enter(
    conn: sa.Connection, who: Principal, change: Change, version: int, *, action: str, now: int
) -> Entry:  # fmt: skip
    values: dict[str, Any] = {
        "kind": change.kind,
        "brand": change.brand,
        "name": change.name,
        "version": version,
        "action": action,
        "actor": who.holder,
        "comment": change.comment,
        "time": now,
    }
    versions.renew(conn, versions.POLICIES)
    insert = tables.policy_history.insert().values(**values).returning(_H.id)
    number = conn.execute(insert).scalar_one()
    place = change.brand or "all brands"
    detail = f"{change.kind} {change.name}@{version} for {place}" if version else f"{change.kind} of {place}"
    seats.note(conn, who.holder, f"policy.{action}", "", now, detail=detail, brand=change.brand)
    changed = events_pb2.EngagementEvent.KIND_POLICY_CHANGED
    place_name = change.brand or f"brands/{names.ANY}"
    events.tell_of_brand(conn, changed, place_name, now, actor=who.holder, detail=f"{action}: {detail}")
    return Entry(number, **values, text=change.text)


def remember_shadow(conn: sa.Connection, who: Principal, brand: str, name: str, text: str) -> None:
    """Sets or ends the candidate of a brand; its counts begin anew."""
    alone(conn)
    now = database.now(conn)
    conn.execute(tables.policy_shadows.delete().where(_S.brand == brand))
    conn.execute(tables.shadow_differences.delete().where(tables.shadow_differences.c.brand == brand))
    if text:
        row = {"brand": brand, "name": name, "text": text, "author": who.holder, "start_time": now}
        conn.execute(tables.policy_shadows.insert().values(**row, decided=0, changed=0))
    change = Change(SHADOW, name, brand, text, "")
    _enter(conn, who, change, 0, action="set" if text else "end", now=now)


def _same() -> sa.ColumnElement[bool]:
    return sa.and_(_H.kind == _D.kind, _H.name == _D.name, _H.version == _D.version)


def alone(conn: sa.Connection) -> None:
    """Waits until nobody else changes policies, until this transaction ends; SQLite has one writer anyway."""
    if database.is_postgres(conn):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(POLICY_LOCK)))


def _stale(change: Change, based_on: int, version: int, author: str) -> errors.StaleVersion:
    if version == 0:
        said = f"there is no version {based_on} of {change.name}; base it on 0, as a new document"
    else:
        said = f"it is based on version {based_on}, and {author} applied version {version} since"
        remedy = f"look at that with `antiphon policy show {change.name}@{version}`"
        said = f"{said}; {remedy}, and write `based_on: {version}`"
    return errors.StaleVersion(
        f"{change.kind} {change.name}: {said}.", document=change.name, version=str(version)
    )
