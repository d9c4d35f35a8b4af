"""RPC in, one call of the scorer, RPC out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from typing_extensions import override

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2, scoring_service_pb2, scoring_service_pb2_grpc
from services.common.model import errors
from services.scorer.adapters import counting
from services.scorer.adapters.rescoring import Rescorer
from services.scorer.core import documents
from services.scorer.core.brands import BrandNames
from services.scorer.core.scoring import Fault, Outcome, Scorer

MOST_MENTIONS: Final = 1000
_SLICE: Final = 100
"""Mentions scored before others get their turn on the loop."""
_FRAME: Final = 8
"""Bytes that a score takes in an answer beside its own, at most."""


def _count(mentions: Sequence[mention_pb2.Mention]) -> int:
    count = len(mentions)
    if count > MOST_MENTIONS:
        raise errors.InvalidField("mentions", f"holds {count:,}; send at most {MOST_MENTIONS:,} in one call.")
    return count


def _too_large(size: int, most: int, scored: int, *, explained: bool) -> errors.InvalidField:
    fit = max(1, scored * most // (size + size // 8))
    problem = (
        f"the scores of the first {scored:,} take {size:,} bytes, and an answer holds {most:,}; "
        f"send at most {fit:,} in one call"
    )
    return errors.InvalidField(
        "mentions", f"{problem}, or leave out explain." if explained else f"{problem}."
    )


def _not_yet() -> errors.LogUnavailable:
    return errors.LogUnavailable("The scorer has not read the brands from the log yet; try again.")


class ScoringServicer(scoring_service_pb2_grpc.ScoringServiceServicer):
    """Answers `ScoringService`, from the moment it knows the brands' names.

    Args:
        scorer: of all analyzers.
        most_bytes: that an answer may take.
    """

    def __init__(self, scorer: Scorer, most_bytes: int) -> None:
        self._scorer = scorer
        self._most_bytes = most_bytes
        self._names: BrandNames | None = None
        self._rescorer: Rescorer | None = None

    def open(self, names: BrandNames, rescorer: Rescorer) -> None:
        """Answers calls from now on."""
        self._names = names
        self._rescorer = rescorer

    @override
    async def ScoreMentions(
        self, request: scoring_service_pb2.ScoreMentionsRequest, context: Any
    ) -> scoring_service_pb2.ScoreMentionsResponse:
        names = self._names
        if names is None:
            raise _not_yet()
        count = _count(request.mentions)
        answer = scoring_service_pb2.ScoreMentionsResponse(analyzers=self._scorer.listing)
        size = answer.ByteSize()
        for start in range(0, count, _SLICE):
            read = self._read(names, request.mentions[start : start + _SLICE], request.neutral_names)
            outcomes = self._scorer.score(read)
            counting.scored(outcomes)
            if request.explain:
                self._explain(read, outcomes)
            scores = list(map(self._answer, outcomes))
            size += sum(score.ByteSize() + _FRAME for score in scores)
            if size > self._most_bytes:
                scored = start + len(scores)
                raise _too_large(size, self._most_bytes, scored, explained=request.explain)
            answer.scores.extend(scores)
            await asyncio.sleep(0)
        return answer

    @override
    async def RescoreMentions(
        self, request: scoring_service_pb2.RescoreMentionsRequest, context: Any
    ) -> scoring_service_pb2.RescoreMentionsResponse:
        if self._rescorer is None:
            raise _not_yet()
        _count(request.mentions)
        published = await self._rescorer.rescore(request.mentions)
        return scoring_service_pb2.RescoreMentionsResponse(published_count=published)

    def _read(
        self, names: BrandNames, mentions: Sequence[mention_pb2.Mention], neutral_names: Sequence[str]
    ) -> list[documents.Document]:
        extra = tuple(neutral_names)
        return [documents.read(mention, lambda one: names.of(one, extra)) for mention in mentions]

    def _explain(self, read: Sequence[documents.Document], outcomes: Sequence[Outcome]) -> None:
        for document, outcome in zip(read, outcomes, strict=True):
            if not isinstance(outcome, Fault):
                self._scorer.explain(document, outcome)

    def _answer(self, outcome: Outcome) -> score_pb2.Score:
        if isinstance(outcome, Fault):
            score = score_pb2.Score(model_version=self._scorer.model_version)
            score.abstentions.add(analyzer=outcome.analyzer, reason=outcome.cause)
            return score
        return outcome
