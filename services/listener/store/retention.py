"""What the listener keeps for a time only: what it published, sent, could see, read again and spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from services.common.config.listener import ListenerSettings
from services.common.store.housekeeping import Chore
from services.listener.core import delivery
from services.listener.store.backfills import ENDED
from services.listener.store.tables import (
    backfills,
    coverage,
    deliveries,
    event_deliveries,
    seen,
    spends,
    webhook_marks,
)

SPENDING_DAYS: Final = 62.0
"""Days what was spent in a month, a day or a window is kept after its end."""
MARK_DAYS: Final = 1.0
"""Days the signature of a webhook is kept after a repeat of it is refused by its age."""


def chores(settings: ListenerSettings) -> Sequence[Chore]:
    """What there is to drop."""
    return (
        _chore(seen, settings.seen_retention_days, seen.c.seen_time),
        _chore(coverage, settings.coverage_retention_days, coverage.c.end_time),
        _chore(
            deliveries,
            settings.delivery_retention_days,
            deliveries.c.update_time,
            deliveries.c.state.in_(delivery.FINAL),
            deliveries.c.due_time.is_(None),
        ),
        _chore(
            event_deliveries,
            settings.delivery_retention_days,
            event_deliveries.c.update_time,
            event_deliveries.c.due_time.is_(None),
        ),
        _chore(
            backfills,
            settings.backfill_retention_days,
            backfills.c.update_time,
            backfills.c.state.in_([int(state) for state in ENDED]),
        ),
        _chore(spends, SPENDING_DAYS, spends.c.end_time),
        _chore(webhook_marks, MARK_DAYS, webhook_marks.c.expire_time),
    )


def _chore(
    table: sa.Table, days: float, moment: sa.Column[datetime], *conditions: sa.ColumnElement[bool]
) -> Chore:
    """Rows whose moment is past and that meet the conditions; one without a moment stays."""

    def find(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
        query = sa.select(table.c.id).where(moment < before, *conditions).limit(limit)
        return conn.execute(query).scalars().all()

    def drop(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
        return conn.execute(table.delete().where(table.c.id.in_(ids), moment < before, *conditions)).rowcount

    return Chore(table.name, days, find, drop)
