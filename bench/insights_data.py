"""An archive shaped like a real one: three years, fifty brands of very different size, weeks that breathe.

Brands, authors and words follow Zipf's law; nights are quiet and weekends quieter; some hours are storms.
Kept in a cache folder outside the repository (`ANTIPHON_BENCH_CACHE`, else the user's), made once.
"""

from __future__ import annotations

import asyncio
import bisect
import itertools
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.config import DataSettings, StoreSettings
from services.common.model import identity
from services.common.store import Database, migrations
from services.insights.store import Archive, indexing, tables

VERSION = 3
"""Raised whenever the same number of mentions would make another archive."""

BATCH = 2_000
BRANDS = 50
END = 1_790_812_800
"""2026-10-01, the end of the three years."""
YEARS_SECONDS = 3 * 365 * 86_400
NETWORKS = ("x", "bluesky", "reddit", "mastodon", "youtube", "rss", "googleplay", "discourse")
LANGUAGES = ("en", "de", "es", "fr", "pt", "it", "ja", "und")
PLACES = ("", "", "", "", "Berlin, Germany", "Lyon, France", "Austin, USA", "London, UK", "somewhere")
_SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "po", "ra", "se", "ti", "vo", "zu")
WORDS = ["".join(parts) for parts in itertools.islice(itertools.product(_SYLLABLES, repeat=3), 1_500)]


def zipf(count: int, power: float = 1.0) -> list[float]:
    """Cumulated weights."""
    return list(itertools.accumulate(1 / (at + 1) ** power for at in range(count)))


def moments(count: int, chance: random.Random) -> list[int]:
    """Seconds since 1970, nearly in order: one in a hundred comes up to two days late."""
    weights = []
    for hour in range(YEARS_SECONDS // 3600):
        of_day, of_week = hour % 24, hour // 24 % 7
        weight = (0.3 + (6 < of_day < 23) + 0.6 * (17 < of_day < 22)) * (0.7 if of_week in (2, 3) else 1.0)
        weights.append(weight * (12 if chance.random() < 0.0008 else 1))
    cumulated = list(itertools.accumulate(weights))
    start = END - YEARS_SECONDS
    found = []
    for at in range(count):
        hour = bisect.bisect_left(cumulated, (at + chance.random()) / count * cumulated[-1])
        late = chance.randrange(172_800) if chance.random() < 0.01 else 0
        found.append(max(start, start + min(hour, len(weights) - 1) * 3600 + chance.randrange(3600) - late))
    return found


def facts(count: int) -> Iterator[list[tuple[events_pb2.MentionItem, score_pb2.Score]]]:
    """Batches of mentions with scores."""
    chance = random.Random(11)
    brands, authors, words = zipf(BRANDS), zipf(max(count // 12, 100), 0.8), zipf(len(WORDS))
    networks = zipf(len(NETWORKS))
    batch = []
    for number, moment in enumerate(moments(count, chance)):
        brand = bisect.bisect(brands, chance.random() * brands[-1])
        author = bisect.bisect(authors, chance.random() * authors[-1])
        text = " ".join(
            WORDS[bisect.bisect(words, chance.random() * words[-1]) % len(WORDS)]
            for _ in range(chance.randrange(6, 22))
        )
        network = NETWORKS[bisect.bisect(networks, chance.random() * networks[-1]) % len(NETWORKS)]
        batch.append(_fact((number, moment, brand % BRANDS, author), network, text, chance))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fact(
    numbers: tuple[int, int, int, int], network: str, text: str, chance: random.Random
) -> tuple[events_pb2.MentionItem, score_pb2.Score]:
    number, moment, brand, author = numbers
    item = events_pb2.MentionItem()
    mention = item.mention
    native_id = f"{number:x}"
    mention.key = identity.make_key(network, "-", native_id)
    mention.name = identity.mention_name(mention.key)
    mention.network, mention.site, mention.native_id = network, "-", native_id
    mention.source, mention.kind = f"sources/{network}", mention_pb2.Mention.KIND_POST
    mention.text, mention.conversation_key = text, mention.key
    mention.link = f"https://{network}.example/{native_id}"
    mention.author.key = f"{network}:-:u{author}"
    mention.author.handle = f"user{author}"
    mention.author.follower_count = author % 5_000
    mention.author.location = PLACES[author % len(PLACES)]
    mention.create_time.seconds = moment
    mention.collect_time.seconds = moment + 30
    mention.engagement.like_count = int(chance.paretovariate(1.2)) - 1
    query = f"brands/brand{brand:02}/queries/{'name' if chance.random() < 0.8 else 'product'}"
    mention.matches.add(brand=f"brands/brand{brand:02}", query=query)
    if chance.random() < 0.04:
        other = (brand + 1) % BRANDS
        mention.matches.add(brand=f"brands/brand{other:02}", query=f"brands/brand{other:02}/queries/name")
    score = score_pb2.Score(model_version="0123456789ab")
    score.language.code = LANGUAGES[min(int(chance.expovariate(0.9)), len(LANGUAGES) - 1)]
    score.sentiment.label = chance.choices((1, 2, 3), (3 + brand % 4, 5, 3))[0]
    score.sentiment.compound = chance.uniform(-1, 1)
    score.sentiment.probability = chance.uniform(0.5, 1)
    score.emotion.label = chance.choices((0, 1, 2, 3, 4), (4, 3, 2, 1, 1))[0]
    score.intents.add(kind=chance.choices(range(1, 11), (4, 5, 1, 1, 3, 1, 2, 0.05, 0.1, 8))[0])
    score.spam.present = chance.random() < 0.03
    return item, score


def cache() -> Path:
    """Where archives are kept between runs."""
    base = os.environ.get("ANTIPHON_BENCH_CACHE") or Path.home() / ".cache" / "antiphon-bench"
    return Path(base)


def settings(count: int, url: str) -> tuple[StoreSettings, DataSettings]:
    """Where an archive of so many mentions is."""
    return StoreSettings(url=url), DataSettings(folder=cache() / f"insights-v{VERSION}-{count}")


async def index_words(db: Database) -> None:
    """Indexes all words, as the archive does where nobody waits for it."""
    while db.dialect == "sqlite":
        found = await db.write(indexing.piece)
        if found.until >= found.written:
            return


def _kept(conn: sa.Connection) -> int:
    """How many mentions an interrupted run has archived."""
    return int(conn.execute(sa.select(sa.func.count(tables.mentions.c.id))).scalar_one())


async def make(count: int, url: str = "") -> float:
    """Makes the archive unless it is there; how many a second one core archived.

    What was interrupted is gone on with; its rate is then that of the rest, with the words of all.
    """
    store, data = settings(count, url)
    done = data.folder / ("done" if not url else "done-postgres")
    if done.exists():
        await asyncio.to_thread(migrations.upgrade, store, data, service="insights")
        return float(done.read_text() or 0)
    data.folder.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrations.upgrade, store, data, service="insights")
    db = Database.open(store, data, service="insights")
    spent, passed = 0.0, 0
    try:
        kept, held = Archive(db, page_size=500, on_event=list), await db.read(_kept)
        for batch in facts(count):
            passed += len(batch)
            if passed <= held:
                continue
            before = time.process_time()
            await kept.take(batch)
            spent += time.process_time() - before
        before = time.process_time()
        await index_words(db)
        spent += time.process_time() - before
        await db.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
    finally:
        await db.close()
    rate = (count - held) / spent
    done.write_text(f"{rate:.1f}")
    return rate
