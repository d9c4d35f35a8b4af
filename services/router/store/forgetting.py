"""Takes the words out of what was written to, and about, people who asked to be forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from services.router.core import commitments, replies
from services.router.core import parts as splitting
from services.router.core.replies import Progress
from services.router.store import aftermath, database, parts, replyrows, tables

_O: Final = tables.opportunities.c
_R: Final = tables.replies.c


def forget(
    conn: sa.Connection,
    mentions: Collection[tuple[int, str]],
    whole: Collection[int],
    authors: Collection[bytes],
) -> list[Any]:
    """Takes the words out of answers to people who asked to be forgotten; those answers as they were.

    Attributes:
        mentions: rows of opportunities and keys of mentions that were theirs.
        whole: rows of opportunities of which nothing else is left.
        authors: who they are; finds answers to mentions that are gone already.

    What the network may have at any moment keeps its words until its outcome is known.
    """
    rows = sorted({row for row, _ in mentions})
    near = sa.or_(_R.mention_author.in_(authors), database.among(conn, _R.opportunity_id, rows))
    _lock_opportunities(conn, near)
    query = sa.select(tables.replies).where(near).order_by(_R.id)
    theirs = [
        row
        for row in conn.execute(query.with_for_update()).all()
        if row.mention_author in authors
        or row.opportunity_id in whole
        or (row.opportunity_id, row.mention_key) in mentions
    ]
    for row in theirs:
        if row.state not in (replies.SENDING, replies.CHECKING) or _is_between_posts(conn, row):
            _forget_finished(conn, row)
    return theirs


def _lock_opportunities(conn: sa.Connection, near: sa.ColumnElement[bool]) -> None:
    """Locks opportunities before their replies, as whoever changes a reply does."""
    theirs = _O.id.in_(sa.select(_R.opportunity_id).where(near))
    conn.execute(sa.select(_O.id).where(theirs).order_by(_O.id).with_for_update()).all()


def forget_asides(conn: sa.Connection, opportunities: Collection[int], authors: Collection[bytes]) -> None:
    """Takes out what the team wrote beside answers, where it may speak of these authors."""
    for table in (tables.drafts, tables.notes, tables.commitments):
        about = sa.or_(
            database.among(conn, table.c.opportunity_id, sorted(opportunities)),
            table.c.mention_author.in_(authors),
        )
        if table is tables.drafts:
            conn.execute(table.delete().where(about))
        else:
            conn.execute(table.update().where(about).values(text="", mention_author=None))
    promised = tables.commitments.c
    conn.execute(
        tables.commitments.update()
        .where(promised.text == "", promised.state.in_(commitments.OPEN))
        .values(state=commitments.CANCELLED, end_time=database.now(conn))
    )


def count_asides(conn: sa.Connection, author: bytes) -> int:
    """Drafts, notes and commitments whose words may speak of an author."""
    return sum(
        conn.execute(
            sa.select(sa.func.count()).where(table.c.mention_author == author, table.c.text != "")
        ).scalar_one()
        for table in (tables.drafts, tables.notes, tables.commitments)
    )


def forget_words(conn: sa.Connection, row: Any, progress: Progress) -> Progress:
    """Takes the words out of one answer; how far it is afterwards."""
    words = {"text": "", "asked_text": None, "mention_author": None}
    conn.execute(tables.replies.update().where(_R.id == row.id).values(words))
    parts.forget(conn, row.request_id)
    others = tables.reply_alternatives
    conn.execute(others.delete().where(others.c.request_id == row.request_id))
    return progress.forget()


def _is_between_posts(conn: sa.Connection, row: Any) -> bool:
    """Whether some of its posts are out and the next has not begun to leave."""
    if row.state != replies.SENDING or row.known or not row.part_count:
        return False
    turn = splitting.current(parts.read(conn, row.request_id))
    return turn is not None and turn.state == splitting.NOT_YET


def _forget_finished(conn: sa.Connection, row: Any) -> None:
    now = database.now(conn)
    before = replyrows.progress(row)
    found = replyrows.lock_opportunity(conn, row.request_id)
    ended = Progress(replies.PARTIAL, link=row.link) if row.state == replies.SENDING else before
    progress = forget_words(conn, row, ended)
    replyrows.save(conn, row, progress, now, due=now)
    if progress.state != before.state:
        aftermath.follow(conn, found, row, progress, now=now, forgotten=True)
