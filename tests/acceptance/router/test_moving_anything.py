"""After any merges, splits and mentions, in any order: none is lost or doubled, each is where it belongs."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.common.model import errors
from services.router.core import moving, opportunities
from services.router.store import intake, merging, moves, splitting, tables
from tests.acceptance.router.conftest import scored
from tests.acceptance.router.test_conversations import key, name, uid
from tests.acceptance.router.test_crashes import ALICE, WAITS, World

THREADS = 4

steps = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.integers(0, THREADS - 1), st.integers(0, 30)),
        st.tuples(st.just("merge"), st.integers(0, 30), st.integers(0, 30)),
        st.tuples(st.just("split"), st.integers(0, 30), st.integers(1, 2**12)),
        st.tuples(st.just("undo"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("edit"), st.integers(0, 30), st.just(0)),
    ),
    min_size=4,
    max_size=24,
)


class Model:
    """Where each mention must be, by rules that are told without tables.

    Every mention has an author of its own, so that only answers say where something belongs.
    """

    def __init__(self):
        self.place = {}
        self.thread = {}
        self.main = {}
        self.quiet = set()

    def hear(self, native_id, thread, parent):
        """A mention of a thread comes, which answers another one of it, or nobody."""
        home = self.main.setdefault(thread, uid(f"t{thread}"))
        self.place[native_id] = self.place[parent] if parent else home
        self.thread[native_id] = thread

    def of(self, one):
        return sorted(native_id for native_id, place in self.place.items() if place == one)

    def threads(self, native_ids):
        return {self.thread[native_id] for native_id in set(native_ids) - self.quiet}

    def merge(self, stays, joined):
        for native_id in self.of(joined):
            self.place[native_id] = stays
        for thread, home in self.main.items():
            if home == joined:
                self.main[thread] = stays

    def split(self, stays, leaving, part, always=()):
        staying = self.threads(set(self.of(stays)) - set(leaving))
        for thread in self.threads(leaving) | set(always):
            if thread not in staying:
                self.main[thread] = part
        for native_id in leaving:
            self.place[native_id] = part

    @property
    def present(self):
        return sorted(set(self.place.values()))


class Life:
    """The model and the tables, through the same steps."""

    def __init__(self, conn):
        self.conn = conn
        self.model = Model()
        self.count = 0
        self.parents = {}
        self.revisions = Counter()

    def step(self, what, first, second):
        present = self.model.present
        if what == "hear":
            self.hear(first, second)
        elif what == "merge" and len(present) > 1:
            stays, joined = present[first % len(present)], present[second % len(present)]
            if stays != joined:
                self.merge(stays, joined)
        elif what == "split" and present:
            self.split(present[first % len(present)], second)
        elif what == "undo":
            self.undo(first)
        elif what == "edit" and self.model.place:
            self.edit(sorted(self.model.place)[first % len(self.model.place)])

    def hear(self, thread, answers):
        known = sorted(one for one, told in self.model.thread.items() if told == thread)
        parent = known[answers % len(known)] if known and answers % 3 else ""
        native_id = f"m{self.count:03}"
        self.count += 1
        self.parents[native_id] = parent
        self._record(native_id, thread)
        self.model.hear(native_id, thread, parent)

    def _record(self, native_id, thread, **more):
        item = scored(native_id, conversation=f"t{thread}", key=key(f"author-{native_id}"), **more)
        mention, parent = item.item.mention, self.parents[native_id]
        mention.parent_key = key(parent) if parent else ""
        mention.revision = self.revisions[native_id]
        intake.record(self.conn, [item], World(), WAITS)

    def edit(self, native_id):
        """A mention comes to need no answer, or to need one again: it stays where it is."""
        self.revisions[native_id] += 1
        self.model.quiet ^= {native_id}
        calm = {"text": "nice weather over the bay", "compound": 0.0}
        more = calm if native_id in self.model.quiet else {}
        self._record(native_id, self.model.thread[native_id], **more)

    def merge(self, stays, joined):
        wish = moving.merge_wish(name(stays), [name(joined)], "", str(uuid.uuid4()))
        merging.merge(self.conn, ALICE, wish, World(), WAITS)
        self.model.merge(stays, joined)

    def split(self, stays, mask):
        held = self.model.of(stays)
        leaving = [one for place, one in enumerate(held) if mask >> (place % 12) & 1]
        wish = moving.split_wish(
            name(stays), [key(one) for one in leaving or ["m999"]], "", "", str(uuid.uuid4())
        )
        if not leaving or len(leaving) == len(held):
            with pytest.raises((errors.WrongState, errors.InvalidField)):
                splitting.split(self.conn, ALICE, wish, World(), WAITS)
            return
        self._split(stays, wish, leaving)

    def _split(self, stays, wish, leaving):
        number = splitting.split(self.conn, ALICE, wish, World(), WAITS)
        (move,) = moves.of(self.conn, [number])
        self.model.split(stays, leaving, move.target.partition("/")[2])

    def undo(self, which):
        """Takes one of the merges back that still hold; what left with it is read from the tables."""
        merges = tables.conversation_moves
        query = sa.select(merges).where(merges.c.kind == moving.MERGE, merges.c.undo_time.is_(None))
        rows = self.conn.execute(query.order_by(merges.c.id)).all()
        if not rows:
            return
        row = rows[which % len(rows)]
        wish = moving.split_wish(name(row.target_uid), [], moving.name(row.id), "", str(uuid.uuid4()))
        try:
            number = splitting.split(self.conn, ALICE, wish, World(), WAITS)
        except errors.WrongState:
            return  # all of it left before, or nothing else is left there
        query = sa.select(merges).where(merges.c.id == number)
        moved = self.conn.execute(query).one()
        leaving = [one.rpartition(":")[2] for one in moving.Load.decode(moved.moved).mentions]
        back = int(row.conversation_key.rpartition("t")[2])
        self.model.split(row.target_uid, leaving, moved.target_uid, always={back})

    def check(self):
        opp, member = tables.opportunities.c, tables.members.c
        query = sa.select(opp.uid, member.mention_key).join(tables.members, member.opportunity_id == opp.id)
        found = [(one.rpartition(":")[2], place) for place, one in self.conn.execute(query)]
        assert sorted(found) == sorted(self.model.place.items())
        ledger = sa.select(tables.decisions.c.mention_key, tables.decisions.c.opportunity_uid)
        told = sorted((one.rpartition(":")[2], place) for one, place in self.conn.execute(ledger))
        assert {*told} >= {*found}
        assert {place for one, place in told if place} <= {place for _, place in found}
        rows = self.conn.execute(sa.select(opp.uid, opp.state, opp.live, opp.known)).all()
        counts = {row.uid: row.live for row in rows if row.state != opportunities.MERGED}
        live = {one: set(self.model.of(one)) - self.model.quiet for one in self.model.present}
        assert counts == {one: len(held) for one, held in live.items()}
        assert all(not row.known for row in rows if row.state == opportunities.MERGED)


class _Undone(Exception):
    pass


async def holds(db, examples):
    """Lives through as many lives, each undone at its end."""
    loop = asyncio.get_running_loop()

    def live(taken):
        def work(conn):
            life = Life(conn)
            for step in taken:
                life.step(*step)
                life.check()
            raise _Undone

        with pytest.raises(_Undone):
            asyncio.run_coroutine_threadsafe(db.write(work), loop).result(30)

    lives = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    await asyncio.to_thread(lives(given(steps)(live)))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_after_any_steps_each_mention_is_once_and_where_it_belongs(open_database):
    await holds(await open_database("router"), 60)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_after_thousands_of_steps_each_mention_is_once_and_where_it_belongs(open_database):
    await holds(await open_database("router"), 1500)
