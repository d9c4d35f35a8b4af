"""The index of words finds what reading every mention finds, and forgets what is forgotten."""

import pytest
import sqlalchemy as sa

from services.insights.core import words
from services.insights.core.slices import Cut
from services.insights.store import Archive, numbers, tables, textual
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
EVER = Cut(0, 4_000_000_000_000_000)


async def found(db, text):
    cut = Cut(EVER.start, EVER.end, text=words.fold(text))
    query = sa.select(tables.mentions.c.key).order_by(tables.mentions.c.id)
    return await db.read(
        lambda conn: conn.execute(query.where(*numbers.conditions(conn, cut))).scalars().all()
    )


@pytest.fixture
async def kept(open_database):
    db = await open_database("insights")
    archive = Archive(db, page_size=10, on_event=list)
    await archive.take([said(f"{at}", text=text, author=f"x:-:a{at}") for at, text in enumerate(TEXTS)])
    return db, archive


async def test_a_phrase_is_found_as_by_reading_every_mention(kept, monkeypatch):
    db, _ = kept
    with_index = {text: await found(db, text) for text in ASKED}
    monkeypatch.setattr(textual, "_is_indexed", lambda _word: False)
    assert {text: await found(db, text) for text in ASKED} == with_index
    assert with_index["b c"] == ["x:-:6"]
    assert with_index["a c"] == with_index["荷が"] == with_index["gate"] == []
    assert all(with_index[text] for text in set(ASKED) - {"a c", "nowhere", "gate", "荷が"})


async def test_a_common_word_is_found_without_the_index(kept, monkeypatch):
    db, _ = kept
    monkeypatch.setattr(textual, "COMMON", 0)
    assert await found(db, "late") == ["x:-:0"]


async def test_the_index_follows_edits_deletions_and_erasures(kept):
    db, archive = kept
    await archive.take([said("0", text="Now it is fine", revision=1, author="x:-:a0")])
    assert (await found(db, "late"), await found(db, "fine")) == ([], ["x:-:0"])
    await archive.take([gone("1")])
    assert await found(db, "café") == []
    await archive.erase_author("x:-:a5")
    assert await found(db, "near") == []
    assert await found(db, "b c") == ["x:-:6"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
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
