"""What a text feels like, by VADER, with the words that made it so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from services.scorer.core import lexicon
from services.scorer.core.documents import Document
from services.scorer.core.polarity import Carrier, Polarity, polarity
from services.scorer.core.vader import Vader

LANGUAGES: Final = frozenset({"en"})
"""Languages whose words the lexicon holds."""


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


class SentimentAnalyzer:
    """Exact VADER over masked texts: handles, links and names carry no feeling.

    A title is read by itself, so that its last words do not turn the text's first ones around, and
    summed up with the text as one.
    """

    name = "vader"
    version = f"1+{lexicon.VERSION}"

    def __init__(self) -> None:
        self._vader = Vader(masked=True)

    def analyze(self, documents: Sequence[Document]) -> list[Feeling]:
        """The feeling of each document, as if all were English."""
        return [self._feel(document) for document in documents]

    def _feel(self, document: Document) -> Feeling:
        text = self._vader.read(document.text, document.names)
        if not document.title:
            return Feeling(polarity((text,)), text.carriers)
        title = self._vader.read(document.title, document.names)
        return Feeling(polarity((title, text)), text.carriers, title.carriers)
