"""What the pages of the numbers ask, with default filters, against an archive of any size.

`python -m bench.insights --queries [--mentions N] [--url postgresql://…]`
"""

from __future__ import annotations

import asyncio
import dataclasses
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from antiphon.insights.v1 import analytics_service_pb2 as api
from bench import insights_data
from services.common.queries.filtering import Filter
from services.common.store import Database
from services.insights.core import buckets
from services.insights.core.slices import Cut
from services.insights.store import Analyst, analyst

DAY = 86_400_000_000
LAST = insights_data.END * 1_000_000
ROUNDS = 3
BRANDS = (0, 1, 4, 12, 30)
"""Brands asked about: the largest, and smaller and smaller ones."""

Ask = Callable[[Analyst], Awaitable[Any]]


def cut(days: int, brand: int | None = None, **more: Any) -> Cut:
    """The last days, of one brand or of all."""
    names = frozenset() if brand is None else frozenset({f"brands/brand{brand:02}"})
    return Cut(LAST - days * DAY, LAST, brands=names, **more)


def trend(days: int, bucket: Any, dimension: int, brand: int | None, **more: Any) -> Ask:
    asked = cut(days, brand, **more)
    where = buckets.zone("Europe/Berlin")
    edges = buckets.edges(asked.start, asked.end, bucket, where)
    grid = buckets.grid(asked.start, asked.end, bucket, where)
    return lambda found: found.over_time(asked, edges, grid, dimension)


def parts(days: int, dimension: int, brand: int | None, **more: Any) -> Ask:
    return lambda found: found.divided(cut(days, brand, **more), dimension)


def first_page(asked: Cut) -> Ask:
    async def ask(found: Analyst) -> Any:
        async for piece in found.mentions(asked, None, 50):
            return piece
        return None

    return ask


def pages(brand: int) -> dict[str, Ask]:
    """Every question of the pages, about one brand or about all."""
    month = 30
    return {
        "volume by day": trend(month, api.BUCKET_DAY, 0, brand),
        "sentiment by day": trend(month, api.BUCKET_DAY, api.DIMENSION_SENTIMENT, brand),
        "share of voice": parts(month, api.DIMENSION_BRAND, None),
        "share of voice by day": trend(month, api.BUCKET_DAY, api.DIMENSION_BRAND, None),
        "networks": parts(month, api.DIMENSION_NETWORK, brand),
        "languages": parts(month, api.DIMENSION_LANGUAGE, brand),
        "emotions": parts(month, api.DIMENSION_EMOTION, brand),
        "intents of bad ones": parts(
            month, api.DIMENSION_INTENT, brand, facets={"sentiment": frozenset({1})}
        ),
        "countries": parts(month, api.DIMENSION_COUNTRY, brand),
        "queries": parts(month, api.DIMENSION_QUERY, brand),
        "heat map": lambda found: found.of_week(cut(month, brand), buckets.zone("Europe/Berlin")),
        "year by week": trend(365, api.BUCKET_WEEK, 0, brand),
        "three years by month": trend(1_095, api.BUCKET_MONTH, 0, brand),
        "mentions behind a number": first_page(cut(1, brand)),
        "all brands by day": trend(month, api.BUCKET_DAY, 0, None),
    }


async def timed(found: Analyst, ask: Ask, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds."""
    before = clock()
    await ask(found)
    return (clock() - before) * 1_000


async def asked(found: Analyst, clock: Callable[[], float] = time.perf_counter) -> dict[str, list[float]]:
    """Milliseconds of every question, several times each."""
    spent: dict[str, list[float]] = {}
    for brand in BRANDS:
        for name, ask in pages(brand).items():
            await ask(found)
            spent.setdefault(name, []).extend([await timed(found, ask, clock) for _ in range(ROUNDS)])
    return spent


def p95(spent: dict[str, list[float]]) -> float:
    return statistics.quantiles([each for line in spent.values() for each in line], n=20)[18]


class Plain:
    """The same questions asked of the mentions themselves, as one would without sums."""

    def __init__(self, found: Analyst) -> None:
        self.db = found.db

    async def divided(self, asked_: Cut, dimension: int) -> Any:
        return await self.db.read(lambda conn: analyst.rows(conn, asked_, dimension, ROWS))

    async def over_time(self, asked_: Cut, _edges: Any, grid: buckets.Grid, dimension: int) -> Any:
        by_row = dataclasses.replace(grid, whole_hours=False)
        return await self.db.read(lambda conn: analyst.rows(conn, asked_, dimension, by_row))

    async def of_week(self, asked_: Cut, where: Any) -> Any:
        by_row = dataclasses.replace(buckets.weekly(asked_.start, asked_.end, where), whole_hours=False)
        return await self.db.read(lambda conn: analyst.rows(conn, asked_, 0, by_row))


ROWS = buckets.Grid(whole_hours=False)


async def beside(found: Analyst, spent: dict[str, list[float]]) -> float:
    """How many times as long the mentions themselves take: median over the questions both can answer."""
    plain, ratios = Plain(found), []
    for name, ask in pages(BRANDS[1]).items():
        if name != "mentions behind a number":
            ratios.append(await timed(plain, ask) / statistics.median(spent[name]))  # type: ignore[arg-type]
    return statistics.median(ratios)


async def search(found: Analyst, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds to the first page of a search, the slowest of common and rare words, two, and none."""
    common, rare = insights_data.WORDS[3], insights_data.WORDS[-1]
    texts = (common, insights_data.WORDS[200], rare, f"{common} {insights_data.WORDS[700]}", "nowhere")
    asked_ = [first_page(cut(365, brand, text=f" {text} ")) for text in texts for brand in (1, 30, None)]
    rounds = [[await timed(found, ask, clock) for _ in range(ROUNDS)] for ask in asked_]
    return max(map(statistics.median, rounds))


async def filtered(found: Analyst, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds to a month's trend of what a query asks for, the slowest of rare words to common ones."""
    common, middle, rare = insights_data.WORDS[3], insights_data.WORDS[200], insights_data.WORDS[-1]
    texts = (rare, f"({rare} OR {middle}) NOT {common}", f"{common} NEAR/3 {middle}", f"{common} has:link")
    asks = [
        trend(30, api.BUCKET_DAY, 0, brand, asked=Filter(text)) for text in texts for brand in (1, 30, None)
    ]
    rounds = [[await timed(found, ask, clock) for _ in range(ROUNDS)] for ask in asks]
    return max(map(statistics.median, rounds))


async def measure(count: int, url: str, *, against_plain: bool = True) -> dict[str, Any]:
    """Figures of an archive of `count` mentions."""
    rate = await insights_data.make(count, url)
    store, data = insights_data.settings(count, url)
    db = Database.open(store, data, service="insights")
    try:
        found = Analyst(db, page_size=500)
        spent = await asked(found)
        answer: dict[str, Any] = {
            "query_p95_ms": round(p95(spent), 1),
            # What the questions cost, which is what they take where nothing else uses the machine.
            "query_p95_cpu_ms": round(p95(await asked(found, time.process_time)), 1),
            "ingest_per_s": round(rate),
            "bytes_per_mention": round(await db.read(_bytes) / count),
            "search_first_page_ms": round(await search(found), 1),
            "search_first_page_cpu_ms": round(await search(found, time.process_time), 1),
            "query_filter_ms": round(await filtered(found), 1),
            "slowest_ms": {
                name: round(max(line), 1)
                for name, line in sorted(spent.items(), key=lambda each: -max(each[1]))[:5]
            },
        }
        if against_plain:
            answer["ratio_to_plain"] = round(await beside(found, spent), 1)
    finally:
        await db.close()
    return answer


def _bytes(conn: sa.Connection) -> int:
    if conn.dialect.name == "postgresql":
        return int(conn.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    pages_ = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages_ * conn.exec_driver_sql("PRAGMA page_size").scalar_one())


def run(count: int, url: str, large: int) -> dict[str, Any]:
    """Figures of an archive, and of a larger one where `large` is not 0."""
    small = asyncio.run(measure(count, url))
    answer = {f"query_p95_ms_{_short(count)}": small.pop("query_p95_ms"), **small}
    if large:
        great = asyncio.run(measure(large, url, against_plain=False))
        answer[f"query_p95_ms_{_short(large)}"] = great["query_p95_ms"]
        ratio = great["query_p95_ms"] / answer[f"query_p95_ms_{_short(count)}"]
        answer[f"growth_{_short(count)}_to_{_short(large)}"] = round(ratio, 2)
        answer[f"at_{_short(large)}"] = great
    return answer


def _short(count: int) -> str:
    return f"{count // 1_000_000}m" if count % 1_000_000 == 0 else f"{count // 1_000}k"
