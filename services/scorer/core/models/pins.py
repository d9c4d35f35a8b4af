"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "sentiment": "5873b9512db83a234a04cf707ddbe5871a5cd682495c2d4e56957afc4cff4a93",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
