"""Table of care: what people did with opportunities, a row for each step, for the reports of leads.

Nothing in it speaks of a customer: opportunities are digests, and agents are colleagues.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

_HEARD = sa.text("kind IN (21, 22, 23)")

care_steps = sa.Table(
    "care_steps",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("time", Micros, nullable=False),
    sa.Column("kind", sa.SmallInteger, nullable=False, comment="CareStep.Kind"),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("opportunity_uid", sa.Text, nullable=False),
    sa.Column("queue", sa.Text, nullable=False, comment="id of the queue it stood in"),
    sa.Column("agent", sa.Text, nullable=False, comment="id of who did it; empty when nobody"),
    sa.Column("team", sa.Text, nullable=False, comment="of the agent then; empty for none"),
    sa.Column("duration", Micros, nullable=True, comment="microseconds"),
    sa.Index("ix_care_steps_time", "time", "id"),
    sa.Index("ix_care_steps_heard", "opportunity_uid", postgresql_where=_HEARD, sqlite_where=_HEARD),
)
"""Steps are only added; nothing decides by them, but that a customer is heard once."""
