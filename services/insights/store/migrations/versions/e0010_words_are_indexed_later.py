"""Words are indexed later: a mark says how far that has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0010"
down_revision = "e0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "word_marks",
        sa.Column("until", types.Id, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("until", name=op.f("pk_word_marks")),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute("INSERT INTO word_marks (until) SELECT coalesce(max(id), 0) FROM mentions")
