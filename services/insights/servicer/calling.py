"""Who is calling, as the store asks it."""

from __future__ import annotations

from services.common.model.principal import ALL_BRANDS
from services.common.rpc import calls


def visible() -> frozenset[str] | None:
    """Brands of the caller; None for all."""
    brands = calls.principal().brands
    return None if ALL_BRANDS in brands else frozenset(f"brands/{brand}" for brand in brands)
