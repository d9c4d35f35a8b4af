"""Words that tell two sets of mentions apart, and topics made of words that stand together.

A word counts once per mention, so that whoever repeats himself weighs no more. Two words in a row count as a
word of their own.
Source: Monroe, Colaresi and Quinn, Fightin' Words, Political Analysis 16 (2008) 372-403: log-odds
with an informative Dirichlet prior, here both sets together.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from services.insights.core import plainwords

PRIOR: Final = 500.0
"""Words that the prior is worth."""
LEAST_MENTIONS: Final = 3
"""Mentions that must have a word."""
TELLING: Final = 1.96
"""Deviations beyond which chance makes a difference once in 20."""
COMMON_SHARE: Final = 0.4
"""Share of the mentions from which on a word is too common to name a topic."""
TOGETHER: Final = 0.5
"""Share of the rarer word's mentions that must have the other for both to be one topic."""
MOST_WORDS: Final = 5


class Text(NamedTuple):
    """Words of one mention; `id` is its row, `sentiment` its label."""

    id: int
    words: str
    sentiment: int


@dataclass(frozen=True, slots=True)
class Driver:
    """A word and how much it tells; above 0 for the first set."""

    word: str
    count: int
    against: int
    log_odds: float
    score: float


@dataclass(slots=True)
class Topic:
    """Words that stand together, and positions of the mentions that have any of them."""

    words: list[str]
    mentions: set[int] = field(default_factory=set)
    score: float = 0.0

    @property
    def name(self) -> str:
        """Its most telling words in the order of the alphabet, so that the same words have the same name."""
        longest = [
            word for word in self.words if not any(word != other and word in other for other in self.words)
        ]
        return ", ".join(sorted(longest[:2]))


def terms(words: str) -> set[str]:
    """Words of a folded text, and pairs of them."""
    alone = [word for word in words.split() if len(word) > 1 and not word.isdigit()]
    return {*alone, *map(" ".join, itertools.pairwise(alone))}


def counted(texts: Iterable[Text]) -> Counter[str]:
    """In how many mentions each word is."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(terms(text.words))
    return found


def drivers(here: Mapping[str, int], there: Mapping[str, int]) -> list[Driver]:
    """Words of both sets, those of the first before those of the other, by how much they tell."""
    whole_here, whole_there = sum(here.values()), sum(there.values())
    both = whole_here + whole_there
    if not whole_here or not whole_there:
        return []
    found = []
    for word in {*here, *there}:
        one, other = here.get(word, 0), there.get(word, 0)
        if one + other >= LEAST_MENTIONS:
            prior = PRIOR * (one + other) / both
            odds = _log_odds(one, whole_here, prior) - _log_odds(other, whole_there, prior)
            score = odds / math.sqrt(1 / (one + prior) + 1 / (other + prior))
            found.append(Driver(word, one, other, odds, score))
    return sorted(found, key=lambda each: (-each.score, each.word))


def telling(found: Sequence[Driver], most: int) -> list[Driver]:
    """The first words, without those that only repeat a better one as part of it."""
    kept: list[Driver] = []
    for each in found:
        if each.score < TELLING or len(kept) == most:
            break
        if not any(each.word in other.word or other.word in each.word for other in kept):
            kept.append(each)
    return kept


def turned(found: Iterable[Driver]) -> list[Driver]:
    """The same from the other side."""
    seen = (Driver(each.word, each.against, each.count, -each.log_odds, -each.score) for each in found)
    return sorted(seen, key=lambda each: (-each.score, each.word))


def topics(texts: Sequence[Text], before: Mapping[str, int], most: int) -> list[Topic]:
    """What mentions are about that they were less about before, the largest first."""
    sets = [terms(text.words) for text in texts]
    having: dict[str, set[int]] = {}
    for at, words in enumerate(sets):
        for word in words:
            having.setdefault(word, set()).add(at)
    here = {word: len(held) for word, held in having.items()}
    scores = {each.word: each.score for each in drivers(here, before)} if before else here
    # Where the time before is known, it says what is common.
    common = len(texts) if before else max(LEAST_MENTIONS, int(len(texts) * COMMON_SHARE))
    order = sorted(
        (word for word, count in here.items() if LEAST_MENTIONS <= count <= common and _names(word)),
        key=lambda word: (-scores.get(word, 0), word),
    )
    found: list[Topic] = []
    for word in order[: most * 12]:
        if before and scores.get(word, 0) < TELLING:
            break
        _join(found, word, having[word], float(scores.get(word, 0)))
    found.sort(key=lambda topic: (-len(topic.mentions), topic.name))
    return found[:most]


def _names(word: str) -> bool:
    """Whether a word can name a topic."""
    return len(word) > 2 and plainwords.ALL.isdisjoint(word.split())


def _join(found: list[Topic], word: str, held: set[int], score: float) -> None:
    for topic in found:
        shared = len(topic.mentions & held)
        if shared >= TOGETHER * min(len(held), len(topic.mentions)):
            if len(topic.words) < MOST_WORDS:
                topic.words.append(word)
                topic.mentions |= held
            return
    found.append(Topic([word], set(held), score))


def _log_odds(count: int, whole: int, prior: float) -> float:
    return math.log((count + prior) / (whole + PRIOR - count - prior))
