"""Stops of all sending, per brand and network.

An answer leaves only after `guard` and `is_paused` in the transaction that hands it out. Whoever stops
sending waits for transactions that have passed the guard already, so that after the stop nothing begins to
leave, and what had begun is seen and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.model.principal import ALL_BRANDS, Principal
from services.common.store import bulk
from services.router.core import replies
from services.router.store import database, events, seats, tables

SENDING_LOCK: Final = 0x73656E64
"""Advisory lock of Postgres: shared by whoever hands answers out, held alone by whoever stops that."""
LONGEST_REASON: Final = 500

_P: Final = tables.sending_pauses.c
_R: Final = tables.replies.c


def guard(conn: sa.Connection) -> None:
    """Keeps others from stopping sending until this transaction ends. SQLite has one writer anyway."""
    if database.is_postgres(conn):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(SENDING_LOCK)))


def is_paused(conn: sa.Connection, brand: str, network: str) -> bool:
    """Whether nothing may leave for this brand and network."""
    query = sa.select(_P.id).where(_P.brand.in_(("", brand)), _P.network.in_(("", network))).limit(1)
    return conn.execute(query).first() is not None


def holds_back() -> sa.ColumnElement[bool]:
    """Whether a row of `replies` is of a brand or network for which sending is stopped."""
    network = sa.func.substr(_R.mention_key, 1, sa.func.length(_P.network) + 1) == _P.network + ":"
    return (
        sa.select(_P.id)
        .where(sa.or_(_P.brand == "", _P.brand == _R.brand), sa.or_(_P.network == "", network))
        .correlate(tables.replies)
        .exists()
    )


def pause(conn: sa.Connection, who: Principal, brand: str, network: str, reason: str) -> routing.SendingPause:
    """Stops sending; one that is stopped already keeps its beginning and takes the new reason.

    Raises:
        InvalidField: if the reason is too long.
        NotPermitted: if the brand is not one of the caller's.
    """
    _check(who, brand)
    if len(reason) > LONGEST_REASON:
        raise errors.InvalidField("reason", f"is longer than {LONGEST_REASON} characters; shorten it.")
    if database.is_postgres(conn):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(SENDING_LOCK)))
    now = database.now(conn)
    row = {
        "brand": brand,
        "network": network,
        "actor": who.holder,
        "reason": reason,
        "create_time": now,
    }
    bulk.upsert(conn, tables.sending_pauses, [row], key=("brand", "network"), update=("actor", "reason"))
    _tell(conn, who, "pause-sending", (brand, network), now, reason=reason)
    (kept,) = (each for each in listed(conn, who) if (each.brand, each.network) == (brand, network))
    return kept


def resume(conn: sa.Connection, who: Principal, brand: str, network: str) -> None:
    """Ends a stop; what waited leaves in the order in which it was due."""
    _check(who, brand)
    gone = tables.sending_pauses.delete().where(_P.brand == brand, _P.network == network)
    if conn.execute(gone).rowcount:
        _tell(conn, who, "resume-sending", (brand, network), database.now(conn))


def listed(conn: sa.Connection, who: Principal, brand: str = "") -> Sequence[routing.SendingPause]:
    """What is stopped for a brand, or for any, as far as it concerns the caller."""
    rows = conn.execute(sa.select(tables.sending_pauses).order_by(_P.id)).all()
    return [
        _view(conn, row)
        for row in rows
        if not row.brand or (who.works_for(row.brand) and brand in ("", row.brand))
    ]


def _view(conn: sa.Connection, row: Any) -> routing.SendingPause:
    view = routing.SendingPause(brand=row.brand, network=row.network, actor=row.actor, reason=row.reason)
    view.create_time.FromMicroseconds(row.create_time)
    view.held_back_count = _count(conn, row, replies.WAITING)
    view.sending_count = _count(conn, row, (replies.SENDING, replies.CHECKING))
    return view


def _count(conn: sa.Connection, row: Any, states: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).where(_R.state.in_(states))
    if row.brand:
        query = query.where(_R.brand == row.brand)
    if row.network:
        query = query.where(_R.mention_key.startswith(f"{row.network}:", autoescape=True))
    return conn.execute(query).scalar_one()


def _check(who: Principal, brand: str) -> None:
    if not who.works_for(brand or ALL_BRANDS):
        whose = brand or "every brand"
        raise errors.NotPermitted(f"You do not work for {whose}; ask a lead who does.", brand=brand)


def _tell(
    conn: sa.Connection, who: Principal, action: str, scope: tuple[str, str], now: int, *, reason: str = ""
) -> None:
    brand, network = scope
    where = f"{brand or 'all brands'}, {network or 'all networks'}"
    said = f"{where}: {reason}" if reason else where
    seats.note(conn, who.holder, action, "", now, detail=said, brand=brand)
    kind = events_pb2.EngagementEvent.KIND_SENDING_CHANGED
    detail = f"{'paused' if action == 'pause-sending' else 'resumed'}: {where}"
    events.tell_of_brand(conn, kind, brand or "brands/-", now, actor=who.holder, detail=detail)
