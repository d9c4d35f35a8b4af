"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "complaint": "aa0fed61826fe96ca867c0ef9f04b8617e227f96cf2fc1674a1446c4e9cbd8a3",
    "emotion": "e72f43394ca07ebd3d18457eb8c3550c29876d385ba0e414dd218627de740c97",
    "intent": "66050d15d9a7f3e1f19476340bb8d8c827e61825f454836c3a32e3d9f2f2b90c",
    "languages": "7e21b2bb616b6d8ef10d9e537537c0ded5cc88f93b2562eccbd06e194b5b5be2",
    "offensive": "b82e6abe06fd414f3517b83590e81efedadbd89c2d89f5d9f347f6fd60d15ec3",
    "sentiment": "b62cd1f2afb6f0f19a1db9334f260bf7ce2df56fee8ca6cab497c0f15e80d328",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
