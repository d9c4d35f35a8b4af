"""Hears customers come back to what was ended, and what they say when they were asked whether all is well.

Only what a batch brings back is looked at, which is rare; all else costs the intake one comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from antiphon.routing.v1 import care_service_pb2 as api
from antiphon.scoring.v1 import score_pb2
from services.router.core import opportunities, replies
from services.router.core.conversations import LIVE, Conversation, Member
from services.router.store import care, database, replyrows, tables

_O: Final = tables.opportunities.c
_R: Final = tables.replies.c
_C: Final = tables.care_steps.c
_S: Final = api.CareStep
_L: Final = score_pb2.Sentiment

_SOUNDS: Final = {_L.LABEL_POSITIVE: _S.KIND_SATISFIED, _L.LABEL_NEGATIVE: _S.KIND_DISSATISFIED}
_HEARD: Final = sa.text("kind IN (21, 22, 23)")
"""As the index has it, so that the database sees that it can use it."""


def is_back(conversation: Conversation, *, entered: bool) -> bool:
    """Whether what was ended is work again."""
    before = conversation.before
    return entered and before is not None and before.state in opportunities.FINISHED


def back(conn: sa.Connection, found: Sequence[Conversation], now: int) -> None:
    """Keeps that customers came back, and how those sounded who were asked and had not been heard."""
    if not found:
        return
    rows = [each.row for each in found]
    query = sa.select(_O.id, _O.lane, _O.last_holder).where(database.among(conn, _O.id, rows))
    known = {row.id: row for row in conn.execute(query)}
    asked = _asked(conn, rows) if rows else frozenset()
    heard = _heard(conn, [each.uid for each in found if each.row in asked]) if asked else frozenset()
    for each in found:
        kinds = [_S.KIND_REOPENED]
        latest = _latest(each.members.values())
        if each.row in asked and each.uid not in heard and latest is not None:
            label = score_pb2.Score.FromString(latest.score).sentiment.label
            kinds.append(_SOUNDS.get(label, _S.KIND_NEUTRAL))
        row = known[each.row]
        care.add_kinds(conn, care.Where(each.uid, each.brand, row.lane), now, row.last_holder, kinds)


def _asked(conn: sa.Connection, rows: Sequence[int]) -> frozenset[int]:
    """Opportunities of which the customer was asked."""
    query = sa.select(_R.opportunity_id).where(
        database.among(conn, _R.opportunity_id, rows),
        _R.kind == replyrows.QUESTION,
        _R.state == replies.SENT,
    )
    return frozenset(conn.execute(query).scalars())


def _heard(conn: sa.Connection, uids: Sequence[str]) -> frozenset[str]:
    query = sa.select(_C.opportunity_uid).where(database.among(conn, _C.opportunity_uid, uids), _HEARD)
    return frozenset(conn.execute(query).scalars())


def _latest(members: Iterable[Member]) -> Member | None:
    """The latest of what just came."""
    fresh = [member for member in members if member.changed and member.status == LIVE]
    return max(fresh, key=lambda member: (member.written, member.mention_key), default=None)
