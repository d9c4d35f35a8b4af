"""The index of words finds what reading every mention finds, and forgets what is forgotten."""

import asyncio
import importlib

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.common.config import DataSettings, StoreSettings
from services.common.model import identity
from services.common.store import engines, migrations
from services.insights.core import words
from services.insights.core.slices import Cut
from services.insights.store import Archive, archive, indexing, numbers, removal, tables, textual
from tests.fixtures.nats import eventually
from tests.unit.insights.histories import gone, said

TEXTS = (
    "The gate_12 was late -- AND \"nobody\" told us: 'why'?",
    "Le café à côté, 100% sûr",
    "東京の空港で荷物が消えた",
    "𞤀𞤣𞤤𞤢𞤥 newer letters than the index knows",
    "a" * 3_000 + " long",
    "OR NOT NEAR",
    "a b a b c",
)
ASKED = (
    "gate_12",
    "gate",
    "late and nobody",
    "CAFÉ",
    "100",
    "荷物",
    "荷が",
    "𞤀𞤣𞤤𞤢𞤥 newer",
    "newer letters",
    "a" * 3_000,
    "or not",
    "near",
    "b c",
    "a c",
    "nowhere",
)
REVISION = "services.insights.store.migrations.versions.e0009_words_are_found_by_an_index"
EVER = Cut(0, 4_000_000_000_000_000)


def having(conn, text):
    cut = Cut(EVER.start, EVER.end, text=words.fold(text))
    query = sa.select(tables.mentions.c.key).order_by(tables.mentions.c.id)
    return conn.execute(query.where(*numbers.conditions(conn, cut))).scalars().all()


async def found(db, text):
    return await db.read(lambda conn: having(conn, text))


WHEREVER_THE_MARK_IS = pytest.mark.parametrize(
    ("dialect", "kept"), [("sqlite", 0), ("sqlite", 3), ("sqlite", 100), ("postgresql", 0)], indirect=True
)


@pytest.fixture
async def kept(open_database, request, monkeypatch):
    db = await open_database("insights")
    archive = Archive(db, page_size=10, on_event=list)
    await archive.take([said(f"{at}", text=text, author=f"x:-:a{at}") for at, text in enumerate(TEXTS)])
    if db.dialect == "sqlite":
        monkeypatch.setattr(indexing, "AT_ONCE", request.param)
        await db.write(indexing.piece)
    return db, archive


@WHEREVER_THE_MARK_IS
async def test_a_phrase_is_found_as_by_reading_every_mention(kept, monkeypatch):
    db, _ = kept
    with_index = {text: await found(db, text) for text in ASKED}
    monkeypatch.setattr(textual, "_is_indexed", lambda _word: False)
    assert {text: await found(db, text) for text in ASKED} == with_index
    assert with_index["b c"] == ["x:-:6"]
    assert with_index["a c"] == with_index["荷が"] == with_index["gate"] == []
    assert all(with_index[text] for text in set(ASKED) - {"a c", "nowhere", "gate", "荷が"})


@WHEREVER_THE_MARK_IS
async def test_a_common_word_is_found_without_the_index(kept, monkeypatch):
    db, _ = kept
    monkeypatch.setattr(textual, "COMMON", 0)
    assert await found(db, "late") == ["x:-:0"]


@WHEREVER_THE_MARK_IS
async def test_the_index_follows_edits_deletions_and_erasures(kept):
    db, archive = kept
    await archive.take([said("0", text="Now it is fine", revision=1, author="x:-:a0")])
    assert (await found(db, "late"), await found(db, "fine")) == ([], ["x:-:0"])
    await archive.take([gone("1")])
    assert await found(db, "café") == []
    await archive.erase_author("x:-:a5")
    assert await found(db, "near") == []
    assert await found(db, "b c") == ["x:-:6"]


@pytest.mark.parametrize(("dialect", "kept"), [("sqlite", 100)], indirect=True)
async def test_an_erasure_leaves_no_word_in_the_files_of_the_index(kept):
    db, archive = kept

    def blocks(conn):
        rows = conn.exec_driver_sql("SELECT block FROM mention_words_data").scalars().all()
        terms = conn.exec_driver_sql("SELECT term FROM mention_words_idx").scalars().all()
        return b"".join([*map(bytes, rows), *(term if isinstance(term, bytes) else b"" for term in terms)])

    assert b"near" in await db.read(blocks)
    await archive.erase_author("x:-:a5")
    left = await db.read(blocks)
    assert b"near" not in left
    assert b"ewer" in left


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    data = DataSettings(folder=tmp_path_factory.mktemp("words"))
    migrations.upgrade(StoreSettings(), data, service="insights")
    engine = sa.create_engine(f"sqlite:///{data.folder / 'insights.db'}", poolclass=sa.StaticPool)
    yield engine
    engine.dispose()


SOME = ("late", "fine", "bag", "gate", "café")
NAMES = st.sampled_from("12345678")
TEXT = st.lists(st.sampled_from(SOME), min_size=1, max_size=4).map(" ".join)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.lists(st.tuples(NAMES, TEXT), min_size=1, max_size=4)),
        st.tuples(st.just("say"), st.lists(st.tuples(NAMES, TEXT), min_size=1, max_size=4)),
        st.tuples(st.just("index"), st.integers(1, 5)),
        st.tuples(st.just("delete"), NAMES),
        st.tuples(st.just("retire"), NAMES),
        st.tuples(st.just("erase"), NAMES),
    ),
    min_size=2,
    max_size=16,
)


def go(conn, number, step, monkeypatch):
    """One step; a later word of the same name is an edit."""
    kind, value = step
    if kind == "say":
        facts = [said(name, text=text, author=f"x:-:{name}", revision=number) for name, text in value]
        archive.archive(conn, facts, now=number)
    elif kind == "index":
        monkeypatch.setattr(indexing, "AT_ONCE", value)
        indexing.piece(conn)
    elif kind == "delete":
        archive.archive(conn, [gone(value)], now=number)
    elif kind == "retire":
        removal.retire(conn, tables.mentions.c.key == identity.make_key("x", "-", value))
    else:
        removal.erase_author(conn, f"x:-:{value}", now=number)


@given(STEPS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_is_right_wherever_the_index_is_and_the_index_has_no_word_too_many(engine, monkeypatch, steps):
    with engine.connect() as conn, conn.begin() as transaction:
        for number, step in enumerate(steps):
            go(conn, number, step, monkeypatch)
            held = conn.execute(sa.select(tables.mentions).order_by(tables.mentions.c.id)).all()
            for asked in (*SOME, "late fine", "nowhere"):
                phrase = words.fold(asked)
                assert having(conn, asked) == [row.key for row in held if phrase in row.words]
            until = conn.execute(sa.select(tables.UNTIL)).scalar_one()
            for word in SOME:
                indexed = "SELECT rowid FROM mention_words WHERE mention_words MATCH ? ORDER BY rowid"
                rows = conn.exec_driver_sql(indexed, (words.fold(word).strip(),)).scalars().all()
                assert rows == [row.id for row in held if row.id <= until and words.fold(word) in row.words]
        transaction.rollback()


@pytest.mark.parametrize(
    ("written", "until", "before", "due"),
    [
        (4_000, 0, 4_000, False),
        (5_000, 0, 5_000, True),
        (5_000, 0, 3_000, False),
        (100_001, 0, 0, True),
        (100_000, 100_000, 100_000, False),
        (90_000, 100_000, 90_000, False),
    ],
)
def test_words_are_indexed_in_the_calm_or_when_too_many_wait(written, until, before, due):
    assert indexing.is_due(indexing.Reach(written, until), before) == due


@pytest.mark.parametrize(("dialect", "kept"), [("sqlite", 0)], indirect=True)
async def test_what_waits_is_indexed_by_itself(kept, monkeypatch):
    db, _ = kept
    for name, value in {"AT_ONCE": 2, "ENOUGH": 1, "PAUSE_SECONDS": 0.01}.items():
        monkeypatch.setattr(indexing, name, value)
    running = asyncio.create_task(indexing.run(db))

    async def is_indexed():
        return await db.read(indexing.reach) == indexing.Reach(len(TEXTS), len(TEXTS))

    await eventually(is_indexed)
    running.cancel()
    assert await found(db, "late") == ["x:-:0"]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_build_that_was_broken_off_is_done_again(open_database, store_settings):
    db = await open_database("insights")
    broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass('ix_mentions_words')"
    await db.write(lambda conn: conn.exec_driver_sql(broken))

    def build():
        engine = engines.postgres(db.address, store_settings)
        with engine.connect() as conn, Operations.context(MigrationContext.configure(conn)):
            importlib.import_module(REVISION).upgrade()
        engine.dispose()

    await asyncio.to_thread(build)
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_mentions_words')"
    assert await db.read(lambda conn: conn.exec_driver_sql(valid).scalar_one())
