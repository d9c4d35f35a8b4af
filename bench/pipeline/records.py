"""What the bench plays: real posts where they are at hand, else made-up ones of like length."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

REAL_POSTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "airline_mentions.jsonl.gz"

BRANDS = {
    "united": "@united",
    "american": "@AmericanAir",
    "southwest": "@SouthwestAir",
    "jetblue": "@JetBlue",
    "usairways": "@USAirways",
    "virgin": "@VirginAmerica",
}

_OPENINGS = (
    "still waiting",
    "thanks a lot",
    "why is there",
    "just landed",
    "how can it be that",
    "love that",
)
_SUBJECTS = (
    "my bag",
    "the flight to Boston",
    "your app",
    "the crew",
    "customer service",
    "gate 14",
    "my refund",
)
_VERBS = (
    "is late again",
    "was great",
    "does not answer",
    "got cancelled",
    "made my day",
    "is so slow",
    "rocks",
)
_ENDINGS = (
    "please help!",
    "not happy",
    ":)",
    "3 hours now",
    "never again",
    "and nobody cares",
    "thank you",
    "wow",
)


def made_up(count: int) -> Iterator[dict[str, Any]]:
    """Posts of about the length and tone of real ones, the same in every run."""
    chance = random.Random(7)
    handles = list(BRANDS.values())
    for number in range(count):
        parts = [
            chance.choice(one) for one in (handles, _OPENINGS, _SUBJECTS, _VERBS, _SUBJECTS, _VERBS, _ENDINGS)
        ]
        yield {
            "source": "x",
            "native_id": str(10**17 + number),
            "kind": "post",
            "author": {"handle": f"u{number % 5000}"},
            "text": " ".join(parts),
            "created_at": "2015-02-17T07:43:02Z",
        }


def real() -> Iterator[dict[str, Any]]:
    """The real posts, when the folder with them is there."""
    with gzip.open(REAL_POSTS, "rt") as lines:
        yield from map(json.loads, lines)


def write(path: Path, count: int) -> str:
    """Writes `count` records with ids of their own as JSON lines; tells where they come from."""
    if not REAL_POSTS.exists():
        write_made_up(path, count)
        return "made-up posts"
    _write(path, itertools.islice(itertools.cycle(list(real())), count))
    return "real posts"


def write_made_up(path: Path, count: int) -> None:
    """Writes `count` made-up records as JSON lines."""
    _write(path, made_up(count))


def _write(path: Path, found: Iterable[dict[str, Any]]) -> None:
    with path.open("w") as file:
        for number, record in enumerate(found):
            file.write(json.dumps(record | {"native_id": f"{10**17 + number}"}) + "\n")
