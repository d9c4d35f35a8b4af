"""Asks a customer once, some time after a private answer, whether all is well; only where a brand wants that.

Never in public, never of spam, never twice in a conversation, nobody twice in a month by one brand, and not
when the customer has written again.
"""

from __future__ import annotations

import uuid
from typing import Any, Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk
from services.router.core import firsts, replies
from services.router.store import answering_settings, replyrows, tables
from services.router.store.seats import Row

ASKER: Final = "service:router"
REST: Final = 30 * 86_400 * 1_000_000
"""Microseconds for which a brand that asked a customer asks nothing more, in whatever conversation."""

_R: Final = tables.replies.c
_M: Final = tables.members.c


def ask(conn: sa.Connection, found: Row, answer: Any, now: int) -> None:
    """Schedules the question behind an answer that has just been sent, where it may be asked."""
    chosen = answering_settings.read(conn, found.brand)
    if firsts.is_opening(answer.mention_key):  # nobody asked us anything
        return
    if not chosen.question or not _welcome(conn, found, answer) or _was_asked(conn, found, answer, now):
        return
    row = {
        "request_id": str(uuid.uuid4()),
        "opportunity_id": found.id,
        "opportunity_uid": found.seat.uid,
        "brand": found.brand,
        "mention_key": answer.mention_key,
        "conversation_key": answer.conversation_key,
        "source": answer.source,
        "author": ASKER,
        "mention_author": answer.mention_author,
        "text": chosen.question,
        "signature": "",
        "chosen_source": answer.chosen_source or "",
        "media_count": 0,
        "media_digest": None,
        "state": replies.SCHEDULED,
        "reason": "",
        "link": "",
        "known": False,
        "tries": 0,
        "due_time": now + chosen.delay,
        "create_time": now,
        "update_time": now,
        "kind": replyrows.QUESTION,
        "private": answer.private,
        "send_time": now + chosen.delay,
    }
    bulk.insert(conn, tables.replies, [row])


def _welcome(conn: sa.Connection, found: Row, answer: Any) -> bool:
    """Whether the conversation is private and its customer a person."""
    query = sa.select(_M.mention, _M.score).where(
        _M.opportunity_id == found.id, _M.mention_key == answer.mention_key
    )
    row = conn.execute(query).one_or_none()
    if row is None or not row.mention:
        return False
    mention = mention_pb2.Mention.FromString(row.mention)
    private = mention.private or mention.kind == mention_pb2.Mention.KIND_MESSAGE
    return private and not score_pb2.Score.FromString(row.score).spam.present


def _was_asked(conn: sa.Connection, found: Row, answer: Any, now: int) -> bool:
    here = _R.opportunity_id == found.id
    lately = sa.and_(
        _R.mention_author == answer.mention_author, _R.brand == found.brand, _R.create_time > now - REST
    )
    query = sa.select(_R.id).where(_R.kind == replyrows.QUESTION, sa.or_(here, lately)).limit(1)
    return conn.execute(query).first() is not None
