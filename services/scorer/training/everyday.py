"""Everyday posts and remarks that nobody labelled for us: a teacher says what they are, pupils learn from it.

Their sets' own labels tell only which of them hardly ever complain.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from services.scorer.training import sets
from services.scorer.training.vectors import bare

BRANDS: Final = frozenset(
    """
    amazon;amazon prime;amazon prime day;apple;iphone;ipad;apple watch;microsoft;windows 10;xbox;sony;
    playstation;ps4;nintendo;google;google+;android;samsung;galaxy note;netflix;ibm;nokia;uber;verizon;at&t;
    comcast;mcdonalds;starbucks;walmart;target;ikea;tesco;ryanair;twitter;facebook;hp;dell;tesla;kindle;alexa
    """.replace("\n", "")
    .replace("    ", "")
    .split(";")
)
"""Topics that are brands or what they sell: posts about them are all taken."""

_SEED: Final = 5
_TROUBLED: Final = ("anger", "annoy", "disap")
"""Beginnings of emotions that a complaint may show."""


class Post(NamedTuple):
    """One post.

    Attributes:
        text: masked.
        calm: by its set's label it hardly complains.
    """

    text: str
    calm: bool


def read(data: Path, count: int) -> list[Post]:
    """So many posts of all sets in an order of chance, always the same; no two alike."""
    chance = random.Random(_SEED)
    posts = _shuffled(chance, _posts(data))
    remarks, crises, coarse, heated = (
        _shuffled(chance, rows) for rows in (_remarks(data), _crises(data), _coarse(data), _heated(data))
    )
    unhappy = [post for post in posts if not post.calm][:6_000]
    others = [post for post in posts if post.calm][:14_000]
    chosen = [*_topics(data), *unhappy, *_felt(data), *others]
    chosen += [*remarks[:12_000], *crises[:4_000], *heated[:3_000], *coarse[:2_000]]
    chance.shuffle(chosen)
    return list(_different(chosen))[:count]


def _shuffled(chance: random.Random, posts: Iterable[Post]) -> list[Post]:
    listed = list(posts)
    chance.shuffle(listed)
    return listed


def _different(posts: Iterable[Post]) -> Iterator[Post]:
    seen: set[str] = set()
    for post in posts:
        key = bare(post.text).lower()
        if key not in seen:
            seen.add(key)
            yield post


def _topics(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "topic_sentiment_semeval_train"):
        if row["topic"].lower() in BRANDS:
            yield Post(row["text"], calm=False)


def _posts(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "sentiment_semeval_train"):
        yield Post(row["text"], calm=row["label"] != "negative")


def _felt(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "emotion_tweeteval_train"):
        yield Post(row["text"], calm=True)


def _remarks(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "goemotions_train"):
        yield Post(row["text"], calm=not any(sign in row["labels"] for sign in _TROUBLED))


def _crises(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "crisislex_t26_train"):
        yield Post(row["text"], calm=False)


def _coarse(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "davidson_offensive_train"):
        yield Post(row["text"], calm=False)


def _heated(data: Path) -> Iterator[Post]:
    for row in sets.to_train(data, "offensive_tweeteval_train"):
        yield Post(row["text"], calm=False)
