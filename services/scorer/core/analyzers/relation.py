"""What the author is to the brand: only where the words or the profile say so.

Each kind adds up its own signs in log-odds; the likeliest is told, if it is likelier than not. Phrases
speak of the author ("my order", never "order"), and where a phrase has two sides ("switched to"), the name
behind it decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import folding, phrases, plain, reasons
from services.scorer.core import relation_words as words
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document
from services.scorer.core.phrases import Phrases, Signs
from services.scorer.core.plain import Plain
from services.scorer.core.reasons import Reason

_KINDS: Final = findings_pb2.Relation.Kind
Kind = findings_pb2.Relation.Kind

_START: Final[Reason] = ("start", None, -1.0)
"""Log-odds of a kind before any sign of it."""
_MOST_SIGNS: Final = 3
"""Signs of one kind that count."""
_MORE: Final = 0.5
"""Share of its weight that each further sign of a sense adds."""

_WEIGHTS: Final = {
    words.FORMER: (_KINDS.KIND_FORMER_CUSTOMER, 2.4),
    words.PROSPECT: (_KINDS.KIND_PROSPECT, 2.0),
    words.CUSTOMER: (_KINDS.KIND_CUSTOMER, 2.2),
    words.OWNS: (_KINDS.KIND_CUSTOMER, 0.9),
    words.PRESS: (_KINDS.KIND_PRESS, 2.4),
    words.COMPETITOR: (_KINDS.KIND_COMPETITOR, 1.8),
    words.INFLUENCER: (_KINDS.KIND_INFLUENCER, 0.8),
}
_SIDES: Final = {
    words.SWITCHED_TO: (_KINDS.KIND_CUSTOMER, _KINDS.KIND_FORMER_CUSTOMER, 2.0),
    words.SWITCHED_FROM: (_KINDS.KIND_FORMER_CUSTOMER, _KINDS.KIND_UNSPECIFIED, 2.0),
    words.WORKS_FOR: (_KINDS.KIND_STAFF, _KINDS.KIND_UNSPECIFIED, 2.6),
}
"""What a phrase means before a name of the brand, and before any other, where names are known."""
_BIO_WEIGHTS: Final = {
    words.PRESS: (_KINDS.KIND_PRESS, 2.2),
    words.INFLUENCER: (_KINDS.KIND_INFLUENCER, 1.8),
}
_OWN: Final = 5.0
"""The account is one of the brand."""
_PUBLIC: Final = ((1_000_000, 1.8), (100_000, 1.2))
"""Followers from which an author has a public, and what that says."""

_PRECEDENCE: Final = (
    _KINDS.KIND_STAFF,
    _KINDS.KIND_PRESS,
    _KINDS.KIND_FORMER_CUSTOMER,
    _KINDS.KIND_PROSPECT,
    _KINDS.KIND_CUSTOMER,
    _KINDS.KIND_COMPETITOR,
    _KINDS.KIND_INFLUENCER,
)
"""Of kinds as likely as each other, the first is told."""

_BIO_READ: Final = 500
_BEHIND: Final = 40
"""Characters behind a phrase in which its name is looked for ..."""
_NEAR: Final = 4
"""... among so many words."""
_NAME: Final = re.compile(r"[^\W_]+")

_TEXTS: Final = Phrases(words.TEXTS)
_BIOS: Final = Phrases(words.BIOS)


class Relation(NamedTuple):
    """What an author is to the brand.

    Attributes:
        kind: `KIND_UNSPECIFIED` where nothing says so.
        signs: what says so, in log-odds, the start first.
    """

    kind: Kind = _KINDS.KIND_UNSPECIFIED
    signs: Sequence[Reason] = ()

    @property
    def probability(self) -> float:
        """That it is this; 0 where nothing says so."""
        return 1 / (1 + math.exp(-reasons.total(self.signs))) if self.signs else 0.0


_Signs = dict[Kind, list[Reason]]
_UNKNOWN: Final = Relation()


class RelationAnalyzer(Analyzer[Relation]):
    """Reads what authors say of themselves."""

    name: ClassVar = "relation"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Relation]:
        """The relation of each author; of no kind where nothing says so."""
        read = batch.share(plain.read)
        return [_judge(document, its) for document, its in zip(batch.documents, read, strict=True)]

    @override
    def write(self, document: Document, finding: Relation, score: score_pb2.Score) -> None:
        """Writes the relation down with the words that say so; nothing where none does."""
        if finding.signs:
            relation = score.relation
            relation.kind = finding.kind
            relation.probability = finding.probability
            reasons.write(finding.signs, relation.reasons)


def _judge(document: Document, read: Plain) -> Relation:
    signs: _Signs = {}
    said = _TEXTS.find(read.spoken)
    if said:
        _read_text(document, read, said, signs)
    author = document.mention.author
    if author.own:
        signs.setdefault(_KINDS.KIND_STAFF, []).append(("an account of the brand", None, _OWN))
    if author.bio:
        _read_bio(document, author.bio[:_BIO_READ], signs)
    _read_public(author.follower_count, signs)
    return _likeliest(signs) if signs else _UNKNOWN


def _read_text(document: Document, read: Plain, said: Signs, signs: _Signs) -> None:
    for sense, places in said.items():
        counted = _WEIGHTS.get(sense)
        told: set[str] = set()
        for start, end in places:
            words_of_it = read.text[start:end]
            if words_of_it in told:
                continue
            told.add(words_of_it)
            kind, weight = counted or _side(sense, document, _behind(document, end))
            of_kind = signs.setdefault(kind, []) if weight else []
            if weight and len(of_kind) < _MOST_SIGNS:
                quoted = folding.written(document, start, end)
                of_kind.append((quoted, read.span(start, end), weight * (_MORE if of_kind else 1.0)))


def _behind(document: Document, end: int) -> str:
    return folding.written(document, end, end + _BEHIND)


def _side(sense: str, document: Document, behind: str) -> tuple[Kind, float]:
    """What a phrase with two sides means before what stands behind it; without names it means nothing."""
    with_brand, with_others, weight = _SIDES[sense]
    if not document.names.handles:
        return _KINDS.KIND_UNSPECIFIED, 0.0
    named = _is_named(_NAME.findall(behind.lower())[:_NEAR], document.names.handles)
    kind = with_brand if named else with_others
    return kind, weight if kind else 0.0


def _is_named(spoken: Sequence[str], names: Collection[str]) -> bool:
    """Whether one of these names stands among the words, in one or in several of them."""
    count = len(spoken)
    return any(
        "".join(spoken[begin:end]) in names for begin in range(count) for end in range(begin + 1, count + 1)
    )


def _read_bio(document: Document, bio: str, signs: _Signs) -> None:
    folded = plain.fold(bio)
    for sense, places in _BIOS.find(phrases.spoken(folded)).items():
        start, end = places[0]
        kind, weight = _BIO_WEIGHTS.get(sense) or _side(sense, document, folded[end : end + _BEHIND])
        if weight:
            signs.setdefault(kind, []).append((f"profile: {bio[start:end]}", None, weight))


def _read_public(followers: int, signs: _Signs) -> None:
    for least, weight in _PUBLIC:
        if followers >= least:
            signs.setdefault(_KINDS.KIND_INFLUENCER, []).append((f"{followers} followers", None, weight))
            break


def _likeliest(signs: _Signs) -> Relation:
    kind = max(_PRECEDENCE, key=lambda each: reasons.total(signs.get(each, ())))
    found = _START, *signs[kind]
    return Relation(kind, found) if reasons.total(found) >= 0 else _UNKNOWN
