"""Named leases: one holder, a token that only rises, and a stop before it could run out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta

import pytest

from services.common.model import errors
from services.common.store import Database, clock, leases
from tests.fixtures import trial
from tests.fixtures.nats import eventually

TABLE = trial.named_leases
LONG = 600.0
SHORT = 1.5


def acquire(holder="one", ttl=LONG, name="job"):
    return lambda conn: leases.acquire(conn, TABLE, name, holder, ttl)


def check(lease):
    return lambda conn: leases.check(conn, TABLE, lease.name, lease.token)


def run_out(conn):
    """Lets every lease run out, as if its time had passed."""
    conn.execute(TABLE.update().values(expires_at=clock(conn) - timedelta(seconds=1)))


async def test_the_first_gets_it_and_the_second_waits(db):
    lease = await db.write(acquire("one"))

    assert (lease.name, lease.holder, lease.token) == ("job", "one", 1)
    assert await db.write(acquire("two")) is None
    assert await db.write(acquire("one")) is None
    assert (await db.write(acquire("two", name="other job"))).token == 1


async def test_of_many_at_once_exactly_one_gets_it(db):
    answers = await asyncio.gather(*(db.write(acquire(f"holder {i}")) for i in range(20)))

    assert len([lease for lease in answers if lease is not None]) == 1


async def test_the_token_only_rises_whatever_happened_to_the_lease_before(db):
    tokens = []
    for end in (run_out, None, run_out, None):
        lease = await db.write(acquire())
        tokens.append(lease.token)
        await db.write(end or (lambda conn, lease=lease: leases.release(conn, TABLE, lease)))

    assert tokens == [1, 2, 3, 4]


async def test_expiry_is_the_databases_clock_plus_the_time_to_live(db):
    before = await db.read(clock)
    lease = await db.write(acquire(ttl=60))
    after = await db.read(clock)

    slack = timedelta(milliseconds=2)  # SQLite's clock has milliseconds
    assert before + timedelta(seconds=60) - slack <= lease.expires_at <= after + timedelta(seconds=60) + slack


async def test_renewing_moves_the_expiry_and_keeps_the_token(db):
    lease = await db.write(acquire(ttl=60))
    renewed = await db.write(lambda conn: leases.renew(conn, TABLE, lease, LONG))

    assert renewed.token == lease.token
    assert renewed.expires_at > lease.expires_at


async def test_what_ran_out_cannot_be_renewed_checked_or_freed(db):
    old = await db.write(acquire("one"))
    await db.write(run_out)

    with pytest.raises(errors.LeaseLost, match="job with token 1 has run out or was taken over"):
        await db.write(lambda conn: leases.renew(conn, TABLE, old, LONG))
    with pytest.raises(errors.LeaseLost):
        await db.write(check(old))

    new = await db.write(acquire("two"))
    with pytest.raises(errors.LeaseLost):
        await db.write(check(old))
    await db.write(lambda conn: leases.release(conn, TABLE, old))
    await db.write(check(new))


async def test_a_write_guarded_by_a_lost_lease_leaves_nothing(db):
    lease = await db.write(acquire())
    await db.write(run_out)

    def guarded(conn):
        conn.execute(trial.things.insert(), [{"key": "a"}])
        leases.check(conn, TABLE, lease.name, lease.token)

    with pytest.raises(errors.LeaseLost):
        await db.write(guarded)
    assert await db.read(trial.keys) == []


async def test_a_lease_cannot_be_taken_over_between_the_check_and_the_commit(db):
    lease = await db.write(acquire("one", ttl=SHORT))
    checked, go_on = threading.Event(), threading.Event()
    order = []

    def guarded(conn):
        leases.check(conn, TABLE, lease.name, lease.token)
        checked.set()
        assert go_on.wait(10)
        order.append("written")

    async def take_over():
        await eventually(lambda: db.write(acquire("two")), 10)
        order.append("taken over")

    writing = asyncio.create_task(db.write(guarded))
    await eventually(checked.is_set)
    taking = asyncio.create_task(take_over())
    # The lease runs out while its guarded transaction is open.
    await eventually(lambda: ran_out(db, lease))
    go_on.set()
    await asyncio.gather(writing, taking)

    assert order == ["written", "taken over"]


async def ran_out(db, lease):
    return await db.read(clock) > lease.expires_at


async def test_holding_renews_and_frees_at_the_end(db):
    async with leases.hold(db, TABLE, "job", "one", SHORT) as lease:
        await eventually(lambda: ran_out(db, lease))
        await db.write(check(lease))
        assert await db.write(acquire("two")) is None

    assert (await db.write(acquire("two"))).token == lease.token + 1


async def test_holding_what_another_holds_waits_or_refuses(db):
    lease = await db.write(acquire("one"))
    with pytest.raises(errors.LeaseHeld, match="held by another"):
        async with leases.hold(db, TABLE, "job", "two", SHORT, wait=False):
            pytest.fail("it is held")

    async def hold():
        async with leases.hold(db, TABLE, "job", "two", SHORT) as held:
            return held.token

    waiting = asyncio.create_task(hold())
    await db.write(lambda conn: leases.release(conn, TABLE, lease))
    assert await asyncio.wait_for(waiting, 10) == 2


async def test_work_is_stopped_when_another_took_the_lease(db):
    async def lose():
        async with leases.hold(db, TABLE, "job", "one", SHORT):
            await db.write(run_out)
            new.append(await db.write(acquire("two")))
            await asyncio.sleep(30)

    new = []
    with pytest.raises(errors.LeaseLost, match="could not be kept"):
        await lose()
    await db.write(check(new[0]))


async def test_work_is_stopped_before_the_lease_runs_out_when_it_cannot_be_renewed(db):
    still_held = []
    deaf = Deaf(db)

    async def keep():
        async with leases.hold(deaf, TABLE, "job", "one", 4.0) as lease:
            deaf.refuses = True
            try:
                await asyncio.sleep(30)
            finally:
                still_held.append(await db.read(clock) < lease.expires_at)

    with pytest.raises(errors.LeaseLost):
        await keep()
    assert still_held == [True]


async def test_an_error_of_the_work_itself_passes_and_frees_the_lease(db):
    with pytest.raises(LookupError):
        async with leases.hold(db, TABLE, "job", "one", LONG):
            raise LookupError
    assert await db.write(acquire("two")) is not None


async def test_a_time_limit_of_the_work_itself_is_no_lost_lease(db):
    with pytest.raises(TimeoutError):
        async with leases.hold(db, TABLE, "job", "one", LONG), asyncio.timeout(0.01):
            await asyncio.sleep(30)


async def test_cancelling_the_holder_frees_the_lease(db):
    held = asyncio.Event()

    async def work():
        async with leases.hold(db, TABLE, "job", "one", LONG):
            held.set()
            await asyncio.sleep(30)

    working = asyncio.create_task(work())
    await held.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert (await db.write(acquire("two"))).token == 2


HOLDER = """
    import asyncio, pathlib, sys
    from services.common.config import DataSettings, StoreSettings
    from services.common.store import Database, leases
    from tests.fixtures import trial

    async def main():
        settings = StoreSettings(url=sys.argv[1])
        db = Database.open(settings, DataSettings(folder=pathlib.Path(sys.argv[2])), service="trial")
        async with leases.hold(db, trial.named_leases, "job", "doomed", 1.5) as lease:
            print(lease.token, flush=True)
            await asyncio.sleep(60)

    asyncio.run(main())
"""


async def test_after_kill_9_another_takes_over_with_a_higher_token(db, store_settings, data_settings):
    if db.dialect == "sqlite":
        await db.close()
    holder = subprocess.Popen(  # noqa: ASYNC220 - its output is waited for, whatever else happens
        [sys.executable, "-c", textwrap.dedent(HOLDER), store_settings.url, str(data_settings.folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "1\n"
        if db.dialect == "postgresql":
            assert await db.write(acquire("heir")) is None
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)

    if db.dialect == "sqlite":
        # The file was the dead process's alone, so its leases need not be waited for.
        db = Database.open(store_settings, data_settings, service="trial")
        lease = await db.write(acquire("heir"))
        await db.close()
        assert lease.token == 2
        return
    async with asyncio.timeout(20), leases.hold(db, TABLE, "job", "heir", LONG) as lease:
        assert lease.token == 2


class Deaf:
    """A database that stops taking writes."""

    def __init__(self, db):
        self._db = db
        self.refuses = False

    async def write(self, work):
        if self.refuses:
            raise errors.StoreUnavailable("It does not answer.")
        return await self._db.write(work)
