"""Brands that agents practise with: what is answered for them stays on the sandbox."""

from __future__ import annotations

from typing import Final

from services.common.model import errors

NETWORK: Final = "sandbox"
"""The one network that practice may reach."""


def check(brand: str, network: str, *, training: bool) -> None:
    """Whether something may be sent for a brand.

    Raises:
        NotReplyable: if agents practise with the brand, and customers are on the network.
    """
    if training and network != NETWORK:
        raise errors.NotReplyable(refusal(brand, network), network=network)


def refusal(brand: str, network: str) -> str:
    """Why nothing is sent."""
    return (
        f"Agents practise with {brand}: its answers go to the {NETWORK}, never to {network}. "
        "Answer for another brand, or end its training."
    )
