"""Reads and writes people. Every function runs in the caller's transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.common.model import errors
from services.console.core import people
from services.console.core.people import User
from services.console.core.refusals import Locked
from services.console.store import tables

_U = tables.users.c


class Wish(NamedTuple):
    """A person to be."""

    name: str
    display_name: str
    roles: frozenset[str]
    brands: frozenset[str]
    identity: str | None = None


class Secrets(NamedTuple):
    """What a person proves themselves with, as kept."""

    user: User
    password: str | None
    second_factor: bytes | None
    pending: bytes | None
    last_step: int
    recovery_codes: Sequence[str]
    failures: int
    locked_until: datetime | None


def by_name(conn: sa.Connection, name: str) -> Secrets | None:
    """Somebody by name; None if there is nobody."""
    return _one(conn, _U.name == name)


def by_id(conn: sa.Connection, user_id: int) -> Secrets | None:
    """Somebody by row; None if there is nobody."""
    return _one(conn, _U.id == user_id)


def by_identity(conn: sa.Connection, identity: str) -> Secrets | None:
    """Somebody by issuer and subject; None if there is nobody."""
    return _one(conn, _U.identity == identity)


def page(conn: sa.Connection, after: str, limit: int) -> Sequence[User]:
    """People by name, after a name."""
    query = sa.select(tables.users).where(_U.name > after).order_by(_U.name).limit(limit)
    return [_user(row) for row in conn.execute(query)]


def any_administrator(conn: sa.Connection) -> bool:
    """Whether an administrator can sign in without a link."""
    query = sa.select(_U.roles).where(
        sa.not_(_U.disabled), sa.or_(_U.password.is_not(None), _U.identity.is_not(None))
    )
    return any("administrator" in roles for roles in conn.execute(query).scalars())


def create(conn: sa.Connection, wish: Wish, now: datetime) -> User:
    """Adds a person without a password.

    Raises:
        AlreadyExists: if somebody has the name.
    """
    if by_name(conn, wish.name) is not None:
        raise errors.AlreadyExists(f"users/{wish.name}")
    values = {
        "name": wish.name,
        "display_name": wish.display_name or wish.name,
        "roles": sorted(wish.roles),
        "brands": sorted(wish.brands),
        "disabled": False,
        "last_step": 0,
        "recovery_codes": [],
        "failures": 0,
        "identity": wish.identity,
        "create_time": now,
    }
    conn.execute(sa.insert(tables.users).values(values))
    found = by_name(conn, wish.name)
    assert found is not None  # noqa: S101  # just written
    return found.user


def change(conn: sa.Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Sets columns of a person."""
    conn.execute(sa.update(tables.users).where(_U.id == user_id).values(dict(values)))


def count_try(conn: sa.Connection, name: str, now: datetime) -> Secrets | None:
    """Counts a try before it is looked at.

    Raises:
        Locked: while the person may try nothing.
    """
    known = _one(conn, _U.name == name, lock=True)
    if known is None:
        return None
    if known.locked_until is not None and known.locked_until > now:
        raise Locked((known.locked_until - now).total_seconds())
    failures = known.failures + 1
    lock = people.lock_after(failures)
    change(conn, known.user.id, {"failures": failures, "locked_until": now + lock if lock else None})
    return known


def ensure(conn: sa.Connection, name: str, roles: frozenset[str], now: datetime) -> User:
    """Somebody by name, with these roles at least; made known at first."""
    known = by_name(conn, name)
    if known is None:
        return create(conn, Wish(name, "", roles, frozenset({"*"})), now)
    if roles <= known.user.roles:
        return known.user
    change(conn, known.user.id, {"roles": sorted(known.user.roles | roles)})
    return dataclasses.replace(known.user, roles=known.user.roles | roles)


def _one(conn: sa.Connection, condition: sa.ColumnElement[bool], *, lock: bool = False) -> Secrets | None:
    query = sa.select(tables.users).where(condition)
    row = conn.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    return Secrets(
        _user(row),
        row.password,
        row.second_factor,
        row.second_factor_pending,
        row.last_step,
        row.recovery_codes,
        row.failures,
        row.locked_until,
    )


def _user(row: Any) -> User:
    return User(
        row.id,
        row.name,
        row.display_name,
        frozenset(row.roles),
        frozenset(row.brands),
        row.disabled,
        row.password is not None,
        row.second_factor is not None,
        row.create_time,
    )
