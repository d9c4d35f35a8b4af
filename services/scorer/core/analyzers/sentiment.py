"""What a text feels like, by VADER, with the words that made it so."""

from __future__ import annotations

from typing import ClassVar, Final

from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.scorer.core import lexicon, scores
from services.scorer.core.analyzers.language import UNDETERMINED, Language
from services.scorer.core.analyzers.protocol import Analyzer, Batch, Silence
from services.scorer.core.documents import Document
from services.scorer.core.explaining import Explainer
from services.scorer.core.feeling import Feeling
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader

LANGUAGES: Final = frozenset({"en"})
"""Languages whose words the lexicon holds."""

_NOTHING_KNOWN: Final = Silence("The language is not known, and the lexicon has none of the words.")


class SentimentAnalyzer(Analyzer[Feeling]):
    """Exact VADER over masked texts: handles, links and names carry no feeling.

    A title is read by itself, so that its last words do not turn the text's first ones around, and
    summed up with the text as one.
    """

    name: ClassVar = "sentiment"
    version: ClassVar = f"vader1+{lexicon.VERSION}"

    def __init__(self) -> None:
        self._vader = Vader(masked=True)
        self._explainer: Explainer | None = None

    @override
    def analyze(self, batch: Batch) -> list[Feeling | Silence]:
        """The feeling of each document whose language the lexicon covers, or may cover."""
        languages = batch.found("language", Language)
        return [
            self._judge(document, language)
            for document, language in zip(batch.documents, languages, strict=True)
        ]

    @override
    def write(self, document: Document, finding: Feeling, score: score_pb2.Score) -> None:
        """Writes the feeling down with its words."""
        scores.write_sentiment(document, finding, score.sentiment)

    @override
    def explain(self, document: Document, score: score_pb2.Score) -> None:
        """Adds what its context did to each word."""
        if self._explainer is None:
            self._explainer = Explainer()
        if score.HasField("sentiment"):
            self._explainer.explain(document, score.sentiment)

    def _judge(self, document: Document, language: Language | None) -> Feeling | Silence:
        code = language.code if language is not None else UNDETERMINED
        if code in LANGUAGES:
            return self.feel(document)
        if code != UNDETERMINED:
            return Silence(f"No sentiment model covers language {code}.")
        feeling = self.feel(document)
        return feeling if feeling.is_grounded else _NOTHING_KNOWN

    def feel(self, document: Document) -> Feeling:
        """The feeling of a document, as if it were English."""
        text = self._vader.read(document.text, document.names)
        if not document.title:
            return Feeling(polarity((text,)), text.carriers)
        title = self._vader.read(document.title, document.names)
        return Feeling(polarity((title, text)), text.carriers, title.carriers)
