"""Tables of deadlines: calendars, deadline policies, and how far a change of them has been applied."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

calendars = sa.Table(
    "calendars",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="without calendars/"),
    sa.Column(
        "message", sa.LargeBinary, nullable=False, comment="antiphon.routing.v1.Calendar as it was set"
    ),
    sa.Column("update_time", Micros, nullable=False),
    sa.Index("ix_calendars_name", "name", unique=True),
)

deadline_policies = sa.Table(
    "deadline_policies",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="without deadlinePolicies/"),
    sa.Column("calendar", sa.Text, nullable=False, comment="its name; empty for day and night"),
    sa.Column("message", sa.LargeBinary, nullable=False, comment="antiphon.routing.v1.DeadlinePolicy as set"),
    sa.Column("update_time", Micros, nullable=False),
    sa.Index("ix_deadline_policies_name", "name", unique=True),
)

deadline_sweeps = sa.Table(
    "deadline_sweeps",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column(
        "after_id", sa.BigInteger, nullable=False, comment="opportunities up to this one have new deadlines"
    ),
)
"""At most one row: a change of deadlines that is being applied to what waits."""
