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
from services.router.store.tables.care import care_steps
from services.router.store.tables.conversations import conversation_homes, conversation_moves
from services.router.store.tables.customers import customers, identities, merges
from services.router.store.tables.deadlines import calendars, deadline_policies, deadline_sweeps
from services.router.store.tables.history import setup_versions
from services.router.store.tables.incidents import incidents, trace_cursor, traces
from services.router.store.tables.policies import (
    policy_documents,
    policy_history,
    policy_shadows,
    rule_counts,
    shadow_differences,
)
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
from services.router.store.tables.staffing import (
    agents,
    handlings,
    offers,
    queues,
    staffing_versions,
    tags,
)

__all__ = [
    "agents",
    "answering_settings",
    "approval_rules",
    "audit",
    "calendars",
    "care_steps",
    "commitments",
    "conversation_homes",
    "conversation_moves",
    "customers",
    "deadline_policies",
    "deadline_sweeps",
    "decisions",
    "drafts",
    "erasures",
    "events_out",
    "handlings",
    "identities",
    "incidents",
    "lanes",
    "macros",
    "members",
    "merges",
    "metadata",
    "named_leases",
    "notes",
    "offers",
    "opportunities",
    "policy_documents",
    "policy_history",
    "policy_shadows",
    "queues",
    "replies",
    "reply_alternatives",
    "reply_media",
    "reply_parts",
    "rule_counts",
    "sending_pauses",
    "setup_versions",
    "shadow_differences",
    "staffing_versions",
    "suppressed",
    "tags",
    "tallies",
    "trace_cursor",
    "traces",
]
