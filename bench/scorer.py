"""What one mention costs the scorer, stage by stage, and how its VADER compares with the published one.

    python -m bench.scorer [texts]

Both analyzers run over the same texts in alternating slices of one process, and every score is compared;
of five rounds each slice counts with its best one, and `ratio_on_first_sight` is the first round, when no
token is known yet.
Real posts are used where ../shared/data is at hand, else generated ones. The times are CPU times: other
work on the machine still costs them caches, so read the ratios.
"""

from __future__ import annotations

import gc
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
from services.common.bus import codecs
from services.scorer.core import documents, masking, scoring
from services.scorer.core.analyzers import Batch
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.language import LanguageAnalyzer
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer
from services.scorer.core.brands import BrandNames
from services.scorer.core.models import Models
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader

T = TypeVar("T")

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "airline_mentions.jsonl.gz"
BATCH: Final = 500
SLICE: Final = 250
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
    gc.collect()
    gc.freeze()
    result: dict[str, Any] = {"texts": len(texts), "origin": origin}
    result |= _compare(texts)
    result |= _stages(texts)
    for name, value in result.items():
        print(f"{name:32} {value}")
    print(json.dumps(result))


def _texts(limit: int) -> tuple[list[str], str]:
    if DATA.exists():
        with gzip.open(DATA, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines][:limit], "real posts"
    chance = random.Random(7)
    # A rare word in every text, because real streams never stop bringing new ones.
    return [
        " ".join([*chance.sample(PIECES, chance.randint(1, 4)), f"ref{number}"]) for number in range(limit)
    ], "generated"


def _compare(texts: Sequence[str]) -> dict[str, Any]:
    published, ours = SentimentIntensityAnalyzer(), Vader(masked=False)
    parity = sum(_same(published.polarity_scores(text), ours, text) for text in texts)
    masked = Vader(masked=True)
    parity_masked = sum(_same(published.polarity_scores(masking.mask(text)), masked, text) for text in texts)
    fresh = Vader(masked=True)

    def read(text: str) -> None:
        polarity((fresh.read(text),))

    rounds = [_race(texts, published.polarity_scores, read) for _ in range(ROUNDS)]
    theirs, mine = (sum(map(min, zip(*costs, strict=True))) for costs in zip(*rounds, strict=True))
    return {
        "equal_scores": parity,
        "equal_scores_masked": parity_masked,
        "vader_sentiment_texts_per_s": round(len(texts) / theirs),
        "ours_texts_per_s": round(len(texts) / mine),
        "ratio_to_vader_sentiment": round(theirs / mine, 2),
        "ratio_on_first_sight": round(sum(rounds[0][0]) / sum(rounds[0][1]), 2),
    }


def _same(scores: dict[str, float], ours: Vader, text: str) -> bool:
    expected = (scores["compound"], scores["pos"], scores["neu"], scores["neg"])
    return polarity((ours.read(text),)) == expected


def _race(
    texts: Sequence[str], theirs: Callable[[str], object], ours: Callable[[str], object]
) -> tuple[list[float], list[float]]:
    """Seconds per slice of both."""
    parts = [texts[start : start + SLICE] for start in range(0, len(texts), SLICE)]
    pairs = [(_cost(theirs, part), _cost(ours, part)) for part in parts]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _cost(work: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.thread_time()
    for text in texts:
        work(text)
    return time.thread_time() - started


def _stages(texts: Sequence[str]) -> dict[str, Any]:
    """Median microseconds per mention of what happens to a batch, stage by stage."""
    judge = Judge(Models.load())
    language, sentiment = LanguageAnalyzer(), SentimentAnalyzer(judge)
    scorer = scoring.Scorer([language, sentiment])
    names = BrandNames({"united": UNITED})
    spent: dict[str, list[float]] = {}

    def timed(stage: str, work: Callable[[], T], size: int) -> T:
        started = time.thread_time()
        done = work()
        spent.setdefault(stage, []).append((time.thread_time() - started) / size * 1e6)
        return done

    for payload, size in _payloads(texts):
        batch = timed("read", partial(_read, payload, names), size)
        timed("language", partial(language.analyze, Batch(batch)), size)
        timed("vader", partial(list, map(judge.feel, batch)), size)
        outcomes = timed("score", partial(scorer.score, batch), size)
        timed("write", partial(_write, payload, outcomes), size)
    cost = {stage: statistics.median(values) for stage, values in spent.items()}
    whole = cost["read"] + cost["score"] + cost["write"]
    medians = {f"{stage}_us": round(value, 2) for stage, value in cost.items()}
    return {**medians, "all_us": round(whole, 2), "mentions_per_s": round(1e6 / whole)}


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
