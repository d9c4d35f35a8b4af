"""Tables of what surrounds an answer: drafts, notes, parts, approval, macros, commitments, pauses.

Whatever holds words about a customer refers to whom they may speak of, so that an erasure finds it.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import types
from services.router.store.tables.base import Micros, metadata

_WHOM = "whom the words may speak of; as in members"

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("author", sa.Text, nullable=False, comment="who wrote it, as leases name people"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="rises over all authors"),
    sa.Column("mention_author", sa.LargeBinary, nullable=True, comment=_WHOM),
    sa.Column("update_time", Micros, nullable=False),
    sa.Index("ix_drafts_author", "opportunity_id", "author", unique=True),
    sa.Index("ix_drafts_mention_author", "mention_author"),
)
"""The last words of each who wrote; the one with the highest revision is the draft."""

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("mention_author", sa.LargeBinary, nullable=True, comment=_WHOM),
    sa.Column("create_time", Micros, nullable=False),
    sa.Index("ix_notes_opportunity", "opportunity_id", "id"),
    sa.Index("ix_notes_mention_author", "mention_author"),
)

reply_parts = sa.Table(
    "reply_parts",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False, comment="of the reply"),
    sa.Column("number", sa.SmallInteger, nullable=False, comment="from 1"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False, comment="Reply.State; 0 before its turn"),
    sa.Column("mention_key", sa.Text, nullable=False, comment="of the published post; empty until sent"),
    sa.Column("link", sa.Text, nullable=False),
    sa.Index("ix_reply_parts_reply", "request_id", "number", unique=True),
)
"""Posts of answers that are split. Each goes out under a request id of its own, made of both columns."""

reply_alternatives = sa.Table(
    "reply_alternatives",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False, comment="of the reply"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("ix_reply_alternatives_reply", "request_id", "id"),
)
"""Further wordings of an answer, until somebody approved or rejected it."""

approval_rules = sa.Table(
    "approval_rules",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("author", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("role", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("network", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("create_time", Micros, nullable=False),
)

sending_pauses = sa.Table(
    "sending_pauses",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("network", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("create_time", Micros, nullable=False),
    sa.Index("ix_sending_pauses_scope", "brand", "network", unique=True),
)

macros = sa.Table(
    "macros",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="last part of the resource name"),
    sa.Column("brand", sa.Text, nullable=False, comment="empty for all"),
    sa.Column("macro", types.Blob, nullable=False, comment="antiphon.routing.v1.Macro"),
    sa.Index("ix_macros_name", "name", unique=True),
)

commitments = sa.Table(
    "commitments",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("opportunity_uid", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("mention_author", sa.LargeBinary, nullable=True, comment=_WHOM),
    sa.Column("state", sa.SmallInteger, nullable=False, comment="Commitment.State"),
    sa.Column("due_time", Micros, nullable=False),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("end_time", Micros, nullable=True),
    sa.Index("ix_commitments_opportunity", "opportunity_id", "id"),
    sa.Index("ix_commitments_due", "state", "due_time"),
    sa.Index("ix_commitments_mention_author", "mention_author"),
)

answering_settings = sa.Table(
    "answering_settings",
    metadata,
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column("undo_window", Micros, nullable=True, comment="microseconds; as the router is set when null"),
    sa.Column("satisfaction_question", sa.Text, nullable=False, comment="empty for none"),
    sa.Column("satisfaction_delay", Micros, nullable=True, comment="microseconds"),
)
