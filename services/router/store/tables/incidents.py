"""Tables of incidents, and of the fingerprints by which they are found."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("prepared_text", sa.Text, nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("start_time", Micros, nullable=False),
    sa.Column("last_time", Micros, nullable=False),
    sa.Index("ix_incidents_last", "last_time"),
)

traces = sa.Table(
    "traces",
    metadata,
    sa.Column("opportunity_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.BigInteger, nullable=False, comment="as a signed number; 0: says too little"),
    sa.Column("time", Micros, nullable=False, comment="when it entered the queue"),
    sa.Column(
        "incident", sa.BigInteger, nullable=False, comment="it belongs to; 0: none, -1: kept out by hand"
    ),
    sa.Index("ix_traces_incident", "incident", "opportunity_id"),
    sa.Index("ix_traces_time", "time"),
)
"""What opportunities said that say enough, each looked at once, in the order of their ids."""

trace_cursor = sa.Table(
    "trace_cursor",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column(
        "after_id", sa.BigInteger, nullable=False, comment="opportunities up to this one were looked at"
    ),
)
"""At most one row."""
