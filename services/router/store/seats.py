"""The row of one opportunity, locked, as the core's state machine sees it; and written back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import care_service_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import deadlines as clocks
from services.router.core import names, opportunities
from services.router.core.opportunities import Seat
from services.router.store import care, database, deadlines, moves, tables

_CLOCKS_RUN: Final = frozenset(clocks.RUNNING)
"""Between these states no clock starts, stops or ends."""
_DEALT_WITH: Final = (opportunities.ANSWERING, *opportunities.FINISHED)

_O: Final = tables.opportunities.c
_M: Final = tables.members.c

COLUMNS: Final = (
    _O.id,
    _O.uid,
    _O.brand,
    _O.conversation_key,
    _O.network,
    _O.state,
    _O.rest,
    _O.holder,
    _O.token,
    _O.expires,
    _O.news,
    _O.priority,
    _O.route,
    _O.clocks,
    _O.deadline_time,
    _O.tell_time,
    _O.window_end_time,
    _O.create_time,
    _O.latest_written,
    _O.latest_key,
    _O.lane,
    _O.last_holder,
    _O.claim_time,
)

_FOUND: Final = sa.select(*COLUMNS).where(_O.uid == sa.bindparam("uid"))
_LOCKED: Final = _FOUND.with_for_update()
_SAVE: Final = tables.opportunities.update().where(_O.id == sa.bindparam("row"))
_NOTE: Final = tables.audit.insert().inline()
_MEMBER: Final = sa.select(_M.author, _M.mention).where(
    _M.opportunity_id == sa.bindparam("row"), _M.mention_key == sa.bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity, without its mentions."""

    id: int
    brand: str
    conversation_key: str
    network: str
    priority: int
    route: str
    clocks: str
    deadline: int | None
    tell: int | None
    window_end: int | None
    created: int
    latest_written: int
    latest_key: str
    lane: int
    last_holder: str
    claimed: int | None
    seat: Seat


def read(row: Any) -> Row:
    """The opportunity of a row of `COLUMNS`."""
    seat = Seat(row.uid, row.state, row.rest, row.holder, row.token, row.expires, row.news)
    return Row(
        row.id,
        row.brand,
        row.conversation_key,
        row.network,
        row.priority,
        row.route,
        row.clocks,
        row.deadline_time,
        row.tell_time,
        row.window_end_time,
        row.create_time,
        row.latest_written,
        row.latest_key,
        row.lane,
        row.last_holder,
        row.claim_time,
        seat,
    )


def lock(conn: sa.Connection, uid: str, who: Principal | None = None) -> Row:
    """The opportunity, so that nobody else changes it until the transaction ends.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
        WrongState: if it is part of another one since people merged them.
    """
    row = conn.execute(_LOCKED, {"uid": uid}).one_or_none()
    if row is None or (who is not None and not who.works_for(row.brand)):
        raise errors.NotFound(names.opportunity(uid))
    if row.state == opportunities.MERGED:
        raise moves.refusal(conn, uid)
    return read(row)


def find(conn: sa.Connection, uid: str, who: Principal) -> Row:
    """The opportunity as it is, for who only reads.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
    """
    row = conn.execute(_FOUND, {"uid": uid}).one_or_none()
    if row is None or not who.works_for(row.brand):
        raise errors.NotFound(names.opportunity(uid))
    return read(row)


def save(conn: sa.Connection, found: Row, seat: Seat, now: int, *, actor: str = "", **more: Any) -> None:
    """Writes where the opportunity stands now, and its clocks with it.

    Args:
        conn: the transaction.
        found: the opportunity as it was.
        seat: where it stands now.
        now: the present moment.
        actor: who did it, where that is not who held it.
        more: further columns.
    """
    if seat.state != found.seat.state:
        more = _moved(conn, found, seat, now) | more
        if "clocks" not in more and not {seat.state, found.seat.state} <= _CLOCKS_RUN:
            more = deadlines.moved(conn, found, seat.state, now, actor=actor or found.seat.holder) | more
    told = {
        "row": found.id,
        "state": seat.state,
        "rest": seat.rest,
        "holder": seat.holder,
        "token": seat.token,
        "expires": seat.expires,
        "news": seat.news,
        "update_time": now,
    }
    conn.execute(_SAVE, told | more)


def _moved(conn: sa.Connection, found: Row, seat: Seat, now: int) -> dict[str, Any]:
    """What the change of a state says of who held it, and for how long."""
    before = found.seat.state
    if seat.state == opportunities.CLAIMED != before:
        return {"claim_time": now, "last_holder": seat.holder, "wake_time": None}
    if before == opportunities.CLAIMED and seat.state in _DEALT_WITH:
        row = {"lane": found.lane, "agent": found.seat.holder, "entered": found.created}
        times = {"claim_time": found.claimed or now, "end_time": now}
        conn.execute(tables.handlings.insert().values(**row, **times))
        took = care.Took(care_service_pb2.CareStep.KIND_HANDLED, now - (found.claimed or now))
        care.add(conn, where(found), now, found.seat.holder, [took])
    return {"wake_time": None} if before == opportunities.SNOOZED else {}


def where(found: Row) -> care.Where:
    """Of which opportunity a step of care is."""
    return care.Where(found.seat.uid, found.brand, found.lane)


def note(
    conn: sa.Connection,
    actor: str,
    action: str,
    uid: str,
    now: int,
    *,
    request_id: str = "",
    detail: str = "",
    mention_author: bytes | None = None,
    brand: str = "",
) -> None:
    """Writes into the audit log who did what; without a brand, an opportunity's entry is of its brand."""
    told = {
        "time": now,
        "actor": actor,
        "action": action,
        "opportunity_uid": uid,
        "request_id": request_id,
        "detail": detail,
        "mention_author": mention_author,
        "brand": brand or None,
    }
    conn.execute(_NOTE, told)


def forget_details(conn: sa.Connection, uids: Collection[str], authors: Collection[bytes]) -> None:
    """Takes the reasons that people gave out of the audit log, where they may speak of these authors."""
    audit = tables.audit.c
    about = sa.or_(database.among(conn, audit.opportunity_uid, uids), audit.mention_author.in_(authors))
    conn.execute(tables.audit.update().where(about).values(detail="", mention_author=None))


class Latest(NamedTuple):
    """The mention to answer.

    Attributes:
        author: who wrote it, as tables refer to authors.
        mention: empty when its words are gone.
    """

    author: bytes | None
    mention: mention_pb2.Mention


def latest_member(conn: sa.Connection, found: Row) -> Latest:
    """The mention to answer."""
    row = conn.execute(_MEMBER, {"row": found.id, "key": found.latest_key}).one_or_none()
    if row is None or not row.mention:
        return Latest(None, mention_pb2.Mention())
    return Latest(row.author, mention_pb2.Mention.FromString(row.mention))


def brand_filter(who: Principal, brand: str = "") -> list[str] | None:
    """Brands a question is about, as they stand in the tables; None for all.

    Raises:
        NotPermitted: if the brand asked for is not one of the caller's.
    """
    if brand:
        if not who.works_for(brand):
            raise errors.NotPermitted(f"You do not work for {brand}; ask a lead to add you.", brand=brand)
        return [brand]
    if who.works_for("*"):
        return None
    return sorted(f"brands/{name}" for name in who.brands)
