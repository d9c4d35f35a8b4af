"""Events leave with their transaction, in order per key, at least once, whatever crashes."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from services.common.model import errors
from services.common.store import Database, clock, outbox
from services.common.store.outbox import Event
from tests.fixtures import trial
from tests.fixtures.nats import eventually

TABLE = trial.events_out
NEVER = 3600.0


class Log:
    """Stands for the event log: remembers what it acknowledged, and refuses on demand."""

    def __init__(self):
        self.acknowledged = []
        self.refused = set()
        self.asked = []

    async def publish(self, subject, payload, *, message_id, headers=None):
        self.asked.append(payload)
        await asyncio.sleep(0)
        if payload in self.refused:
            raise errors.LogFull("The stream is full.")
        self.acknowledged.append((subject, payload, message_id, headers))

    @property
    def payloads(self):
        return [payload for _, payload, _, _ in self.acknowledged]


def append(*events):
    return lambda conn: outbox.append(conn, TABLE, events)


def event(payload, key="", **more):
    return Event("engagements.acme", payload.encode(), key, **more)


def waiting(conn):
    return outbox.count(conn, TABLE)


@contextlib.asynccontextmanager
async def running(relay):
    task = asyncio.create_task(relay.run())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def relay_of(db, log, **options):
    return outbox.Relay(db, TABLE, log.publish, **{"poll_seconds": 0.02, "pause_seconds": 0.05, **options})


async def only_waits(db, payload):
    return await db.read(lambda conn: conn.execute(sa.select(TABLE.c.payload)).scalars().all()) == [payload]


def unique(payloads):
    """Without what came again, as an event may whose removal failed."""
    return [*dict.fromkeys(payloads)]


async def drained(db):
    return await db.read(waiting) == 0


async def test_events_arrive_whole_and_are_forgotten(db):
    log = Log()
    sent = [event("one", "k", headers={"traceparent": "00-1-1-01"}), event("two", "k"), event("three")]
    await db.write(append(*sent))

    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))

    assert sorted(log.acknowledged) == sorted(
        (each.subject, each.payload, each.message_id, each.headers) for each in sent
    )


async def test_events_of_a_failed_transaction_never_leave(db):
    log = Log()

    def fail(conn):
        append(event("lost"))(conn)
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(fail)
    await db.write(append(event("kept")))
    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))

    assert log.payloads == [b"kept"]


async def test_each_key_keeps_its_order_among_many_writers(db):
    log = Log()

    async def write(key, turns):
        for turn in range(turns):
            await db.write(append(event(f"{key}:{2 * turn}", key), event(f"{key}:{2 * turn + 1}", key)))

    async with running(relay_of(db, log)):
        await asyncio.gather(*(write(key, 15) for key in "abcdef"))
        await eventually(lambda: drained(db))

    for key in "abcdef":
        mine = [payload.decode() for payload in log.payloads if payload.startswith(key.encode())]
        assert mine == [f"{key}:{turn}" for turn in range(30)]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_of_two_open_transactions_with_one_key_the_first_to_append_is_the_first_to_leave(db):
    log = Log()
    appended, go_on = threading.Event(), threading.Event()

    def slow(conn):
        append(event("first", "k"))(conn)
        appended.set()
        assert go_on.wait(10)

    def is_waiting(conn):
        return conn.execute(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()

    async with running(relay_of(db, log)):
        first = asyncio.create_task(db.write(slow))
        await eventually(appended.is_set)
        second = asyncio.create_task(db.write(append(event("second", "k"))))
        await db.write(append(event("elsewhere", "another key")))
        await eventually(lambda: db.read(is_waiting))
        await eventually(lambda: log.payloads == [b"elsewhere"])
        go_on.set()
        await asyncio.gather(first, second)
        await eventually(lambda: drained(db))

    assert log.payloads == [b"elsewhere", b"first", b"second"]


async def test_an_event_published_but_not_forgotten_leaves_again_with_the_same_id(db):
    log = Log()
    await db.write(append(event("twice", "k"), event("after", "k")))
    crashed = asyncio.Event()

    async def publish_then_crash(subject, payload, *, message_id, headers=None):
        await log.publish(subject, payload, message_id=message_id, headers=headers)
        crashed.set()
        await asyncio.sleep(30)  # dies here: after the acknowledgement, before the removal

    async with running(outbox.Relay(db, TABLE, publish_then_crash)):
        await crashed.wait()
    assert await db.read(waiting) == 2

    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))
    assert log.payloads == [b"twice", b"twice", b"after"]
    assert log.acknowledged[0] == log.acknowledged[1]


async def test_of_several_relays_one_works_and_another_follows_when_it_ends(
    db, store_settings, data_settings
):
    log = Log()
    # A second replica where the database allows one; else a second relay in the same process.
    other = (
        Database.open(store_settings, data_settings, service="trial") if db.dialect == "postgresql" else db
    )
    async with running(relay_of(other, log, lease_seconds=2.0)):
        async with running(relay_of(db, log, lease_seconds=2.0)):
            for turn in range(20):
                await db.write(append(event(f"{turn:02}", "k")))
            await eventually(lambda: drained(db))
            assert log.payloads == [f"{turn:02}".encode() for turn in range(20)]
        await db.write(append(event("20", "k")))
        await eventually(lambda: drained(db))
    assert log.payloads == [f"{turn:02}".encode() for turn in range(21)]
    await other.close()


async def test_what_waits_is_told_also_while_nothing_can_leave(db):
    never = asyncio.Event()

    async def publish(subject, payload, *, message_id, headers=None):
        await never.wait()

    await db.write(append(event("one"), event("two")))
    async with running(outbox.Relay(db, TABLE, publish, poll_seconds=0.02)):
        await eventually(lambda: told_to_wait(db) == 2)


async def test_a_relay_that_lost_its_lease_forgets_nothing(db):
    log = Log()
    await db.write(append(event("one")))

    async def publish_and_lose(subject, payload, *, message_id, headers=None):
        await log.publish(subject, payload, message_id=message_id, headers=headers)
        await db.write(take_over)

    def take_over(conn):
        conn.execute(
            trial.named_leases.update().values(
                token=trial.named_leases.c.token + 1,
                holder="another",
                expires_at=clock(conn) + timedelta(hours=1),
            )
        )

    async with running(outbox.Relay(db, TABLE, publish_and_lose, poll_seconds=0.02)):
        await eventually(lambda: log.payloads == [b"one"])
        await eventually(lambda: db.read(lease_is_lost))
        await eventually(lambda: told_to_wait(db) == 0)
    assert await db.read(waiting) == 1


def told_to_wait(db):
    """Events that wait, by the metrics of a process; of a relay that is none any more they tell nothing."""
    return REGISTRY.get_sample_value("antiphon_store_outbox_events", {"service": db.address.service})


def lease_is_lost(conn):
    return conn.execute(sa.select(trial.named_leases.c.holder)).scalar_one() == "another"


async def test_a_refused_event_holds_up_its_key_and_no_other(db):
    log = Log()
    log.refused = {b"a1"}
    await db.write(
        append(event("a1", "a"), event("a2", "a"), event("b1", "b"), event("b2", "b"), event("free"))
    )

    async with running(relay_of(db, log)):
        await eventually(lambda: len(log.payloads) == 3)
        await eventually(lambda: log.asked.count(b"a1") > 2)
        assert sorted(log.payloads) == [b"b1", b"b2", b"free"]
        log.refused = set()
        await eventually(lambda: drained(db))
    assert log.payloads[3:] == [b"a1", b"a2"]


async def test_an_unexpected_fault_of_one_event_stops_no_other(db):
    log = Log()

    async def publish(subject, payload, *, message_id, headers=None):
        if payload == b"bad":
            raise RuntimeError
        await log.publish(subject, payload, message_id=message_id, headers=headers)

    await db.write(append(event("bad", "x"), event("good", "y")))
    async with running(outbox.Relay(db, TABLE, publish, poll_seconds=0.02, pause_seconds=0.05)):
        await eventually(lambda: b"good" in log.payloads)
        await db.write(append(event("better", "y")))
        # Published before it is removed: whoever ends the relay in between finds it waiting still.
        await eventually(lambda: only_waits(db, b"bad"))
    assert unique(log.payloads) == [b"good", b"better"]


async def test_a_poke_lets_events_leave_at_once(db):
    log = Log()
    relay = relay_of(db, log, poll_seconds=NEVER)
    async with running(relay):
        for turn in range(3):
            await db.write(append(event(f"{turn}")))
            relay.poke()
            await eventually(lambda expected=turn + 1: len(log.payloads) == expected)


@pytest.mark.parametrize("steps", range(4))
async def test_a_relay_that_is_poked_as_it_is_told_to_end_ends(db, steps):
    relay = relay_of(db, Log(), poll_seconds=NEVER)
    running = asyncio.create_task(relay.run())
    await eventually(lambda: asyncio.sleep(0, bool(relay._poked._waiters)))
    relay.poke()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    ended, _ = await asyncio.wait({running}, timeout=5)
    running.cancel()
    assert ended


async def test_events_of_an_earlier_run_leave_without_a_poke(db):
    log = Log()
    await db.write(append(event("left over")))
    async with running(relay_of(db, log, poll_seconds=NEVER)):
        await eventually(lambda: drained(db))


async def test_more_events_than_one_round_takes_all_leave(db):
    log = Log()
    await db.write(append(*(event(f"{turn:04}", "k" if turn % 2 else "") for turn in range(1200))))
    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))
    assert sorted(log.payloads) == [f"{turn:04}".encode() for turn in range(1200)]


async def test_the_relay_survives_a_database_that_is_away_for_a_while(db):
    log = Log()
    flaky = Flaky(db)
    await db.write(append(event("one")))
    async with running(relay_of(flaky, log)):
        await eventually(lambda: flaky.refusals > 3)
        flaky.refuses = False
        await eventually(lambda: drained(db))
    assert log.payloads == [b"one"]


class Flaky:
    """A database that cannot be reached at first."""

    def __init__(self, db):
        self._db = db
        self.address = db.address
        self.refuses = True
        self.refusals = 0

    async def read(self, work):
        return await self._ask(self._db.read, work)

    async def write(self, work):
        return await self._ask(self._db.write, work)

    async def _ask(self, call, work):
        if self.refuses:
            self.refusals += 1
            raise errors.StoreUnavailable("It does not answer.")
        return await call(work)


def test_defining_the_tables_twice_gives_the_same_ones():
    metadata = sa.MetaData()

    assert outbox.define(metadata) is outbox.define(metadata)
    assert sorted(metadata.tables) == ["events_out", "named_leases"]


def again(payload, subject="engagements.acme", kind="list"):
    return Event(subject, payload.encode(), "k", headers={outbox.SUPERSEDES: kind})


async def test_of_waiting_events_that_say_look_again_the_last_one_goes(db):
    log = Log()
    await db.write(append(again("old"), event("fact", "k"), again("new"), again("other", kind="rows")))
    await db.write(append(again("elsewhere", subject="engagements.other")))

    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))

    assert log.payloads == [b"fact", b"new", b"other", b"elsewhere"]


async def test_a_superseded_event_waits_with_the_one_that_speaks_for_it(db):
    log = Log()
    log.refused.add(b"new")
    await db.write(append(again("old"), again("new")))

    async with running(relay_of(db, log)):
        await eventually(lambda: b"new" in log.asked)
        log.refused.clear()
        await eventually(lambda: drained(db))

    assert log.payloads == [b"new"]


async def test_news_that_only_says_look_again_is_gathered_while_the_relay_rests(db):
    log = Log()
    await db.write(append(again("first")))

    resting = relay_of(db, log, rest_seconds=NEVER)
    async with running(resting):
        await eventually(lambda: drained(db))
        for news in ("second", "third"):
            await db.write(append(again(news)))
            resting.poke()
            await asyncio.sleep(0.05)  # long enough for a relay that does not rest
    async with running(relay_of(db, log)):
        await eventually(lambda: drained(db))

    assert log.payloads == [b"first", b"third"]


async def test_the_relay_does_not_rest_after_facts(db):
    log = Log()
    relay = relay_of(db, log, rest_seconds=NEVER)
    await db.write(append(event("fact", "k"), again("news")))

    async with running(relay):
        await eventually(lambda: drained(db))
        await db.write(append(event("another fact", "k")))
        relay.poke()
        await eventually(lambda: drained(db))

    assert log.payloads == [b"fact", b"news", b"another fact"]
