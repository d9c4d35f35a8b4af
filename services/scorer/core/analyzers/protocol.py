"""The one shape of every analyzer, and the batch that they look at together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, cast

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.documents import Document

Finding = TypeVar("Finding")
Shared = TypeVar("Shared")


class Silence(NamedTuple):
    """An analyzer has nothing to say of a document.

    Attributes:
        reason: why, in a short sentence for people, without anything of the text.
    """

    reason: str


@dataclass(slots=True)
class Batch:
    """Documents on their way through the analyzers.

    Attributes:
        documents: what is looked at.
        findings: what the analyzers before said, by their name, in the order of the documents.
    """

    documents: Sequence[Document]
    findings: dict[str, Sequence[Any]] = field(default_factory=dict)
    _shared: dict[Hashable, Any] = field(default_factory=dict)
    _found: dict[tuple[str, type[Any]], tuple[Sequence[Any], Sequence[Any]]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    def found(self, analyzer: str, kind: type[Finding]) -> Sequence[Finding | None]:
        """What an analyzer said of each document; None where it was silent, failed, or is switched off."""
        findings = self.findings.get(analyzer)
        if findings is None:
            return [None] * len(self.documents)
        known = self._found.get((analyzer, kind))
        if known is None or known[0] is not findings:
            sorted_out = [finding if isinstance(finding, kind) else None for finding in findings]
            known = self._found[analyzer, kind] = findings, sorted_out
        return known[1]

    def share(self, work: Callable[[Batch], Shared]) -> Shared:
        """What this work makes of the documents and of what was said so far, done once for all who ask.

        Whatever it reads of the findings must have been said.
        """
        made = self._shared.get(work)
        if made is None:
            made = self._shared[work] = work(self)
        return cast("Shared", made)

    def only(self, at: int) -> Batch:
        """The document at that place alone, with what was said of it."""
        return Batch([self.documents[at]], {name: [said[at]] for name, said in self.findings.items()})


class Analyzer(Protocol[Finding]):
    """Answers one question about texts, a batch at a time.

    A finding holds a value and its evidence; a `Silence` says why there is none. An analyzer keeps nothing
    between batches that could change an answer: the same document and version give the same finding,
    alone or among others.
    """

    name: ClassVar[str]
    """Short and lower case, for example `language`: its name in settings, metrics and abstentions."""

    @property
    def version(self) -> str:
        """Changes whenever a finding could; part of the model version."""

    def analyze(self, batch: Batch) -> Sequence[Finding | Silence]:
        """Findings in the order of the documents."""

    def write(self, document: Document, finding: Finding, score: score_pb2.Score) -> None:
        """Writes a finding down as it travels on the log."""

    def explain(self, document: Document, score: score_pb2.Score) -> None:
        """Adds the evidence that only a call asks for; by default there is no more than `write` wrote."""
