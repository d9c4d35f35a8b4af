"""Takes something into the queue that is not in it: what was ended or watched, and is to be answered.

What was only watched has its words in the archive alone; whoever takes it in brings them from there. That it
was collected for the brand, is the latest revision, and has an author who may be kept, is looked up here.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors, identity
from services.common.model.principal import Principal
from services.common.store import suppressions
from services.router.core import conversations, facts, opportunities
from services.router.core.conversations import LIVE, Conversation, Member
from services.router.core.intake import World
from services.router.core.policies import cases, sentences
from services.router.core.policies.cases import Case
from services.router.store import changes, database, events, homes, seats, tables
from services.router.store import intake as recording

_D: Final = tables.decisions.c
_O: Final = tables.opportunities.c
_E = events_pb2.EngagementEvent

RULE: Final = "by-hand@1 taken-in"
_BECAUSE: Final = sentences.keep("Somebody took it in by hand.", {}, None, "")
_TAKE: Final = ("take", _E.KIND_OPPORTUNITY_OPENED)


class Found(NamedTuple):
    """What somebody wants to answer.

    Attributes:
        key: of the mention.
        mention: as the archive has it; empty where an opportunity has its words.
    """

    brand: str
    key: str
    mention: mention_pb2.Mention
    score: score_pb2.Score
    reason: str = ""


def take(conn: sa.Connection, who: Principal, found: Found, world: World, waits: tuple[int, ...]) -> str:
    """Opens the opportunity of a mention that was collected; its uid.

    Raises:
        NotPermitted: if the brand is not one of the caller's.
        NotFound: if nothing that was collected for the brand has this key.
        WrongState: if it cannot be answered any more, or is not the latest revision.
        InvalidField: if its words are needed and were not given.
    """
    seats.brand_filter(who, found.brand)
    database.serialise_intake(conn)
    told = _ledger(conn, found)
    uids = [row.opportunity_uid for row in told if row.opportunity_uid and row.brand == found.brand]
    if uids:
        known = seats.lock(conn, uids[-1], who)
        if known.seat.state in opportunities.WORKABLE:
            return known.seat.uid
        if known.seat.rest == opportunities.OPEN:
            return _reopen(conn, who, known, found)
    return _open(conn, who, found, world, waits)


def _ledger(conn: sa.Connection, found: Found) -> list[Any]:
    """What was decided of the mention."""
    query = sa.select(_D.opportunity_uid, _D.brand, _D.revision).where(_D.mention_key == found.key)
    told = list(conn.execute(query.order_by(_D.id)))
    if not any(row.brand == found.brand for row in told):
        raise errors.NotFound(f"A mention {found.key!r} that was collected for {found.brand}")
    latest = max(row.revision for row in told)
    if latest == identity.TOMBSTONE_REVISION:
        raise errors.WrongState("The mention was deleted on its network.", state="WITHDRAWN")
    if found.mention.key and found.mention.revision < latest:
        raise errors.WrongState("The mention was edited since; take its latest revision.", state="WATCHED")
    return told


def _reopen(conn: sa.Connection, who: Principal, known: seats.Row, found: Found) -> str:
    now = database.now(conn)
    seat = known.seat.regard(opportunities.OPEN, fresh=True)
    about = seats.latest_member(conn, known).author if found.reason else None
    changes.make(conn, known, seat, now, _TAKE, actor=who.holder, detail=found.reason, about=about)
    return seat.uid


def _open(conn: sa.Connection, who: Principal, found: Found, world: World, waits: tuple[int, ...]) -> str:
    """Adds the mention to its conversation as one that deserves the queue."""
    mention = found.mention
    if mention.key != found.key:
        raise errors.InvalidField(
            "mention", "the queue has not kept its words; give the mention as the archive has it."
        )
    now = database.now(conn)
    thread = _thread(conn, found, now)
    case = cases.of(mention, found.score, world.capability(mention.network), world.names(found.brand), now)
    enter(conn, thread, case, (RULE, _BECAUSE), world=world, waits=waits)
    about = facts.author_digest(mention) if found.reason else None
    seats.note(
        conn,
        who.holder,
        _TAKE[0],
        thread.uid,
        now,
        detail=found.reason,
        mention_author=about,
        brand=found.brand,
    )
    return thread.uid


def enter(
    conn: sa.Connection,
    thread: Conversation,
    case: Case,
    why: tuple[str, str],
    *,
    world: World,
    waits: tuple[int, ...],
) -> None:
    """Adds a mention to its conversation as one that deserves the queue, and writes both.

    Args:
        conn: the transaction.
        thread: the conversation, with all its members.
        case: the mention, as the brand sees it.
        why: rule and sentence that the member is kept with.
        world: what is known of brands and networks.
        waits: by how long a priority waits at most.

    Raises:
        WrongState: if its author asked to be forgotten.
    """
    mention, (rule, because) = case.mention, why
    author = facts.author_digest(mention)
    if author and author in suppressions.present(conn, tables.suppressed, {author}):
        raise errors.WrongState("Its author asked to be forgotten.", state="WITHDRAWN")
    member = Member(mention.key, mention.revision, LIVE, rule=rule, because=because, author=author)
    conversations.fill(member, case, case.points, rule)
    thread.members[mention.key] = member
    thread.joined = thread.touched = True
    thread.fold()
    told = recording.write_opportunities(conn, [thread], world, case.now, waits)
    recording.write_members(conn, [thread])
    events.announce(conn, told, case.now)


def _thread(conn: sa.Connection, found: Found, now: int) -> Conversation:
    """The conversation of the mention with all its members; a new one where there is none."""
    key = found.mention.conversation_key or found.key
    uid = homes.home(conn, found.brand, found.mention)
    known = recording.conversations(conn, _O.uid == uid)
    if not known:
        row = 1 + (conn.execute(sa.select(sa.func.max(_O.id))).scalar_one() or 0)
        return Conversation(uid, found.brand, key, found.mention.network, row, None, now)
    (thread,) = known
    held = recording.members(conn, [thread.row]).get(thread.row, ())
    thread.members = {member.mention_key: member for member in held}
    return thread
