"""Says what its context did to a word: turned by *not*, strengthened by *very*, after *but*.

Only for who asks, never on the stream: the words are read once more, and each neighbour that a rule may
react to is left out in turn. What then changes is what that neighbour did. So there is no second copy of
the rules here that could drift from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import scores, valence
from services.scorer.core.documents import Document
from services.scorer.core.names import Names
from services.scorer.core.vader import Placed, Vader
from services.scorer.core.valence import REACH_AHEAD, REACH_BACK
from services.scorer.core.words import BUT, NOTHING, SYMBOLS

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
        placed = self._vader.take_apart(text, names)
        passage = _Passage(text, placed, mixed_case=self._vader.is_mixed(text))
        for at, (word, start, _) in enumerate(placed):
            if word.is_scored and start in starts:
                found[start] += [
                    score_pb2.Modifier(effect=note.effect, text=note.text)
                    for note in sorted(passage.around(at))
                ]
        return found


class _Passage:
    """The words of a text as the rules see them, and where each stands."""

    def __init__(self, text: str, placed: Sequence[Placed], *, mixed_case: bool) -> None:
        self._text = text
        self._placed = placed
        self._words = [one.word for one in placed]
        self._mixed_case = mixed_case
        self._but = next((at for at, word in enumerate(self._words) if SYMBOLS[word] == BUT), None)

    def around(self, at: int) -> Iterator[_Note]:
        """What changed the valence of the word at a position."""
        value = valence.in_context(self._words, at, mixed_case=self._mixed_case)
        if not value:
            return
        yield from self._neighbours(at, value)
        if self._mixed_case and self._words[at].upper:
            yield _Note(at, _Effect.EFFECT_CAPITALS, "")
        if self._but is not None:
            effect = _Effect.EFFECT_BEFORE if at < self._but else _Effect.EFFECT_AFTER
            yield _Note(self._but, effect, self._spelling(self._but))

    def _neighbours(self, at: int, value: float) -> Iterator[_Note]:
        first = max(0, at - REACH_BACK)
        reach = self._words[first : at + REACH_AHEAD + 1]
        for place, word in enumerate(reach):
            near = first + place
            if near == at or word is NOTHING or self._placed[near].start == self._placed[at].start:
                continue
            others = [*reach[:place], NOTHING, *reach[place + 1 :]]
            without = valence.in_context(others, at - first, mixed_case=self._mixed_case)
            if without != value:
                yield _Note(near, _effect(value, without), self._spelling(near))

    def _spelling(self, at: int) -> str:
        _, start, end = self._placed[at]
        return self._text[start:end]


def _effect(value: float, without: float) -> score_pb2.Modifier.Effect:
    if value * without < 0:
        return _Effect.EFFECT_TURNED
    return _Effect.EFFECT_STRENGTHENED if abs(value) > abs(without) else _Effect.EFFECT_WEAKENED
