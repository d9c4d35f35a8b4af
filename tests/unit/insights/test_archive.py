import asyncio
import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as api
from services.common.config import DataSettings, InsightsSettings, StoreSettings
from services.common.model import identity, suppression
from services.common.model.clock import SystemClock
from services.common.store import housekeeping, migrations
from services.insights.core import digests, filters, tokens
from services.insights.store import Archive, archive, retention, search, tables
from tests.unit.insights.histories import BRANDS, facts, gone, mention, said

UNORDERED = {"id", "mention_id", "archive_time", "erase_time"}
"""Columns that say when something came; all others must not depend on it."""


def uid(native_id="1", network="x"):
    return digests.uid(identity.make_key(network, "-", native_id))


def contents(conn):
    """Every table without the columns that say when something came, brands under their mention's key."""
    keys = {row.id: row.key for row in conn.execute(sa.select(tables.mentions.c.id, tables.mentions.c.key))}
    found = {}
    meanings = {"facet": facet_meanings(conn), "scope": scope_meanings(conn)}
    for table in tables.metadata.sorted_tables:
        if table.name in {"events_out", "named_leases", "facets", "scopes", "scope_matches"}:
            continue
        columns = [column.name for column in table.columns if column.name not in UNORDERED]
        rows = [
            (
                keys[row.mention_id] if "mention_id" in table.c else "",
                *(meanings.get(name, {}).get(value := getattr(row, name), value) for name in columns),
            )
            for row in conn.execute(sa.select(table))
        ]
        found[table.name] = sorted(rows, key=repr)
    return found


def facet_meanings(conn):
    """What the numbers of facets stand for, which depend on what came first."""
    return {row.id: tuple(row)[1:-1] for row in conn.execute(sa.select(tables.facets))}


def scope_meanings(conn):
    found = {row.id: () for row in conn.execute(sa.select(tables.scopes))}
    for row in conn.execute(sa.select(tables.scope_matches).order_by(tables.scope_matches.c.query)):
        found[row.scope] += (tuple(row)[1:],)
    return found


def counted(conn):
    """The counters as the rows themselves say."""
    table = tables.mentions
    query = sa.select(table.c.network, table.c.sentiment, sa.func.count()).group_by(
        table.c.network, table.c.sentiment
    )
    return sorted(tuple(row) for row in conn.execute(query))


def rollups(conn):
    return sorted(tuple(row) for row in conn.execute(sa.select(tables.mention_rollups)))


@pytest.fixture
async def db(open_database):
    return await open_database("insights")


@pytest.fixture
def pokes():
    return []


@pytest.fixture
def kept(db, pokes):
    return Archive(db, page_size=2, on_event=lambda: pokes.append(1))


async def listed(kept, text="", *, token="", limit=0, visible=None):
    after = tokens.decode(token, text)
    return [
        found.mention.native_id
        async for piece in kept.stretches(filters.parse(text), after, limit, visible)
        for found in piece.mentions
    ]


async def test_a_mention_comes_back_as_it_was_said(kept):
    item, felt = said("1", text="Café 🧳")
    await kept.take([(item, felt)])
    found = await kept.get(uid(), None)
    assert found.mention == item.mention
    assert found.score == felt
    assert found.archive_time.seconds > 1_600_000_000


async def test_fields_unknown_to_this_build_survive(kept):
    raw = said("1")[0].mention.SerializeToString() + b"\xf2\x7f\x03abc"
    newer = events_pb2.MentionItem()
    newer.mention.ParseFromString(raw)
    await kept.take([(newer, said("1")[1])])
    found = await kept.get(uid(), None)
    assert b"abc" in found.mention.SerializeToString()


async def test_a_higher_revision_replaces_and_a_lower_one_does_not(kept, db):
    await kept.take([said("1", revision=1, text="first", felt="NEGATIVE")])
    await kept.take([said("1", revision=2, text="edited", felt="POSITIVE", brands=BRANDS[1:])])
    await kept.take([said("1", revision=1, text="first", felt="NEGATIVE")])
    found = await kept.get(uid(), None)
    assert found.mention.text == "edited"
    assert await listed(kept, "text:edited") == ["1"]
    assert await listed(kept, "text:first") == []
    assert await listed(kept, "brand = acme") == []
    assert await listed(kept, "brand = globex") == ["1"]
    assert await db.read(rollups) == [("x", 3, 1)]


async def test_matches_of_the_same_revision_are_merged(kept):
    await kept.take([said("1", brands=BRANDS[:1])])
    await kept.take([said("1", brands=BRANDS[1:])])
    found = await kept.get(uid(), None)
    assert [match.brand for match in found.mention.matches] == list(BRANDS)
    assert await listed(kept, "brand = acme AND brand = globex") == ["1"]


async def test_a_deletion_removes_and_beats_every_later_revision(kept, db):
    await kept.take([said("1"), said("2")])
    written = await kept.take([gone("1")])
    await kept.take([said("1", revision=9)])
    assert written.deletions == 1
    assert await kept.get(uid("1"), None) is None
    assert await listed(kept) == ["2"]
    assert await db.read(rollups) == [("x", 1, 1)]


async def test_a_deletion_that_comes_first_keeps_the_mention_out(kept):
    await kept.take([gone("1")])
    await kept.take([said("1")])
    summary = await kept.summary()
    assert (summary.mention_count, summary.tombstone_count) == (0, 1)


async def test_an_erased_author_is_forgotten_and_stays_away(kept, db, pokes):
    await kept.take([said("1"), said("2"), said("3", author="x:-:bob"), said("4", author="")])
    assert await kept.erase_author("x:-:ann") == 2
    await kept.take([said("1"), said("5")])
    assert await listed(kept) == ["3", "4"]
    assert await kept.erase_author("x:-:ann") == 0
    assert len(pokes) == 2
    assert await db.read(rollups) == [("x", 1, 2)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("length", [1, 2_000])
async def test_the_words_of_an_erased_author_are_in_no_file_afterwards(kept, db, length):
    def in_files():
        file = db.address.file
        return any(b"a wolf ate" in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))

    await kept.take([said("1", text="a wolf ate my parcel, " * length)])
    assert in_files()
    await kept.erase_author("x:-:ann")
    assert not in_files()


async def test_an_erasure_leaves_for_the_other_stores_without_naming_the_author(kept, db):
    await kept.erase_author("x:-:ann")
    rows = await db.read(lambda conn: conn.execute(sa.select(tables.events_out)).all())
    erasure = events_pb2.AuthorErasure.FromString(rows[0].payload)
    assert rows[0].subject == "erasures.author"
    assert erasure.author_key_sha256 == identity.author_digest("x:-:ann")
    assert b"ann" not in rows[0].payload


async def test_deleting_by_hand_keeps_a_tombstone(kept):
    await kept.take([said("1")])
    assert await kept.delete(uid()) is True
    assert await kept.delete(uid()) is False
    await kept.take([said("1")])
    assert await kept.get(uid(), None) is None


async def test_deleting_by_hand_tells_the_other_stores_as_a_network_would(kept, db, pokes):
    await kept.take([said("1")])
    await kept.delete(uid())
    await kept.delete(uid())
    rows = await db.read(lambda conn: conn.execute(sa.select(tables.events_out)).all())
    (item,) = events_pb2.MentionBatch.FromString(rows[0].payload).items
    assert (len(rows), rows[0].subject) == (1, "mentions.x")
    assert (item.deletion.key, item.deletion.network) == ("x:-:1", "x")
    assert item.deletion.HasField("delete_time")
    assert pokes


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_words_of_a_mention_deleted_by_hand_are_in_no_file_afterwards(kept, db):
    await kept.take([said("1", text="a wolf ate my parcel")])
    await kept.delete(uid())
    file = db.address.file
    assert not any(b"a wolf ate" in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


async def test_our_answers_to_an_erased_author_go_and_stay_away(kept, db):
    def answer(native_id, parent, *, own):
        item, score = said(native_id, author="x:-:us")
        item.mention.parent_key = item.mention.conversation_key = f"x:-:{parent}"
        item.mention.author.own = own
        return item, score

    facts = [answer("2", "1", own=True), answer("3", "1", own=False), answer("5", "4", own=True)]
    await kept.take([said("1"), said("4", author="x:-:bob"), *facts])
    assert await kept.erase_author("x:-:ann") == 2
    await kept.take(facts)
    assert sorted(await listed(kept)) == ["3", "4", "5"]
    assert await db.read(rollups) == await db.read(counted)


async def test_a_preview_counts_what_an_erasure_then_takes(kept):
    author = suppression.reference("x:-:ann")
    await kept.take([said("1"), said("2"), said("3", author="x:-:bob")])
    assert await kept.erasure_preview(author) == api.ErasurePreview(mention_count=2)
    await kept.erase_author("x:-:ann")
    assert await kept.erasure_preview(author) == api.ErasurePreview(suppressed=True)


async def test_the_summary_counts_by_network_and_sentiment(kept):
    await kept.take([said("1", felt="POSITIVE"), said("2", felt=""), said("3", network="y"), gone("9")])
    summary = await kept.summary()
    assert summary == api.ArchiveSummary(
        mention_count=3,
        tombstone_count=1,
        network_counts={"x": 2, "y": 1},
        sentiment_counts={"POSITIVE": 1, "UNSPECIFIED": 1, "NEGATIVE": 1},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "4123"),
        ("network = y", "3"),
        ("network != y", "412"),
        ("source != sources/feed", "2"),
        ("author = x:-:ann", "123"),
        ("author != x:-:ann", "4"),
        ("language = fr", "2"),
        ("sentiment = POSITIVE", "2"),
        ("sentiment != POSITIVE", "413"),
        ("compound < 0", "13"),
        ("compound >= 0.7", "2"),
        ("create_time > 2023-11-14T22:13:20Z", "123"),
        ("create_time <= 2023-11-14T22:13:20Z", "4"),
        ("conversation = x:-:1", "12"),
        ("conversation != x:-:1", "43"),
        ("text:bag", "1"),
        ('text:"LOST BAG"', "1"),
        ("text:ba", ""),
        ("link = https://x.test/2", "2"),
        ("link = https://x.test/2/", "2"),
        ("link = https://x.test", ""),
        ("link = https://x.test/3 AND network = y", "3"),
        ("brand = globex", "24"),
        ("brand != globex", "13"),
        ("network = x AND sentiment = NEGATIVE", "1"),
    ],
)
async def test_a_filter_finds_what_it_says(kept, text, expected):
    await kept.take(
        [
            said("1", created=1_700_000_001, text="Lost bag!"),
            said(
                "2",
                created=1_700_000_002,
                text="merci",
                language="fr",
                felt="POSITIVE",
                source="sources/api",
                conversation="x:-:1",
                brands=BRANDS,
            ),
            said("3", network="y", author="x:-:ann", created=1_700_000_003, text="late 100%"),
            said("4", author="", felt="", created=1_700_000_000, text="hm", brands=BRANDS[1:]),
        ]
    )
    found = await listed(kept, text)
    assert "".join(sorted(found)) == "".join(sorted(expected))
    assert found == [each for each in "4123" if each in expected]


async def test_a_list_goes_on_where_a_broken_call_ended(kept):
    await kept.take([said(str(number), created=1_700_000_000 + number // 2) for number in range(1, 10)])
    pieces = [piece async for piece in kept.stretches((), None, 0, None)]
    token = tokens.encode(pieces[1].place, "")
    assert await listed(kept, token=token) == [str(number) for number in range(5, 10)]
    assert await listed(kept, limit=3) == ["1", "2", "3"]


async def test_a_stretch_ends_early_when_its_mentions_are_large(db):
    kept = Archive(db, page_size=500, on_event=list)
    await kept.take([said(str(number), text="long " * 50_000) for number in range(1, 8)])
    pieces = [piece async for piece in kept.stretches((), None, 0, None)]
    assert [len(piece.mentions) for piece in pieces] == [5, 2]


async def test_a_caller_sees_the_mentions_of_their_brands_only(kept):
    await kept.take([said("1"), said("2", brands=BRANDS[1:])])
    own = frozenset({"brands/globex"})
    assert await listed(kept, visible=own) == ["2"]
    assert await kept.get(uid("1"), own) is None
    assert await kept.get(uid("2"), own) is not None


async def test_two_replicas_that_write_the_same_mentions_lose_nothing(kept, db):
    batches = [
        [said(str(number), brands=[brand], felt=felt) for number in range(40)]
        for brand, felt in itertools.product(BRANDS, ("NEGATIVE", "POSITIVE"))
    ]
    await asyncio.gather(*(kept.take(batch) for batch in batches), kept.take([gone("7")]))
    found = await kept.get(uid("1"), None)
    assert {match.brand for match in found.mention.matches} == set(BRANDS)
    assert await kept.get(uid("7"), None) is None
    assert await db.read(rollups) == await db.read(counted)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_batch_without_news_writes_nothing(kept, db):
    await kept.take([said("1"), said("2")])
    before = await db.read(lambda conn: conn.execute(sa.text("PRAGMA data_version")).scalar())
    written = await kept.take([said("1"), said("2")])
    assert written == archive.Written(0, 0)
    assert await db.read(lambda conn: conn.execute(sa.text("PRAGMA data_version")).scalar()) == before


def split(random, history):
    """The history in batches of any size."""
    batches = [[]]
    for fact in history:
        if random.random() < 0.4:
            batches.append([])
        batches[-1].append(fact)
    return batches


def tell(engine, batches):
    """Tells a history to an empty archive; what its tables hold after it."""
    with engine.connect() as conn, conn.begin() as transaction:
        for table in tables.metadata.sorted_tables:
            conn.execute(sa.delete(table))
        for batch in batches:
            archive.archive(conn, batch, now=1)
        assert rollups(conn) == counted(conn)
        found = contents(conn)
        transaction.rollback()
    return found


@pytest.fixture(scope="module")
def sqlite_engine(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("histories"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


@given(
    st.lists(facts(), min_size=1, max_size=12),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_tables_are_the_same_whatever_the_order_of_the_log(sqlite_engine, history, repeats, random):
    again = history + history[:repeats]
    random.shuffle(again)
    assert tell(sqlite_engine, split(random, again)) == tell(sqlite_engine, [history])


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_the_tables_are_the_same_on_postgres_too(db, sqlite_engine):
    history = [
        said("1", brands=BRANDS[:1]),
        said("1", revision=2, felt="POSITIVE"),
        said("2", version="vader/2"),
        gone("3", network="y"),
        said("3", network="y"),
        said("1", brands=BRANDS[1:]),
        gone("2"),
    ]
    kept = Archive(db, page_size=10, on_event=list)
    for fact in reversed(history):
        await kept.take([fact])
    assert await db.read(contents) == tell(sqlite_engine, [history])


def test_a_mention_without_a_time_of_its_own_stands_at_its_collection(sqlite_engine):
    bare = mention("1")
    bare.ClearField("create_time")
    found = tell(sqlite_engine, [[(events_pb2.MentionItem(mention=bare), said("1")[1])]])
    assert any(1_700_000_100_000_000 in row for row in found["mentions"])


async def test_a_list_of_one_brand_goes_on_where_it_broke(kept):
    await kept.take([said(str(number), created=1_700_000_000 + number, brands=BRANDS) for number in range(7)])
    text = "brand = acme AND brand = globex"
    pieces = [piece async for piece in kept.stretches(filters.parse(text), None, 0, None)]
    token = tokens.encode(pieces[0].place, text)
    assert await listed(kept, text, token=token) == [str(number) for number in range(2, 7)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_rare_brand_is_read_along_its_index(db):
    def plan(conn):
        statements = []
        sa.event.listen(conn, "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
        search.stretch(conn, filters.parse("brand = acme"), tokens.Place(1, 1), 10, None)
        statement, given = statements[-1]
        return " ".join(row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given))

    found = await db.read(plan)
    assert "ix_mention_brands_brand" in found
    assert "TEMP B-TREE" not in found


async def test_mentions_leave_the_archive_with_their_age_and_the_counters_with_them(kept, db):
    class Later(SystemClock):
        def now(self):
            return super().now() + timedelta(days=11)

    await kept.take([said("1"), said("2", felt="POSITIVE"), gone("3")])
    old, forever = (retention.chores(InsightsSettings(mention_retention_days=days), 60) for days in (10, 0))
    assert await housekeeping.do(db, old[0], SystemClock()) == 0
    assert await housekeeping.do(db, forever[0], Later()) == 0
    assert await housekeeping.do(db, old[0], Later()) == 2
    assert await listed(kept) == []
    assert await db.read(rollups) == await db.read(counted) == []
    assert (await kept.summary()).tombstone_count == 1
