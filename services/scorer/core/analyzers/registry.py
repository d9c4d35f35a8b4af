"""All analyzers, in the order they run in: each may read what those before it said.

A new analyzer is a module and a line here. Settings may leave some out; those that would have read them
do with less, and say so where it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from services.common.model import errors
from services.scorer.core.analyzers.language import LanguageAnalyzer
from services.scorer.core.analyzers.protocol import Analyzer
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer

_MAKERS: Final[dict[str, Callable[[], Analyzer[Any]]]] = {
    "language": LanguageAnalyzer,
    "sentiment": SentimentAnalyzer,
}

NAMES: Final = tuple(_MAKERS)
"""Names of all analyzers, in order."""


def make(switched_off: Iterable[str] = ()) -> Sequence[Analyzer[Any]]:
    """All analyzers but those of these names, ready, in the order they run in.

    Raises:
        AntiphonError: a name is unknown, or a model file is missing or broken.
    """
    off = frozenset(switched_off)
    if unknown := sorted(off - _MAKERS.keys()):
        raise errors.AntiphonError(
            f'ANTIPHON_SCORER_SWITCHED_OFF names "{unknown[0]}"; the analyzers are {", ".join(NAMES)}.'
        )
    return [maker() for name, maker in _MAKERS.items() if name not in off]
