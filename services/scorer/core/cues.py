"""Signs of what a writer needs: help, redress, haste. Found in one pass, shared by several analyzers.

Sentiment says how somebody feels; these signs say what they need, which is what makes an answer worth
writing. They hold in every language of `cue_words` at once, so they still speak where no model does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import ahocorasick_rs

from antiphon.mention.v1 import mention_pb2
from services.scorer.core import cue_words, folding
from services.scorer.core.cue_words import Sense
from services.scorer.core.documents import Document
from services.scorer.core.names import squeeze

MOST_HITS: Final = 8
"""Signs kept per sense; more of them add nothing."""

BY_SIGNS: Final = (0.0, 0.6, 0.8, 0.9)
"""Probability that none, one, two, or more signs of a thing mean it."""

BY_QUESTION: Final = 0.85
"""Probability that a question mark, or a first word that asks, means a question."""

Hit = tuple[int, int]
"""Where a sign stands: start and end in the text, or below zero in the title, counted from its end."""

_ASKING: Final = frozenset(cue_words.ASKING.split())
_NEGATIONS: Final = frozenset(cue_words.NEGATIONS.split())
_SELF: Final = frozenset(cue_words.SELF.split())
_SHORT: Final = 3
_LINKS: Final = re.compile(r"(?:https?://|www\.)\S+")
_HANDLES: Final = re.compile(r"@(\w+)")
_QUESTION_MARKS: Final = ("?", "\uff1f", "\u061f")
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LINK: Final = int(mention_pb2.Entity.KIND_LINK)
_HANDLE: Final = int(mention_pb2.Entity.KIND_HANDLE)
_AROUND: Final = " .,!:;\"'()\u00bf\u00a1\u2026-"
_GLUE: Final = "@_/"
"""What before a word makes it part of a handle, a name or a link."""
_BREAK: Final = "\x1e"
"""Between title and text: a blank that no phrase reaches across."""
_REACH: Final = 24
"""Characters before a sign in which a negation is looked for."""
_NEGATABLE: Final = frozenset(
    {Sense.URGENT, Sense.DANGER, Sense.LEGAL, Sense.THANKS, Sense.CHURN, Sense.DEADLINE, Sense.CARE}
)


class Cues(NamedTuple):
    """What the signs of one document say.

    Attributes:
        hits: each sense that was found, with where, in the order of the text.
        asks: where a question shows: its mark, or the word it begins with; None when it asks nothing.
        words: how many there are, handles and links left out.
        links: how many it holds, those that the network marked included.
        handles: whom it addresses, folded as `names.squeeze` does.
        first_person: whether somebody tells of themselves.
    """

    hits: Mapping[int, Sequence[Hit]]
    asks: Hit | None = None
    words: int = 0
    links: int = 0
    handles: Sequence[str] = ()
    first_person: bool = False


class _Meaning(NamedTuple):
    """What finding a pattern means.

    Attributes:
        senses: what it is a sign of.
        lead: characters of the pattern before the word itself.
        loose: whether it is found inside longer words too.
        negatable: whether a negation before it takes it back.
    """

    senses: tuple[int, ...]
    lead: int
    loose: bool
    negatable: bool


def _table() -> dict[str, tuple[set[int], bool]]:
    """Each word and phrase with its senses, and whether a negation takes it back."""
    table: dict[str, tuple[set[int], bool]] = {}

    def add(text: str, sense: int, *, negatable: bool) -> None:
        for spelling in {text, text.replace("'", "")}:
            table.setdefault(spelling, (set(), negatable))[0].add(sense)

    for word in cue_words.TROUBLES.split():
        add(word, Sense.COMPLAINT, negatable=True)
    for sense, words in cue_words.WORDS.items():
        for word in words.split():
            add(word, sense, negatable=sense in _NEGATABLE)
    for sense, phrases in cue_words.PHRASES.items():
        for phrase in phrases:
            add(phrase, sense, negatable=False)
    return table


def _compile() -> tuple[ahocorasick_rs.AhoCorasick, list[_Meaning]]:
    """The automaton and what its patterns mean.

    Short words stand inside many longer ones. They are searched with the blank before them, and so is every
    longer word that begins like one, since the leftmost match wins.
    """
    table = _table()
    short = tuple(text for text in table if len(text) <= _SHORT and text.isascii())
    patterns, meanings = [], []
    for text, (senses, negatable) in table.items():
        loose = "\u0600" <= text[0] <= "\u06ff" or text[0] >= "\u3040"
        leads = (1,) if text in short else (0, 1) if text.startswith(short) else (0,)
        for lead in leads:
            patterns.append(" " * lead + text)
            meanings.append(_Meaning(tuple(sorted(senses - {Sense.SAYING})), lead, loose, negatable))
    automaton = ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, meanings


_AUTOMATON, _MEANINGS = _compile()


def find(documents: Iterable[Document]) -> list[Cues]:
    """The signs in each document; for `Batch.share`."""
    return [_read(document) for document in documents]


def written(document: Document, hit: Hit) -> str:
    """The words of a sign, as written."""
    shift = folding.begin(document)
    return folding.written(document, hit[0] + shift, hit[1] + shift)


def _read(document: Document) -> Cues:
    text, shift = folding.join(document, _BREAK)
    entities = document.mention.entities
    folded = _fold(text)
    links = 0
    handles: list[str] = []
    if "http" in folded or "www." in folded:
        folded, links = _LINKS.subn(folding.blank, folded)
    if "@" in folded:
        handles = [name.replace("_", "") for name in _HANDLES.findall(folded)]
    tokens = folded.split()
    spoken = tokens
    if handles:
        spoken = [token for token in tokens if "@" not in token or token.lstrip(_AROUND)[:1] != "@"]
    if entities:
        links, handles = _marked(document, links, handles)
    words = len(spoken)
    if words < 4 and not folded.isascii():
        words += len(_WIDE.findall(folded)) // 2
    asks = _asks(folded, spoken, shift)
    return Cues(_search(folded, shift), asks, words, links, handles, not _SELF.isdisjoint(spoken))


def _fold(text: str) -> str:
    """The text in lower case, blank for blank, character for character."""
    folded = folding.lower(text).replace("\n", " ")
    return folded if folded.isascii() else folded.replace("\u2019", "'")


def _search(folded: str, shift: int) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    padded = f" {folded} "
    try:
        matches = _AUTOMATON.find_matches_as_indexes(padded)
    except UnicodeEncodeError:
        padded = padded.encode("utf-8", "replace").decode("utf-8")
        matches = _AUTOMATON.find_matches_as_indexes(padded)
    for pattern, begin, end in matches:
        senses, lead, loose, negatable = _MEANINGS[pattern]
        start = begin + lead
        if not loose:
            before, after = padded[start - 1], padded[end]
            if before.isalnum() or after.isalnum() or before in _GLUE or after == "_":
                continue
        if negatable and _negated(padded, start):
            continue
        hit = (start - 1 - shift, end - 1 - shift)
        for sense in senses:
            hits = found.get(sense)
            if hits is None:
                found[sense] = [hit]
            elif len(hits) < MOST_HITS:
                hits.append(hit)
    return found


def _negated(padded: str, start: int) -> bool:
    """Whether one of the two words before takes it back."""
    before = padded[max(0, start - _REACH) : start].split()[-2:]
    return not _NEGATIONS.isdisjoint(before)


def _asks(folded: str, spoken: Sequence[str], shift: int) -> Hit | None:
    for mark in _QUESTION_MARKS if not folded.isascii() else _QUESTION_MARKS[:1]:
        at = folded.find(mark)
        if at >= 0:
            return at - shift, at + 1 - shift
    if spoken:
        first = spoken[0].strip(_AROUND)
        if first in _ASKING:
            at = folded.find(first)
            return at - shift, at + len(first) - shift
    return None


def _marked(document: Document, links: int, handles: list[str]) -> tuple[int, list[str]]:
    """Adds what the network marked, whether the text shows it or not; gives the larger count of links."""
    marked, named = 0, list(handles)
    for entity in document.mention.entities:
        if entity.kind == _LINK:
            marked += 1
        elif entity.kind == _HANDLE:
            # The first label: `@name.host` addresses `name`, as readers see it.
            named.append(squeeze(entity.value.split(".")[0]))
            named.append(squeeze(entity.value))
    return max(links, marked), named


def by_signs(hits: Sequence[Hit]) -> float:
    """Probability that so many signs of a thing mean it."""
    return BY_SIGNS[min(len(hits), len(BY_SIGNS) - 1)]
