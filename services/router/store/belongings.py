"""What hangs on an opportunity beside its mentions: moved as a whole for a merge, in part for a split."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from services.common.store import bulk
from services.router.core.moving import Load
from services.router.store import database, offers, tables

_F: Final = tables.offers.c
_T: Final = tables.tags.c
_X: Final = tables.traces.c
_D: Final = tables.drafts.c
_R: Final = tables.replies.c

_WORDS: Final = (tables.notes, tables.commitments)
_TOLD: Final = {
    tables.replies: _R.request_id,
    tables.notes: tables.notes.c.id,
    tables.commitments: tables.commitments.c.id,
    tables.drafts: _D.author,
}
"""Column by which the record tells rows of a table."""


class End(NamedTuple):
    """An opportunity that something leaves or comes to.

    Attributes:
        created: when it entered the queue.
    """

    row: int
    uid: str
    brand: str
    created: int


def bring(conn: sa.Connection, source: End, target: End, now: int) -> Load:
    """Moves all that hangs on one opportunity to another."""
    load = Load()
    all_ = sa.true()
    load.replies = _move(conn, tables.replies, source, target, all_)
    load.notes = _move(conn, tables.notes, source, target, all_)
    load.commitments = _move(conn, tables.commitments, source, target, all_)
    _bring_drafts(conn, source, target, load, now)
    _bring_tags(conn, source, target, load)
    _bring_incident(conn, source, target, load)
    return load


def part(
    conn: sa.Connection,
    source: End,
    target: End,
    keys: Collection[str],
    authors: Collection[bytes],
    *,
    brought: Load | None = None,
) -> Load:
    """Moves what hangs on some mentions of an opportunity to another.

    Args:
        conn: the transaction.
        source: where it is.
        target: where it goes.
        keys: of the mentions: answers to them go along.
        authors: who wrote there and nowhere in what stays: words about them go along.
        brought: by a merge that is taken back: what is still there of it goes along, too.
    """
    load, came = Load(), brought or Load()
    answers = sa.or_(
        database.among(conn, _R.mention_key, keys), database.among(conn, _R.request_id, came.replies)
    )
    load.replies = _move(conn, tables.replies, source, target, answers)
    for table, known in zip(_WORDS, (came.notes, came.commitments), strict=True):
        which = sa.or_(table.c.mention_author.in_(authors), table.c.id.in_(known))
        moved = _move(conn, table, source, target, which)
        (load.notes if table is tables.notes else load.commitments).extend(moved)
    drafts = sa.or_(_D.mention_author.in_(authors), _D.author.in_(came.drafts))
    load.drafts = _move(conn, tables.drafts, source, target, drafts)
    _part_tags(conn, source, target, brought)
    if brought and brought.incident:
        _return_incident(conn, source, target, brought)
    return load


def keep_asked(conn: sa.Connection, ends: Sequence[End], target: End) -> None:
    """Whoever was asked to take any of some opportunities is not asked again for what they are now."""
    asked: dict[str, dict[str, Any]] = {}
    for end in ends:
        query = sa.select(tables.offers).where(
            _F.opportunity_id == end.row, _F.entered == end.created, _F.state != offers.RETURNED
        )
        for row in conn.execute(query).mappings():
            asked.setdefault(row["agent"], dict(row))
    conn.execute(tables.offers.delete().where(_F.opportunity_id.in_([end.row for end in ends])))
    offers.remember(
        conn,
        [
            {name: value for name, value in row.items() if name != "id"}
            | {"opportunity_id": target.row, "entered": target.created}
            for row in asked.values()
        ],
    )


def _move(
    conn: sa.Connection,
    table: sa.Table,
    source: End,
    target: End,
    which: sa.ColumnElement[bool],
) -> list[Any]:
    """Moves the rows of a table for which something holds; a column of them."""
    values: dict[str, Any] = {"opportunity_id": target.row}
    if "opportunity_uid" in table.c:
        values["opportunity_uid"] = target.uid
    here = sa.and_(table.c.opportunity_id == source.row, which)
    return sorted(conn.execute(table.update().where(here).values(values).returning(_TOLD[table])).scalars())


def _bring_drafts(conn: sa.Connection, source: End, target: End, load: Load, now: int) -> None:
    """Nobody's words are lost: of two drafts of one author the one that comes becomes a note."""
    here, there = _drafts(conn, target.row), _drafts(conn, source.row)
    for author in sorted(there.keys() & here.keys()):
        row = there[author]
        note = {
            "opportunity_id": target.row,
            "author": author,
            "text": row.text,
            "mention_author": row.mention_author,
            "create_time": now,
        }
        if row.text.strip() and row.text != here[author].text:
            kept = tables.notes.insert().values(note).returning(tables.notes.c.id)
            load.notes.append(conn.execute(kept).scalar_one())
        conn.execute(tables.drafts.delete().where(_D.id == row.id))
    load.drafts = _move(conn, tables.drafts, source, target, sa.true())
    if here and there:
        latest = max(here.values(), key=lambda row: row.revision)
        newest = 1 + max(row.revision for row in (*here.values(), *there.values()))
        conn.execute(tables.drafts.update().where(_D.id == latest.id).values(revision=newest))


def _drafts(conn: sa.Connection, row: int) -> Mapping[str, Any]:
    query = sa.select(tables.drafts).where(_D.opportunity_id == row)
    return {draft.author: draft for draft in conn.execute(query)}


def _tags(conn: sa.Connection, row: int) -> list[tuple[str, bool]]:
    query = sa.select(_T.tag, _T.present).where(_T.opportunity_id == row).order_by(_T.tag)
    return [(tag, bool(present)) for tag, present in conn.execute(query)]


def _put_tags(conn: sa.Connection, row: int, tags: Sequence[tuple[str, bool]]) -> None:
    rows = [{"opportunity_id": row, "tag": tag, "present": present} for tag, present in tags]
    bulk.insert_new(conn, tables.tags, rows, ["opportunity_id", "tag"])


def _bring_tags(conn: sa.Connection, source: End, target: End, load: Load) -> None:
    """What people said of the tags of the target counts more."""
    known = dict(_tags(conn, target.row))
    load.tags = _tags(conn, source.row)
    load.new_tags = [tag for tag, _ in load.tags if tag not in known]
    conn.execute(tables.tags.delete().where(_T.opportunity_id == source.row))
    _put_tags(conn, target.row, load.tags)


def _part_tags(conn: sa.Connection, source: End, target: End, brought: Load | None) -> None:
    """What was split off has the tags of the whole; what comes back has its own again."""
    if brought is None:
        _put_tags(conn, target.row, _tags(conn, source.row))
        return
    gone = sa.and_(_T.opportunity_id == source.row, _T.tag.in_(brought.new_tags))
    conn.execute(tables.tags.delete().where(gone))
    _put_tags(conn, target.row, brought.tags)


def _bring_incident(conn: sa.Connection, source: End, target: End, load: Load) -> None:
    """The target keeps its incident; where it has none and may have one, it takes that of the source."""
    query = sa.select(_X.opportunity_id, _X.incident).where(_X.opportunity_id.in_([source.row, target.row]))
    found = {row.opportunity_id: row.incident for row in conn.execute(query)}
    load.incident = max(0, found.get(source.row, 0))
    conn.execute(tables.traces.delete().where(_X.opportunity_id == source.row))
    if load.incident and not found.get(target.row, 0):
        load.incident_taken = True
        _enter(conn, target, load.incident)


def _return_incident(conn: sa.Connection, source: End, target: End, brought: Load) -> None:
    _enter(conn, target, brought.incident)
    if brought.incident_taken:
        taken = sa.and_(_X.opportunity_id == source.row, _X.incident == brought.incident)
        conn.execute(tables.traces.update().where(taken).values(incident=0))


def _enter(conn: sa.Connection, end: End, incident: int) -> None:
    row = {
        "opportunity_id": end.row,
        "brand": end.brand,
        "fingerprint": 0,
        "time": end.created,
        "incident": incident,
    }
    bulk.upsert(conn, tables.traces, [row], ["opportunity_id"], update=("incident",))
