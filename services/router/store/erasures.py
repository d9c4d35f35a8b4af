"""Forgets people: their words, their identity and our answers to them leave the tables for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.store import suppressions
from services.router.core import intake
from services.router.core.intake import Conversation, World
from services.router.store import customers, database, events, forgetting, gathering, moves, seats, tables
from services.router.store import intake as recording

_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_R: Final = tables.replies.c


def erase(
    conn: sa.Connection, digests: Sequence[bytes], world: World, waits: tuple[int, ...]
) -> int:  # fmt: skip
    """Remembers who asked to be forgotten and empties their mentions; how many those were."""
    database.serialise_intake(conn)
    now = database.now(conn)
    suppressions.remember(conn, tables.suppressed, digests)
    query = sa.select(_M.opportunity_id, _M.mention_key).where(_M.author.in_(digests))
    written = {(row.opportunity_id, row.mention_key) for row in conn.execute(query)}
    touched = _touched(conn, sorted({row for row, _ in written}))
    for conversation in touched:
        for member in conversation.members.values():
            if (conversation.row, member.mention_key) in written:
                member.silence(member.revision, intake.FORGOTTEN)
        conversation.fold()
    recording.write_members(conn, touched)
    changes = recording.write_opportunities(conn, touched, world, now, waits)
    whole = {found.row for found in touched if found.gone == found.known}
    answers = forgetting.forget(conn, written, whole, digests)
    forgetting.forget_asides(conn, [found.row for found in touched], digests)
    customers.forget(conn, digests)
    gathering.forget(conn, [found.row for found in touched])
    uids = _uids(touched, answers)
    seats.forget_details(conn, uids, digests)
    moves.forget(conn, uids)
    events.announce(conn, changes, now)
    events.tell_erasure(conn, {one.brand for one in (*touched, *answers)}, now)
    return len(written)


def preview(conn: sa.Connection, digest: bytes) -> routing.ErasurePreview:
    """What an erasure of this author would reach."""
    wrote = sa.and_(_M.author == digest, _M.status == intake.LIVE)
    answered = sa.and_(_R.mention_author == digest, _R.text != "")
    either = sa.union(
        sa.select(_M.opportunity_id).where(wrote), sa.select(_R.opportunity_id).where(answered)
    ).subquery()
    return routing.ErasurePreview(
        mention_count=_count(conn, sa.select(sa.func.count()).where(wrote)),
        opportunity_count=_count(conn, sa.select(sa.func.count()).select_from(either)),
        reply_count=_count(conn, sa.select(sa.func.count()).where(answered))
        + forgetting.count_asides(conn, digest),
        suppressed=digest in suppressions.present(conn, tables.suppressed, [digest]),
    )


def _count(conn: sa.Connection, query: sa.Select[int]) -> int:
    return conn.execute(query).scalar_one()


def _uids(touched: Iterable[Conversation], answers: Iterable[Any]) -> set[str]:
    return {found.uid for found in touched} | {answer.opportunity_uid for answer in answers}


def _touched(conn: sa.Connection, rows: Sequence[int]) -> list[Conversation]:
    found = recording.conversations(conn, database.among(conn, _O.id, rows)) if rows else []
    held = recording.members(conn, rows) if rows else {}
    for conversation in found:
        conversation.members = {member.mention_key: member for member in held.get(conversation.row, ())}
    return found
