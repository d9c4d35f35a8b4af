"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "sentiment": "de16fa20e206acc837c3932f523e619f0f7ce26829e4a7ec30c52dcaedc0ccac",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
