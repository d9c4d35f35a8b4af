"""Whatever the order, repetition and division of a history: the tables come out the same."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import ScoredItem
from services.common.model import identity
from services.router.core import ranking, replyability, signals
from services.router.store import intake, tables

WAITS = ranking.Patience(300, 259_200).table()
BRANDS = ("brands/acme", "brands/bolt")

# From what nobody needs to answer to what everybody must.
TEXTS = (
    "nice weather over the bay",
    "@acme @bolt thanks",
    "@acme my parcel is lost, can you help me?",
    "@bolt the app crashed again and nobody answers, please help",
    "acme and bolt are both broken, unacceptable, my lawyer will sue",
)


class World:
    def names(self, brand, /):
        return signals.BrandNames.of(brand, None)

    def capability(self, _network, /):
        return replyability.Capability(replyability.REPLY_API)


@dataclass(frozen=True)
class Fact:
    """One collected fact, small enough to be shrunk."""

    key: int
    revision: int
    text: int
    brands: tuple[str, ...]
    deleted: bool = False

    def item(self) -> ScoredItem:
        item, score = events_pb2.MentionItem(), score_pb2.Score()
        key = f"sandbox:-:m{self.key}"
        if self.deleted:
            item.deletion.key, item.deletion.network = key, "sandbox"
            return ScoredItem(item, score)
        mention = item.mention
        mention.key, mention.revision, mention.network = key, self.revision, "sandbox"
        # Three keys to a thread.
        mention.conversation_key = f"sandbox:-:m{self.key - self.key % 3}"
        # The same key and revision is the same mention, whoever brought it.
        mention.text = TEXTS[self.text]
        mention.author.key = f"sandbox:-:a{self.key % 2}"
        mention.author.own = self.key == 4
        mention.create_time.FromSeconds(1_700_000_000 + self.key)
        for brand in self.brands:
            mention.matches.add(brand=brand)
        score.sentiment.compound = -self.text / 5
        return ScoredItem(item, score)


@st.composite
def histories(draw):
    """Facts in which key and revision decide the content, as on a network."""
    contents = draw(
        st.dictionaries(
            st.tuples(st.integers(0, 5), st.integers(0, 2)), st.integers(0, len(TEXTS) - 1), max_size=10
        )
    )
    brands = st.sampled_from([(), BRANDS[:1], BRANDS[1:], BRANDS])
    facts = [Fact(key, revision, text, draw(brands)) for (key, revision), text in contents.items()]
    facts += [Fact(key, revision, text, draw(brands)) for (key, revision), text in list(contents.items())[:3]]
    facts += [Fact(key, 0, 0, (), deleted=True) for key in draw(st.sets(st.integers(0, 5), max_size=2))]
    return facts


def rearranged(facts, seed):
    """The history shuffled, with repeats, cut into batches."""
    chance = random.Random(seed)
    mixed = [*facts, *chance.choices(facts, k=len(facts) // 2)] if facts else []
    chance.shuffle(mixed)
    batches = []
    while mixed:
        size = chance.randint(1, len(mixed))
        batches.append(mixed[:size])
        mixed = mixed[size:]
    return batches


def tables_of(conn):
    """Everything the tables say, without ids, moments of deciding, and what each decision saw before it."""
    opportunities = tables.opportunities.c
    ids = {row.id: row.uid for row in conn.execute(sa.select(opportunities.id, opportunities.uid))}
    ledger = tables.decisions.c
    return {
        "decisions": sorted(
            map(tuple, conn.execute(sa.select(ledger.mention_key, ledger.revision, ledger.brand)))
        ),
        "opportunities": sorted(
            (
                row.uid, row.brand, row.conversation_key, row.state, row.rest, row.priority,
                row.rank_time - row.create_time, row.live, row.known, row.gone, row.top_key, row.latest_key,
                row.latest_written,
            )
            for row in conn.execute(sa.select(tables.opportunities))
        ),
        "members": sorted(
            (
                ids[row.opportunity_id], row.mention_key, row.revision, row.status, row.priority, row.written,
                row.rule, row.parts, row.author, _without_matches(row.mention), row.score,
            )
            for row in conn.execute(sa.select(tables.members))
        ),
        "tallies": sorted(map(tuple, conn.execute(sa.select(tables.tallies)))),
    }  # fmt: skip


def _without_matches(stored):
    """Which queries matched is merged by the archive; here only the brand counts."""
    if not stored:
        return b""
    mention = events_pb2.MentionItem().mention
    mention.ParseFromString(stored)
    mention.ClearField("matches")
    return mention.SerializeToString(deterministic=True)


def empty(conn):
    for table in (tables.decisions, tables.opportunities, tables.members, tables.tallies, tables.events_out):
        conn.execute(table.delete())


async def played(database, batches):
    """The tables after these batches, from nothing."""

    def work(conn):
        for batch in batches:
            intake.record(conn, [fact.item() for fact in batch], World(), WAITS)
        found = tables_of(conn)
        empty(conn)
        return found

    return await database.write(work)


class TestAnyOrder:
    """One database for all examples: each leaves it empty."""

    async def test_a_history_gives_the_same_tables_in_any_order_and_division(self, open_database, dialect):
        database = await open_database("router")
        loop = asyncio.get_running_loop()

        @settings(
            max_examples=150 if dialect == "sqlite" else 40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(histories(), st.lists(st.integers(0, 10_000), min_size=1, max_size=3))
        def compare(facts, seeds):
            wanted = run(played(database, [facts] if facts else []))
            one_by_one = run(played(database, [[fact] for fact in facts]))
            assert one_by_one == wanted
            for seed in seeds:
                assert run(played(database, rearranged(facts, seed))) == wanted

        def run(work):
            return asyncio.run_coroutine_threadsafe(work, loop).result(30)

        await asyncio.to_thread(compare)

    async def test_a_deletion_that_comes_first_beats_every_revision(self, open_database):
        database = await open_database("router")
        facts = [
            Fact(0, 0, 0, (), deleted=True),
            Fact(0, 0, 2, BRANDS[:1]),
            Fact(0, 5, 3, BRANDS[:1]),
        ]
        found = await played(database, [[fact] for fact in facts])
        (opportunity,) = found["opportunities"]
        assert opportunity[3] == tables_state("WITHDRAWN")
        assert [member[9] for member in found["members"]] == [b""]

    async def test_a_mention_that_joins_and_changes_in_one_batch_leaves_the_others_counted(
        self, open_database
    ):
        database = await open_database("router")
        facts = [Fact(0, 0, 4, BRANDS[:1]), Fact(1, 0, 2, BRANDS[:1]), Fact(1, 1, 0, BRANDS[:1])]
        wanted = await played(database, [[fact] for fact in facts])
        assert await played(database, [facts[:1], facts[1:]]) == wanted
        (opportunity,) = wanted["opportunities"]
        assert opportunity[7:10] == (1, 2, 0)  # live, known, gone

    async def test_replicas_that_decide_at_once_leave_the_same_tables(self, open_database):
        database = await open_database("router")
        facts = [Fact(key, revision, 2 + key % 3, BRANDS) for revision in (1, 0) for key in range(6)]
        facts += [Fact(key, 0, 0, (), deleted=True) for key in (0, 3)]
        wanted = await played(database, [facts])
        batches = [facts[at : at + 2] for at in range(0, len(facts), 2)] * 2

        def recorder(batch):
            return lambda conn: intake.record(conn, [fact.item() for fact in batch], World(), WAITS)

        await asyncio.gather(*(database.write(recorder(batch)) for batch in batches))
        assert await database.read(tables_of) == wanted

    async def test_a_known_revision_with_a_new_brand_is_decided_for_that_brand_only(self, open_database):
        database = await open_database("router")
        found = await played(database, [[Fact(0, 0, 4, BRANDS[:1])], [Fact(0, 0, 4, BRANDS)]])
        assert [row[2] for row in found["decisions"]] == ["brands/acme", "brands/bolt"]
        assert {row[1] for row in found["opportunities"]} == set(BRANDS)

    async def test_the_outcome_of_a_late_lower_revision_is_superseded(self, open_database):
        database = await open_database("router")

        def work(conn):
            for revision in (3, 1):
                intake.record(conn, [Fact(0, revision, 2, BRANDS[:1]).item()], World(), WAITS)
            return list(
                conn.execute(sa.select(tables.decisions.c.outcome).order_by(tables.decisions.c.id)).scalars()
            )

        assert await database.write(work) == [1, 3]


def tables_state(name):
    from services.router.core import opportunities

    return getattr(opportunities, name)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_uids_stand_for_brand_and_conversation(open_database):
    database = await open_database("router")
    found = await played(database, [[Fact(1, 0, 4, BRANDS)]])
    assert {row[0] for row in found["opportunities"]} == {
        identity.opportunity_uid(brand, "sandbox:-:m0") for brand in BRANDS
    }
