"""What the router knows of brands and networks, prepared for the bulk path.

The reference facts are read from the log; each is prepared once, at its first use after a change.
"""

from __future__ import annotations

from collections.abc import Mapping

from antiphon.events.v1 import events_pb2
from services.router.core import replyability, signals
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames


class Facts:
    """The present reference facts."""

    def __init__(
        self,
        brands: Mapping[str, events_pb2.BrandFact],
        capabilities: Mapping[str, events_pb2.CapabilityFact],
    ) -> None:
        self._brands = brands
        self._capabilities = capabilities
        self._names: dict[str, BrandNames] = {}
        self._prepared: dict[str, Capability] = {}

    def forget(self, kind: str, name: str) -> None:
        """A fact changed; it is prepared anew when it is needed next."""
        if kind == "brand":
            self._names.pop(f"brands/{name}", None)
        else:
            self._prepared.pop(name, None)

    def brand(self, brand: str) -> events_pb2.BrandFact | None:
        """What is told of a brand; None while nothing is."""
        return self._brands.get(brand.removeprefix("brands/"))

    def names(self, brand: str) -> BrandNames:
        """How a brand is called."""
        found = self._names.get(brand)
        if found is None:
            found = signals.BrandNames.of(brand, self._brands.get(brand.removeprefix("brands/")))
            self._names[brand] = found
        return found

    def trains(self, brand: str) -> bool:
        """Whether agents practise with a brand."""
        fact = self.brand(brand)
        return fact is not None and fact.training

    def training(self) -> frozenset[str]:
        """Brands that agents practise with, by resource name."""
        return frozenset(fact.name for fact in self._brands.values() if fact.training)

    def capability(self, network: str) -> Capability:
        """What a network allows."""
        found = self._prepared.get(network)
        if found is None:
            found = replyability.capability(self._capabilities.get(network))
            self._prepared[network] = found
        return found
