"""What a document feels like by the lexicon, with the words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.scorer.core.polarity import Carrier, Polarity


class Feeling(NamedTuple):
    """What a document feels like.

    Attributes:
        polarity: the four published scores, of title and text together.
        carriers: words of the text behind them.
        title_carriers: words of the title behind them.
    """

    polarity: Polarity
    carriers: Sequence[Carrier] = ()
    title_carriers: Sequence[Carrier] = ()

    @property
    def is_grounded(self) -> bool:
        """Whether any word stands behind it."""
        return bool(self.carriers or self.title_carriers)
