"""Bulk writes: the same rows, counts and winners on both databases."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.common.store import bulk
from tests.fixtures import trial

MOMENT = datetime(2024, 5, 1, 12, 30, 15, 123456, UTC)


def row(key, revision=0, text=None):
    return {
        "key": key,
        "revision": revision,
        "text": text,
        "at": MOMENT,
        "document": {"key": key},
        "blob": key.encode() + b"\x00\xff",
    }


def insert_new(rows):
    return lambda conn: bulk.insert_new(conn, trial.things, rows, key=["key"])


def upsert(rows, newer="revision"):
    return lambda conn: bulk.upsert(
        conn, trial.things, rows, key=["key"], update=["revision", "text"], newer=newer
    )


def texts(conn):
    return {row.key: row.text for row in conn.execute(sa.select(trial.things))}


async def test_only_rows_that_are_not_there_yet_are_inserted_and_counted(db):
    first = [row(f"{i:04}", text="first") for i in range(600)]
    both = [row(f"{i:04}", text="second") for i in range(300, 1000)]

    assert await db.write(insert_new(first)) == 600
    assert await db.write(insert_new(both)) == 400
    assert await db.write(insert_new(both)) == 0
    found = await db.read(texts)
    assert len(found) == 1000
    assert found["0599"] == "first"
    assert found["0600"] == "second"


async def test_counts_are_added_and_what_tells_the_latest_is_replaced(db):
    def count(rows):
        return lambda conn: bulk.count(
            conn, trial.things, rows, key=["key"], add=["revision"], update=["text"]
        )

    assert await db.write(count([row("a", 2, "first"), row("b", 5, "first")])) == 2
    assert await db.write(count([row("a", 3, "second"), row("c", 1, "second")])) == 2
    found = await db.read(
        lambda conn: {one.key: (one.revision, one.text) for one in conn.execute(sa.select(trial.things))}
    )
    assert found == {"a": (5, "second"), "b": (5, "first"), "c": (1, "second")}


async def test_every_kind_of_value_survives(db):
    await db.write(insert_new([row("a", 7, "naïve 🙂 \\N \t\n")]))

    found = (await db.read(lambda conn: conn.execute(sa.select(trial.things)).one()))._asdict()
    assert {name: found[name] for name in row("a")} == row("a", 7, "naïve 🙂 \\N \t\n")


async def test_nothing_is_nothing(db):
    assert await db.write(insert_new([])) == 0
    assert await db.write(upsert([])) == 0


async def test_only_a_higher_revision_replaces(db):
    await db.write(upsert([row("a", 2, "two"), row("b", 2, "two")]))

    assert await db.write(upsert([row("a", 1, "one"), row("b", 3, "three"), row("c", 0, "new")])) == 2
    assert await db.read(texts) == {"a": "two", "b": "three", "c": "new"}
    assert await db.write(upsert([row("b", 3, "again")])) == 0
    assert await db.read(texts) == {"a": "two", "b": "three", "c": "new"}


async def test_without_a_deciding_column_the_last_one_counts(db):
    await db.write(upsert([row("a", 5, "five")], newer=None))

    assert await db.write(upsert([row("a", 1, "one"), row("a", 0, "zero")], newer=None)) == 1
    assert await db.read(texts) == {"a": "zero"}


async def test_of_new_rows_with_one_key_the_first_counts(db):
    assert await db.write(insert_new([row("a", text="first"), row("a", text="second")])) == 1
    assert await db.read(texts) == {"a": "first"}


async def test_several_writes_of_one_transaction_do_not_mix(db):
    def work(conn):
        return [insert_new([row("a")])(conn), insert_new([row("b")])(conn), upsert([row("a", 1)])(conn)]

    assert await db.write(work) == [1, 1, 1]
    assert await db.write(work) == [0, 0, 0]


async def test_a_failed_write_does_not_spoil_the_next(db):
    def fail(conn):
        insert_new([row("a")])(conn)
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            await db.write(fail)
    assert await db.write(insert_new([row("a"), row("b")])) == 2


async def test_a_failure_in_a_savepoint_does_not_spoil_the_transaction(db):
    def work(conn):
        upsert([row("a", 1)])(conn)
        with contextlib.suppress(sa.exc.IntegrityError), conn.begin_nested():
            upsert([row("b")])(conn)
            conn.execute(trial.things.insert(), [{"key": "b"}])
        return upsert([row("a", 2), row("b")])(conn)

    assert await db.write(work) == 2
    assert await db.read(trial.keys) == ["a", "b"]


async def test_columns_left_out_get_their_default(db):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, [{"key": "a"}], key=["key"]))

    assert await db.read(lambda conn: conn.execute(sa.select(trial.things.c.revision)).scalar_one()) == 0


async def test_characters_that_postgres_cannot_store_are_dropped_on_both(db):
    given_row = {**row("a\x00b", text="\x00x\x00"), "document": {"key": "\x00y \\u0000"}}
    await db.write(insert_new([given_row]))

    found = await db.read(lambda conn: conn.execute(sa.select(trial.things)).one())
    assert (found.key, found.text, found.document) == ("ab", "x", {"key": "y \\u0000"})
    assert await db.write(insert_new([row("ab")])) == 0


async def test_keys_that_become_the_same_without_nul_are_one_row(db):
    assert await db.write(upsert([row("a\x00", 1), row("a", 2)])) == 1


async def test_rows_that_cannot_be_there_keep_the_order_they_were_given(db):
    rows = [{"key": key, "revision": 1} for key in ("c", "a", "b")]

    assert await db.write(lambda conn: bulk.insert(conn, trial.things, rows)) == 3
    order = sa.select(trial.things.c.key).order_by(trial.things.c.id)
    assert await db.read(lambda conn: conn.execute(order).scalars().all()) == ["c", "a", "b"]


async def test_rows_with_different_columns_are_refused(db):
    with pytest.raises(ValueError, match="must all have the columns of the first"):
        await db.write(insert_new([{"key": "a"}, {"key": "b", "revision": 1}]))
    with pytest.raises(ValueError, match="lack columns that decide or change: revision, text"):
        await db.write(upsert([{"key": "a"}]))
    with pytest.raises(ValueError, match="insert_new where there are none"):
        await db.write(lambda conn: bulk.upsert(conn, trial.things, [row("a")], key=["key"], update=[]))


async def test_a_broken_constraint_is_the_same_error_on_both(db):
    with pytest.raises(sa.exc.IntegrityError):
        await db.write(lambda conn: bulk.insert_new(conn, trial.things, [{"key": None}], key=["key"]))
    assert await db.write(insert_new([row("a")])) == 1


async def test_many_at_once_with_the_same_rows_in_other_orders_all_end(db):
    rows = [row(f"{i:03}") for i in range(200)]

    counts = await asyncio.gather(
        *(
            db.write(upsert([{**each, "revision": turn} for each in rows[:: (-1) ** turn]]))
            for turn in range(1, 9)
        )
    )

    assert sum(counts) >= 200
    revisions = sa.select(trial.things.c.revision).distinct()
    assert await db.read(lambda conn: conn.execute(revisions).scalars().all()) == [8]


ENTRIES = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 4)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ENTRIES, after=ENTRIES)
async def test_any_history_ends_with_the_first_of_each_highest_revision(db, before, after):
    rows = [[row(key, revision, f"{key}{revision}") for key, revision in part] for part in (before, after)]
    await db.write(lambda conn: conn.execute(trial.things.delete()))
    for part in rows:
        await db.write(upsert(part))

    best = {}
    for key, revision in before + after:
        best[key] = max(revision, best.get(key, 0))
    assert await db.read(texts) == {key: f"{key}{revision}" for key, revision in best.items()}
