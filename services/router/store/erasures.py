"""Forgets people: their words, their identity and our answers to them leave the tables for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from services.common.store import suppressions
from services.router.core import intake
from services.router.core.intake import Conversation, World
from services.router.store import database, events, outgoing, tables
from services.router.store import intake as recording

_M: Final = tables.members.c
_O: Final = tables.opportunities.c


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
    events.announce(conn, recording.write_opportunities(conn, touched, world, now, waits), now)
    whole = {found.row for found in touched if found.gone == found.known}
    outgoing.forget(conn, written, whole)
    return len(written)


def _touched(conn: sa.Connection, rows: Sequence[int]) -> list[Conversation]:
    found = recording.conversations(conn, database.among(conn, _O.id, rows)) if rows else []
    held = recording.members(conn, rows) if rows else {}
    for conversation in found:
        conversation.members = {member.mention_key: member for member in held.get(conversation.row, ())}
    return found
