"""Makes some mentions of an opportunity one of their own, or takes a merge back. Part of one transaction.

Locks as `merging` says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.common.model.principal import Principal
from services.router.core import intake, joining, moving, names, opportunities
from services.router.core.conversations import Conversation
from services.router.core.intake import World
from services.router.core.joining import Outcome, Part
from services.router.core.moving import Load, SplitWish
from services.router.store import belongings, database, events, homes, merging, moves, placing, seats, tables
from services.router.store.placing import Table

_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_E = events_pb2.EngagementEvent

ACTION: Final = "split"


class Said(NamedTuple):
    """What the live mentions of an opportunity tell of themselves.

    Attributes:
        threads: conversation of each, by key.
        authors: who wrote each, as tables refer to authors.
    """

    threads: Mapping[str, str]
    authors: Mapping[str, bytes]


class Separated(NamedTuple):
    """What is split off.

    Attributes:
        token: of the latest lease it had before; 0 where it is new.
        is_new: whether it has no row yet.
    """

    thread: Conversation
    token: int
    is_new: bool


def split(
    conn: sa.Connection, who: Principal, wish: SplitWish, world: World, waits: tuple[int, ...]
) -> int:  # fmt: skip
    """Splits mentions off an opportunity; number of what moved, that of before if asked again.

    Raises:
        NotFound, LeaseHeld, WrongState, RequestIdReused: if it cannot be.
        InvalidField: if a mention is not in it, or it is too much at a time.
    """
    database.serialise_intake(conn)
    if before := moves.asked_before(conn, who, wish):
        return int(before[0].id)
    table = Table.read(conn, world, waits)
    (whole,) = placing.locked(conn, who, [wish.uid], table, "split")
    thread, merge = whole.thread, moves.merge_of(conn, wish.move, wish.uid) if wish.move else None
    said = _said(conn, thread.row)
    keys = _leaving(conn, thread, said, wish, merge)
    moving.check_size(len(keys))
    left = _separated(conn, thread, said, keys, request_id=wish.request_id, merge=merge)
    joining.divide(thread, left.thread, keys)
    stays, leaves = joining.apart(whole, left.thread, left.token, table.now)
    placing.move_members(conn, thread, left.thread, sorted(keys))
    followed = [row for row in moves.within(conn, wish.uid, keys) if row.id != wish.move]
    ours = {row.conversation_key for row in (*followed, *([merge] if merge else []))}
    _settle(conn, thread, left.thread, said, ours)
    moves.retarget(conn, [row.id for row in followed], left.thread.uid)
    if merge:
        moves.take_back(conn, merge.id, table.now)
    moves.forgo(conn, wish.uid, keys)
    load = _carry(conn, whole, left.thread, said, merge)
    number = moves.keep(conn, _row(who, wish, left.thread, table.now), load)
    placing.write(conn, thread, stays, table)
    placing.write(conn, left.thread, leaves, table, new=left.is_new)
    _tell(conn, who, wish, whole, (stays, leaves), now=table.now)
    return number


def _said(conn: sa.Connection, row: int) -> Said:
    query = sa.select(_M.mention_key, _M.author, _M.mention).where(
        _M.opportunity_id == row, _M.status == intake.LIVE
    )
    threads, authors = {}, {}
    for key, author, kept in conn.execute(query):
        threads[key] = mention_pb2.Mention.FromString(kept).conversation_key or key
        if author:
            authors[key] = bytes(author)
    return Said(threads, authors)


def _leaving(
    conn: sa.Connection, thread: Conversation, said: Said, wish: SplitWish, merge: Any
) -> Collection[str]:
    """Keys of the mentions that leave: those asked for, or what a merge brought and what came since."""
    if merge is None:
        return moving.check_keys(wish.keys, thread.members)
    brought = set(Load.decode(merge.moved).mentions) & thread.members.keys()
    nested = moves.within(conn, wish.uid, brought)
    threads = {merge.conversation_key, *(row.conversation_key for row in nested)} - {thread.conversation_key}
    return brought | {key for key, one in said.threads.items() if one in threads}


def _separated(
    conn: sa.Connection,
    thread: Conversation,
    said: Said,
    keys: Collection[str],
    *,
    request_id: str,
    merge: Any,
) -> Separated:
    """What is split off, without its mentions: the opportunity that a merge emptied, or a new one."""
    if merge is not None:
        query = sa.select(_O.id, _O.state, _O.token).where(_O.uid == merge.source_uid).with_for_update()
        row = conn.execute(query).one_or_none()
        if row is None or row.state == opportunities.MERGED:
            number, token = (row.id, row.token) if row else (_next_row(conn), 0)
            found = _thread(thread, merge.source_uid, merge.conversation_key, number)
            return Separated(found, token, is_new=row is None)
    latest = max(keys & said.threads.keys(), key=lambda key: thread.members[key].written, default="")
    key = said.threads.get(latest, thread.conversation_key)
    uid = identity.opportunity_uid(thread.brand, f"{key} {request_id}")
    return Separated(_thread(thread, uid, key, _next_row(conn)), 0, is_new=True)


def _thread(whole: Conversation, uid: str, conversation_key: str, row: int) -> Conversation:
    return Conversation(uid, whole.brand, conversation_key, whole.network, row, None, whole.created)


def _next_row(conn: sa.Connection) -> int:
    return 1 + (conn.execute(sa.select(sa.func.max(_O.id))).scalar_one() or 0)


def _settle(
    conn: sa.Connection, stays: Conversation, left: Conversation, said: Said, brought: Collection[str]
) -> None:
    """Says where the conversations of both live from now on.

    A conversation of which nothing that is there stays goes with what leaves. Of mentions that are gone or
    quiet nobody knows the conversation any more, so each side stays a home of all that they may belong to.
    """
    brand = stays.brand
    going = {said.threads[key] for key in left.members if key in said.threads} | set(brought)
    staying = {said.threads[key] for key in stays.members if key in said.threads}
    known = homes.threads(conn, stays.uid) | {stays.conversation_key}
    for thread in sorted(going):
        whole = thread not in staying
        homes.add(conn, brand, thread, left.uid, main=whole)
        if whole and stays.known > stays.live:
            homes.add(conn, brand, thread, stays.uid, main=False)
        elif whole:
            homes.remove(conn, brand, thread, stays.uid)
    if left.known > left.live:
        for thread in sorted(known - going):
            homes.add(conn, brand, thread, left.uid, main=False)


def _carry(conn: sa.Connection, whole: Part, left: Conversation, said: Said, merge: Any) -> Load:
    """Moves along what hangs on the mentions that leave."""
    thread = whole.thread
    stay = {said.authors[key] for key in thread.members if key in said.authors}
    gone = {said.authors[key] for key in left.members if key in said.authors}
    source, target = placing.end(thread, whole.created), placing.end(left, whole.created)
    brought = Load.decode(merge.moved) if merge is not None else None
    load = belongings.part(conn, source, target, left.members, gone - stay, brought=brought)
    load.mentions = sorted(left.members)
    return load


def _row(who: Principal, wish: SplitWish, left: Conversation, now: int) -> Mapping[str, Any]:
    return {
        "kind": moving.SPLIT,
        "brand": left.brand,
        "source_uid": wish.uid,
        "target_uid": left.uid,
        "conversation_key": left.conversation_key,
        "actor": who.holder,
        "reason": wish.reason,
        "request_id": wish.request_id,
        "asked": wish.asked,
        "create_time": now,
    }


def _tell(
    conn: sa.Connection,
    who: Principal,
    wish: SplitWish,
    whole: Part,
    after: tuple[Outcome, Outcome],
    *,
    now: int,
) -> None:
    """Audit and log hear of it, of each opportunity once."""
    stays, leaves = (out.seat for out in after)
    brand, about = whole.thread.brand, merging.author(conn, whole) if wish.reason else None
    told = f"{names.opportunity(leaves.uid)} {wish.reason}".strip()
    seats.note(conn, who.holder, ACTION, wish.uid, now, detail=told, mention_author=about, brand=brand)
    events.tell(conn, _E.KIND_OPPORTUNITY_UPDATED, stays, brand, now, actor=who.holder)
    other = names.opportunity(wish.uid)
    seats.note(conn, who.holder, "split-off", leaves.uid, now, detail=other, brand=brand)
    events.tell(conn, _E.KIND_OPPORTUNITY_SPLIT, leaves, brand, now, actor=who.holder, other=other)
