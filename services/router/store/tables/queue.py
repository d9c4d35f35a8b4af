"""Tables of the queue: what was decided, opportunities with their mentions, replies, and who did what.

Text of mentions stands in `members` and nowhere else, and only while the mention deserves the queue.
Moments are whole microseconds since 1970: the bulk path computes with them, and the queue is ordered
by one. An index in the order of chance costs a page of writing for every row; hence `uid`, which
stands for brand and conversation, is the only one of that kind on a table that grows with the stream,
beside the digest by which people are forgotten.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common.store import leases, outbox, suppressions, types
from services.router.store.tables.base import Micros, metadata

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", types.Id, primary_key=True, comment="rises in the order of the decisions"),
    sa.Column("mention_key", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False, comment="2^63-1 for a deletion"),
    sa.Column("brand", sa.Text, nullable=False, comment="empty for a deletion, and where no brand matched"),
    sa.Column("outcome", sa.SmallInteger, nullable=False, comment="Decision.Outcome"),
    sa.Column("opportunity_uid", sa.Text, nullable=False, comment="empty when none"),
    sa.Column("decide_time", Micros, nullable=False),
    sa.Index("ix_decisions_identity", "mention_key", "revision", "brand", unique=True),
)


def _partial(name: str, column: str, where: str) -> sa.Index:
    """An index over those rows alone for which something holds."""
    return sa.Index(name, column, postgresql_where=sa.text(where), sqlite_where=sa.text(where))


opportunities = sa.Table(
    "opportunities",
    metadata,
    sa.Column("id", types.Id, primary_key=True, autoincrement=False, comment="given out by the intake"),
    sa.Column(
        "uid", sa.Text, nullable=False, comment="digest of brand and conversation_key: unique as they are"
    ),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("conversation_key", sa.Text, nullable=False),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False, comment="Opportunity.State"),
    sa.Column("rest", sa.SmallInteger, nullable=False, comment="state that its mentions alone give it"),
    sa.Column("holder", sa.Text, nullable=False, comment="of the lease; empty when nobody"),
    sa.Column("token", sa.BigInteger, nullable=False, comment="of the latest lease; only rises"),
    sa.Column("expires", Micros, nullable=False, comment="end of the lease; 0 when nobody holds it"),
    sa.Column("news", sa.Boolean, nullable=False, comment="something came while it was being answered"),
    sa.Column(
        "lane", sa.Integer, nullable=False, server_default="0", comment="who may work on it; 0: not known yet"
    ),
    sa.Column(
        "route",
        sa.Text,
        nullable=False,
        server_default="",
        comment="what the policy decided beside; as in members",
    ),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    sa.Column("rank_time", Micros, nullable=False),
    sa.Column("deadline_time", Micros, nullable=True),
    sa.Column(
        "clocks", sa.Text, nullable=False, server_default="", comment="empty: both run since create_time"
    ),
    sa.Column("tell_time", Micros, nullable=True, comment="when a clock is about to run out, or has"),
    sa.Column("window_end_time", Micros, nullable=True),
    sa.Column("create_time", Micros, nullable=False, comment="when it entered the queue"),
    sa.Column("update_time", Micros, nullable=False),
    sa.Column("live", sa.Integer, nullable=False, comment="members that deserve the queue"),
    sa.Column("known", sa.Integer, nullable=False, comment="members"),
    sa.Column("gone", sa.Integer, nullable=False, comment="members deleted or erased"),
    sa.Column("top_written", Micros, nullable=False),
    sa.Column("top_key", sa.Text, nullable=False, comment="weightiest live member"),
    sa.Column("latest_written", Micros, nullable=False),
    sa.Column("latest_key", sa.Text, nullable=False, comment="latest live member: the one to answer"),
    sa.Column(
        "moved", sa.Boolean, nullable=False, server_default=sa.false(), comment="a person put it in its queue"
    ),
    sa.Column("escalate_time", Micros, nullable=True, comment="when its queue asks for less"),
    sa.Column("wake_time", Micros, nullable=True, comment="when it comes back by itself"),
    sa.Column("claim_time", Micros, nullable=True, comment="when it was last claimed"),
    sa.Column("last_holder", sa.Text, nullable=False, server_default="", comment="who claimed it last"),
    sa.Index("ix_opportunities_uid", "uid", unique=True),
    sa.Index("ix_opportunities_queue", "state", "rank_time", "conversation_key"),
    sa.Index("ix_opportunities_lane", "state", "lane", "rank_time", "conversation_key"),
    sa.Index("ix_opportunities_tell", "tell_time"),
    # Only rows that are held or have an appointment stand in these, so they cost the intake nothing.
    _partial("ix_opportunities_holder", "holder", "holder <> ''"),
    _partial("ix_opportunities_expires", "expires", "expires > 0"),
    _partial("ix_opportunities_escalate", "escalate_time", "escalate_time IS NOT NULL"),
    _partial("ix_opportunities_wake", "wake_time", "wake_time IS NOT NULL"),
)

lanes = sa.Table(
    "lanes",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("queue", sa.Text, nullable=False, comment="id of the queue"),
    sa.Column("skills", sa.Text, nullable=False, comment="name to level, as an object in the order of names"),
    sa.Column(
        "unserved_time", Micros, nullable=True, comment="since when something waits that nobody can take"
    ),
    sa.Index("ix_lanes_demand", "brand", "queue", "skills", unique=True),
)

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("mention_key", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False, comment="1 live, 2 quiet, 3 gone, 4 forgotten"),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    sa.Column("written", Micros, nullable=False),
    sa.Column("author", sa.LargeBinary, nullable=True, comment="first 128 bits of SHA-256(author key)"),
    sa.Column("rule", sa.Text, nullable=False, comment="{policy}@{version} {rule}"),
    sa.Column(
        "route", sa.Text, nullable=False, server_default="", comment="where it sent it; empty for the default"
    ),
    sa.Column("parts", sa.Text, nullable=False, comment="parts of the priority, a line each"),
    sa.Column(
        "because",
        sa.Text,
        nullable=False,
        server_default="",
        comment="what decided, as sentences.keep writes it",
    ),
    sa.Column(
        "mention", sa.LargeBinary, nullable=False, comment="antiphon.mention.v1.Mention; empty unless live"
    ),
    sa.Column(
        "score", sa.LargeBinary, nullable=False, comment="antiphon.scoring.v1.Score; empty unless live"
    ),
    sa.Index("ix_members_identity", "opportunity_id", "mention_key", unique=True),
    sa.Index("ix_members_author", "author"),
)

# Bare references, as an earlier program kept them: sealed into `suppressed` at a start.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("author", sa.LargeBinary, primary_key=True, comment="as in members"),
    sa.Column("erase_time", Micros, nullable=False),
)

suppressed = suppressions.define(metadata)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("brand", sa.Text, primary_key=True, comment="empty for all together"),
    sa.Column("decisions", sa.BigInteger, nullable=False),
)

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("opportunity_id", sa.BigInteger, nullable=False),
    sa.Column("opportunity_uid", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("mention_key", sa.Text, nullable=False),
    sa.Column("conversation_key", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, comment="connection that collected the mention"),
    sa.Column("author", sa.Text, nullable=False, comment="who wrote it, as leases name people"),
    sa.Column("mention_author", sa.LargeBinary, nullable=True, comment="of the mention; as in members"),
    sa.Column("text", sa.Text, nullable=False, comment="as it goes out, signed"),
    sa.Column("signature", sa.Text, nullable=True, comment="what its words were signed with"),
    sa.Column("chosen_source", sa.Text, nullable=True, comment="whose account shall send it; empty: any"),
    sa.Column("media_count", sa.Integer, nullable=True),
    sa.Column("media_digest", sa.LargeBinary, nullable=True, comment="tells its media from others"),
    sa.Column("state", sa.SmallInteger, nullable=False, comment="Reply.State"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("known", sa.Boolean, nullable=False, comment="the listener said that it has it"),
    sa.Column("tries", sa.Integer, nullable=False, comment="looks since the state changed"),
    sa.Column("due_time", Micros, nullable=False, comment="next look of the outbox"),
    sa.Column("create_time", Micros, nullable=False),
    sa.Column("update_time", Micros, nullable=False),
    sa.Column("kind", sa.SmallInteger, nullable=True, comment="1: by hand, 2: a question of ours; null else"),
    sa.Column("private", sa.Boolean, nullable=True, comment="only the author of the mention sees it"),
    sa.Column("send_time", Micros, nullable=True, comment="as was asked; null for at once"),
    sa.Column("part_count", sa.SmallInteger, nullable=True, comment="posts, where it is split"),
    sa.Column("asked_text", sa.Text, nullable=True, comment="as its author signed it, where another stands"),
    sa.Column("approver", sa.Text, nullable=True, comment="who approved or rejected it"),
    sa.Column("sent_key", sa.Text, nullable=True, comment="key it has on the network; null until learned"),
    sa.Index("ix_replies_request", "request_id", unique=True),
    sa.Index("ix_replies_opportunity", "opportunity_id", "id"),
    sa.Index("ix_replies_due", "state", "due_time"),
    sa.Index("ix_replies_mention_author", "mention_author"),
)

reply_media = sa.Table(
    "reply_media",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False, comment="of the reply it goes with"),
    sa.Column("attachment", types.Blob, nullable=False, comment="antiphon.mention.v1.Attachment"),
    sa.Index("ix_reply_media_request", "request_id", "id"),
)
"""Pictures of answers, until the listener has them or nobody will send them."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("time", Micros, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("opportunity_uid", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False, comment="of the reply; empty when none"),
    sa.Column("detail", sa.Text, nullable=False, comment="the reason a person gave"),
    sa.Column(
        "mention_author", sa.LargeBinary, nullable=True, comment="whom the reason may speak of; as in members"
    ),
    sa.Column("brand", sa.Text, nullable=True, comment="null: that of the opportunity, or of the house"),
    sa.Index("ix_audit_opportunity", "opportunity_uid", "id"),
    sa.Index("ix_audit_time", "time"),
)

events_out = outbox.define(metadata)
named_leases = leases.define(metadata)
