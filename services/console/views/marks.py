"""Cuts a text into stretches that carry something: a felt word, the brand's name, a link.

Spans come from other services, counted in code points; those that do not fit are left out, and
where two overlap the first named wins, so that the text itself is always shown whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.console.views import words

Kind = Literal["plain", "positive", "negative", "name", "link"]


class Stretch(NamedTuple):
    """A piece of a text and what it carries."""

    text: str
    kind: Kind = "plain"
    note: str = ""
    """Told to who points at it, or the address of a link."""


class _Mark(NamedTuple):
    start: int
    end: int
    kind: Kind
    note: str


def stretches(mention: mention_pb2.Mention, score: score_pb2.Score | None) -> list[Stretch]:
    """The text of a mention in stretches; joined they are the text."""
    text = mention.text
    found: list[Stretch] = []
    at = 0
    for mark in _apart(_marks(mention, score), len(text)):
        if mark.start > at:
            found.append(Stretch(text[at : mark.start]))
        found.append(Stretch(text[mark.start : mark.end], mark.kind, mark.note))
        at = mark.end
    if at < len(text) or not found:
        found.append(Stretch(text[at:]))
    return found


def _marks(mention: mention_pb2.Mention, score: score_pb2.Score | None) -> Iterable[_Mark]:
    terms = score.sentiment.terms if score is not None else ()
    for term in terms:
        if term.HasField("span") and term.valence:
            kind: Kind = "positive" if term.valence > 0 else "negative"
            yield _Mark(term.span.start, term.span.end, kind, f"{kind}, {words.signed(term.valence)}")
    for match in mention.matches:
        for span in match.spans:
            yield _Mark(span.start, span.end, "name", match.brand.removeprefix("brands/"))
    for entity in mention.entities:
        if (
            entity.kind == mention_pb2.Entity.KIND_LINK
            and entity.HasField("span")
            and words.web(entity.value)
        ):
            yield _Mark(entity.span.start, entity.span.end, "link", entity.value)


def _apart(marks: Iterable[_Mark], length: int) -> Sequence[_Mark]:
    kept: list[_Mark] = []
    for mark in marks:
        fits = 0 <= mark.start < mark.end <= length
        if fits and all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return sorted(kept)
