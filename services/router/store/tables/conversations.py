"""Tables of conversations that do not live in their own opportunity, and of how that came about."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

conversation_homes = sa.Table(
    "conversation_homes",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("conversation_key", sa.Text, nullable=False),
    sa.Column("opportunity_uid", sa.Text, nullable=False, comment="that has mentions of it, or shall have"),
    sa.Column("main", sa.Boolean, nullable=False, comment="what belongs nowhere else comes here"),
    sa.Index("ix_conversation_homes_identity", "brand", "conversation_key", "opportunity_uid", unique=True),
    sa.Index("ix_conversation_homes_opportunity", "opportunity_uid"),
)
"""All opportunities of a conversation that people merged or split; of others there is no row."""

conversation_moves = sa.Table(
    "conversation_moves",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("kind", sa.SmallInteger, nullable=False, comment="ConversationMove.Kind"),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("source_uid", sa.Text, nullable=False, comment="opportunity where it was"),
    sa.Column("target_uid", sa.Text, nullable=False, comment="opportunity where it went"),
    sa.Column("conversation_key", sa.Text, nullable=False, comment="of the opportunity it was"),
    sa.Column("moved", sa.Text, nullable=False, comment="what moved, as core.moving.Load keeps it"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False, comment="what the request wished, to tell others from it"),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("undo_time", Micros, nullable=True),
    sa.Index("ix_conversation_moves_request", "request_id", "source_uid", unique=True),
    sa.Index("ix_conversation_moves_source", "source_uid", "id"),
    sa.Index("ix_conversation_moves_target", "target_uid", "id"),
)
