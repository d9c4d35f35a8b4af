"""What every service may rely on, whichever database it was given."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from services.common.model import errors
from services.common.store import Database, bulk, clock
from tests.fixtures import trial

ROW = {"key": "a", "revision": 1}


async def test_a_write_is_committed_before_it_returns(db):
    inserted = await db.write(lambda conn: bulk.insert_new(conn, trial.things, [ROW], key=["key"]))

    assert inserted == 1
    assert await db.read(trial.keys) == ["a"]


async def test_a_write_that_fails_leaves_nothing_behind(db):
    def work(conn):
        conn.execute(trial.things.insert(), [ROW])
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await db.write(work)
    assert await db.read(trial.keys) == []


async def test_the_writer_goes_on_after_a_failure(db):
    with pytest.raises(ZeroDivisionError):
        await db.write(lambda _conn: 1 // 0)

    await db.write(lambda conn: conn.execute(trial.things.insert(), [ROW]))
    assert await db.read(trial.keys) == ["a"]


async def test_a_broken_constraint_is_the_callers_own_error(db):
    with pytest.raises(sa.exc.IntegrityError):
        await db.write(lambda conn: conn.execute(trial.things.insert(), [ROW, ROW]))
    assert await db.read(trial.keys) == []


async def test_what_people_wrote_is_in_no_error(db):
    private = {**ROW, "text": "between us", "key": "@somebody"}

    with pytest.raises(sa.exc.IntegrityError) as fault:
        await db.write(lambda conn: conn.execute(trial.things.insert(), [private, private]))
    told = "".join(traceback.format_exception(fault.value))
    assert "IntegrityError" in told
    assert "@somebody" not in told
    assert "between us" not in told


def _raise(fault):
    raise fault


async def test_reading_cannot_write(db):
    with pytest.raises((sa.exc.DBAPIError, errors.StoreUnavailable)):
        await db.read(lambda conn: conn.execute(trial.things.insert(), [ROW]))
    assert await db.read(trial.keys) == []


async def test_looking_up_reads_as_reading_does(db):
    await db.write(lambda conn: conn.execute(trial.things.insert(), [ROW]))

    assert await db.look_up(trial.keys) == ["a"]
    with pytest.raises((sa.exc.DBAPIError, errors.StoreUnavailable)):
        await db.look_up(lambda conn: conn.execute(trial.things.insert(), [{**ROW, "key": "b"}]))
    with pytest.raises(LookupError, match="on purpose"):
        await db.look_up(lambda _conn: _raise(LookupError("on purpose")))
    assert await db.look_up(trial.keys) == ["a"]
    await db.close()
    with pytest.raises(errors.StoreUnavailable, match="has been closed"):
        await db.look_up(trial.keys)


async def test_looking_up_waits_for_no_writer(db):
    begun, looked = threading.Event(), threading.Event()

    def write(conn):
        conn.execute(trial.things.insert(), [ROW])
        begun.set()
        assert looked.wait(10)

    writing = asyncio.create_task(db.write(write))
    assert await asyncio.to_thread(begun.wait, 10)
    assert await db.look_up(trial.keys) == []
    looked.set()
    await writing
    assert await db.look_up(trial.keys) == ["a"]


async def test_a_reader_sees_one_snapshot_while_others_write(db):
    begun, written = threading.Event(), threading.Event()

    def look_twice(conn):
        before = trial.keys(conn)
        begun.set()
        assert written.wait(10)
        return before, trial.keys(conn)

    def write(conn):
        assert begun.wait(10)
        conn.execute(trial.things.insert(), [ROW])

    async def write_then_say():
        await db.write(write)
        written.set()

    seen, _ = await asyncio.gather(db.read(look_twice), write_then_say())
    assert seen == ([], [])
    assert await db.read(trial.keys) == ["a"]


async def test_work_runs_in_the_callers_context(db):
    variable = contextvars.ContextVar("variable", default="lost")
    variable.set("kept")

    assert await db.read(lambda _conn: variable.get()) == "kept"


async def test_a_closed_database_refuses_with_a_sentence(db):
    await db.close()

    with pytest.raises(errors.StoreUnavailable, match="has been closed"):
        await db.read(trial.keys)


async def test_closing_twice_is_closing_once(db):
    await db.close()
    await db.close()


async def test_values_come_back_as_they_were_given(db):
    given = {
        "key": "ключ",
        "revision": 2**63 - 1,
        "text": "naïve 🙂",
        "at": datetime(2024, 2, 29, 23, 59, 59, 999_999, timezone(timedelta(hours=-7))),
        "document": {"list": [1, None, "x"], "text": "\\u0000 stays"},
        "blob": bytes(range(256)),
    }
    await db.write(lambda conn: conn.execute(trial.things.insert(), [given]))

    row = (await db.read(lambda conn: conn.execute(sa.select(trial.things)).one()))._asdict()
    assert {name: row[name] for name in given} == given
    assert row["at"].tzinfo is UTC


async def test_a_moment_without_a_time_zone_is_refused(db):
    naive = {**ROW, "at": datetime(2024, 1, 1)}  # noqa: DTZ001 - on purpose

    with pytest.raises(sa.exc.StatementError, match="has no time zone"):
        await db.write(lambda conn: conn.execute(trial.things.insert(), [naive]))


async def test_the_databases_clock_is_aware_and_moves(db):
    first = await db.read(clock)
    second = await db.read(clock)

    assert first.tzinfo is UTC
    assert first <= second


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://host/database", "mysql is not supported"),
        ("nonsense", "is no address"),
        ("sqlite://", "names no SQLite file"),
    ],
)
def test_an_address_of_another_kind_is_refused_with_a_remedy(url, problem, data_settings):
    from services.common.config import StoreSettings

    with pytest.raises(errors.InvalidField, match=problem):
        Database.open(StoreSettings(url=url), data_settings, service="trial")
