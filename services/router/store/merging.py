"""Makes several opportunities one, with all that hangs on them. Part of one transaction.

Whoever merges or splits waits for intake first and locks opportunities next, in the order of their rows, as
intake and erasures do; answers come after their opportunities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model.principal import Principal
from services.router.core import joining, moving, names, opportunities
from services.router.core.intake import World
from services.router.core.joining import Outcome, Part
from services.router.core.moving import MergeWish
from services.router.core.opportunities import Seat
from services.router.store import belongings, database, events, homes, moves, placing, seats, tables
from services.router.store.placing import Table

_M: Final = tables.members.c
_E = events_pb2.EngagementEvent

ACTION: Final = "merge"


def merge(
    conn: sa.Connection, who: Principal, wish: MergeWish, world: World, waits: tuple[int, ...]
) -> list[int]:  # fmt: skip
    """Merges opportunities into the one that stays; numbers of what moved, those of before if asked again.

    Raises:
        NotFound, LeaseHeld, WrongState, RequestIdReused: if it cannot be.
        InvalidField: if it is too much at a time.
    """
    database.serialise_intake(conn)
    if before := moves.asked_before(conn, who, wish):
        return [row.id for row in before]
    table = Table.read(conn, world, waits)
    stays, *joined = placing.locked(conn, who, [wish.uid, *wish.joined], table, "merged")
    joining.check_alike([part.thread for part in (stays, *joined)])
    moving.check_size(sum(len(part.thread.members) for part in joined))
    gathered = joining.gather(stays.thread, [part.thread for part in joined])
    out = joining.outcome(stays, joined, table.now)
    _drop_doubled(conn, gathered.doubled)
    target = placing.end(stays.thread, out.created)
    ends = [placing.end(part.thread, part.created) for part in (stays, *joined)]
    belongings.keep_asked(conn, ends, target)
    numbers = []
    for part, end in zip(joined, ends[1:], strict=True):
        keys = gathered.moved[part.thread.uid]
        placing.move_members(conn, part.thread, stays.thread, keys)
        load = belongings.bring(conn, end, target, table.now)
        load.mentions = keys
        homes.joined(conn, target.brand, part.thread.conversation_key, end.uid, target.uid)
        moves.follow(conn, end.uid, target.uid)
        placing.empty(conn, part, table.now)
        numbers.append(moves.keep(conn, _row(who, wish, part, table.now), load))
    placing.write(conn, stays.thread, out, table)
    _tell(conn, who, wish, stays, joined, out=out, now=table.now)
    return numbers


def _drop_doubled(conn: sa.Connection, doubled: Sequence[tuple[int, str]]) -> None:
    for row, key in doubled:
        conn.execute(tables.members.delete().where(_M.opportunity_id == row, _M.mention_key == key))


def _row(who: Principal, wish: MergeWish, part: Part, now: int) -> Mapping[str, Any]:
    return {
        "kind": moving.MERGE,
        "brand": part.thread.brand,
        "source_uid": part.thread.uid,
        "target_uid": wish.uid,
        "conversation_key": part.thread.conversation_key,
        "actor": who.holder,
        "reason": wish.reason,
        "request_id": wish.request_id,
        "asked": wish.asked,
        "create_time": now,
    }


def _tell(
    conn: sa.Connection,
    who: Principal,
    wish: MergeWish,
    stays: Part,
    joined: Sequence[Part],
    *,
    out: Outcome,
    now: int,
) -> None:
    """Audit and log hear of it, of each opportunity once."""
    brand, into = stays.thread.brand, names.opportunity(wish.uid)
    told = " ".join([*(names.opportunity(part.thread.uid) for part in joined), wish.reason]).strip()
    about = author(conn, stays) if wish.reason else None
    seats.note(conn, who.holder, ACTION, wish.uid, now, detail=told, mention_author=about, brand=brand)
    events.tell(conn, _kind(stays.seat, out.seat), out.seat, brand, now, actor=who.holder)
    for part in joined:
        seat = joining.emptied(part.seat)
        seats.note(conn, who.holder, "merged", seat.uid, now, detail=into, brand=brand)
        events.tell(conn, _E.KIND_OPPORTUNITY_MERGED, seat, brand, now, actor=who.holder, other=into)


def author(conn: sa.Connection, part: Part) -> bytes | None:
    """Who wrote the mention to answer, as tables refer to authors."""
    query = sa.select(_M.author).where(
        _M.opportunity_id == part.thread.row, _M.mention_key == part.thread.latest[1]
    )
    found = conn.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def _kind(before: Seat, after: Seat) -> _E.Kind:
    entered = after.state == opportunities.OPEN and before.state not in opportunities.WORKABLE
    return _E.KIND_OPPORTUNITY_OPENED if entered else _E.KIND_OPPORTUNITY_UPDATED
