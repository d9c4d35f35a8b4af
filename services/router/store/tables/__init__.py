"""The router's tables, a module for each subject. Only this store and the wiring see them."""

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
    "audit",
    "decisions",
    "erasures",
    "events_out",
    "lanes",
    "members",
    "metadata",
    "named_leases",
    "opportunities",
    "replies",
    "reply_media",
    "suppressed",
    "tallies",
]
