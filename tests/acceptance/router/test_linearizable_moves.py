"""Histories stay linearizable, item by item, when items become one and two again while everybody works."""

from __future__ import annotations

import time
import uuid

import pytest
import sqlalchemy as sa

from services.common.model import errors
from services.common.store import bulk
from services.router.core import conversations, moving, opportunities
from services.router.core.opportunities import Seat
from services.router.store import database, merging, seats, splitting, tables
from tests.acceptance.router import crowd as everybody
from tests.acceptance.router.histories import Call, Step, beside, faults, most_held
from tests.acceptance.router.staffed import MINUTE
from tests.acceptance.router.test_crashes import WAITS
from tests.acceptance.router.test_crashes import World as Facts

AUDIT, OPP, MOVES = tables.audit.c, tables.opportunities.c, tables.conversation_moves.c
MOVING = 0.25
"""How often somebody merges or splits instead of working."""


def name(one):
    return f"opportunities/{one}"


class World(everybody.World):
    """The same, and agents merge items and take that back."""

    async def prepare(self, items):
        await super().prepare(items)
        self.moved = {"merge": 0, "split": 0}

        def work(conn):
            for table in (tables.members, tables.conversation_moves, tables.conversation_homes):
                conn.execute(table.delete())
            rows = conn.execute(sa.select(tables.opportunities)).all()
            bulk.insert(conn, tables.members, [_member(row) for row in rows])

        await self.db.write(work)

    async def _act(self, who, uid):
        if self.chance.random() >= MOVING:
            await super()._act(who, uid)
        elif self.chance.random() < 0.5:
            await self._merge(who, uid, self.chance.choice([one for one in self.uids if one != uid]))
        else:
            await self._undo(who)

    async def _merge(self, who, uid, other):
        wish = moving.merge_wish(
            name(uid), [name(other)], "", str(uuid.UUID(int=self.chance.getrandbits(128)))
        )
        done = await self._move(
            "merge", who, wish.uid, lambda conn: merging.merge(conn, who, wish, Facts(), WAITS)
        )
        self.moved["merge"] += done

    async def _undo(self, who):
        query = sa.select(MOVES.id, MOVES.target_uid)
        held = query.where(MOVES.kind == moving.MERGE, MOVES.undo_time.is_(None)).order_by(MOVES.id)
        found = await self.db.read(lambda conn: conn.execute(held).all())
        if not found:
            return
        row = self.chance.choice(found)
        wish = moving.split_wish(
            name(row.target_uid),
            [],
            moving.name(row.id),
            "",
            str(uuid.UUID(int=self.chance.getrandbits(128))),
        )
        done = await self._move(
            "split", who, wish.uid, lambda conn: splitting.split(conn, who, wish, Facts(), WAITS)
        )
        self.moved["split"] += done

    async def _move(self, action, who, uid, work):
        """Merges or splits, and remembers what was answered, or which item refused; whether it was done."""
        began, at = time.monotonic(), []

        def inside(conn):
            try:
                work(conn)
            finally:
                at.append(getattr(self.used, "now", self.base))
            place = conn.execute(
                sa.select(sa.func.max(AUDIT.id)).where(AUDIT.opportunity_uid == uid, AUDIT.action == action)
            ).scalar_one()
            return place, seats.lock(conn, uid).seat, self.used.now

        try:
            place, seat, now = await self.db.write(inside)
        except (errors.LeaseHeld, errors.WrongState) as refusal:
            self._refused(action, who, refusal, began, at[-1])
            return False
        saw = (seat.state, seat.holder, seat.token)
        step = Step(place, action, who.holder, now)
        self.calls.append(Call(uid, began, time.monotonic(), step, saw=saw))
        return True

    def _refused(self, action, who, refusal, began, at):
        """An item that refused tells so; that a merge was taken back before is no item's word."""
        refusing = refusal.metadata.get("opportunity", "").removeprefix("opportunities/")
        if refusing in self.uids:
            step = Step(0, "merged" if action == "merge" else "split", who.holder, at)
            self.calls.append(
                Call(refusing, began, time.monotonic(), step, refused=type(refusal))
            )  # fmt: skip

    def _news(self, conn):
        uid = self.chance.choice(self.uids)
        row = conn.execute(sa.select(OPP.state).where(OPP.uid == uid).with_for_update()).one()
        if row.state != opportunities.MERGED:
            found, now = seats.lock(conn, uid), database.now(conn)
            seats.save(conn, found, found.seat.regard(opportunities.OPEN, fresh=True), now)
            seats.note(conn, "", "news", uid, now)

    async def steps(self):
        told = await super().steps()
        query = sa.select(AUDIT.id, AUDIT.detail).where(AUDIT.action.in_(["merge", "split-off"]))
        rows = await self.db.read(lambda conn: conn.execute(query).all())
        other = {row.id: row.detail.removeprefix("opportunities/") for row in rows}
        return {
            uid: [_about(step, other.get(step.place, "")) for step in steps] for uid, steps in told.items()
        }


def _about(step, other):
    return Step(
        step.place,
        step.action,
        step.actor,
        step.now,
        token=step.token,
        agent=step.agent,
        ttl=step.ttl,
        other=other,
    )


def _member(row):
    """The one mention of an item."""
    return {
        "opportunity_id": row.id,
        "mention_key": row.latest_key,
        "revision": 1,
        "status": conversations.LIVE,
        "priority": row.priority,
        "written": row.latest_written,
        "author": None,
        "rule": "",
        "route": row.route,
        "parts": "",
        "because": "",
        "mention": b"",
        "score": b"",
    }


async def check(world):
    """All that must hold of what happened; how much that was."""
    first = {uid: Seat(uid, opportunities.OPEN) for uid in world.uids}
    steps, last = beside(await world.steps(), first), await world.table()
    assert last.keys() == first.keys(), "an item was lost, or one came from nowhere"
    calls = {uid: [call for call in world.calls if call.uid == uid] for uid in world.uids}
    found = [
        fault for uid in world.uids for fault in faults(first[uid], steps[uid], calls[uid], last[uid])
    ]  # fmt: skip
    assert not found, "\n".join(found[:5])
    assert max(most_held(steps, first).values(), default=0) <= everybody.HARD
    await each_mention_is_once(world)
    return sum(len(one) for one in steps.values())


async def each_mention_is_once(world):
    query = sa.select(tables.members.c.mention_key, OPP.state).join(
        tables.opportunities, OPP.id == tables.members.c.opportunity_id
    )
    rows = await world.db.read(lambda conn: conn.execute(query).all())
    assert len({row.mention_key for row in rows}) == len(rows) == len(world.uids)
    assert opportunities.MERGED not in {row.state for row in rows}, "a mention is where nobody looks"


async def histories(db, monkeypatch, *, seeds, items, rounds):
    """Lives through histories; how much was done, and how often something was merged and taken back."""
    done, moved = 0, {"merge": 0, "split": 0}
    for seed in seeds:
        world = World(db, seed, monkeypatch)
        await world.prepare(items)
        await world.live(rounds)
        done += await check(world)
        world.base += 60 * MINUTE
        moved = {action: count + world.moved[action] for action, count in moved.items()}
    return done, moved


@pytest.mark.timeout(300)
async def test_histories_with_merges_and_splits_are_linearizable(open_database, monkeypatch):
    db = await open_database("router")
    done, moved = await histories(db, monkeypatch, seeds=range(30), items=10, rounds=20)
    assert done > 900, "hardly anything was done, so hardly anything was checked"
    assert all(moved.values()), "nothing was merged, or nothing was taken back"


@pytest.mark.soak
@pytest.mark.timeout(1500)
async def test_thousands_of_histories_with_merges_and_splits_are_linearizable(open_database, monkeypatch):
    db = await open_database("router")
    done, moved = await histories(db, monkeypatch, seeds=range(2000, 2150), items=16, rounds=50)
    print(f"{done} steps, {moved}")
