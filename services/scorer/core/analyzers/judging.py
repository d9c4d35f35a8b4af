"""What the learned models say of a batch: each text is read once for all of them.

English models judge English texts, and those of unknown language in which the lexicon knows a word; one
model judges the other languages it was trained on. Whatever else is judged by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from services.scorer.core import brand_names
from services.scorer.core.analyzers.language import UNDETERMINED, Language
from services.scorer.core.analyzers.protocol import Batch, Silence
from services.scorer.core.documents import Document
from services.scorer.core.feeling import Feeling
from services.scorer.core.models import Answers, Models, Passages, cue_table
from services.scorer.core.models import Reason as Part
from services.scorer.core.models.grams import Numbers
from services.scorer.core.polarity import polarity
from services.scorer.core.reasons import Reason
from services.scorer.core.vader import Vader

Finding = TypeVar("Finding")

ENGLISH: Final = "en"
FOREIGN: Final = frozenset({"ar", "de", "es", "fr", "hi", "it", "pt"})
"""Languages beside English that a model of feelings was trained on."""

NOTHING_KNOWN: Final = Silence("The language is not known, and the lexicon has none of the words.")


class Verdict(NamedTuple):
    """Answer to a yes-or-no question.

    Attributes:
        present: whether it is so.
        probability: that it is so.
    """

    present: bool
    probability: float


@dataclass(frozen=True, slots=True)
class View:
    """Some documents of a batch, as the models read them.

    Attributes:
        places: where in the batch they stand.
        passages: what the models read.
        cues: what the lexicon found; None for a language it does not cover.
    """

    places: Sequence[int]
    passages: Passages
    cues: Numbers | None = None


class Judge:
    """Reads batches for the analyzers that ask models."""

    def __init__(self, models: Models) -> None:
        self.models: Final = models
        self._vader: Final = Vader(masked=True)
        self._explained: tuple[Document, str, Numbers] | None = None
        """The last document explained, as the models read it: the next question is of it, too."""

    def feelings(self, batch: Batch) -> list[Feeling | None]:
        """What the lexicon finds in each document that may be English; for `Batch.share`."""
        languages = batch.found("language", Language)
        return [
            self.feel(document) if language is None or language.code in {ENGLISH, UNDETERMINED} else None
            for document, language in zip(batch.documents, languages, strict=True)
        ]

    def feel(self, document: Document) -> Feeling:
        """What the lexicon finds in a document, as if it were English.

        A title is read by itself, so that its last words do not turn the text's first ones around, and
        summed up with the text as one.
        """
        text = self._vader.read(document.text, document.names)
        if not document.title:
            return Feeling(polarity((text,)), (text,))
        title = self._vader.read(document.title, document.names)
        return Feeling(polarity((title, text)), (title, text))

    def english(self, batch: Batch) -> View:
        """The documents for the English models; for `Batch.share`."""
        feelings = batch.share(self.feelings)
        languages = batch.found("language", Language)
        places = [
            at
            for at, (feeling, language) in enumerate(zip(feelings, languages, strict=True))
            if feeling is not None and (is_english(language) or feeling.is_grounded)
        ]
        read = [(found.polarity, found.readings) for at in places if (found := feelings[at]) is not None]
        return View(places, self._read(batch, places), cue_table(read))

    def foreign(self, batch: Batch) -> View:
        """The documents for the model of other languages; for `Batch.share`."""
        languages = batch.found("language", Language)
        places = [
            at for at, language in enumerate(languages) if language is not None and language.code in FOREIGN
        ]
        return View(places, self._read(batch, places))

    def _read(self, batch: Batch, places: Sequence[int]) -> Passages:
        return self.models.read([shown(batch.documents[at]) for at in places])

    def ask(self, model: str, view: View) -> dict[str, Answers]:
        """What the heads of a model say of a view."""
        return self.models.answer(model, view.passages, view.cues)

    def each(
        self, batch: Batch, analyzer: str, make: Callable[[View], Iterable[Finding]]
    ) -> list[Finding | Silence]:
        """What an analyzer that knows only English says of each document.

        Args:
            batch: all of them.
            analyzer: its name, for the reason why the others get nothing.
            make: its findings of those that are English, in the order of their view.
        """
        view = batch.share(self.english)
        languages = batch.found("language", Language)
        found: dict[int, Finding] = dict(zip(view.places, make(view), strict=True))
        return [
            found[at] if at in found else silence(analyzer, language) for at, language in enumerate(languages)
        ]

    def reasons(self, model: str, head: str, label: str, document: Document) -> Iterator[Reason]:
        """What moved the logit of a label of an English document."""
        _, text, cues = self._read_alone(document)
        yield from _placed(document, self.models.explain(model, head, label, text, cues))

    def foreign_reasons(self, model: str, head: str, label: str, document: Document) -> Iterator[Reason]:
        """The same for a document of another language."""
        yield from _placed(document, self.models.explain(model, head, label, shown(document)))

    def is_judged(self, document: Document, code: str) -> bool:
        """Whether the English models judge a document of this language; empty where nobody told it."""
        return code == ENGLISH or (code in {"", UNDETERMINED} and self.feel(document).is_grounded)

    def _read_alone(self, document: Document) -> tuple[Document, str, Numbers]:
        known = self._explained
        if known is None or known[0] is not document:
            feeling = self.feel(document)
            cues = cue_table([(feeling.polarity, feeling.readings)])
            known = self._explained = (document, shown(document), cues)
        return known


def is_english(language: Language | None) -> bool:
    """Whether a document counts as English by its language alone."""
    return language is not None and language.code == ENGLISH


def silence(analyzer: str, language: Language | None) -> Silence:
    """Why no English model judges a document."""
    if language is None or language.code == UNDETERMINED:
        return NOTHING_KNOWN
    return Silence(f"No {analyzer} model covers language {language.code}.")


def shown(document: Document) -> str:
    """What the models read of a document: title and text, without handles, links, and the brand's names."""
    text = brand_names.conceal(document.text, document.names)
    return f"{brand_names.conceal(document.title, document.names)}\n{text}" if document.title else text


def _placed(document: Document, parts: Sequence[Part]) -> Iterator[Reason]:
    """Reasons with their places in the text; those in the title, and those of no word, have none."""
    before = len(document.title) + 1 if document.title else 0
    written = f"{document.title}\n{document.text}" if before else document.text
    for part in parts:
        if part.kind not in {"word", "phrase"}:
            yield part.text or part.kind, None, part.amount
            continue
        span = (part.start - before, part.end - before) if part.start >= before else None
        yield written[part.start : part.end], span, part.amount
