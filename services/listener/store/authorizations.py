"""Accounts on their way: begun here, agreed to on the network's page, completed here once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from services.common import store
from services.listener.store.tables import authorizations

LIFETIME: Final = timedelta(minutes=15)
"""How long somebody may take on the network's page."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What must still be known when the network's page comes back.

    Attributes:
        source: resource name.
        begun_by: subject of the person who began; nobody else may complete it.
        redirect_uri: where the network sends the person.
        sealed: the rest, which is secret.
    """

    source: str
    begun_by: str
    redirect_uri: str
    sealed: bytes


def begin(conn: sa.Connection, state: str, begun: Begun) -> datetime:
    """Keeps it under a digest of its state; tells until when. Those that ran out go."""
    now = store.clock(conn)
    conn.execute(authorizations.delete().where(authorizations.c.expire_time <= now))
    row = {
        "state_digest": _digest(state),
        "source": begun.source,
        "begun_by": begun.begun_by,
        "redirect_uri": begun.redirect_uri,
        "sealed": begun.sealed,
        "expire_time": now + LIFETIME,
    }
    conn.execute(authorizations.insert().values(**row))
    return now + LIFETIME


def take(conn: sa.Connection, state: str, begun_by: str) -> Begun | None:
    """What was begun with that state by that person, once; None when there is nothing, or it ran out."""
    mine = (authorizations.c.state_digest == _digest(state)) & (authorizations.c.begun_by == begun_by)
    row = conn.execute(sa.select(authorizations).where(mine)).one_or_none()
    if row is None or not conn.execute(authorizations.delete().where(mine)).rowcount:
        return None
    if row.expire_time <= store.clock(conn):
        return None
    return Begun(row.source, row.begun_by, row.redirect_uri, bytes(row.sealed))


def remove(conn: sa.Connection, source: str) -> None:
    """Forgets what was begun for a source."""
    conn.execute(authorizations.delete().where(authorizations.c.source == source))


def _digest(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()
