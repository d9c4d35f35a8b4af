"""Tables of policies: every version of every document, what was in force when, how often rules decided."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

policy_documents = sa.Table(
    "policy_documents",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, comment="policy, lists, thresholds"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="from 1"),
    sa.Column("text", sa.Text, nullable=False, comment="YAML as it was written"),
    sa.Column("author", sa.Text, nullable=False, comment="user:{sub}"),
    sa.Column("create_time", Micros, nullable=False),
    sa.Index("ix_policy_documents_version", "kind", "name", "version", unique=True),
)

policy_history = sa.Table(
    "policy_history",
    metadata,
    sa.Column("id", types.Id, primary_key=True, comment="rises; the highest tells replicas what is new"),
    sa.Column("kind", sa.Text, nullable=False, comment="as in policy_documents, or shadow"),
    sa.Column("brand", sa.Text, nullable=False, comment="empty for all that have none of their own"),
    sa.Column("name", sa.Text, nullable=False, comment="empty when it ended"),
    sa.Column("version", sa.Integer, nullable=False, comment="0 when it ended"),
    sa.Column("action", sa.Text, nullable=False, comment="apply, rollback, end"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("time", Micros, nullable=False),
    sa.Index("ix_policy_history_place", "kind", "brand", "id"),
)

rule_counts = sa.Table(
    "rule_counts",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("policy", sa.Text, nullable=False, comment="name without its version"),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("decisions", sa.BigInteger, nullable=False),
    sa.Column("latest_time", Micros, nullable=False),
    sa.Index("ix_rule_counts_rule", "policy", "rule", unique=True),
)

policy_shadows = sa.Table(
    "policy_shadows",
    metadata,
    sa.Column("brand", sa.Text, primary_key=True, comment="empty for all that have none of their own"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("start_time", Micros, nullable=False),
    sa.Column("decided", sa.BigInteger, nullable=False, comment="mentions that both decided"),
    sa.Column("changed", sa.BigInteger, nullable=False, comment="those they send to different places"),
)

shadow_differences = sa.Table(
    "shadow_differences",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False, comment="as in policy_shadows"),
    sa.Column("live", sa.Text, nullable=False, comment="queue, or watch, drop, own"),
    sa.Column("candidate", sa.Text, nullable=False),
    sa.Column("live_rule", sa.Text, nullable=False),
    sa.Column("candidate_rule", sa.Text, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("samples", sa.Text, nullable=False, comment="some mention keys, a line each"),
    sa.Index(
        "ix_shadow_differences_pair",
        *("brand", "live", "candidate", "live_rule", "candidate_rule"),
        unique=True,
    ),
)
