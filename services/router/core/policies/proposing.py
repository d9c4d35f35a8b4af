"""Everything that is looked at before a document is put in force: form, conditions, reach, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.router.core.policies import documents, examples, linting, policy
from services.router.core.policies.documents import POLICY, Document
from services.router.core.policies.examples import Result
from services.router.core.policies.policy import Policy
from services.router.core.policies.problems import Problem, Unusable
from services.router.core.policies.rulebook import EVERY_BRAND, Rulebook, shipped
from services.router.core.signals import BrandNames


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document is looked at against.

    Attributes:
        known: queues, skills and deadline policies that are set up, see `policy.unknown_places`.
        counts: how often each rule of the document decided.
        before: the latest version of the document; None for a new one.
    """

    book: Rulebook
    brand: str
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    before: Document | None = None


def problems(document: Document, around: Surroundings) -> list[Problem]:
    """All that is wrong with a document that can be read, or worth a look."""
    if document.kind == POLICY:
        lexicon = around.book.lexicon(around.brand)
        return linting.lint(document, lexicon, shipped(), known=around.known, counts=around.counts)
    return linting.lint_other(around.before, document) + _broken(document, around)


def results(document: Document, around: Surroundings, names: BrandNames) -> list[Result]:
    """How the examples of a policy go.

    Raises:
        Unusable: if it cannot be compiled.
    """
    return examples.run(document, compiled(document, around.book, around.brand), names)


def check(document: Document, around: Surroundings, names: BrandNames) -> list[Problem]:
    """What is worth a look in a document that may be put in force.

    Raises:
        Unusable: if it has errors, or an example fails.
    """
    found = problems(document, around)
    wrong = [each for each in found if not each.warning]
    if not wrong and document.kind == POLICY:
        failed = [each for each in results(document, around, names) if each.sentence]
        wrong = [Problem(f"example {each.name!r}", each.sentence, each.line) for each in failed]
    if wrong:
        raise Unusable(wrong)
    return found


def compiled(document: Document, book: Rulebook, brand: str, *others: Document, version: int = 0) -> Policy:
    """A policy that is not in force; `others` are lists and thresholds in the place of those that are.

    Raises:
        Unusable: if it cannot be compiled.
    """
    return policy.build(document, version, book.lexicon(brand, *others), shipped(), book.beside(brand))


def read(text: str, kind: str, field_name: str) -> Document:
    """A document of that kind.

    Raises:
        Unusable: if it is another, or cannot be read.
    """
    document = documents.parse(text)
    if document.kind != kind:
        raise Unusable([Problem("kind", f"It is {document.kind!r}; here {kind!r} is needed.")], field_name)
    return document


def _broken(document: Document, around: Surroundings) -> list[Problem]:
    """Policies in force that could no longer be used with these lists or thresholds."""
    found = []
    for brand in around.book.brands():
        own = (document.kind, brand) in around.book.active
        concerned = brand == around.brand or (around.brand == EVERY_BRAND and not own)
        kept = around.book.stored(POLICY, brand)
        if not concerned or kept is None:
            continue
        try:
            compiled(documents.parse(kept.text), around.book, brand, document)
        except Unusable as error:
            told = "; ".join(each.sentence for each in error.problems[:3])
            found.append(Problem("", f"{kept.name}@{kept.version} could no longer be used with it: {told}"))
    return found
