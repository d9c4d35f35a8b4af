"""Who is calling: what a verified token says, handed to the core instead of request fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["user", "service"]

ROLES = ("agent", "lead", "analyst", "administrator", "read-only")
"""Roles a user can have. Services have none; they are known by their subject."""

ALL_BRANDS = "*"
"""Stands in `brands` for every brand."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or a service, as its token names it.

    Attributes:
        subject: stable id, for example `alice` or `router`.
        kind: person or service.
        roles: what the person may do; see `services.common.rpc.permissions`.
        brands: brand ids the person works for, or `*`.
    """

    subject: str
    kind: Kind
    roles: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset({ALL_BRANDS})

    @property
    def holder(self) -> str:
        """How leases, replies and the audit name it: `user:alice`."""
        return f"{self.kind}:{self.subject}"

    def works_for(self, brand: str) -> bool:
        """Whether the brand (`brands/{brand}` or its id) is one of the principal's."""
        return ALL_BRANDS in self.brands or brand.removeprefix("brands/") in self.brands
