"""Notes: words for the team about an opportunity; written once, never changed, never sent."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model.principal import Principal
from services.router.core import drafts, names, paging
from services.router.store import database, events, seats, tables

_N: Final = tables.notes.c
_CREATED: Final = events_pb2.EngagementEvent.KIND_NOTE_CREATED


def write(conn: sa.Connection, who: Principal, uid: str, text: str) -> drafting.Note:
    """Writes a note.

    Raises:
        InvalidField: if it is empty or too long.
        NotFound: if there is no such opportunity.
    """
    drafts.check_note(text)
    found = seats.lock(conn, uid, who)
    now = database.now(conn)
    row = {
        "opportunity_id": found.id,
        "author": who.holder,
        "text": text.replace("\0", ""),
        "mention_author": seats.latest_member(conn, found).author,
        "create_time": now,
    }
    kept = conn.execute(tables.notes.insert().values(row).returning(*tables.notes.c)).one()
    events.tell(conn, _CREATED, found.seat, found.brand, now, actor=who.holder)
    return _view(uid, kept)


def listed(
    conn: sa.Connection, who: Principal, request: drafting.ListNotesRequest
) -> drafting.ListNotesResponse:
    """A page of the notes about an opportunity, oldest first."""
    uid = names.opportunity_uid(request.parent, "parent")
    found = seats.find(conn, uid, who)
    question = f"notes {uid}"
    after = paging.decode(request.page_token, question, (int,))
    limit = paging.size(request.page_size, 50, 500)
    query = sa.select(tables.notes).where(_N.opportunity_id == found.id, _N.id > (after[0] if after else 0))
    rows = conn.execute(query.order_by(_N.id).limit(limit + 1)).all()
    token = paging.encode(question, [rows[limit - 1].id]) if len(rows) > limit else ""
    return drafting.ListNotesResponse(notes=[_view(uid, row) for row in rows[:limit]], next_page_token=token)


def _view(uid: str, row: Any) -> drafting.Note:
    view = drafting.Note(name=f"{names.opportunity(uid)}/notes/{row.id}", text=row.text, author=row.author)
    view.create_time.FromMicroseconds(row.create_time)
    return view
