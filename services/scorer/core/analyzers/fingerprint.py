"""A number that near-copies of a text share but for few bits, whoever they address and link to.

Copies of one post name other accounts, other links and sometimes another brand: none of them counts.
Grouping by it is the router's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import fingerprinting, plain
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document
from services.scorer.core.plain import Plain

_PASSED_ON: Final = "rt"
"""Begins a text that passes another one on."""


class FingerprintAnalyzer(Analyzer[int]):
    """Makes fingerprints."""

    name: ClassVar = "fingerprint"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[int]:
        """The fingerprint of each document; 0 for fewer than four words."""
        read = batch.share(plain.read)
        return fingerprinting.of_all(list(map(_counted, batch.documents, read)))

    @override
    def write(self, document: Document, finding: int, score: score_pb2.Score) -> None:
        """Writes it down."""
        score.fingerprint = finding


def _counted(document: Document, read: Plain) -> Sequence[str]:
    """The words of a document that copies share."""
    words = read.words
    names = document.names.words
    if names and not names.isdisjoint(words):
        words = [word for word in words if word not in names]
    if words and words[0] == _PASSED_ON:
        words = words[1:]
    return words
