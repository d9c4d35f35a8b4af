"""Everybody at once on both databases, under a clock that jumps: histories of items stay linearizable.

Agents claim, accept, decline, renew, answer, hand over and put aside; the router pushes, expires, escalates,
wakes and returns what the absent hold; customers write; leads change queues, policies and calendars, and the
change is swept into what waits. Now and then whoever does something is killed before the commit, or before
the answer is known. See `histories` for what is checked.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
import sqlalchemy as sa

from services.router.core import opportunities
from services.router.core.opportunities import Seat
from services.router.store import database, escalations, presence, queue, seats
from tests.acceptance.router.crowd import AGENTS, HARD, OPP, TTL, World
from tests.acceptance.router.histories import faults, most_held
from tests.acceptance.router.staffed import MINUTE, TIMEOUT, person


async def check(world):
    """All that must hold of what happened."""
    first = {uid: Seat(uid, opportunities.OPEN) for uid in world.uids}
    steps, last = await world.steps(), await world.table()
    assert last.keys() == first.keys(), "an item was lost"
    calls = defaultdict(list)
    for call in world.calls:
        calls[call.uid].append(call)
    found = [
        fault
        for uid in world.uids
        for fault in faults(first[uid], steps[uid], calls[uid], last[uid])
    ]  # fmt: skip
    assert not found, "\n".join(found[:5])
    assert max(most_held(steps, first).values(), default=0) <= HARD
    return sum(len(one) for one in steps.values())


async def drain(world):
    """Everything comes back from everybody, and is handed out in its order."""
    world.base += 60 * MINUTE

    def back(conn):
        for who in AGENTS:
            presence.beat(conn, who.subject, presence.OFFLINE, actor=who.holder)
        for one in conn.execute(sa.select(OPP.uid).where(OPP.state == opportunities.ANSWERING)).scalars():
            found = seats.lock(conn, one)
            seats.save(conn, found, found.seat.unanswered(), database.now(conn))
        queue.expire_leases(conn, database.now(conn))
        escalations.wake(conn)

    await world.db.write(back)
    assert await world.db.write(lambda conn: presence.sweep(conn, TIMEOUT)) == 0
    states = {uid: seat.state for uid, seat in (await world.table()).items()}
    assert set(states.values()) <= {opportunities.OPEN, opportunities.RESOLVED}, "something is stuck"
    waiting = [uid for uid, state in states.items() if state == opportunities.OPEN]
    guest, taken = person("guest"), []
    for _ in waiting:
        claimed = await world.db.write(lambda conn: queue.claim_next(conn, guest, "", TTL, world.staff))
        taken.append(claimed.uid)
    ranks = await world.db.read(
        lambda conn: {row.uid: row.rank_time for row in conn.execute(sa.select(OPP.uid, OPP.rank_time))}
    )  # fmt: skip
    assert sorted(taken) == sorted(waiting), "something that waits is handed to nobody"
    assert taken == sorted(taken, key=lambda uid: ranks[uid]), "something was overtaken"


async def histories(db, monkeypatch, *, seeds, items, rounds):
    """Lives through histories: how many items lived, how much was done, how many were killed at it."""
    lived = done = kills = 0
    for seed in seeds:
        world = World(db, seed, monkeypatch)
        await world.prepare(items)
        await world.live(rounds)
        done += await check(world)
        await drain(world)
        lived, kills = lived + items, kills + world.kills
    return lived, done, kills


@pytest.mark.timeout(300)
async def test_histories_of_items_are_linearizable(open_database, monkeypatch):
    """Sixty worlds on each database: with those of `test_linearizable_moves` two thousand histories a run."""
    db = await open_database("router")
    lived, done, kills = await histories(db, monkeypatch, seeds=range(60), items=12, rounds=25)
    assert lived == 720
    assert done > 2000, "hardly anything was done, so hardly anything was checked"
    assert kills, "nobody was killed"


@pytest.mark.soak
@pytest.mark.timeout(1500)
async def test_thousands_of_histories_of_items_are_linearizable(open_database, monkeypatch):
    db = await open_database("router")
    lived, done, kills = await histories(db, monkeypatch, seeds=range(1000, 1200), items=20, rounds=60)
    print(f"{lived} histories with {done} steps and {kills} kills")
