"""What a document feels like by the lexicon, with the words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.scorer.core.polarity import Carrier, Polarity, Reading


class Feeling(NamedTuple):
    """What a document feels like.

    Attributes:
        polarity: the four published scores, of title and text together.
        readings: what was read: the title first, where there is one, and the text last.
    """

    polarity: Polarity
    readings: Sequence[Reading]

    @property
    def carriers(self) -> Sequence[Carrier]:
        """Words of the text behind it."""
        return self.readings[-1].carriers

    @property
    def title_carriers(self) -> Sequence[Carrier]:
        """Words of the title behind it."""
        return self.readings[0].carriers if len(self.readings) > 1 else ()

    @property
    def is_grounded(self) -> bool:
        """Whether any word stands behind it."""
        return any(reading.valences for reading in self.readings)
