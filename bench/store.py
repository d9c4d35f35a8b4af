"""Rows per second into the store, and what a row costs: bulk writes against plain INSERT … VALUES.

`python -m bench.store [--batches N]`; the last line is one JSON object. Rows have twelve columns of
about 400 bytes, a unique text key and two more indexes; a batch is 500 rows and one commit.
Postgres is one of its own, started here, flushing at every commit; without one it is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.common import store
from services.common.config import DataSettings, StoreSettings
from services.common.store import Database, bulk, types
from tests.fixtures import postgres

BATCH = 500
ROUNDS = 3
SLOW_SHARE = 8  # the plain way runs fewer batches
TEXT = "The flight was late again and nobody at the gate told us why. Thanks for nothing, worst trip ever. "

metadata = store.metadata()
table = sa.Table(
    "mentions",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("conversation", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("compound", sa.Float),
    sa.Column("followers", sa.BigInteger),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("collect_time", types.UtcDateTime, nullable=False),
    sa.Column("payload", types.Blob, nullable=False),
    sa.Index(None, "key", unique=True),
    sa.Index(None, "create_time"),
    sa.Index(None, "conversation"),
)

Write = Callable[[sa.Connection, Sequence[dict[str, Any]]], Any]


def rows(batch: int, revision: int = 0) -> list[dict[str, Any]]:
    first = batch * BATCH
    return [
        {
            "key": f"bluesky:-:3k{number:012x}",
            "revision": revision,
            "network": "bluesky",
            "author": f"bluesky:-:did{number % 4000}",
            "conversation": f"bluesky:-:3k{number // 3:012x}",
            "text": TEXT,
            "language": "en",
            "compound": -0.5,
            "followers": number,
            "create_time": types.EPOCH + number * types.MICROSECOND,
            "collect_time": types.EPOCH + number * types.MICROSECOND,
            "payload": TEXT.encode(),
        }
        for number in range(first, first + BATCH)
    ]


def insert_new(conn: sa.Connection, batch: Sequence[dict[str, Any]]) -> int:
    return bulk.insert_new(conn, table, batch, key=["key"])


def upsert(conn: sa.Connection, batch: Sequence[dict[str, Any]]) -> int:
    return bulk.upsert(
        conn, table, batch, key=["key"], update=["revision", "text", "payload"], newer="revision"
    )


def values(conn: sa.Connection, batch: Sequence[dict[str, Any]]) -> object:
    insert = (sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert)(table)
    return conn.execute(insert.values(batch).on_conflict_do_nothing(index_elements=["key"]))


async def measure(db: Database, write: Write, batches: Sequence[list[dict[str, Any]]]) -> tuple[float, float]:
    """Rows per second, and microseconds of this process's CPU per row."""
    started, worked = time.perf_counter(), time.process_time()
    for batch in batches:
        await db.write(lambda conn, batch=batch: write(conn, batch))
    count = len(batches) * BATCH
    return count / (time.perf_counter() - started), (time.process_time() - worked) / count * 1e6


async def measure_database(settings: StoreSettings, count: int) -> dict[str, float]:
    """Medians over some rounds, each on an empty table."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        db = Database.open(settings, DataSettings(folder=Path(folder)), service="bench")
        if db.dialect == "postgresql":
            await db.write(lambda conn: conn.execute(sa.schema.CreateSchema("bench", if_not_exists=True)))
        for _ in range(ROUNDS):
            await _round(db, count, found)
        await db.close()
    return {name: round(statistics.median(figures), 1) for name, figures in found.items()}


async def _round(db: Database, count: int, found: dict[str, list[float]]) -> None:
    fresh, newer = [rows(batch) for batch in range(count)], [rows(batch, 1) for batch in range(count)]
    plain = [rows(count + batch) for batch in range(max(1, count // SLOW_SHARE))]
    await db.write(metadata.drop_all)
    await db.write(metadata.create_all)
    for name, write, batches in (
        ("insert", insert_new, fresh),
        ("again", insert_new, fresh),
        ("upsert", upsert, newer),
        ("values", values, plain),
    ):
        speed, cost = await measure(db, write, batches)
        found.setdefault(f"{name}_rows_per_s", []).append(speed)
        found.setdefault(f"{name}_cpu_us", []).append(cost)
    if db.dialect == "sqlite":
        with busy_interpreter():
            speed, _ = await measure(db, insert_new, [rows(2 * count + batch) for batch in range(4)])
        found.setdefault("insert_beside_busy_loop_rows_per_s", []).append(speed)


@contextlib.contextmanager
def busy_interpreter() -> Iterator[None]:
    """A thread that never lets go of the interpreter's lock by itself, as an event loop under load."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            sum(range(1000))

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


async def main() -> None:
    parser = argparse.ArgumentParser(description="Rows per second into the store.")
    parser.add_argument("--batches", type=int, default=40)
    count = parser.parse_args().batches
    found: dict[str, float] = {}
    for synchronous in ("FULL", "NORMAL"):
        settings = StoreSettings(sqlite_synchronous=synchronous)
        found |= _named(f"sqlite_{synchronous.lower()}", await measure_database(settings, count))
    if (programs := postgres.find_programs()) is not None:
        with postgres.running(programs, fsync="on", shared_buffers="256MB") as server:
            found |= _named(
                "postgres", await measure_database(StoreSettings(url=server.url("postgres")), count)
            )
    print(json.dumps(found))


def _named(database: str, figures: dict[str, float]) -> dict[str, float]:
    figures["insert_ratio_to_values"] = round(figures["insert_rows_per_s"] / figures["values_rows_per_s"], 1)
    for name, figure in figures.items():
        print(f"{database:13} {name:36} {figure:>12,.1f}", flush=True)
    return {f"{database}_{name}": figure for name, figure in figures.items()}


if __name__ == "__main__":
    asyncio.run(main())
