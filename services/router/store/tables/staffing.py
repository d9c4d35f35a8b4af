"""Tables of staffing: queues, agents with their presence, offers, tags that people gave, and paces."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

queues = sa.Table(
    "queues",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("document", types.Blob, nullable=False, comment="antiphon.routing.v1.Queue as it was set"),
    sa.Column("first_age", Micros, nullable=True, comment="age of its first step or its overflow"),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("update_time", Micros, nullable=False),
)

agents = sa.Table(
    "agents",
    metadata,
    sa.Column("id", sa.Text, primary_key=True, comment="subject of the user's token"),
    sa.Column("document", types.Blob, nullable=False, comment="antiphon.routing.v1.Agent as it was set"),
    sa.Column("status", sa.SmallInteger, nullable=False, comment="Agent.Status"),
    sa.Column("seen", Micros, nullable=False, comment="latest sign of life; 0 before the first"),
    sa.Column("idle", Micros, nullable=False, comment="since when no new work came"),
    sa.Column(
        "missed", sa.Integer, nullable=False, comment="times in a row that offers ended without a word"
    ),
    sa.Column(
        "word_time",
        Micros,
        nullable=False,
        server_default="0",
        comment="latest word on what was offered, or when a time without one was counted",
    ),
    sa.Column("team", sa.Text, nullable=False, server_default="", comment="as the document has it"),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("update_time", Micros, nullable=False),
)

staffing_versions = sa.Table(
    "staffing_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False, comment="always 1"),
    sa.Column(
        "version", sa.BigInteger, nullable=False, comment="another one with every change of a queue or agent"
    ),
)

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("entered", Micros, nullable=False, comment="create_time of the opportunity then"),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False, comment="Offer.State"),
    sa.Column("sender", sa.Text, nullable=False, comment="who handed it over; empty for the router"),
    sa.Column("offer_time", Micros, nullable=False),
    sa.Column("expire_time", Micros, nullable=False),
    sa.Index("ix_offers_identity", "opportunity_id", "entered", "agent", unique=True),
)
"""Each agent is asked once while an opportunity waits; its row may be taken back."""

tags = sa.Table(
    "tags",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("tag", sa.Text, nullable=False),
    sa.Column("present", sa.Boolean, nullable=False, comment="false where somebody took it away"),
    sa.Index("ix_tags_identity", "opportunity_id", "tag", unique=True),
)
"""What people said of tags; it counts more than what policies say."""

handlings = sa.Table(
    "handlings",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("lane", sa.BigInteger, nullable=False),
    sa.Column("agent", sa.Text, nullable=False, comment="who held it"),
    sa.Column("entered", Micros, nullable=False),
    sa.Column("claim_time", Micros, nullable=False),
    sa.Column("end_time", Micros, nullable=False),
    sa.Index("ix_handlings_end", "end_time"),
)
"""What was dealt with, for estimates; kept for a day."""
