"""How rare words are, so that each query is looked for by its rarest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from services.common.queries import folding

_WORDS: Final = (  # noqa: SIM905  # read as text, not as a list
    "the a to and of in is for on you that it with this my have not are was but just they so we me what your "
    "about like if can people when out more now who there all new get one time will how go day good know at "
    "from be as do or an by no up he she his her them our has had were been than then over only very "
    "s t m re ll ve d de la le que el en los las un una por para con se les des et est pas il elle je tu "
    "der die das und ist nicht ich du wir ein eine mit von zu auf im den o os um uma com nao e da "
    "love today really want going think https http co www rt amp "
    "service customer help app phone work please thanks thank never still back need way"
).split()
_COMMON: Final = frozenset(_WORDS)
_BY_LENGTH: Final = (0.05, 0.05, 0.02, 0.008, 0.004, 0.002, 0.001, 0.0006)


def guess(word: str) -> float:
    """About which share of posts has a word, where nothing was counted: common and short ones are likely."""
    if word in _COMMON:
        return 0.1
    return _BY_LENGTH[len(word)] if len(word) < len(_BY_LENGTH) else 0.0003


def guess_like(pattern: str) -> float:
    """About which share of posts has a word that a pattern stands for; 0 where any word may be one."""
    letters = len(pattern.replace("*", "").replace("?", ""))
    if not letters:
        return 0.0
    # Few words begin with the same two letters; with the same one, or end alike, words of many posts.
    return 2.0 * 3.0**-letters if {"*", "?"} & {*pattern[:2]} else guess("." * letters)


class Counted:
    """Shares that were counted in a sample of posts; a guess for words that were not in it.

    Args:
        texts: the sample.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        self._total = 0
        for text in texts:
            counts.update(set(folding.fold(text).split()))
            self._total += 1
        self._counts = counts

    def __call__(self, word: str) -> float:
        """About which share of posts has a word."""
        count = self._counts.get(word)
        if count is None:
            return min(guess(word), 0.5 / max(self._total, 1))
        return count / self._total
