"""The one shape of every analyzer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from services.scorer.core.documents import Document

Finding_co = TypeVar("Finding_co", covariant=True)


class Analyzer(Protocol[Finding_co]):
    """Answers one question about texts, a batch at a time.

    A finding holds a value and its evidence, or says why there is none. An analyzer keeps nothing
    between batches that could change an answer: the same text and version give the same finding.
    """

    @property
    def name(self) -> str:
        """Short and lower case, for example `language`."""

    @property
    def version(self) -> str:
        """Changes whenever a finding could; with the name part of the model version."""

    def analyze(self, documents: Sequence[Document]) -> Sequence[Finding_co]:
        """Findings in the order of the documents."""
