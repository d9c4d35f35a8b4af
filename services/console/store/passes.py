"""What lets people and programs in: sessions, tokens, one-time links, handshakes with an issuer.

Each is found by the digest of a secret that only its bearer has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.console.core.people import User
from services.console.store import tables, users

_S, _T, _I, _H = tables.sessions.c, tables.tokens.c, tables.invitations.c, tables.handshakes.c


class Session(NamedTuple):
    """Somebody who is signed in."""

    user: User
    csrf: str
    method: str
    expire_time: datetime


class Token(NamedTuple):
    """A program's right to act for somebody."""

    uid: str
    user: User
    title: str
    scopes: frozenset[str]
    brands: frozenset[str]
    create_time: datetime
    expire_time: datetime


class Handshake(NamedTuple):
    """What an issuer's answer must fit."""

    nonce: str
    verifier: str


def digest(secret: str) -> bytes:
    """How a secret is kept; it is long and random, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).digest()


def open_session(
    conn: sa.Connection, secret: str, user_id: int, method: str, csrf: str, **times: Any
) -> None:
    """Keeps a session; `times` are `create_time` and `expire_time`."""
    conn.execute(
        sa.insert(tables.sessions).values(
            digest=digest(secret), user_id=user_id, csrf=csrf, method=method, **times
        )
    )


def session(conn: sa.Connection, secret: str, now: datetime) -> Session | None:
    """The session of a cookie; None when there is none, it has run out, or its person is kept out."""
    row = conn.execute(
        sa.select(tables.sessions).where(_S.digest == digest(secret), _S.expire_time > now)
    ).one_or_none()
    found = users.by_id(conn, row.user_id) if row else None
    if row is None or found is None or found.user.disabled:
        return None
    return Session(found.user, row.csrf, row.method, row.expire_time)


def close_session(conn: sa.Connection, secret: str) -> None:
    """Ends a session."""
    conn.execute(sa.delete(tables.push_targets).where(tables.push_targets.c.session == digest(secret)))
    conn.execute(sa.delete(tables.sessions).where(_S.digest == digest(secret)))


def close_all(conn: sa.Connection, user_id: int) -> None:
    """Ends what lets a person in without a new proof: sessions and one-time links."""
    conn.execute(sa.delete(tables.sessions).where(_S.user_id == user_id))
    _forget_browsers(conn)
    conn.execute(sa.delete(tables.invitations).where(_I.user_id == user_id))


def create_token(conn: sa.Connection, secret: str, token: Token) -> None:
    """Keeps a token."""
    conn.execute(
        sa.insert(tables.tokens).values(
            uid=token.uid,
            digest=digest(secret),
            user_id=token.user.id,
            title=token.title,
            scopes=sorted(token.scopes),
            brands=sorted(token.brands),
            create_time=token.create_time,
            expire_time=token.expire_time,
        )
    )


def token(conn: sa.Connection, secret: str, now: datetime) -> Token | None:
    """The token of a secret; None when there is none, it has run out, or its person is kept out."""
    query = sa.select(tables.tokens).where(_T.digest == digest(secret), _T.expire_time > now)
    return next((each for each in _tokens(conn, query) if not each.user.disabled), None)


def tokens_of(conn: sa.Connection, user_id: int | None) -> Sequence[Token]:
    """Tokens of a person, or everybody's."""
    query = sa.select(tables.tokens).order_by(_T.id)
    return _tokens(conn, query if user_id is None else query.where(_T.user_id == user_id))


def token_by_uid(conn: sa.Connection, uid: str) -> Token | None:
    """A token by its name."""
    return next(iter(_tokens(conn, sa.select(tables.tokens).where(_T.uid == uid))), None)


def drop_token(conn: sa.Connection, uid: str) -> None:
    """Ends a token."""
    conn.execute(sa.delete(tables.tokens).where(_T.uid == uid))


def _tokens(conn: sa.Connection, query: sa.Select[Any]) -> list[Token]:
    made = []
    for row in conn.execute(query).all():
        found = users.by_id(conn, row.user_id)
        if found is not None:
            scopes, brands = frozenset(row.scopes), frozenset(row.brands)
            made.append(
                Token(row.uid, found.user, row.title, scopes, brands, row.create_time, row.expire_time)
            )
    return made


def invite(conn: sa.Connection, secret: str, user_id: int, expire_time: datetime) -> None:
    """Keeps a one-time link, in place of any before it."""
    conn.execute(sa.delete(tables.invitations).where(_I.user_id == user_id))
    conn.execute(
        sa.insert(tables.invitations).values(digest=digest(secret), user_id=user_id, expire_time=expire_time)
    )


def take_invitation(conn: sa.Connection, secret: str, now: datetime) -> User | None:
    """Whose link it is; it works no second time. None when there is none or it has run out."""
    row = conn.execute(
        sa.delete(tables.invitations).where(_I.digest == digest(secret)).returning(_I.user_id, _I.expire_time)
    ).one_or_none()
    if row is None or row.expire_time <= now:
        return None
    found = users.by_id(conn, row.user_id)
    return found.user if found and not found.user.disabled else None


def begin_handshake(conn: sa.Connection, state: str, handshake: Handshake, expire_time: datetime) -> None:
    """Keeps what an issuer's answer must fit."""
    conn.execute(
        sa.insert(tables.handshakes).values(
            digest=digest(state), expire_time=expire_time, **handshake._asdict()
        )
    )


def take_handshake(conn: sa.Connection, state: str, now: datetime) -> Handshake | None:
    """What an answer with this state must fit; it works no second time."""
    row = conn.execute(
        sa.delete(tables.handshakes)
        .where(_H.digest == digest(state))
        .returning(_H.nonce, _H.verifier, _H.expire_time)
    ).one_or_none()
    return Handshake(row.nonce, row.verifier) if row and row.expire_time > now else None


def sweep(conn: sa.Connection, now: datetime) -> None:
    """Drops what has run out; for after a sign-in, which is rare enough."""
    for table in (tables.sessions, tables.tokens, tables.invitations, tables.handshakes):
        conn.execute(sa.delete(table).where(table.c.expire_time <= now))
    _forget_browsers(conn)


def _forget_browsers(conn: sa.Connection) -> None:
    """Drops the browsers of sessions that have ended."""
    open_ = sa.select(_S.digest)
    conn.execute(sa.delete(tables.push_targets).where(tables.push_targets.c.session.not_in(open_)))
