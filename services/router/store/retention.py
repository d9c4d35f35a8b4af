"""What the router keeps for a time only: decisions, who did what, and opportunities that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from services.common.config.router import RouterSettings
from services.common.model import identity
from services.common.store import housekeeping, types
from services.common.store.housekeeping import Chore
from services.router.core import commitments, opportunities
from services.router.store import database, gathering, homes, moves, tables, unheard

_D: Final = tables.decisions.c
_A: Final = tables.audit.c
_C: Final = tables.care_steps.c
_O: Final = tables.opportunities.c

_PROMISED: Final = (
    sa.select(tables.commitments.c.id)
    .where(tables.commitments.c.opportunity_id == _O.id, tables.commitments.c.state.in_(commitments.OPEN))
    .exists()
)
_CLOSED: Final = sa.and_(
    _O.state.in_(sorted(set(opportunities.ALL) - set(opportunities.WORKABLE))), ~_PROMISED
)
"""Nothing is left to be done, and nothing promised is still to be kept."""


def chores(settings: RouterSettings, log_seconds: float) -> Sequence[Chore]:
    """What there is to drop; decisions stay longer than messages stay on the log."""
    decided = housekeeping.outliving_log(settings.decision_retention_days, log_seconds)
    return (
        Chore("decisions", decided, _old_decisions, _drop_decisions),
        Chore("audit", settings.audit_retention_days, _old_audit, _drop_audit),
        Chore("care_steps", settings.audit_retention_days, _old_steps, _drop_steps),
        Chore("opportunities", settings.opportunity_retention_days, _closed, _drop_closed),
        Chore("incidents", settings.opportunity_retention_days, _old_incidents, _drop_incidents),
        Chore("customers", settings.opportunity_retention_days, unheard.customers, unheard.drop_customers),
        Chore("merges", settings.opportunity_retention_days, unheard.merges, unheard.drop_merges),
    )


def _old_decisions(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    alive = _D.revision < identity.TOMBSTONE_REVISION
    return housekeeping.oldest(conn, _D.id, _D.decide_time, _micros(before), limit, alive)


def _drop_decisions(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    old = tables.decisions.delete().where(_D.id.in_(ids), _D.decide_time < _micros(before))
    return conn.execute(old).rowcount


def _old_audit(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    return housekeeping.oldest(conn, _A.id, _A.time, _micros(before), limit)


def _drop_audit(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    return conn.execute(tables.audit.delete().where(_A.id.in_(ids), _A.time < _micros(before))).rowcount


def _old_steps(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    return housekeeping.oldest(conn, _C.id, _C.time, _micros(before), limit)


def _drop_steps(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    return conn.execute(tables.care_steps.delete().where(_C.id.in_(ids), _C.time < _micros(before))).rowcount


def _closed(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    query = sa.select(_O.id).where(_CLOSED, _O.update_time < _micros(before)).limit(limit)
    return conn.execute(query).scalars().all()


def _drop_closed(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    """Drops opportunities with all that belongs to them, unless something came since they were found."""
    database.serialise_intake(conn)
    query = sa.select(_O.id).where(_O.id.in_(ids), _CLOSED, _O.update_time < _micros(before))
    still = conn.execute(query.order_by(_O.id).with_for_update()).scalars().all()
    uids = conn.execute(sa.select(_O.uid).where(_O.id.in_(still))).scalars().all()
    ours = sa.select(tables.replies.c.request_id).where(tables.replies.c.opportunity_id.in_(still))
    for table in (tables.reply_media, tables.reply_parts, tables.reply_alternatives):
        conn.execute(table.delete().where(table.c.request_id.in_(ours)))
    of_them = (tables.members, tables.replies, tables.drafts, tables.notes, tables.commitments)
    for table in (*of_them, tables.offers, tables.tags):
        conn.execute(table.delete().where(table.c.opportunity_id.in_(still)))
    gathering.forget(conn, still)
    homes.forget(conn, uids)
    moves.drop(conn, uids)
    return conn.execute(tables.opportunities.delete().where(_O.id.in_(still))).rowcount


def _old_incidents(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    incidents = tables.incidents.c
    members = sa.exists().where(
        tables.traces.c.incident == incidents.id, _O.id == tables.traces.c.opportunity_id
    )
    query = sa.select(incidents.id).where(incidents.last_time < _micros(before), ~members)
    return conn.execute(query.limit(limit)).scalars().all()


def _drop_incidents(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    """Drops incidents of which no opportunity is left."""
    still = set(_old_incidents(conn, before, len(ids))) & set(ids)
    conn.execute(tables.traces.update().where(tables.traces.c.incident.in_(still)).values(incident=0))
    return conn.execute(tables.incidents.delete().where(tables.incidents.c.id.in_(still))).rowcount


def _micros(moment: datetime) -> int:
    return (moment - types.EPOCH) // types.MICROSECOND
