"""The router's tables, a module for each subject. Only this store and the wiring see them."""

from services.router.store.tables.answers import (
    answering_settings,
    approval_rules,
    commitments,
    drafts,
    macros,
    notes,
    reply_alternatives,
    reply_parts,
    sending_pauses,
)
from services.router.store.tables.base import metadata
from services.router.store.tables.queue import (
    audit,
    decisions,
    erasures,
    events_out,
    lanes,
    members,
    named_leases,
    opportunities,
    replies,
    reply_media,
    suppressed,
    tallies,
)

__all__ = [
    "answering_settings",
    "approval_rules",
    "audit",
    "commitments",
    "decisions",
    "drafts",
    "erasures",
    "events_out",
    "lanes",
    "macros",
    "members",
    "metadata",
    "named_leases",
    "notes",
    "opportunities",
    "replies",
    "reply_alternatives",
    "reply_media",
    "reply_parts",
    "sending_pauses",
    "suppressed",
    "tallies",
]
