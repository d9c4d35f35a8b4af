"""What one mention costs the router: from a scored batch to committed rows, on SQLite, batches of 500.

    python -m bench.router [mentions] [--intake]

Without --intake the figures of policies and of staffing are added; they take minutes.

The posts are ours and generated; every one starts a conversation of its own, as most do.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.bus import codecs
from services.common.config import DataSettings, StoreSettings
from services.common.obs import process
from services.common.store import Database, migrations
from services.router.core import ranking, replyability, signals
from services.router.store import intake
from services.router.store.shelf import Shelf

BATCH: Final = 500
BRAND: Final = "brands/northwind"

OPENINGS = (
    "my order has not arrived and nobody answers",
    "just saw the new store, looks great",
    "why is the app down again today?",
    "can you please help me with a refund, the parcel was damaged",
    "thanks for the quick fix",
    "still waiting for a reply to my message",
    "I love the colours of the new line",
    "the checkout crashes every time I pay",
)
FILLERS = [
    "honestly",
    "this",
    "week",
    "again",
    "with",
    "the",
    "family",
    "in",
    "the",
    "morning",
    "after",
    "work",
    "near",
    "the",
    "harbour",
]


class Constant:
    """One brand and one network that takes answers."""

    _names = signals.BrandNames(BRAND, frozenset({"northwind"}))
    _capability = replyability.Capability(replyability.REPLY_API)

    def names(self, _brand: str) -> signals.BrandNames:
        return self._names

    def capability(self, _network: str) -> replyability.Capability:
        return self._capability


WORLD: Final = Constant()
WAITS: Final = ranking.Patience(300, 259_200).table()


def make_items(count: int) -> list[codecs.ScoredItem]:
    """Generated posts with scores."""
    chance = random.Random(7)
    items = []
    for number in range(count):
        item = events_pb2.MentionItem()
        mention = item.mention
        mention.native_id = str(10**17 + number * 977)
        mention.key = mention.conversation_key = f"sandbox:-:{mention.native_id}"
        mention.network, mention.source = "sandbox", "sources/sandbox"
        words = " ".join(chance.sample(FILLERS, 6))
        mention.text = f"@northwind {chance.choice(OPENINGS)} {words}"
        mention.author.handle = f"person{chance.randrange(count)}"
        mention.author.key = f"sandbox:-:{mention.author.handle}"
        mention.author.follower_count = chance.randrange(5000)
        mention.create_time.FromSeconds(1_700_000_000 + number)
        mention.matches.add(brand=BRAND, query=f"{BRAND}/queries/name")
        items.append(codecs.ScoredItem(item, make_score(chance)))
    return items


def make_score(chance: random.Random) -> score_pb2.Score:
    """A score with as many findings as posts have that want something."""
    score = score_pb2.Score(model_version="bench/1")
    feeling = score.sentiment.compound = score.sentiment.intensity = chance.uniform(-1, 1)
    intent = findings_pb2.Intent.KIND_COMPLAINT if feeling < 0 else findings_pb2.Intent.KIND_QUESTION
    score.intents.add(kind=intent, probability=0.8)
    score.engageability.should_answer, score.engageability.probability = True, 0.8
    for name in ("start", "addressed to the brand", "question", "tells of themselves"):
        score.engageability.reasons.add(text=name, amount=0.8)
    score.urgency.value = 20.0
    for name in ("start", "complaint", "please"):
        score.urgency.reasons.add(text=name, amount=6.7)
    for name in ("start", "engageability", "urgency", "bad feeling", "complaint", "influence"):
        score.priority.components.add(text=name, amount=chance.uniform(0, 12))
    score.priority.value = sum(part.amount for part in score.priority.components)
    return score


async def record(db: Database, batch: Sequence[codecs.ScoredItem], shelf: Shelf) -> intake.Recorded:
    """Decides a batch as the service does."""
    done = await db.write(lambda conn: intake.record(conn, batch, WORLD, WAITS, shelf))
    shelf.keep(done.lanes)
    return done


async def measure(items: list[codecs.ScoredItem], folder: Path) -> dict[str, float]:
    """Records the items batch by batch and returns the figures."""
    store, data = StoreSettings(), DataSettings(folder=folder)
    migrations.upgrade(store, data, service="router")
    db = Database.open(store, data, service="router")
    shelf = Shelf()
    process.calm_collector()
    payloads = [codecs.SCORED.join(items[at : at + BATCH]) for at in range(0, len(items), BATCH)]
    cpu, wall, decided = time.process_time(), time.perf_counter(), 0
    for payload in payloads:
        decided += (await record(db, codecs.SCORED.split(payload), shelf)).decisions
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert decided == len(items)
    again = time.process_time()
    for payload in payloads[:20]:
        await record(db, codecs.SCORED.split(payload), shelf)
    again = time.process_time() - again
    await db.close()
    return {
        "cpu_us_per_mention": round(cpu / len(items) * 1e6, 1),
        "mentions_per_s": round(len(items) / wall),
        "cpu_us_per_repeat": round(again / min(len(items), 20 * BATCH) * 1e6, 1),
    }


def main() -> None:
    given = [one for one in sys.argv[1:] if one.isdecimal()]
    count = int(given[0]) if given else 20_000
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(make_items(count), Path(folder)))
    if "--intake" not in sys.argv:
        figures |= importlib.import_module("bench.router_policies").measure()
        figures |= importlib.import_module("bench.router_staffing").run()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
