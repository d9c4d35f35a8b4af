"""What the archive keeps for a time only: mentions, with what is counted of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from services.common.config.insights import InsightsSettings
from services.common.store import housekeeping, types
from services.common.store.housekeeping import Chore
from services.insights.store import deliveries, removal, tables


def chores(settings: InsightsSettings, log_seconds: float) -> Sequence[Chore]:
    """What there is to drop; mentions stay longer than messages stay on the log."""
    days = housekeeping.outliving_log(settings.mention_retention_days, log_seconds)
    told = Chore("channel_deliveries", settings.delivery_retention_days, deliveries.old, deliveries.drop)
    return (Chore("mentions", days, _old, _drop), told)


def _old(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    table = tables.mentions.c
    return housekeeping.oldest(conn, table.id, table.archive_time, _micros(before), limit)


def _drop(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    table = tables.mentions.c
    return removal.retire(conn, sa.and_(table.id.in_(ids), table.archive_time < _micros(before)))


def _micros(moment: datetime) -> int:
    return (moment - types.EPOCH) // types.MICROSECOND
