"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "sentiment": "f47a699641902336c8339a1ae69b581a6402018b6aa54de1dd4e51d748909437",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
