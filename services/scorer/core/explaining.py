"""Says what its context did to a word: turned by *not*, strengthened by *very*, after *but*.

Only for who asks, never on the stream: the words are read once more, and each neighbour that a rule may
react to is left out in turn. What then changes is what that neighbour did. So there is no second copy of
the rules here that could drift from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import scores, valence
from services.scorer.core.documents import Document
from services.scorer.core.names import Names
from services.scorer.core.vader import Vader
from services.scorer.core.words import BUT, LOUD, PLAIN, SCORED, Word

REACH_BACK: Final = 3
REACH_AHEAD: Final = 2
"""Words before and after a word that the rules look at."""

_Effect = score_pb2.Modifier.Effect
Notes = Mapping[int, Sequence[score_pb2.Modifier]]
"""Modifiers by the place where their word begins."""


class _Note(NamedTuple):
    place: int
    effect: score_pb2.Modifier.Effect
    text: str


class Explainer:
    """Adds modifiers to scores; one instance keeps one memo of tokens."""

    def __init__(self) -> None:
        self._vader = Vader(masked=True)

    def explain(self, document: Document, sentiment: score_pb2.Sentiment) -> None:
        """Adds to each term of the document's sentiment what its context did to it."""
        terms = iter(sentiment.terms)
        for text in (document.title, document.text):
            carriers = scores.strongest(self._vader.read(text, document.names).carriers)
            notes = self._notes(text, document.names, {start for start, _, _ in carriers})
            for start, _, _ in carriers:
                next(terms).modifiers.extend(notes.get(start, ()))

    def _notes(self, text: str, names: Names, starts: AbstractSet[int]) -> Notes:
        """Modifiers of the words that begin at these places; the words of one emoji share theirs."""
        found: dict[int, list[score_pb2.Modifier]] = {start: [] for start in starts}
        passage = _Passage.of(self._vader, text, names)
        for at, word in enumerate(passage.words):
            if word.flag & SCORED and passage.starts[at] in starts:
                found[passage.starts[at]] += [
                    score_pb2.Modifier(effect=note.effect, text=note.text)
                    for note in sorted(passage.around(at))
                ]
        return found


class _Passage:
    """The words of a text as the rules see them, and where each begins."""

    def __init__(self, tokens: Sequence[str], words: Sequence[Word], starts: Sequence[int]) -> None:
        self._tokens = tokens
        self.words = words
        self.starts = starts
        loud = any(word.flag & LOUD for word in words)
        self._mixed_case = loud and not all(word.upper for word in words)
        self._but = next((at for at, word in enumerate(words) if word.flag & BUT), None)

    @classmethod
    def of(cls, vader: Vader, text: str, names: Names) -> _Passage:
        tokens, words, begins = vader.take_apart(text, names)
        return cls(tokens, words, [begin + word.start for begin, word in zip(begins, words, strict=True)])

    def around(self, at: int) -> Iterator[_Note]:
        """What changed the valence of the word at a position."""
        value = valence.in_context(self.words, at, self._mixed_case)
        if not value:
            return
        yield from self._neighbours(at, value)
        if self._mixed_case and self.words[at].upper:
            yield _Note(at, _Effect.EFFECT_CAPITALS, "")
        if self._but is not None:
            effect = _Effect.EFFECT_BEFORE if at < self._but else _Effect.EFFECT_AFTER
            yield _Note(self._but, effect, self._text(self._but))

    def _neighbours(self, at: int, value: float) -> Iterator[_Note]:
        first = max(0, at - REACH_BACK)
        reach = self.words[first : at + REACH_AHEAD + 1]
        for place, word in enumerate(reach):
            near = first + place
            if near == at or not word.lower or self.starts[near] == self.starts[at]:
                continue
            others = [*reach[:place], PLAIN, *reach[place + 1 :]]
            without = valence.in_context(others, at - first, self._mixed_case)
            if without != value:
                yield _Note(near, _effect(value, without), self._text(near))

    def _text(self, at: int) -> str:
        word = self.words[at]
        return self._tokens[at][word.start : word.end]


def _effect(value: float, without: float) -> score_pb2.Modifier.Effect:
    if value * without < 0:
        return _Effect.EFFECT_TURNED
    return _Effect.EFFECT_STRENGTHENED if abs(value) > abs(without) else _Effect.EFFECT_WEAKENED
