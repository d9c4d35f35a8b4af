"""Whether a text complains about the brand or what it sells."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core.analyzers.modelled import VerdictAnalyzer


class ComplaintAnalyzer(VerdictAnalyzer):
    """Judges English."""

    name: ClassVar = "complaint"
    label: ClassVar = "complaint"
    models: ClassVar = (label,)

    @override
    def _target(self, score: score_pb2.Score) -> findings_pb2.Verdict:
        return score.complaint
