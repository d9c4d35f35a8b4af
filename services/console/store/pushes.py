"""Browsers that are told of changes wherever their person is, and the key that says who tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa

from services.common.store import bulk
from services.console.core.people import User
from services.console.core.pushing import Quiet, Target
from services.console.store import passes, tables, users

_K, _B, _S, _U = tables.push_keys.c, tables.push_targets.c, tables.sessions.c, tables.users.c
_ONLY: Final = 1
TOLD_KEPT: Final = timedelta(hours=1)


class Kept(NamedTuple):
    """A browser, by the session it was given in."""

    session: bytes
    target: Target


def key(conn: sa.Connection, fresh: bytes, now: datetime) -> bytes:
    """The private key of this installation; `fresh` becomes it where there is none yet."""
    row = {"id": _ONLY, "private": fresh, "create_time": now}
    bulk.insert_new(conn, tables.push_keys, [row], ("id",))
    found: bytes = conn.execute(sa.select(_K.private)).scalar_one()
    return found


def keep(conn: sa.Connection, secret: str, target: Target, now: datetime) -> None:
    """Keeps the browser of a session, in place of what it had before."""
    quiet = target.quiet
    row = {
        "session": passes.digest(secret),
        "address": target.address,
        "key": target.key,
        "secret": target.secret,
        "quiet_start": quiet.start,
        "quiet_end": quiet.end,
        "zone": quiet.zone,
        "create_time": now,
    }
    changing = tuple(name for name in row if name != "session")
    bulk.upsert(conn, tables.push_targets, [row], ("session",), update=changing)


def of_session(conn: sa.Connection, secret: str) -> Target | None:
    """The browser of a session; None where it wants to be told of nothing."""
    row = conn.execute(
        sa.select(tables.push_targets).where(_B.session == passes.digest(secret))
    ).one_or_none()
    return None if row is None else _target(row)


def of_person(conn: sa.Connection, name: str, now: datetime) -> Sequence[Kept]:
    """The browsers in which a person is signed in and wants to be told."""
    query = (
        sa.select(tables.push_targets)
        .join(tables.sessions, _S.digest == _B.session)
        .join(tables.users, _U.id == _S.user_id)
        .where(_U.name == name, sa.not_(_U.disabled), _S.expire_time > now)
    )
    return [Kept(row.session, _target(row)) for row in conn.execute(query)]


def somebody(conn: sa.Connection, brand: str, now: datetime) -> User | None:
    """Anybody who wants to be told and works for a brand; None if nobody does."""
    query = (
        sa.select(_S.user_id)
        .join(tables.push_targets, _S.digest == _B.session)
        .where(_S.expire_time > now)
        .distinct()
    )
    found = (users.by_id(conn, user_id) for user_id in conn.execute(query).scalars().all())
    known = (each.user for each in found if each and not each.user.disabled)
    return next((user for user in known if user.principal.works_for(brand)), None)


def drop(conn: sa.Connection, session: bytes) -> None:
    """Tells a browser nothing any more."""
    conn.execute(sa.delete(tables.push_targets).where(_B.session == session))


def first(conn: sa.Connection, event: bytes, now: datetime) -> bool:
    """Whether nobody has told of an event yet; whoever asks first tells, of several consoles one."""
    told = tables.push_told
    conn.execute(sa.delete(told).where(told.c.create_time < now - TOLD_KEPT))
    return bulk.insert_new(conn, told, [{"event": event, "create_time": now}], ("event",)) == 1


def _target(row: sa.Row[tuple[object, ...]]) -> Target:
    quiet = Quiet(row.quiet_start, row.quiet_end, row.zone)
    return Target(row.address, row.key, row.secret, quiet)
