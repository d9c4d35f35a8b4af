"""One quota for all replicas, for reading, backfills and answers, on both databases; time is virtual."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.adapters import purses
from services.listener.adapters.budgets import Budgets, limits_of
from services.listener.adapters.purses import Account, Parts, Purse, Shared, Use
from services.listener.core.spending import Limits
from services.listener.sources import base
from services.listener.store import connections, spends

START = datetime(2026, 11, 1, tzinfo=UTC)
Fact = events_pb2.CapabilityFact


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self, now=START):
        self.moment = now
        self.slept = []

    def now(self):
        return self.moment

    def monotonic(self):
        return self.moment.timestamp()

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def fact(*limits, price=0):
    made = Fact(network="twin", calls=[Fact.Call(name="ask"), Fact.Call(name="write")])
    if price:
        made.calls[0].price_micros, made.calls[0].currency = price, "USD"
    made.limits.extend(limits)
    return made


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


@pytest.fixture
def time():
    return Time()


def purse(db, time, of, *, limits=None, use=Use.LIVE, shared=None):
    account = Account("sources/a", of, limits or Limits())
    return Purse(Parts(db, time, time.sleep), account, shared or Shared(), use)


async def month(db):
    return (await db.read(lambda conn: spends.used(conn, "sources/a", ["2026-11"])))["2026-11"]


async def test_what_nothing_limits_costs_no_write(db, time):
    free = purse(db, time, fact())
    for _ in range(100):
        await free.take("ask")
    assert not await db.read(lambda conn: spends.used(conn, "sources/a", ["2026-11"]))
    assert free.calls_made == 100


async def test_calls_are_set_aside_in_blocks(db, time, monkeypatch):
    writes = 0
    write = db.write

    async def counted(work):
        nonlocal writes
        writes += 1
        return await write(work)

    monkeypatch.setattr(db, "write", counted)
    busy = purse(db, time, fact(Fact.Limit(count=1000, seconds=3600)))
    for _ in range(500):
        await busy.take("ask")
    assert writes == 10
    assert (await month(db)).calls == 500


async def test_replicas_together_stay_within_the_networks_limit(db, time):
    of = fact(Fact.Limit(count=60, seconds=900))
    replicas = [purse(db, time, of) for _ in range(3)]
    for number in range(60):
        await replicas[number % 3].take("ask")
    assert not time.slept
    await replicas[0].take("ask")
    assert sum(time.slept) == 900


async def test_a_window_far_away_pauses_the_source_instead(db, time):
    busy = purse(db, time, fact(Fact.Limit(count=2, seconds=86_400)))
    await busy.take("ask", 2)
    with pytest.raises(base.SourceQuotaSpent, match="limit is used up") as spent:
        await busy.take("ask")
    assert spent.value.retry_after == purses.PAUSE_AT_MOST
    await time.sleep(86_400)
    await busy.take("ask")


async def test_units_count_where_the_network_counts_units(db, time):
    of = fact(Fact.Limit(count=100, seconds=60, counts_units=True))
    of.calls[1].units = 50
    quota = purse(db, time, of)
    await quota.take("write")
    await quota.take("write")
    await quota.take("write")
    assert sum(time.slept) == 60


async def test_a_month_is_spent_evenly_and_says_that_it_strains(db, time):
    spare = purse(db, time, fact(), limits=Limits(calls=720))
    for _ in range(24):
        await spare.take("ask")
    assert time.moment - START > timedelta(hours=21)
    assert "being spared" in spare.strain
    await time.sleep(2 * 86_400)
    await spare.take("ask")
    assert spare.strain == ""


async def test_a_spent_month_pauses_the_source_and_says_how_to_mend_it(db, time):
    spare = purse(db, time, fact(price=10_000), limits=Limits(micros=30_000))
    for _ in range(3):
        await spare.take("ask")
    with pytest.raises(base.SourceQuotaSpent, match="budget of this month is spent; raise it"):
        await spare.take("ask")
    assert (await month(db)).micros == 30_000
    assert spare.micros_spent == 30_000


async def test_an_answer_counts_and_is_not_held_back_by_the_months_budget(db, time):
    of, limits = fact(), Limits(calls=2)
    reading, sending = purse(db, time, of, limits=limits), purse(db, time, of, limits=limits, use=Use.SEND)
    await reading.take("ask")
    await reading.take("ask")
    time.slept.clear()
    await sending.take("write")
    assert not time.slept
    assert (await month(db)).calls == 3


async def test_an_answer_that_would_wait_is_put_off_at_once(db, time):
    sending = purse(db, time, fact(Fact.Limit(count=1, seconds=900)), use=Use.SEND)
    await sending.take("write")
    with pytest.raises(base.SourceQuotaSpent):
        await sending.take("write")
    assert not time.slept


async def test_a_backfill_takes_a_share_and_leaves_the_rest_to_reading(db, time):
    of, shared = fact(Fact.Limit(count=100, seconds=900)), Shared()
    past = purse(db, time, of, use=Use.BACKFILL, shared=shared)
    for _ in range(30):
        await past.take("ask")
    assert not time.slept
    live = purse(db, time, of, shared=shared)
    for _ in range(70):
        await live.take("ask")
    assert not time.slept
    await past.take("ask")
    assert sum(time.slept) == 900


async def test_a_backfill_lets_waiting_readers_go_first(db, time):
    shared = Shared(waiting_live=1)
    past = purse(db, time, fact(Fact.Limit(count=100, seconds=900)), use=Use.BACKFILL, shared=shared)
    task = asyncio.create_task(past.take("ask"))
    while len(time.slept) < 5:
        await asyncio.sleep(0)
    assert not task.done()
    shared.waiting_live = 0
    await task


async def test_what_the_network_tells_of_its_limit_is_obeyed(db, time):
    live = purse(db, time, fact())
    live.learn({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "120"})
    await live.take("ask")
    assert sum(time.slept) == 120
    live.learn({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "7200"})
    with pytest.raises(base.SourceQuotaSpent):
        await live.take("ask")


async def test_a_backfill_holds_back_where_the_network_says_little_is_left(db, time):
    shared = Shared()
    live, past = (purse(db, time, fact(), use=use, shared=shared) for use in (Use.LIVE, Use.BACKFILL))
    live.learn({"x-rate-limit-limit": "100", "x-rate-limit-remaining": "40", "x-rate-limit-reset": "60"})
    await live.take("ask")
    assert not time.slept
    await past.take("ask")
    assert sum(time.slept) == 60


async def test_unused_calls_of_a_block_go_back(db, time):
    busy = purse(db, time, fact(Fact.Limit(count=1000, seconds=60)))
    await busy.take("ask")
    assert (await month(db)).calls == 50
    await time.sleep(60)
    await busy.take("ask")
    assert (await month(db)).calls == 51


async def test_a_source_that_starts_over_goes_on_with_the_calls_it_has_set_aside(db, time):
    budgets, at = Budgets(db, time, time.sleep), connection(1)
    for _ in range(40):
        again = budgets.of(at)
        await again.take("search")
        assert again.calls_made == 1
    assert 40 <= (await month(db)).calls < 60


async def test_a_source_that_was_made_anew_has_a_budget_of_its_own(db, time):
    budgets = Budgets(db, time, time.sleep)
    assert budgets.of(connection(1)) is not budgets.of(connection(2))
    assert budgets.of(connection(2), Use.SEND) is not budgets.of(connection(2))


def connection(number):
    config = {"url": "https://social.example", "budget_calls": "1000000"}
    return connections.Connection(number, "sources/a", "mastodon", config, 0, "", None)


async def test_sources_tell_what_they_may_spend_and_when_it_runs_out(db, time):
    time.moment = START + timedelta(days=9, hours=23)
    source = api.Source(name="sources/a", type="jetstream", config={"budget_calls": "30"})
    spent = purse(db, time, fact(), limits=Limits(calls=30))
    for _ in range(10):
        await spent.take("ask")
    other = api.Source(name="sources/b", type="jetstream")
    await Budgets(db, time, time.sleep).describe([source, other])
    assert not other.HasField("budget")
    assert (source.budget.call_count, source.budget.max_call_count) == (10, 30)
    assert source.budget.start_time.ToDatetime(UTC) == START
    assert source.budget.HasField("call_interval")


async def test_calls_made_are_told_beside_those_set_aside(db, time):
    here, elsewhere = Budgets(db, time, time.sleep), Budgets(db, time, time.sleep)

    async def told(budgets):
        source = api.Source(name="sources/a", type="mastodon", config=connection(1).config)
        await budgets.describe([source])
        return source.budget.call_count, source.budget.made_call_count

    for _ in range(3):
        await here.of(connection(1)).take("search")
    block = (await month(db)).calls
    assert block > 3
    assert await told(here) == (block, 3)
    assert await told(elsewhere) == (block, 0)
    for _ in range(block):
        await here.of(connection(1)).take("search")
    both = (await month(db)).calls
    assert await told(here) == (both, 3 + block)
    assert await told(elsewhere) == (both, block)


async def test_what_was_set_aside_and_not_made_in_time_goes_back_and_counts_as_made_never(db, time):
    budgets = Budgets(db, time, time.sleep)
    await budgets.of(connection(1)).take("search")
    time.moment += timedelta(days=1)
    await budgets.of(connection(1)).take("search")
    source = api.Source(name="sources/a", type="mastodon", config=connection(1).config)
    await budgets.describe([source])
    assert source.budget.made_call_count == 2


@pytest.mark.parametrize(
    ("config", "limits"),
    [
        ({}, Limits()),
        ({"budget_calls": "100", "budget_money": "12.50"}, Limits(100, 12_500_000)),
        ({"budget_calls": "many"}, Limits()),
        ({"budget_money": "-1"}, Limits()),
    ],
)
def test_settings_give_the_limits(config, limits):
    assert limits_of(config) == limits
