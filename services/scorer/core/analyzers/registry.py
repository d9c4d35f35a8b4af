"""All analyzers, in the order they run in: each may read what those before it said.

A new analyzer is a module and a line here. Settings may leave some out; those that would have read them
do with less, and say so where it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from services.common.model import errors
from services.scorer.core.analyzers.complaint import ComplaintAnalyzer
from services.scorer.core.analyzers.emotion import EmotionAnalyzer
from services.scorer.core.analyzers.engageability import EngageabilityAnalyzer
from services.scorer.core.analyzers.fingerprint import FingerprintAnalyzer
from services.scorer.core.analyzers.influence import InfluenceAnalyzer
from services.scorer.core.analyzers.intent import IntentAnalyzer
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.language import LanguageAnalyzer
from services.scorer.core.analyzers.lexicon import LexiconAnalyzer
from services.scorer.core.analyzers.offensiveness import OffensivenessAnalyzer
from services.scorer.core.analyzers.personal_data import PersonalDataAnalyzer
from services.scorer.core.analyzers.priority import PriorityAnalyzer
from services.scorer.core.analyzers.protocol import Analyzer
from services.scorer.core.analyzers.relation import RelationAnalyzer
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer
from services.scorer.core.analyzers.spam import SpamAnalyzer
from services.scorer.core.analyzers.things import ThingsAnalyzer
from services.scorer.core.analyzers.urgency import UrgencyAnalyzer
from services.scorer.core.models import Models, candidate

_Maker = Callable[[Judge], Analyzer[Any]]


def _alone(kind: Callable[[], Analyzer[Any]]) -> _Maker:
    """Makes an analyzer that asks no model."""
    return lambda _judge: kind()


_MAKERS: Final[dict[str, _Maker]] = {
    "language": _alone(LanguageAnalyzer),
    "lexicon": LexiconAnalyzer,
    "sentiment": SentimentAnalyzer,
    "emotion": EmotionAnalyzer,
    "offensiveness": OffensivenessAnalyzer,
    "complaint": ComplaintAnalyzer,
    "intent": IntentAnalyzer,
    "things": _alone(ThingsAnalyzer),
    "personal_data": _alone(PersonalDataAnalyzer),
    "spam": _alone(SpamAnalyzer),
    "fingerprint": _alone(FingerprintAnalyzer),
    "relation": _alone(RelationAnalyzer),
    "influence": _alone(InfluenceAnalyzer),
    "urgency": _alone(UrgencyAnalyzer),
    "engageability": _alone(EngageabilityAnalyzer),
    "priority": _alone(PriorityAnalyzer),
}

NAMES: Final = tuple(_MAKERS)
"""Names of all analyzers, in order."""


def make(switched_off: Iterable[str] = (), weights: Path | None = None) -> Sequence[Analyzer[Any]]:
    """All analyzers but those of these names, ready, in the order they run in.

    Args:
        switched_off: names of analyzers to leave out.
        weights: folder of weights that take the place of shipped ones; see `models.candidate`.

    Raises:
        AntiphonError: a name is unknown, or a model file is missing or broken.
    """
    off = frozenset(switched_off)
    if unknown := sorted(off - _MAKERS.keys()):
        raise errors.AntiphonError(
            f'ANTIPHON_SCORER_SWITCHED_OFF names "{unknown[0]}"; the analyzers are {", ".join(NAMES)}.'
        )
    judge = Judge(Models.load() if weights is None else candidate.load(weights))
    return [maker(judge) for name, maker in _MAKERS.items() if name not in off]
