"""Which policy decides for which brand, with which lists and thresholds: one consistent state."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Final, NamedTuple

from services.router.core.policies import documents, policy
from services.router.core.policies.asking import Lexicon
from services.router.core.policies.documents import LISTS, POLICY, THRESHOLDS, Document
from services.router.core.policies.policy import Policy
from services.router.core.policies.problems import Unusable

SHIPPED_VERSION: Final = 3
"""Version of the shipped policy. A changed rule is a new one; `policy.FORMER` knows what others said."""

EVERY_BRAND: Final = ""


@functools.cache
def shipped_text() -> str:
    """The policy that comes with the program, as it is written."""
    return (resources.files("services.router.core.policies") / "shipped" / "default.yaml").read_text("utf-8")


@functools.cache
def shipped() -> Document:
    """The same, read."""
    return documents.parse(shipped_text(), shipped=True)


@functools.cache
def default() -> Policy:
    """The same, compiled: it decides where nobody wrote another."""
    return policy.build(shipped(), SHIPPED_VERSION, Lexicon(), None)


class Stored(NamedTuple):
    """A version of a document as it is kept."""

    kind: str
    name: str
    version: int
    text: str


class Rulebook:
    """Policies, lists and thresholds in force, and candidates that run beside.

    Args:
        active: by kind and brand; an empty brand is all that have none of their own.
        shadows: text of the candidate by brand.
        mark: tells states apart: a higher one is later.

    Attributes:
        faults: why a document in force cannot be used by this program, by its name.
    """

    def __init__(
        self,
        active: Mapping[tuple[str, str], Stored] | None = None,
        shadows: Mapping[str, str] | None = None,
        mark: int = 0,
    ) -> None:
        self.active = dict(active or {})
        self.mark = mark
        self.faults: dict[str, str] = {}
        self._shadow_texts = dict(shadows or {})
        self._policies: dict[str, Policy] = {}
        self._shadows: dict[str, Policy | None] = {}

    def of(self, brand: str) -> Policy:
        """The policy that decides for a brand."""
        found = self._policies.get(brand)
        if found is None:
            found = self._policies[brand] = self._build(brand)
        return found

    def shadow(self, brand: str) -> Policy | None:
        """The candidate that runs beside it, if any."""
        if not self._shadow_texts:
            return None
        if brand not in self._shadows:
            self._shadows[brand] = self._build_shadow(brand)
        return self._shadows[brand]

    def asks_customer(self, brands: Iterable[str]) -> bool:
        """Whether a policy of these brands, or a candidate beside it, asks who the customer is."""
        for brand in brands:
            candidate = self.shadow(brand)
            if self.of(brand).asks_customer or (candidate is not None and candidate.asks_customer):
                return True
        return False

    def shadow_scope(self, brand: str) -> str:
        """Whether the candidate of a brand is its own, as the brand, or that of all."""
        return brand if brand in self._shadow_texts else EVERY_BRAND

    def stored(self, kind: str, brand: str) -> Stored | None:
        """What is in force of a kind for a brand."""
        return self.active.get((kind, brand)) or self.active.get((kind, EVERY_BRAND))

    def lexicon(self, brand: str, *others: Document) -> Lexicon:
        """Lists and thresholds for a brand; `others` stand in for those in force."""
        instead = {document.kind: document for document in others}
        found = {}
        for kind in (LISTS, THRESHOLDS):
            kept = self.stored(kind, brand)
            found[kind] = instead.get(kind) or (documents.parse(kept.text) if kept else None)
        lists, thresholds = found[LISTS], found[THRESHOLDS]
        return Lexicon(lists.lists if lists else {}, thresholds.thresholds if thresholds else {})

    def brands(self) -> Iterable[str]:
        """Every brand that has something of its own, and all together."""
        return sorted({EVERY_BRAND, *(brand for _, brand in self.active), *self._shadow_texts})

    def beside(self, brand: str) -> str:
        """Versions of the lists and thresholds for a brand."""
        kept = (self.stored(kind, brand) for kind in (LISTS, THRESHOLDS))
        return " ".join(f"{each.name}@{each.version}" for each in kept if each)

    def _build(self, brand: str) -> Policy:
        kept = self.stored(POLICY, brand)
        if kept is None:
            return default()
        try:
            document = documents.parse(kept.text)
            return policy.build(document, kept.version, self.lexicon(brand), shipped(), self.beside(brand))
        except Unusable as error:
            # Only a program that knows fewer fields than the one that applied it comes here.
            self.faults[f"{kept.name}@{kept.version}"] = str(error)
            return default()

    def _build_shadow(self, brand: str) -> Policy | None:
        text = self._shadow_texts.get(brand) or self._shadow_texts.get(EVERY_BRAND)
        if text is None:
            return None
        try:
            return policy.build(documents.parse(text), 0, self.lexicon(brand), shipped())
        except Unusable as error:
            self.faults[f"candidate for {brand}"] = str(error)
            return None


EMPTY: Final = Rulebook()
"""Nobody has written a policy."""
