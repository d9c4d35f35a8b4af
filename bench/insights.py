"""CPU the archive spends on one mention, from the log's bytes to the committed row.

`python -m bench.insights [--mentions N] [--url postgresql://…]`; the last line is one JSON object.
With `--queries` it times what the pages of the numbers ask of an archive of a million, or of N, mentions;
with `--large N` also of a larger one. See `bench.insights_queries`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from bench import insights_queries
from services.common.bus import codecs
from services.common.config import DataSettings, StoreSettings
from services.common.model import identity
from services.common.store import Database, migrations
from services.insights.store import Archive

BATCH = 500
TEXTS = (
    "The flight was late again and nobody at the gate told us why. Thanks for nothing, worst trip ever",
    "Great crew and a lovely seat, would fly with you again tomorrow!",
    "Lost my bag, four hours in the call centre, still waiting for a refund. Really?",
    "Best café at gate 12 ✈ while we wait, delayed since noon",
)


def mention(number: int, chance: random.Random) -> mention_pb2.Mention:
    native_id = f"3k{chance.getrandbits(60):012x}"
    key = identity.make_key("bluesky", "-", native_id)
    made = mention_pb2.Mention(
        name=identity.mention_name(key),
        key=key,
        network="bluesky",
        site="-",
        native_id=native_id,
        source="sources/jetstream",
        kind=mention_pb2.Mention.KIND_POST,
        text=f"{TEXTS[number % len(TEXTS)]} #{number}",
        link=f"https://social.example/post/{native_id}",
        conversation_key=key if number % 3 else identity.make_key("bluesky", "-", str(number // 9)),
    )
    author = number % 40_000
    made.author.key = f"bluesky:-:did{author}"
    made.author.handle = f"person{author}.social.example"
    made.author.follower_count = author
    made.create_time.seconds = 1_700_000_000 + number
    made.collect_time.seconds = 1_700_000_001 + number
    made.matches.add(brand="brands/acme", query="brands/acme/queries/name").spans.add(start=4, end=10)
    return made


def score(number: int) -> score_pb2.Score:
    made = score_pb2.Score(model_version="vader/3.3.2 language/1")
    made.language.code = "en"
    made.language.probability = 0.98
    made.sentiment.label = number % 3 + 1
    made.sentiment.compound = (number % 200 - 100) / 100
    for word in ("late", "worst"):
        made.sentiment.terms.add(text=word, valence=-2.1).span.end = 4
    return made


def payloads(count: int) -> list[bytes]:
    chance = random.Random(7)
    made = []
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        items = [events_pb2.MentionItem(mention=mention(number, chance)) for number in numbers]
        batch = events_pb2.MentionBatch(items=items).SerializeToString()
        scored = events_pb2.ScoredBatch(mention_batch=batch, scores=[score(number) for number in numbers])
        made.append(scored.SerializeToString())
    return made


async def feed(kept: Archive, batches: list[bytes]) -> tuple[list[float], float]:
    """CPU seconds of each batch, and wall seconds of all."""
    wall = time.perf_counter()
    spent = []
    for payload in batches:
        cpu = time.process_time()
        await kept.take(codecs.SCORED.split(payload))
        spent.append(time.process_time() - cpu)
    return spent, time.perf_counter() - wall


def per_mention(spent: list[float], count: int) -> float:
    """Microseconds of CPU."""
    return round(sum(spent) / count * 1e6, 1)


async def measure(count: int, url: str, folder: Path) -> dict[str, float | int | str]:
    store, data = StoreSettings(url=url), DataSettings(folder=folder)
    migrations.upgrade(store, data, service="insights")
    db = Database.open(store, data, service="insights")
    try:
        kept = Archive(db, page_size=BATCH, on_event=list)
        batches = payloads(count)
        fresh = await feed(kept, batches)
        repeated = await feed(kept, batches)
    finally:
        await db.close()
    return {
        "dialect": db.dialect,
        "mentions": count,
        "cpu_us_per_mention": per_mention(fresh[0], count),
        # Of the fastest tenth of the batches: what it costs where nothing else uses the machine.
        "quiet_us_per_mention": round(statistics.quantiles(fresh[0], n=10)[0] / BATCH * 1e6, 1),
        "mentions_per_s": round(count / fresh[1]),
        "repeat_cpu_us_per_mention": per_mention(repeated[0], count),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=0, help="50,000; with --queries 1,000,000")
    parser.add_argument("--queries", action="store_true", help="time the questions of the pages")
    parser.add_argument("--large", type=int, default=0, help="with --queries: also an archive of so many")
    parser.add_argument("--url", default="", help="Postgres to measure instead of SQLite")
    given = parser.parse_args()
    if given.queries:
        print(json.dumps(insights_queries.run(given.mentions or 1_000_000, given.url, given.large)))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measure(given.mentions or 50_000, given.url, Path(folder)))))


if __name__ == "__main__":
    main()
