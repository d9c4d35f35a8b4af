"""Table of what was set up and how it changed: queues, agents, calendars and deadline policies."""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

setup_versions = sa.Table(
    "setup_versions",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="resource name"),
    sa.Column("version", sa.Integer, nullable=False, comment="from 1"),
    sa.Column("action", sa.Text, nullable=False, comment="empty: it stood so before versions were kept"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("time", Micros, nullable=False),
    sa.Column("document", types.Blob, nullable=False, comment="the message, as its own table keeps it"),
    sa.Index("ix_setup_versions_version", "name", "version", unique=True),
)
"""Versions are only added; nothing decides by them."""
