"""What is over and old leaves the router; what is still to be done never does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from antiphon.routing.v1 import customer_service_pb2 as messages
from services.common.config import RouterSettings
from services.common.model import suppression
from services.common.model.clock import SystemClock
from services.common.store import housekeeping
from services.router.core import opportunities
from services.router.store import customers, gathering, intake, lists, queue, retention, tables
from tests.acceptance.router.conftest import deletion, scored
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World

DAY = 86_400.0
SETTINGS = RouterSettings(decision_retention_days=10, opportunity_retention_days=10, audit_retention_days=10)


class Later(SystemClock):
    def __init__(self, days):
        self.days = days

    def now(self):
        return super().now() + timedelta(days=self.days)


async def keep_house(db, days, settings=SETTINGS):
    chores = retention.chores(settings, 7 * DAY)
    return {chore.table: await housekeeping.do(db, chore, Later(days)) for chore in chores}


async def count(db, table):
    query = sa.select(sa.func.count()).select_from(table)
    return await db.read(lambda conn: conn.execute(query).scalar_one())


@pytest.fixture
async def db(open_database):
    """Two opportunities, one of them dismissed, and a deletion."""
    database = await open_database("router")

    def work(conn):
        intake.record(conn, [scored("1"), scored("2"), deletion("7")], World(), WAITS)
        uid = queue.claim_next(conn, ALICE, "", TTL).uid
        queue.finish(conn, ALICE, uid, 1, state=opportunities.DISMISSED, reason="")

    await database.write(work)
    return database


async def test_nothing_goes_before_its_time(db):
    assert set((await keep_house(db, 9)).values()) == {0}


async def test_closed_opportunities_go_with_their_mentions_and_open_ones_stay(db):
    assert (await keep_house(db, 11))["opportunities"] == 1
    assert await count(db, tables.members) == 1
    states = await db.read(lambda conn: conn.execute(sa.select(tables.opportunities.c.state)).scalars().all())
    assert states == [opportunities.OPEN]


async def test_decisions_and_who_did_what_go_and_tombstones_stay(db):
    dropped = await keep_house(db, 11)
    assert (dropped["decisions"], dropped["audit"]) == (2, 2)
    keys = await db.read(lambda conn: conn.execute(sa.select(tables.decisions.c.mention_key)).scalars().all())
    assert keys == ["sandbox:-:7"]
    summary = await db.read(lambda conn: lists.summary(conn, "", ALICE))
    assert summary.decision_count == 3


async def test_decisions_outlive_the_log_whatever_is_set(db):
    short = RouterSettings(decision_retention_days=1)
    assert (await keep_house(db, 7.5, short))["decisions"] == 0
    assert (await keep_house(db, 8.5, short))["decisions"] == 2


async def test_a_new_mention_may_come_to_what_was_dropped(db):
    await keep_house(db, 11)
    await db.write(lambda conn: intake.record(conn, [scored("1"), scored("2")], World(), WAITS))
    assert await count(db, tables.opportunities) == 2


async def test_customers_and_incidents_go_with_the_last_of_what_they_are_about(db):
    def known(conn):
        alike = [scored(number, key=f"sandbox:-:p{number}") for number in ("4", "5", "6")]
        for item in alike:
            item.score.fingerprint = 255
        intake.record(conn, alike, World(), WAITS)
        gathering.gather(conn, gathering.recall(conn, 10**12))
        first, second = (suppression.reference(f"sandbox:-:p{number}").hex() for number in ("4", "5"))
        customers.update(conn, ALICE, first, messages.Customer(note="Prefers mornings."))
        customers.merge(conn, ALICE, first, second, "one order")

    await db.write(known)
    tables_of_them = (tables.customers, tables.merges, tables.identities, tables.incidents)
    await keep_house(db, 11)
    assert [await count(db, table) for table in tables_of_them] == [1, 1, 1, 1]
    closed = tables.opportunities.update().values(state=opportunities.DISMISSED)
    await db.write(lambda conn: conn.execute(closed))
    await keep_house(db, 11)
    assert [await count(db, table) for table in tables_of_them] == [0, 0, 0, 0]
    assert await count(db, tables.members) == 0
