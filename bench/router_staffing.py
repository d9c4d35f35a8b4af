"""What claims and offers cost on Postgres: a million open ones, 500 agents, 50 queues, while mentions come.

    python -m bench.router_staffing [opportunities]

The server is the tests' own, with flushing on. Claims are paced, 20 a second from random agents, each with
the view that its RPC answers; what was taken is resolved. The ratio compares medians of claims one by one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from bench import router
from services.common.config import DataSettings, StoreSettings
from services.common.model.principal import Principal
from services.common.obs import process
from services.common.store import Database, bulk, migrations
from services.router.core import opportunities
from services.router.core.demand import Demand
from services.router.store import database, lanes, presence, pushing, queue, tables, views
from services.router.store import staffing as setting
from services.router.store.shelf import Shelf
from services.router.store.staff import Staff
from tests.fixtures import postgres

SMALL: Final = 10_000
LARGE: Final = 1_000_000
CHUNK: Final = 50_000
QUEUES: Final = 50
AGENTS: Final = 500
SKILLS: Final = ("french", "german", "tax", "legal")
CLAIMS: Final = 600
PER_SECOND: Final = 20
ARRIVALS: Final = 200
BATCH: Final = 20
ROOM: Final = 20
PUSHED: Final = 10_000
TTL: Final = 300_000_000
TIMEOUT: Final = 3_600_000_000
LEAD: Final = Principal("lead", "user", frozenset({"lead"}))
ROUTED: Final = 50_000


def person(number: int) -> Principal:
    return Principal(f"agent{number:03}", "user", frozenset({"agent"}))


def set_up(conn: sa.Connection) -> None:
    """Fifty queues that pull, one that pushes, and agents who serve five queues each with two skills."""
    chance = random.Random(1)
    pull, push = staffing.Queue.ASSIGNMENT_PULL, staffing.Queue.ASSIGNMENT_PUSH
    setting.put_queue(conn, LEAD, staffing.Queue(name="queues/pushed", assignment=push), new=True)
    for number in range(QUEUES):
        message = staffing.Queue(name=f"queues/q{number}", assignment=pull, head_start_seconds=number)
        setting.put_queue(conn, LEAD, message, new=True)
    now = database.now(conn)
    rows = [agent(number, chance, now) for number in range(AGENTS)]
    bulk.insert(conn, tables.agents, rows)


def agent(number: int, chance: random.Random, now: int) -> dict[str, Any]:
    """An available agent who serves five queues, and the one that pushes, with two skills."""
    name = person(number).subject
    served = [f"queues/q{one}" for one in chance.sample(range(QUEUES), 5)]
    message = staffing.Agent(
        name=f"agents/{name}",
        skills=dict.fromkeys(chance.sample(SKILLS, 2), 5),
        soft_capacity=ROOM,
        hard_capacity=2 * ROOM,
        queues=[*served, "queues/pushed"],
    )
    return {
        "id": name,
        "document": message.SerializeToString(),
        "status": presence.AVAILABLE,
        "seen": now,
        "idle": now,
        "missed": 0,
        "create_time": now,
        "update_time": now,
    }


def fill(conn: sa.Connection, count: int, demands: list[Demand]) -> None:
    """Open opportunities, spread over the demands."""
    database.serialise_intake(conn)
    known = lanes.intern(conn, demands)
    now = database.now(conn)
    first = 1 + (conn.execute(sa.select(sa.func.max(tables.opportunities.c.id))).scalar_one() or 0)
    chance = random.Random(first)
    rows = [
        row(number, known[demands[number % len(demands)]], now, chance)
        for number in range(first, first + count)
    ]  # fmt: skip
    bulk.insert(conn, tables.opportunities, rows)


def row(number: int, lane: int, now: int, chance: random.Random) -> dict[str, Any]:
    key = f"sandbox:-:{chance.getrandbits(60)}"
    waited = chance.randrange(86_400_000_000)
    return {
        "id": number,
        "uid": f"{chance.getrandbits(128):032x}",
        "brand": router.BRAND,
        "conversation_key": key,
        "network": "sandbox",
        "state": opportunities.OPEN,
        "rest": opportunities.OPEN,
        "holder": "",
        "token": 0,
        "expires": 0,
        "news": False,
        "lane": lane,
        "route": "",
        "priority": chance.randrange(100),
        "rank_time": now - waited + router.WAITS[chance.randrange(100)],
        "create_time": now - waited,
        "update_time": now,
        "live": 1,
        "known": 1,
        "gone": 0,
        "top_written": now,
        "top_key": key,
        "latest_written": now,
        "latest_key": key,
    }


def demands() -> list[Demand]:
    """Each queue twice: for everybody who serves it, and for those with a skill."""
    queues = [f"q{number}" for number in range(QUEUES)]
    skilled = [Demand(router.BRAND, one, ((SKILLS[at % len(SKILLS)], 3),)) for at, one in enumerate(queues)]
    return [*(Demand(router.BRAND, one) for one in queues), *skilled]


async def grow(db: Database, count: int) -> None:
    while count > 0:
        size = min(count, CHUNK)
        await db.write(lambda conn, size=size: fill(conn, size, demands()))
        count -= size


def settle(url: str) -> None:
    """Lets the server finish what loading left behind, so that claims are measured and not the load."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("VACUUM (ANALYZE) router.opportunities")
        conn.execute("CHECKPOINT")


async def claim(db: Database, staff: Staff, who: Principal) -> float:
    """Seconds of one claim; what was taken is dealt with afterwards."""
    started = time.perf_counter()
    uid = (await db.write(lambda conn: queue.claim_next(conn, who, "", TTL, staff))).uid
    await db.read(lambda conn: views.opportunity(conn, uid, who, router.Constant()))
    took = time.perf_counter() - started
    await db.write(
        lambda conn: queue.finish(conn, who, uid, 0, state=opportunities.RESOLVED, reason="")
    )  # fmt: skip
    return took


async def one_by_one(db: Database, staff: Staff) -> float:
    """Median seconds of claims one after another."""
    chance = random.Random(2)
    took = [await claim(db, staff, person(chance.randrange(AGENTS))) for _ in range(300)]
    return statistics.median(took[50:])


async def paced(db: Database, staff: Staff) -> list[float]:
    """Seconds of claims that begin at their moments, whatever became of those before."""
    chance = random.Random(3)
    begin, running = time.perf_counter(), []
    for number in range(CLAIMS):
        await asyncio.sleep(max(0.0, begin + number / PER_SECOND - time.perf_counter()))
        running.append(asyncio.create_task(claim(db, staff, person(chance.randrange(AGENTS)))))
    return await asyncio.gather(*running)


async def routed(db: Database) -> float:
    """Mentions a second that one router decides and writes."""
    items, shelf = router.make_items(ROUTED), Shelf()
    process.calm_collector()
    begin = time.perf_counter()
    for at in range(0, len(items), router.BATCH):
        await router.record(db, items[at : at + router.BATCH], shelf)
    return len(items) / (time.perf_counter() - begin)


@contextlib.asynccontextmanager
async def arriving(db: Database) -> AsyncIterator[None]:
    """Mentions arrive meanwhile, through the intake."""
    items, shelf = router.make_items(ARRIVALS * 120), Shelf()

    async def arrive() -> None:
        begin = time.perf_counter()
        for at in range(0, len(items), BATCH):
            await asyncio.sleep(max(0.0, begin + at / ARRIVALS - time.perf_counter()))
            await router.record(db, items[at : at + BATCH], shelf)

    task = asyncio.create_task(arrive())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def pushed(db: Database, staff: Staff) -> float:
    """Seconds in which ten thousand waiting ones are offered to five hundred agents."""
    await db.write(lambda conn: fill(conn, PUSHED, [Demand(router.BRAND, "pushed")]))
    started = time.perf_counter()
    made = len(await db.write(lambda conn: pushing.round_(conn, staff, TIMEOUT)))
    took = time.perf_counter() - started
    assert made == PUSHED, made
    return took


async def measure(url: str, folder: Path, large: int = LARGE) -> dict[str, float]:
    """The figures, on an empty database."""
    store, data = (
        StoreSettings(url=url, pool_size=8, statement_timeout_seconds=300),
        DataSettings(folder=folder),
    )
    await asyncio.to_thread(migrations.upgrade, store, data, service="router")
    db, staff = Database.open(store, data, service="router"), Staff()
    try:
        await db.write(set_up)
        per_second = await routed(db)
        await grow(db, SMALL)
        await asyncio.to_thread(settle, url)
        small = await one_by_one(db, staff)
        await grow(db, large - SMALL)
        await asyncio.to_thread(settle, url)
        big = await one_by_one(db, staff)
        async with arriving(db):
            took = sorted(await paced(db, staff))
        push_s = await pushed(db, staff)
    finally:
        await db.close()
    return {
        "routed_per_s": round(per_second),
        "claim_p50_ms_1m": round(took[len(took) // 2] * 1000, 2),
        "claim_p99_ms_1m": round(took[len(took) * 99 // 100] * 1000, 2),
        "claim_cost_ratio_1m_to_10k": round(big / small, 2),
        "push_s_10000": round(push_s, 2),
    }


def run(large: int = LARGE) -> dict[str, float]:
    """The figures, on a server of their own."""
    programs = postgres.find_programs()
    if programs is None:
        return {}
    settings = {"fsync": "on", "shared_buffers": "256MB", "max_wal_size": "2GB"}
    with postgres.running(programs, **settings) as server, tempfile.TemporaryDirectory() as folder:
        server.create("bench")
        return asyncio.run(measure(server.url("bench"), Path(folder), large))


def main() -> None:
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE)))


if __name__ == "__main__":
    main()
