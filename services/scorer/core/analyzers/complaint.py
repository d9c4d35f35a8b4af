"""Whether a text complains about the brand or what it sells."""

from __future__ import annotations

from typing import ClassVar, Final

from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import reasons
from services.scorer.core.analyzers.judging import Judge, Verdict
from services.scorer.core.analyzers.protocol import Analyzer, Batch, Silence
from services.scorer.core.documents import Document

MODEL: Final = "complaint"
HEAD: Final = "complaint"
LABEL: Final = "complaint"


class ComplaintAnalyzer(Analyzer[Verdict]):
    """Judges English."""

    name: ClassVar = "complaint"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    @override
    def version(self) -> str:
        return self._judge.models.version(MODEL)

    @override
    def analyze(self, batch: Batch) -> list[Verdict | Silence]:
        return self._judge.verdicts(batch, self.name, MODEL, HEAD, LABEL)

    @override
    def write(self, document: Document, finding: Verdict, score: score_pb2.Score) -> None:
        target = score.complaint
        target.present, target.probability = finding

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        if score.HasField("complaint"):
            reasons.write(self._judge.reasons(MODEL, HEAD, LABEL, document), score.complaint.reasons)
