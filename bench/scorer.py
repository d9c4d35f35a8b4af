"""What one mention costs the scorer, stage by stage, and how its VADER compares with the published one.

    python -m bench.scorer [texts]

The published analyzer and ours take turns over the same distinct texts in one process, 2,000 at a time,
and every score is compared. Each of five rounds starts with an empty memo: `vader_exact_ratio_cold` is of
its first pass, when every token is new once, `vader_exact_ratio` of its second. Both are medians of the
rounds' ratios; `vader_evidence_us` is our time with the evidence, masked, as the service reads.
`fast_texts_per_s` is the fast tier of sentiment, lexicon and model together, in batches of 500 on one core;
`service_mentions_per_s` is what a core scores over gRPC in batches of 100 with all analyzers on.
Real posts are used where ../shared/data is at hand, else generated ones. The collector of garbage is set as
in a service, for both contestants. The times are CPU times: other work on the machine still costs them
caches, so read the ratios.
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from bench import scorer_service
from services.common.bus import codecs
from services.common.obs import process
from services.scorer.core import documents, masking, scoring
from services.scorer.core.analyzers import Batch, registry
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer
from services.scorer.core.brands import BrandNames
from services.scorer.core.models import Models
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader

T = TypeVar("T")

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "airline_mentions.jsonl.gz"
BATCH: Final = 500
PART: Final = 2_000
ROUNDS: Final = 5
UNITED: Final = events_pb2.BrandFact(name="brands/united", display_name="United", aliases=["United Airlines"])

PIECES: Final = (
    "@brand why is my flight late again?",
    "thanks for the quick help :)",
    "I am not happy with the service",
    "worst. airline. ever!!!",
    "the crew was really lovely today",
    "still on hold after two hours",
    "see https://news.example/item?id=7",
    "but nobody answers 😡",
    "just landed in Chicago",
    "can you help me with my bags?",
)


def main() -> None:
    limit = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
    texts, origin = _texts(limit)
    process.calm_collector()
    result: dict[str, Any] = {"texts": len(texts), "origin": origin}
    result |= _compare(texts)
    result |= _stages(texts)
    result |= scorer_service.measure(texts)
    for name, value in result.items():
        print(f"{name:32} {value}")
    print(json.dumps(result))


def _texts(limit: int) -> tuple[list[str], str]:
    if DATA.exists():
        with gzip.open(DATA, "rt", encoding="utf-8") as lines:
            return list(dict.fromkeys(json.loads(line)["text"] for line in lines))[:limit], "real posts"
    chance = random.Random(7)
    # A rare word in every text, because real streams never stop bringing new ones.
    return [
        " ".join([*chance.sample(PIECES, chance.randint(1, 4)), f"ref{number}"]) for number in range(limit)
    ], "generated"


def _compare(texts: Sequence[str]) -> dict[str, Any]:
    published, ours, masked = SentimentIntensityAnalyzer(), Vader(masked=False), Vader(masked=True)
    rounds = [_round(published, texts) for _ in range(ROUNDS)]
    colds = [costs["theirs"] / costs["cold"] for costs in rounds]
    warms = [costs["theirs_again"] / costs["warm"] for costs in rounds]
    theirs, cold, warm, read = (
        statistics.median(costs[name] for costs in rounds) / len(texts) * 1e6
        for name in ("theirs_again", "cold", "warm", "read")
    )
    return {
        "equal_scores": sum(_same(published, text, ours, text) for text in texts),
        "equal_scores_masked": sum(_same(published, masking.mask(text), masked, text) for text in texts),
        "vader_sentiment_us": round(theirs, 2),
        "vader_exact_cold_us": round(cold, 2),
        "vader_exact_us": round(warm, 2),
        "vader_evidence_us": round(read, 2),
        "vader_exact_ratio": round(statistics.median(warms), 2),
        "vader_exact_ratio_range": [round(min(warms), 2), round(max(warms), 2)],
        "vader_exact_ratio_cold": round(statistics.median(colds), 2),
    }


def _same(published: SentimentIntensityAnalyzer, shown: str, ours: Vader, text: str) -> bool:
    scores = published.polarity_scores(shown)
    expected = (scores["compound"], scores["pos"], scores["neu"], scores["neg"])
    return ours.polarity(text) == polarity((ours.read(text),)) == expected


def _round(published: SentimentIntensityAnalyzer, texts: Sequence[str]) -> dict[str, float]:
    """Seconds of each contestant, who take turns part by part."""
    ours, masked = Vader(masked=False), Vader(masked=True)
    for text in texts:
        masked.read(text)
    passes = (
        {"theirs": published.polarity_scores, "cold": ours.polarity},
        {"theirs_again": published.polarity_scores, "warm": ours.polarity, "read": masked.read},
    )
    parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
    return {
        name: sum(costs)
        for contestants in passes
        for name, costs in zip(
            contestants,
            zip(*[[_cost(work, part) for work in contestants.values()] for part in parts], strict=True),
            strict=True,
        )
    }


def _cost(work: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.thread_time()
    for text in texts:
        work(text)
    return time.thread_time() - started


def _stages(texts: Sequence[str]) -> dict[str, Any]:
    """Median microseconds per mention of what happens to a batch, stage by stage."""
    judge = Judge(Models.load())
    sentiment = SentimentAnalyzer(judge)
    spent: dict[str, list[float]] = {}
    shares: dict[str, list[float]] = {}
    scorer = scoring.Scorer(
        registry.make(), lambda name, size, seconds: shares.setdefault(name, []).append(seconds / size * 1e6)
    )
    names = BrandNames({"united": UNITED})

    def timed(stage: str, work: Callable[[], T], size: int) -> T:
        started = time.thread_time()
        done = work()
        spent.setdefault(stage, []).append((time.thread_time() - started) / size * 1e6)
        return done

    for payload, size in _payloads(texts):
        batch = timed("read", partial(_read, payload, names), size)
        timed("fast", partial(sentiment.analyze, Batch(batch)), size)
        outcomes = timed("score", partial(scorer.score, batch), size)
        timed("write", partial(_write, payload, outcomes), size)
    cost = {stage: statistics.median(values) for stage, values in spent.items()}
    whole = cost["read"] + cost["score"] + cost["write"]
    medians = {f"{stage}_us": round(value, 2) for stage, value in cost.items()}
    parts = {name: round(statistics.median(values), 1) for name, values in shares.items()}
    return {
        **medians,
        "analyzers_us": parts,
        "all_us": round(whole, 2),
        "fast_texts_per_s": round(1e6 / cost["fast"]),
    }


def _read(payload: bytes, names: BrandNames) -> list[documents.Document]:
    return [documents.read(item.mention, names.of) for item in codecs.MENTIONS.split(payload)]


def _write(payload: bytes, outcomes: Sequence[scoring.Outcome]) -> bytes:
    scores = [outcome for outcome in outcomes if not isinstance(outcome, scoring.Fault)]
    return events_pb2.ScoredBatch(mention_batch=payload, scores=scores).SerializeToString()


def _payloads(texts: Sequence[str]) -> list[tuple[bytes, int]]:
    matches = [mention_pb2.Match(brand="brands/united")]
    mentions = [
        mention_pb2.Mention(key=f"bench:-:{number}", text=text, matches=matches)
        for number, text in enumerate(texts)
    ]
    return [
        (
            codecs.MENTIONS.join([events_pb2.MentionItem(mention=mention) for mention in part]),
            len(part),
        )
        for part in (mentions[start : start + BATCH] for start in range(0, len(mentions), BATCH))
    ]


if __name__ == "__main__":
    main()
