"""Turns a batch of scored mentions into rows: reads what is known, lets the core decide, writes the plan.

All of it is one transaction with a fixed number of statements, whatever the size of the batch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk, suppressions
from services.router.core import demand, facts, intake, opportunities, rescoring
from services.router.core.demand import Demand
from services.router.core.facts import Fact, Scored
from services.router.core.intake import Conversation, Judge, Knowledge, Member, Standing, Stood, World
from services.router.core.opportunities import Seat
from services.router.store import (
    acquaintances,
    database,
    events,
    hearing,
    lanes,
    policy_counts,
    private_parts,
    tables,
)
from services.router.store import homes as moved
from services.router.store import shelf as shelves
from services.router.store.shelf import Clocks, Glance, Shelf, glance

_O: Final = tables.opportunities.c
_M: Final = tables.members.c
_D: Final = tables.decisions.c

_UPDATED: Final = tuple(
    column.name
    for column in tables.opportunities.c
    if column.name
    not in {
        *("id", "uid", "brand", "conversation_key", "network"),
        *("wake_time", "claim_time", "last_holder"),
    }
)
_MEMBER_TOLD: Final = (
    "mention_key",
    "revision",
    "status",
    "priority",
    "written",
    "author",
    "rule",
    "route",
    "parts",
    "because",
    "mention",
    "score",
)
"""Columns of a member that have the names of what it tells, its key first."""


class Places(NamedTuple):
    """What decides where opportunities stand.

    Attributes:
        clocks: deadlines and escalations.
        lanes: the lane of each demand among them.
    """

    clocks: Clocks
    lanes: Mapping[Demand, int]


class Recorded(NamedTuple):
    """What a batch came to; `lanes` are those it used."""

    decisions: int
    outcomes: dict[int, int]
    changed: int
    lanes: Mapping[Demand, int]


def record(
    conn: sa.Connection,
    items: Sequence[Scored],
    world: World,
    waits: tuple[int, ...],
    shelf: Shelf | None = None,
) -> Recorded:
    """Decides a batch under one state of the policies and writes everything that follows, events included."""
    database.serialise_intake(conn)
    seen = glance(conn)
    now, shelf = seen.now, shelf or Shelf()
    shelf.renew(conn, seen.mark)
    book, batch = shelf.book, facts.read(items)
    known = _learn(conn, batch, seen)
    if book.asks_customer({brand for fact in batch for brand in fact.brands}):
        known.customers = acquaintances.of(conn, _authors(batch) - known.erased)
    judge = Judge(known, world, now, book)
    judge.decide(_first_heard(batch))
    if any(fact.rescored for fact in batch):
        rescoring.Rescorer(known, _held(conn, known, batch), world, now).replace(batch)
    touched = judge.touched
    _write_decisions(conn, judge, now)
    places = Places(shelf.clocks, _lanes(conn, touched, shelf.lanes))
    changes = write_opportunities(conn, touched, world, now, waits, places=places)
    told = zip(touched, changes, strict=True)
    hearing.back(conn, [each for each, to in told if hearing.is_back(each, entered=to.entered)], now)
    write_members(conn, touched)
    policy_counts.add(conn, judge.fired, now)
    policy_counts.add_beside(conn, judge.beside)
    events.announce(conn, changes, now)
    outcomes = Counter(map(attrgetter("outcome"), judge.decisions))
    return Recorded(len(judge.decisions), outcomes, len(touched), places.lanes)


def _first_heard(batch: Sequence[Fact]) -> Sequence[Fact]:
    """The facts that were not scored again."""
    return [fact for fact in batch if not fact.rescored]


def _learn(conn: sa.Connection, batch: Sequence[Fact], seen: Glance) -> Knowledge:
    known = Knowledge()
    if seen.moving:
        known.families = moved.families(conn, batch)
    known.families = private_parts.join(conn, batch, known.families, seen.now)
    homes: dict[str, set[str]] = defaultdict(set)
    for key, revision, brand, uid in _ledger(conn, {fact.key for fact in batch}):
        known.remember((key, revision, brand))
        homes[key].add(uid)
    scope = intake.scope(_first_heard(batch), known)
    whole = scope.whole.union(*(homes[key] for key in homes.keys() & scope.fresh)) - {""}
    for fact in batch:
        if fact.rescored:
            whole.update(rescoring.concerned(fact, known))
    _settle(conn, known, scope.every | whole, whole)
    known.erased = _erased(conn, batch) if seen.suppressing else frozenset()
    known.next_row = seen.next_row
    return known


def _settle(conn: sa.Connection, known: Knowledge, uids: set[str], whole: set[str]) -> None:
    """Adds the opportunities of these uids, those in `whole` with all their members."""
    if not uids:
        return
    present = [_conversation(row) for row in _BY_UID.ask(conn, uids=uids)]
    rows = [found.row for found in present if found.uid in whole]
    held = members(conn, rows) if rows else {}
    for conversation in present:
        known.settle(conversation, held.get(conversation.row, ()))


def _held(
    conn: sa.Connection, known: Knowledge, batch: Sequence[Fact]
) -> dict[tuple[str, str], rescoring.Held]:
    """Live members of opportunities still to be done, of mentions that came scored again."""
    keys = {fact.key for fact in batch if fact.rescored}
    uids = {
        found.row: found.uid
        for found in known.conversations.values()
        if keys & found.members.keys() and found.before and found.before.state in opportunities.WORKABLE
    }
    if not uids:
        return {}
    query = sa.select(_M.opportunity_id, _M.mention_key, _M.rule, _M.route, _M.because, _M.score).where(
        database.among(conn, _M.opportunity_id, uids),
        database.among(conn, _M.mention_key, keys),
        _M.status == intake.LIVE,
    )
    return {
        (uids[row], key): rescoring.Held(
            rule, route, because, facts.rescored(score_pb2.Score.FromString(score))
        )
        for row, key, rule, route, because, score in conn.execute(query)
    }


def _ledger(conn: sa.Connection, keys: set[str]) -> Iterable[Sequence[Any]]:
    return _BY_KEY.ask(conn, keys=keys)


def _locked(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(tables.opportunities).where(which).order_by(_O.id).with_for_update()


_BY_KEY: Final = database.Listing(
    lambda among: sa.select(_D.mention_key, _D.revision, _D.brand, _D.opportunity_uid).where(
        among(_D.mention_key, "keys")
    )
)
_BY_UID: Final = database.Listing(lambda among: _locked(among(_O.uid, "uids")))


def conversations(conn: sa.Connection, which: sa.ColumnElement[bool]) -> list[Conversation]:
    """Known opportunities, locked until the transaction ends."""
    return [_conversation(row) for row in conn.execute(_locked(which))]


def _conversation(row: Any) -> Conversation:
    seat = Seat(row.uid, row.state, row.rest, row.holder, row.token, row.expires, row.news)
    return Conversation(
        row.uid,
        row.brand,
        row.conversation_key,
        row.network,
        row.id,
        seat,
        row.create_time,
        live=row.live,
        known=row.known,
        gone=row.gone,
        top=(row.priority, row.top_written, row.top_key),
        route=row.route,
        clocks=row.clocks,
        stood=Stood(row.lane, row.route, row.moved, row.escalate_time),
        latest=(row.latest_written, row.latest_key),
    )


def members(conn: sa.Connection, rows: Sequence[int]) -> dict[int, list[Member]]:
    """All members of some opportunities, without their text."""
    query = sa.select(
        _M.opportunity_id, _M.mention_key, _M.revision, _M.status, _M.priority, _M.written, _M.route
    ).where(database.among(conn, _M.opportunity_id, rows))
    held: dict[int, list[Member]] = defaultdict(list)
    for row, key, revision, status, weight, written, route in conn.execute(query):
        held[row].append(Member(key, revision, status, weight, written, route=route, changed=False))
    return held


def _erased(conn: sa.Connection, batch: Sequence[Fact]) -> frozenset[bytes]:
    return suppressions.present(conn, tables.suppressed, _authors(batch))


def _authors(batch: Sequence[Fact]) -> set[bytes]:
    """How the tables name the authors of a batch."""
    digests = {facts.author_digest(fact.mention) for fact in batch if fact.mention is not None}
    return {author for author in digests if author}


def _write_decisions(conn: sa.Connection, judge: Judge, now: int) -> None:
    columns = (*intake.Decided._fields, "decide_time")
    bulk.insert(conn, tables.decisions, bulk.Block(columns, [(*row, now) for row in judge.decisions]))
    counted = Counter(map(attrgetter("brand"), judge.decisions))
    counted[""] = len(judge.decisions)
    rows = [(brand, count) for brand, count in sorted(counted.items()) if count]
    tallied = bulk.Block(("brand", "decisions"), rows)
    bulk.count(conn, tables.tallies, tallied, ("brand",), add=("decisions",))


def write_opportunities(
    conn: sa.Connection,
    touched: Sequence[Conversation],
    world: World,
    now: int,
    waits: tuple[int, ...],
    *,
    places: Places | None = None,
) -> list[events.Change]:
    """Writes opportunities whose members changed; what that changed for people."""
    rows, changes = [], []
    places = places or Places(shelves.clocks(conn), _lanes(conn, touched, {}))
    terms = places.clocks.terms
    for conversation in touched:
        stands = intake.stand(conversation, world.capability(conversation.network), now, waits, terms)
        lane = _lane(conversation, stands, places)
        rows.append(_opportunity_row(conversation, stands, lane, now))
        changes.append(
            events.Change(conversation.uid, conversation.brand, stands.seat.state, entered=stands.entered)
        )
    new = [row for row, conversation in zip(rows, touched, strict=True) if conversation.before is None]
    known = [row for row, conversation in zip(rows, touched, strict=True) if conversation.before is not None]
    bulk.insert(conn, tables.opportunities, bulk.Block(_COLUMNS, new))
    bulk.upsert(conn, tables.opportunities, bulk.Block(_COLUMNS, known), key=("id",), update=_UPDATED)
    return changes


def _lanes(
    conn: sa.Connection, touched: Sequence[Conversation], known: Mapping[Demand, int]
) -> Mapping[Demand, int]:
    """The lane of each demand among these, of which some are known."""
    told = {(conversation.brand, conversation.route) for conversation in touched}
    wanted = {demand.of(brand, route) for brand, route in told}
    missing = {each for each in wanted if each not in known}
    return {**known, **lanes.intern(conn, missing)} if missing else known


def _lane(conversation: Conversation, stands: Standing, places: Places) -> Stood:
    demanded = demand.of(conversation.brand, conversation.route)
    first = places.clocks.ages.get(demanded.queue)
    return intake.lane(conversation, stands, places.lanes[demanded], first)


_COLUMNS: Final = (
    "id",
    "uid",
    "brand",
    "conversation_key",
    "network",
    "state",
    "rest",
    "holder",
    "token",
    "expires",
    "news",
    "lane",
    "moved",
    "escalate_time",
    "route",
    "priority",
    "rank_time",
    "deadline_time",
    "tell_time",
    "clocks",
    "window_end_time",
    "create_time",
    "update_time",
    "live",
    "known",
    "gone",
    "top_written",
    "top_key",
    "latest_written",
    "latest_key",
)
"""Columns of an opportunity, in the order of `_opportunity_row`: tuples, because every mention makes one."""


def _opportunity_row(conversation: Conversation, stands: Standing, lane: Stood, now: int) -> tuple[Any, ...]:
    seat = stands.seat
    return (
        conversation.row,
        conversation.uid,
        conversation.brand,
        conversation.conversation_key,
        conversation.network,
        seat.state,
        seat.rest,
        seat.holder,
        seat.token,
        seat.expires,
        seat.news,
        lane.lane,
        lane.moved,
        lane.escalate,
        conversation.route,
        conversation.top[0],
        stands.rank,
        stands.due.first,
        stands.due.tell,
        stands.clocks,
        stands.window_end,
        stands.created,
        now,
        conversation.live,
        conversation.known,
        conversation.gone,
        conversation.top[1],
        conversation.top[2],
        conversation.latest[0],
        conversation.latest[1],
    )


def write_members(conn: sa.Connection, touched: Iterable[Conversation]) -> None:
    told = attrgetter(*_MEMBER_TOLD)
    rows = [
        (conversation.row, *told(member))
        for conversation in touched
        for member in conversation.members.values()
        if member.changed
    ]
    block = bulk.Block(("opportunity_id", *_MEMBER_TOLD), rows)
    bulk.upsert(conn, tables.members, block, ("opportunity_id", "mention_key"), update=_MEMBER_TOLD[1:])
