"""The Postgres side: a bounded pool, timeouts, another try after a deadlock, and a server that goes away."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from services.common.model import errors
from services.common.store import Database, bulk, migrations
from tests.fixtures import trial
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

ROWS = [{"key": key, "revision": 1} for key in ("a", "b")]
SESSIONS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'antiphon-trial'")


def setting(name):
    return lambda conn: conn.exec_driver_sql(f"SHOW {name}").scalar_one()


def change(conn, key):
    conn.execute(
        trial.things.update().where(trial.things.c.key == key).values(revision=trial.things.c.revision + 1)
    )


async def test_sessions_have_timeouts_and_live_in_their_own_schema(db):
    assert await db.read(setting("statement_timeout")) == "10s"
    assert await db.read(setting("lock_timeout")) == "2s"
    assert await db.read(setting("search_path")) == "trial"
    assert await db.read(setting("TimeZone")) == "UTC"
    assert await db.write(setting("synchronous_commit")) == "on"


async def test_two_services_share_a_database_without_meeting(db, store_settings, data_settings):
    other = Database.open(store_settings, data_settings, service="other")
    await other.write(lambda conn: conn.execute(sa.schema.CreateSchema("other")))
    await other.write(trial.metadata.create_all)
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))

    assert await other.read(trial.keys) == []
    assert await db.read(trial.keys) == ["a", "b"]
    await other.close()


async def test_more_callers_than_connections_wait_their_turn(db):
    def work(conn):
        conn.exec_driver_sql("SELECT pg_sleep(0.01)")
        return conn.execute(SESSIONS).scalar_one()

    sessions = await asyncio.gather(*(db.write(work) for _ in range(20)))

    assert max(sessions) <= 4


async def test_a_statement_that_takes_too_long_is_ended(store_settings, data_settings):
    db = Database.open(replace(store_settings, statement_timeout_seconds=0.1), data_settings, service="trial")

    with pytest.raises(errors.StoreUnavailable, match="took too long and was ended"):
        await db.read(lambda conn: conn.exec_driver_sql("SELECT pg_sleep(30)"))
    await db.close()


async def test_a_lock_that_is_not_granted_is_tried_again_and_then_given_up(db, store_settings, data_settings):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))
    hasty = Database.open(replace(store_settings, lock_timeout_seconds=0.1), data_settings, service="trial")
    held, done = threading.Event(), threading.Event()
    tries = []

    def hold(conn):
        change(conn, "a")
        held.set()
        assert done.wait(10)

    def want(conn):
        tries.append(1)
        change(conn, "a")

    holding = asyncio.create_task(db.write(hold))
    await eventually(held.is_set)
    with pytest.raises(errors.StoreUnavailable, match="lock timeout"):
        await hasty.write(want)
    done.set()
    await holding
    await hasty.write(want)

    assert len(tries) > 2
    await hasty.close()


async def test_of_two_transactions_in_deadlock_both_commit_in_the_end(db):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))
    both_have_one = threading.Barrier(2)
    tries = []

    def crossing(first, second):
        def work(conn):
            tries.append(first)
            change(conn, first)
            if len(tries) <= 2:
                both_have_one.wait(10)
            change(conn, second)

        return work

    await asyncio.gather(db.write(crossing("a", "b")), db.write(crossing("b", "a")))

    revisions = await db.read(lambda conn: conn.execute(sa.select(trial.things.c.revision)).scalars().all())
    assert revisions == [3, 3]
    assert len(tries) == 3


async def test_a_serialization_failure_is_tried_again(db):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))
    tries = []

    def work(conn):
        tries.append(1)
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        before = conn.execute(sa.select(sa.func.sum(trial.things.c.revision))).scalar_one()
        if len(tries) == 1:
            intrude.set()
            assert intruded.wait(10)
        conn.execute(trial.things.update().values(revision=before))

    intrude, intruded = threading.Event(), threading.Event()
    writing = asyncio.create_task(db.write(work))
    await eventually(intrude.is_set)
    await db.write(lambda conn: change(conn, "a"))
    intruded.set()
    await writing

    assert len(tries) == 2
    assert await db.read(lambda conn: conn.execute(sa.select(trial.things.c.revision)).scalars().all()) == [
        3,
        3,
    ]


async def test_connections_that_died_unused_are_replaced_without_a_word(db):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))
    await end_sessions(db)

    assert await db.read(trial.keys) == ["a", "b"]
    await end_sessions(db)
    assert await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"])) == 0


async def test_a_connection_lost_before_the_commit_is_tried_again_and_lost_for_good_is_told(db):
    tries = []

    def work(conn):
        tries.append(1)
        conn.execute(trial.things.insert(), [ROWS[0]])
        conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(errors.StoreUnavailable):
        await db.write(work)
    assert len(tries) == 2
    assert await db.read(trial.keys) == []


async def test_a_commit_whose_outcome_is_unknown_is_never_repeated(db):
    await db.write(
        lambda conn: conn.exec_driver_sql(
            """
            CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON things
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_session()
            """
        )
    )
    tries = []

    def work(conn):
        tries.append(1)
        conn.execute(trial.things.insert(), [ROWS[0]])

    with pytest.raises(errors.StoreUnavailable):
        await db.write(work)
    assert len(tries) == 1


async def test_a_commit_that_is_refused_does_not_spoil_the_next_transaction(db):
    await db.write(
        lambda conn: conn.exec_driver_sql(
            """
            CREATE TABLE other (key text REFERENCES things (key) DEFERRABLE INITIALLY DEFERRED)
            """
        )
    )

    def refused(conn):
        bulk.insert_new(conn, trial.things, ROWS, key=["key"])
        conn.exec_driver_sql("INSERT INTO other VALUES ('missing')")

    with pytest.raises(sa.exc.IntegrityError):
        await db.write(refused)
    assert await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"])) == 2


async def test_a_server_that_is_away_is_named_without_its_password_and_found_again(
    db, store_settings, postgres_server
):
    await db.write(lambda conn: bulk.insert_new(conn, trial.things, ROWS, key=["key"]))
    postgres_server.stop()
    try:
        with pytest.raises(errors.StoreUnavailable, match="Check that Postgres runs"):
            await db.read(trial.keys)
        with pytest.raises(errors.StoreUnavailable):
            await db.write(lambda conn: change(conn, "a"))
    finally:
        postgres_server.start()

    assert await db.read(trial.keys) == ["a", "b"]
    await db.write(lambda conn: change(conn, "a"))


async def test_a_service_starts_while_its_database_is_away(data_settings, store_settings):
    away = replace(store_settings, url="postgresql://someone:secret@127.0.0.1:1/nowhere")
    db = Database.open(away, data_settings, service="trial")

    with pytest.raises(errors.StoreUnavailable) as refusal:
        await db.read(trial.keys)
    assert "someone" in str(refusal.value)
    assert "secret" not in str(refusal.value)
    with pytest.raises(errors.StoreUnavailable):
        migrations.current(away, data_settings, service="trial")
    await db.close()


async def end_sessions(db):
    """Ends the pool's other sessions from one of its own, and then that one."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'antiphon-trial'"
    with pytest.raises(errors.StoreUnavailable):
        await db.write(lambda conn: conn.exec_driver_sql(end))
