"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "sentiment": "93c1bf67b715c74c26bf0403bfab5bbcbe8ccb8dca565d88882fe02170bf2a52",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
