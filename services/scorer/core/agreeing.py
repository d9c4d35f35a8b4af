"""Whether two scores of one mention say the same, question by question: a candidate against what is live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

from antiphon.scoring.v1 import score_pb2
from services.scorer.core.scoring import Fault, Outcome

Verdict = Literal["same", "different", "candidate silent", "live silent", "candidate failed"]

NEAR: Final = 5.0
"""Points of 100 within which two numbers say the same."""


def _message(field: str, value: Callable[[Any], Any]) -> Callable[[score_pb2.Score], Any]:
    """What a score says by one of its messages; None where it says nothing."""

    def read(score: score_pb2.Score) -> Any:
        return value(getattr(score, field)) if score.HasField(field) else None

    return read


_LABELS: Final[Mapping[str, Callable[[score_pb2.Score], Any]]] = {
    "language": _message("language", lambda found: found.code),
    "sentiment": _message("sentiment", lambda found: found.label),
    "emotion": _message("emotion", lambda found: found.label),
    "offensiveness": _message("offensiveness", lambda found: found.present),
    "complaint": _message("complaint", lambda found: found.present),
    "intent": lambda score: {each.kind for each in score.intents} or None,
    "spam": _message("spam", lambda found: found.present),
    "relation": _message("relation", lambda found: found.kind),
    "engageability": _message("engageability", lambda found: found.should_answer),
}
_NUMBERS: Final[Mapping[str, Callable[[score_pb2.Score], float | None]]] = {
    name: _message(name, lambda found: found.value) for name in ("influence", "urgency", "priority")
}


def compare(live: Outcome, candidate: Outcome) -> Iterator[tuple[str, Verdict]]:
    """Analyzer and verdict, for every analyzer that says something; nothing where the live score failed."""
    if isinstance(live, Fault):
        return
    if isinstance(candidate, Fault):
        yield candidate.analyzer, "candidate failed"
        return
    for name, read in _LABELS.items():
        yield from _verdict(name, read(live), read(candidate), 0.0)
    for name, read in _NUMBERS.items():
        yield from _verdict(name, read(live), read(candidate), NEAR)


def _verdict(name: str, one: Any, other: Any, near: float) -> Iterator[tuple[str, Verdict]]:
    if one is None and other is None:
        return
    if one is None or other is None:
        yield name, "live silent" if one is None else "candidate silent"
    elif near:
        yield name, "same" if abs(one - other) <= near else "different"
    else:
        yield name, "same" if one == other else "different"
