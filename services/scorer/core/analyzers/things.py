"""Things that a text names, with where: numbers to look up, products, places, sums, times.

Found by shape and by the word beside it, in eight languages. A thing that is not sure is no thing: a desk
that offers a wrong order number costs more than one that offers none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import digits, plain, spans
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document
from services.scorer.core.naming import cues, places, products, references, sums, times
from services.scorer.core.phrases import Signs
from services.scorer.core.plain import Plain

_KINDS: Final = findings_pb2.NamedThing.Kind
_PRODUCT: Final = _KINDS.KIND_PRODUCT
_PLACE: Final = _KINDS.KIND_PLACE
_REFERENCE: Final = _KINDS.KIND_REFERENCE
_MONEY: Final = _KINDS.KIND_MONEY
_TIME: Final = _KINDS.KIND_TIME

MAX_THINGS: Final = 50
"""Things named per text; of more, the surer ones stay."""


class Thing(NamedTuple):
    """A thing that a text names.

    Attributes:
        start: its first character.
        end: one past its last.
        kind: what it is, of `NamedThing.Kind`.
        value: as written; of a reference without blanks and hyphens, in capitals.
    """

    start: int
    end: int
    kind: findings_pb2.NamedThing.Kind
    value: str


Things = tuple[Thing, ...]
_NOTHING: Final[Things] = ()


class ThingsAnalyzer(Analyzer[Things]):
    """Finds things by rules."""

    name: ClassVar = "things"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Things]:
        """The things in each text, in its order, without overlaps."""
        read = batch.share(plain.read)
        return [_find(document, its) for document, its in zip(batch.documents, read, strict=True)]

    @override
    def write(self, document: Document, finding: Things, score: score_pb2.Score) -> None:
        """Writes them down."""
        for start, end, kind, value in finding:
            span = score.things.add(kind=kind, value=value).span
            span.start = start
            span.end = end


def _find(document: Document, read: Plain) -> Things:
    said = cues.CUES.find(read.spoken)
    shown, folded = read.shown, read.text
    found: list[Thing] = []
    if said:
        found += [Thing(*each[:2], _REFERENCE, each.value) for each in references.find(shown, said)]
    if digits.count(shown):
        _numbered(document, read, said, found)
    if said:
        found += _things(_TIME, times.find_weekdays(folded, said), shown)
        found += _things(_PLACE, places.find(shown, said), shown)
    if not places.CODES.isdisjoint(read.words):
        found += _things(_PLACE, places.find_airports(shown), shown)
    if not shown.isascii():
        found += _things(_PLACE, places.find_hindi(shown), shown)
    return _placed(found, read.shift) if found else _NOTHING


def _numbered(document: Document, read: Plain, said: Signs, found: list[Thing]) -> None:
    """Adds what has digits, the surer before the less sure."""
    shown, folded, names = read.shown, read.text, document.names
    found += [Thing(*each[:2], _REFERENCE, each.value) for each in references.find_alone(shown)]
    found += _things(_TIME, times.find(folded), shown)
    found += _things(_TIME, times.find_months(folded, said), shown)
    found += _things(_MONEY, sums.find(folded, said), shown)
    if names.words and not names.words.isdisjoint(read.words):
        found += _things(_PRODUCT, products.find_branded(shown, names), shown)
    found += _things(_PRODUCT, products.find(shown, said), shown)


def _placed(found: list[Thing], shift: int) -> Things:
    """Those that stand in the text, without overlaps, by their places in it."""
    if shift:
        found = [
            Thing(start - shift, end - shift, kind, value)
            for start, end, kind, value in found
            if start >= shift
        ]
    return tuple(spans.apart(found, MAX_THINGS))


def _things(kind: findings_pb2.NamedThing.Kind, found: Iterable[tuple[int, int]], shown: str) -> list[Thing]:
    return [Thing(start, end, kind, shown[start:end]) for start, end in found]
