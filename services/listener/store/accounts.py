"""Accounts of sources: who they are, and their secrets, sealed before they come here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.common.store import bulk
from services.listener.store import changes
from services.listener.store.tables import accounts, credentials, sources

Account = listening_service_pb2.Account

RENEWING = "refresh_token"
"""Name of the secret that gets new ones from the network (RFC 6749, section 6)."""


Rewrap = Callable[[bytes, str, str], bytes | None]
"""Gives a sealed secret under another key, by what it is, its source and its name."""


@dataclass(frozen=True, slots=True)
class Version:
    """Tells whether an account is still as somebody has read it."""

    id: int
    revision: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as its credentials need it.

    Attributes:
        sealed: its secrets by name.
        expire_time: when the network stops accepting them.
    """

    version: Version
    sealed: Mapping[str, bytes]
    expire_time: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """New secrets of an account; those of other names stay.

    Attributes:
        sealed: by name.
        key_id: the key that sealed them.
        expire_time: when the network stops accepting them.
        login: who it is; None to keep what is known.
        scopes: what it may do; None to keep what is known.
        dropped: names of secrets that belonged to the ones that these replace.
        way: how they came; None to keep what is known.
    """

    sealed: Mapping[str, bytes]
    key_id: str
    expire_time: datetime | None = None
    login: str | None = None
    scopes: Sequence[str] | None = None
    dropped: Collection[str] = ()
    way: Account.Way | None = None


def list_all(conn: sa.Connection) -> Sequence[Account]:
    """Accounts by source, without their secrets."""
    rows = conn.execute(sa.select(accounts).order_by(accounts.c.source)).all()
    names = _names(conn)
    return [_account(row, names.get(row.source, [])) for row in rows]


def version(conn: sa.Connection, source: str) -> Version | None:
    """Where the account of a source stands; None when it has none."""
    query = sa.select(accounts.c.id, accounts.c.revision).where(accounts.c.source == source)
    row = conn.execute(query).one_or_none()
    return None if row is None else Version(row.id, row.revision)


def load(conn: sa.Connection, source: str) -> Kept | None:
    """The account of a source with its sealed secrets; None when it has none."""
    at = version(conn, source)
    if at is None:
        return None
    ends = conn.execute(sa.select(accounts.c.expire_time).where(accounts.c.id == at.id)).scalar_one()
    query = sa.select(credentials.c.name, credentials.c.sealed).where(credentials.c.source == source)
    return Kept(at, {row.name: bytes(row.sealed) for row in conn.execute(query)}, ends)


def save(conn: sa.Connection, source: str, change: Change) -> Version:
    """Keeps secrets; the account comes to be with its first."""
    now = store.clock(conn)
    first = {
        "source": source,
        "login": "",
        "scopes": [],
        "revision": changes.beginning(),
        "way": int(Account.WAY_MOUNTED),
        "create_time": now,
        "update_time": now,
    }
    bulk.insert_new(conn, accounts, [first], key=["source"])
    told: dict[str, Any] = {"login": change.login, "scopes": change.scopes, "way": change.way}
    conn.execute(
        accounts.update()
        .where(accounts.c.source == source)
        .values(
            revision=accounts.c.revision + 1,
            update_time=now,
            expire_time=change.expire_time,
            **{name: value for name, value in told.items() if value is not None},
        )
    )
    replaced = credentials.c.name.in_([*change.sealed, *change.dropped])
    conn.execute(credentials.delete().where(credentials.c.source == source, replaced))
    rows = [
        {"source": source, "name": name, "sealed": sealed, "key_id": change.key_id}
        for name, sealed in change.sealed.items()
    ]
    if rows:
        conn.execute(credentials.insert(), rows)
    at = version(conn, source)
    assert at is not None  # noqa: S101 - written above, in this transaction
    return at


def save_unless_changed(conn: sa.Connection, source: str, change: Change, before: Kept | None) -> None:
    """Keeps what was renewed; whoever gave those secrets meanwhile, or took them away, has the last word."""
    row = sa.select(sources.c.id).where(sources.c.name == source)
    if conn.execute(row.with_for_update()).one_or_none() is None:
        return
    kept = load(conn, source)
    unchanged = (kept and kept.version) == (before and before.version)
    if unchanged or _standing(kept, change) == _standing(before, change):
        save(conn, source, change)


def _standing(kept: Kept | None, change: Change) -> Sequence[bytes | None] | None:
    """What stands where a change would be written, and what it was got with; None without an account."""
    names = sorted({*change.sealed, RENEWING})
    return None if kept is None else [kept.sealed.get(name) for name in names]


def remove(conn: sa.Connection, source: str) -> bool:
    """Forgets an account and its secrets; tells whether there was one."""
    conn.execute(credentials.delete().where(credentials.c.source == source))
    return bool(conn.execute(accounts.delete().where(accounts.c.source == source)).rowcount)


def restart(conn: sa.Connection, source: str) -> None:
    """Has the source opened anew by whichever replica reads it; a paused one stays paused."""
    conn.execute(sources.update().where(sources.c.name == source).values(wake=sources.c.wake + 1))
    changes.touch(conn)


def rewrap(conn: sa.Connection, newest: str, again: Rewrap) -> int:
    """Brings every secret that another key sealed under the newest; tells how many.

    A secret that `again` gives nothing for is left alone.
    """
    old = sa.select(credentials).where(credentials.c.key_id != newest)
    done = 0
    for row in conn.execute(old).all():
        sealed = again(bytes(row.sealed), row.source, row.name)
        if sealed is not None:
            same = (credentials.c.id == row.id) & (credentials.c.key_id == row.key_id)
            conn.execute(credentials.update().where(same).values(sealed=sealed, key_id=newest))
            done += 1
    return done


def key_ids(conn: sa.Connection) -> Mapping[str, Collection[str]]:
    """Names of the keys that secrets are sealed under, by source."""
    found: dict[str, set[str]] = {}
    for row in conn.execute(sa.select(credentials.c.source, credentials.c.key_id).distinct()):
        found.setdefault(row.source, set()).add(row.key_id)
    return found


def _names(conn: sa.Connection) -> dict[str, list[str]]:
    query = sa.select(credentials.c.source, credentials.c.name)
    found: dict[str, list[str]] = {}
    for row in conn.execute(query.order_by(credentials.c.name)):
        found.setdefault(row.source, []).append(row.name)
    return found


def _account(row: sa.Row[Any], names: Sequence[str]) -> Account:
    account = Account(
        name=f"{row.source}/account",
        login=row.login,
        secret_names=names,
        scopes=row.scopes,
        renewable=RENEWING in names,
        way=row.way or Account.WAY_GIVEN,
    )
    account.create_time.FromDatetime(row.create_time)
    account.update_time.FromDatetime(row.update_time)
    if row.expire_time is not None:
        account.expire_time.FromDatetime(row.expire_time)
    return account
