"""Deliveries and their turns.

A turn is the right to work on a delivery: whoever takes it raises `turn` and moves `due_time` away. An
outcome is written only by the turn that produced it, so a replica that was stalled past its time cannot
overwrite what another found out. The one exception is news that the network has it.

A row holds our answer and refers to whom it answers, so that it loses its words when they are to be
forgotten: at once when it has come to its end, else when it does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.common.store import bulk, suppressions
from services.listener.core import delivery, naming
from services.listener.store.tables import deliveries, delivery_media, suppressed


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery and the right to work on it."""

    record: delivery.Record
    number: int


def insert(conn: sa.Connection, record: delivery.Record, payload_digest: bytes) -> bool:
    """Commits a new delivery; tells whether it is new.

    Raises:
        RequestIdReused: the id was used for another payload.
    """
    row = {
        "request_id": record.request_id,
        "payload_digest": payload_digest,
        "source": record.source,
        "mention_key": record.mention_key,
        "conversation_key": record.conversation_key,
        "mention_author": record.mention_author or None,
        "text": record.text,
        "create_time": record.create_time,
        "kind": int(record.kind),
        "action": record.moderation,
        "private": record.private,
        "recipient": record.recipient or None,
        "title": record.title or None,
        "turn": 0,
        **_changing(record),
    }
    if bulk.insert_new(conn, deliveries, [row], key=["request_id"]):
        _keep_media(conn, record)
        return True
    query = sa.select(deliveries.c.payload_digest).where(deliveries.c.request_id == record.request_id)
    if bytes(conn.execute(query).scalar_one()) != payload_digest:
        raise errors.RequestIdReused(
            "request_id: this id was used for another delivery; make a new UUID for each.",
            request_id=record.request_id,
        )
    return False


def get(conn: sa.Connection, request_id: str) -> delivery.Record:
    """The delivery of that request id.

    Raises:
        NotFound: there is none.
    """
    row = conn.execute(sa.select(deliveries).where(deliveries.c.request_id == request_id)).one_or_none()
    if row is None:
        raise naming.missing(f"deliveries/{request_id}")
    return _record(row)


def sender_of(conn: sa.Connection, key: str) -> str:
    """The source whose account sent an answer; empty when none of the deliveries that are kept did."""
    query = sa.select(deliveries.c.source).where(deliveries.c.sent_key == key)
    found = conn.execute(query.order_by(deliveries.c.id.desc()).limit(1)).scalar_one_or_none()
    return str(found or "")


def take(conn: sa.Connection, request_id: str, now: datetime, until: datetime) -> Turn | None:
    """Takes a delivery whose time has come; None when there is nothing to do or another was faster."""
    query = sa.select(deliveries).where(deliveries.c.request_id == request_id, deliveries.c.due_time <= now)
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    taken = conn.execute(
        deliveries.update()
        .where(deliveries.c.id == row.id, deliveries.c.turn == row.turn)
        .values(turn=row.turn + 1, due_time=until)
    )
    if not taken.rowcount:
        return None
    return Turn(replace(_record(row), media=_media(conn, request_id)), row.turn + 1)


def save(conn: sa.Connection, turn: Turn, record: delivery.Record) -> bool:
    """Writes what a turn found out; tells whether it still was its to write."""
    owned = deliveries.c.turn == turn.number
    if record.state == delivery.State.STATE_SENT:
        owned = sa.true()
    saved = conn.execute(
        deliveries.update()
        .where(deliveries.c.request_id == record.request_id, owned)
        .values(**_changing(record))
    )
    if saved.rowcount and record.is_final:
        conn.execute(delivery_media.delete().where(delivery_media.c.request_id == record.request_id))
    return bool(saved.rowcount)


def nothing(_conn: sa.Connection) -> None:
    """Work for `Database.forget`, to empty the journal of what earlier transactions took out."""


def forget(conn: sa.Connection, authors: Collection[bytes]) -> int:
    """Takes the words out of finished answers to these authors; how many those were."""
    theirs = deliveries.c.mention_author.in_(authors)
    return _forget(
        conn, sa.and_(theirs, deliveries.c.state.in_(delivery.FINAL), deliveries.c.due_time.is_(None))
    )


def forget_if_asked(conn: sa.Connection, record: delivery.Record) -> bool:
    """The same for one that has just come to its end, if its reader asked to be forgotten meanwhile."""
    if not record.is_final or not record.mention_author:
        return False
    if not suppressions.present(conn, suppressed, [record.mention_author]):
        return False
    return bool(_forget(conn, deliveries.c.request_id == record.request_id))


def count_to(conn: sa.Connection, author: bytes) -> int:
    """Answers to an author whose words are kept."""
    query = sa.select(sa.func.count()).where(deliveries.c.mention_author == author, deliveries.c.text != "")
    return conn.execute(query).scalar_one()


def list_due(conn: sa.Connection, now: datetime, limit: int = 100) -> Sequence[str]:
    """Request ids of deliveries that wait for somebody."""
    query = (
        sa.select(deliveries.c.request_id)
        .where(deliveries.c.due_time <= now)
        .order_by(deliveries.c.due_time)
        .limit(limit)
    )
    return conn.execute(query).scalars().all()


def orphan_all(conn: sa.Connection, now: datetime) -> None:
    """Has every unfinished delivery looked after at once: no other process can be working on one."""
    conn.execute(
        deliveries.update()
        .where(deliveries.c.due_time.is_not(None), deliveries.c.in_flight)
        .values(due_time=now)
    )


def _keep_media(conn: sa.Connection, record: delivery.Record) -> None:
    rows = [
        {"request_id": record.request_id, "attachment": each.SerializeToString()} for each in record.media
    ]
    bulk.insert(conn, delivery_media, rows)


def _media(conn: sa.Connection, request_id: str) -> Sequence[mention_pb2.Attachment]:
    query = sa.select(delivery_media.c.attachment).where(delivery_media.c.request_id == request_id)
    kept = conn.execute(query.order_by(delivery_media.c.id)).scalars()
    return tuple(mention_pb2.Attachment.FromString(one) for one in kept)


def _forget(conn: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    sent = deliveries.c.state == int(delivery.State.STATE_SENT)
    reason = sa.case((sent, ""), else_=delivery.FORGOTTEN)
    gone = {"text": "", "recipient": None, "title": None, "mention_author": None}
    emptied = deliveries.update().where(which).values(reason=reason, **gone)
    return conn.execute(emptied).rowcount


def _changing(record: delivery.Record) -> dict[str, Any]:
    return {
        "state": int(record.state),
        "reason": record.reason,
        "in_flight": record.in_flight,
        "attempt_count": record.attempt_count,
        "retry_count": record.retry_count,
        "look_count": record.look_count,
        "first_attempt_time": record.first_attempt_time,
        "due_time": record.due_time,
        "sent_key": record.sent_key,
        "sent_link": record.sent_link,
        "update_time": record.update_time,
    }


def _record(row: sa.Row[Any]) -> delivery.Record:
    return delivery.Record(
        request_id=row.request_id,
        source=row.source,
        mention_key=row.mention_key,
        conversation_key=row.conversation_key,
        text=row.text,
        create_time=row.create_time,
        update_time=row.update_time,
        state=row.state,
        reason=row.reason,
        in_flight=row.in_flight,
        attempt_count=row.attempt_count,
        retry_count=row.retry_count,
        look_count=row.look_count,
        first_attempt_time=row.first_attempt_time,
        due_time=row.due_time,
        sent_key=row.sent_key,
        sent_link=row.sent_link,
        mention_author=bytes(row.mention_author or b""),
        kind=delivery.Kind(row.kind or 0),
        moderation=row.action or 0,
        private=bool(row.private),
        recipient=row.recipient or "",
        title=row.title or "",
    )
