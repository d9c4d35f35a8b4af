"""Queries for the bench, the same from the same posts: a brand's rare words, and what people say beside them.

The words come from the posts. How rare the rare ones are is tuned until a post matches about one of 10,000
queries, as on a desk of many brands; beside them stand words of medium rarity.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from services.common.queries import folding

LANGUAGES: Final = ("en", "de", "es", "fr")
_WORD: Final = 3
"""Letters of the shortest word that is asked for."""


class Words:
    """Words and pairs of the posts by how many posts have them."""

    def __init__(self, texts: Sequence[str]) -> None:
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for text in texts:
            tokens = [token for token in folding.fold(text).split() if not token.isdigit()]
            words.update({token for token in tokens if len(token) >= _WORD})
            pairs.update({f"{one} {two}" for one, two in itertools.pairwise(tokens)})
        self._count = len(texts)
        self._words, self._pairs = words.most_common(), pairs.most_common()

    def between(self, low: float, high: float) -> list[str]:
        """Words that such a share of the posts has, the commonest first."""
        return self._of(self._words, low, high)

    def pairs_between(self, low: float, high: float) -> list[str]:
        """Pairs of words that such a share of the posts has."""
        return self._of(self._pairs, low, high)

    def _of(self, counted: Sequence[tuple[str, int]], low: float, high: float) -> list[str]:
        least, most = max(low * self._count, 2), high * self._count
        return [each for each, count in counted if least <= count <= most]


class Asker:
    """Writes queries of three to six terms.

    Args:
        words: what posts say.
        rare: share of the posts that have a brand's commonest word.
        seed: the same queries from the same seed.
    """

    def __init__(self, words: Words, rare: float, seed: int = 8) -> None:
        self._chance = random.Random(seed)
        self._rare = words.between(rare / 30, rare)
        self._pairs = words.pairs_between(rare / 30, rare)
        self._said = words.between(0.0005, 0.03)

    def plain(self) -> str:
        """Words and phrases joined by `AND`, `OR` and `NOT`."""
        form, one = self._chance.randrange(6), self._brand
        said = [self._word() for _ in range(5)]
        return (
            f"{one()} AND ({said[0]} OR {said[1]})",
            f"({one()} OR {one()}) NOT {said[0]}",
            f"({one()} OR {one()}) AND ({said[0]} OR {said[1]} OR {said[2]}) NOT {said[3]}",
            f"{one()} NOT ({said[0]} OR {said[1]} OR {said[2]})",
            f"{one()} OR {one()} OR {one()}",
            f"{one()} AND ({said[0]} OR {said[1]} OR {said[2]} OR {said[3]}) NOT {said[4]}",
        )[form]

    def mixed(self) -> str:
        """Half of them with what else the language has."""
        if self._chance.random() < 0.5:
            return self.plain()
        return self._chance.choice(self._FORMS)(self)

    def _brand(self) -> str:
        """A rare word, or in three of ten cases a phrase."""
        if self._chance.random() < 0.3:
            return f'"{self._chance.choice(self._pairs)}"'
        return self._chance.choice(self._rare)

    def _word(self) -> str:
        return self._chance.choice(self._said)

    def _bare(self) -> str:
        return self._chance.choice(self._rare)

    def _like(self) -> str:
        word = self._bare()
        while len(word) < 5:
            word = self._bare()
        return f"{word[:-1]}*" if self._chance.random() < 0.5 else f"{word[:2]}?{word[3:]}"

    _FORMS: Final[Sequence[Callable[[Asker], str]]] = (
        lambda self: f"{self._bare()} NEAR/5 ({self._word()} OR {self._word()} OR {self._bare()})",
        lambda self: f"({self._bare()} ONEAR/3 {self._word()}) OR {self._brand()} NOT {self._word()}",
        lambda self: f"{self._like()} ({self._word()} OR {self._word()}) NOT {self._word()}",
        lambda self: f"({self._like()} OR {self._brand()}) lang:(en OR de)",
        lambda self: f"{{{self._bare().capitalize()}}} OR {{{self._bare().upper()}}} OR {self._brand()}",
        lambda self: f"(@{self._bare()} OR #{self._bare()} OR ${self._bare()}) NOT {self._word()}",
        lambda self: f"{self._bare()} /{self._word()}s?\\b/ NOT is:repost",
        lambda self: f"{self._brand()} followers:1000.. NOT (has:link OR {self._word()})",
        lambda self: f"({self._brand()} OR {self._brand()}) (has:question OR {self._word()} OR 🔥)",
        lambda self: f"author:{self._bare()} OR ({self._brand()} kind:(post|reply) {self._word()})",
        lambda self: f"title:{self._bare()} OR ({self._brand()} created:2026-01-01.. {self._word()}*)",
        lambda self: f"{self._brand()} NEAR/2 {self._word()} OR ({self._bare()} {self._bare()[:-1]}?)",
    )
