"""Opportunities that people merge or split: read with all their members, written with what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import deadlines, demand, intake, joining, names, opportunities, ranking, replies
from services.router.core.conversations import Conversation
from services.router.core.intake import Standing, World
from services.router.core.joining import Outcome, Part
from services.router.store import database, lanes, moves, shelf, tables
from services.router.store import intake as recording
from services.router.store.belongings import End

_O: Final = tables.opportunities.c
_R: Final = tables.replies.c
_M: Final = tables.members.c
_D: Final = tables.decisions.c

_WAKES: Final = sa.select(_O.id, _O.wake_time).where(_O.id.in_(sa.bindparam("rows", expanding=True)))
_GOING_OUT: Final = (replies.SENDING, replies.CHECKING)


@dataclass(frozen=True, slots=True)
class Table:
    """What decides where an opportunity stands, as one transaction sees it."""

    world: World
    waits: tuple[int, ...]
    now: int
    clocks: shelf.Clocks

    @classmethod
    def read(cls, conn: sa.Connection, world: World, waits: tuple[int, ...]) -> Table:
        """As it is now."""
        return cls(world, waits, database.now(conn), shelf.clocks(conn))


def locked(conn: sa.Connection, who: Principal, uids: Sequence[str], table: Table, what: str) -> list[Part]:
    """Opportunities with all their members, locked in the order of their rows; told in the order of `uids`.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
        LeaseHeld: if somebody else works on one.
        WrongState: if an answer of one is on its way, or it is part of another one.
    """
    threads = {found.uid: found for found in recording.conversations(conn, _O.uid.in_(uids))}
    for uid in uids:
        if uid not in threads or not who.works_for(threads[uid].brand):
            raise errors.NotFound(names.opportunity(uid))
    rows = [threads[uid].row for uid in uids]
    held = recording.members(conn, rows)
    wakes = {row.id: row.wake_time for row in conn.execute(_WAKES, {"rows": rows})}
    parts = []
    for uid in uids:
        thread = threads[uid]
        thread.members = {member.mention_key: member for member in held.get(thread.row, ())}
        parts.append(_part(conn, who, thread, table, what, wake=wakes[thread.row]))
    _check_quiet(conn, parts)
    return parts


def _part(
    conn: sa.Connection, who: Principal, thread: Conversation, table: Table, what: str, *, wake: int | None
) -> Part:  # fmt: skip
    seat = thread.before
    if seat is None or seat.state == opportunities.MERGED:
        raise moves.refusal(conn, thread.uid)
    seat = joining.ready(seat, who.holder, table.now, what)
    clocks = deadlines.decode(thread.clocks, thread.created)
    policy = table.clocks.terms.policy(thread.route)
    return Part(thread, seat, thread.top[0], clocks, policy, thread.created, wake)


def _check_quiet(conn: sa.Connection, parts: Sequence[Part]) -> None:
    """Refuses while a question of ours, or an answer under way beside the work, is at the network."""
    rows = {part.thread.row: part for part in parts}
    query = sa.select(_R.opportunity_id).where(_R.opportunity_id.in_(rows), _R.state.in_(_GOING_OUT))
    row = conn.execute(query.limit(1)).scalar_one_or_none()
    if row is not None:
        name = names.opportunity(rows[row].thread.uid)
        raise errors.WrongState(
            f"A message of {name} is being sent; try again in a moment.", opportunity=name
        )


def end(thread: Conversation, created: int) -> End:
    """An opportunity as what hangs on it needs it."""
    return End(thread.row, thread.uid, thread.brand, created)


def write(
    conn: sa.Connection, thread: Conversation, out: Outcome, table: Table, *, new: bool = False
) -> None:
    """Writes where an opportunity stands, with deadlines, place and lane as its members ask for."""
    row = {
        "id": thread.row,
        "uid": thread.uid,
        "brand": thread.brand,
        "conversation_key": thread.conversation_key,
        "network": thread.network,
        "update_time": table.now,
        "wake_time": out.wake,
        **_members_told(thread),
        **_stands(conn, thread, out, table),
    }
    if new:
        bulk.insert(conn, tables.opportunities, [row])
    else:
        update = [name for name in row if name != "id"]
        bulk.upsert(conn, tables.opportunities, [row], key=("id",), update=update)


def empty(conn: sa.Connection, part: Part, now: int) -> None:
    """Writes that an opportunity is part of another one: nothing runs, waits or is told of it."""
    seat, thread = joining.emptied(part.seat), part.thread
    quiet = dict.fromkeys(("deadline_time", "tell_time", "window_end_time", "escalate_time", "wake_time"))
    values = {
        "state": seat.state,
        "rest": seat.rest,
        "holder": "",
        "token": seat.token,
        "expires": 0,
        "news": False,
        "moved": False,
        "route": "",
        "clocks": "",
        "update_time": now,
        **quiet,
        **_members_told(thread),
    }
    conn.execute(tables.opportunities.update().where(_O.id == thread.row).values(values))


def move_members(
    conn: sa.Connection, source: Conversation, target: Conversation, keys: Sequence[str]
) -> None:  # fmt: skip
    """Moves mentions from one opportunity to another, and the ledger with them."""
    conn.execute(
        tables.members.update()
        .where(_M.opportunity_id == source.row, database.among(conn, _M.mention_key, keys))
        .values(opportunity_id=target.row)
    )
    conn.execute(
        tables.decisions.update()
        .where(database.among(conn, _D.mention_key, keys), _D.opportunity_uid == source.uid)
        .values(opportunity_uid=target.uid)
    )


def _members_told(thread: Conversation) -> dict[str, Any]:
    """Columns that the members of an opportunity make."""
    return {
        "live": thread.live,
        "known": thread.known,
        "gone": thread.gone,
        "priority": thread.top[0],
        "top_written": thread.top[1],
        "top_key": thread.top[2],
        "latest_written": thread.latest[0],
        "latest_key": thread.latest[1],
    }


def _stands(conn: sa.Connection, thread: Conversation, out: Outcome, table: Table) -> Mapping[str, Any]:
    """Columns that tell where it stands, and until when."""
    seat, created, priority = out.seat, out.created, thread.top[0]
    due = deadlines.due(out.clocks, table.clocks.terms.policy(thread.route), priority)
    capability = table.world.capability(thread.network)
    window = capability.window_end(thread.latest[0]) if thread.live else None
    rank = ranking.place(priority, created, due.first, window, table.waits)
    clocks = deadlines.encode(out.clocks, created)
    wanted = demand.of(thread.brand, thread.route)
    worked = thread.before is not None and thread.before.state in opportunities.WORKABLE
    entered = seat.state == opportunities.OPEN and not worked
    stands = Standing(seat, created, rank, due, clocks, window, entered)
    fresh = lanes.intern(conn, [wanted])[wanted]
    lane = intake.lane(thread, stands, fresh, table.clocks.ages.get(wanted.queue))
    return {
        "state": seat.state,
        "rest": seat.rest,
        "holder": seat.holder,
        "token": seat.token,
        "expires": seat.expires,
        "news": seat.news,
        "lane": lane.lane,
        "moved": lane.moved,
        "escalate_time": lane.escalate,
        "route": thread.route,
        "rank_time": rank,
        "deadline_time": due.first,
        "tell_time": due.tell,
        "clocks": clocks,
        "window_end_time": window,
        "create_time": created,
    }
