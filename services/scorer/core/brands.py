"""Which names a mention's brands go by, compiled once per set of brands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.scorer.core import names
from services.scorer.core.names import NO_NAMES, Names


class BrandNames:
    """Names by brand; `forget` what was compiled whenever `facts` change.

    Args:
        facts: what is known of each brand, by its id.
    """

    def __init__(self, facts: Mapping[str, events_pb2.BrandFact]) -> None:
        self._facts = facts
        self._compiled: dict[tuple[str, ...], Names] = {}

    def of(self, mention: mention_pb2.Mention, extra: Iterable[str] = ()) -> Names:
        """Names that carry no feeling in a mention: those of its matched brands and the extra ones."""
        matches = mention.matches
        if not matches and not extra:
            return NO_NAMES
        brands = tuple([match.brand for match in matches])
        if extra:
            return names.union([extra, *map(self._names, brands)])
        compiled = self._compiled.get(brands)
        if compiled is None:
            compiled = self._compiled[brands] = names.union(map(self._names, brands))
        return compiled

    def forget(self) -> None:
        """Drops what was compiled; the facts have changed."""
        self._compiled.clear()

    def _names(self, brand: str) -> Iterable[str]:
        fact = self._facts.get(brand.removeprefix("brands/"))
        if fact is None:
            return ()
        return [fact.display_name, *fact.aliases, *fact.handles]
