"""The model files that this version was made with, and their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PINS: Final[Mapping[str, str]] = {
    "complaint": "f1d71b437ad1c4a6ae4986c2b7f4ab000c70fc94d6e49ac68648351eedd51aa8",
    "emotion": "e72f43394ca07ebd3d18457eb8c3550c29876d385ba0e414dd218627de740c97",
    "intent": "d78d14ae3ea1dcc68f6a3fe3977b08a19289be61548b9b6c7f09b89151d7bdeb",
    "languages": "7e21b2bb616b6d8ef10d9e537537c0ded5cc88f93b2562eccbd06e194b5b5be2",
    "offensive": "b82e6abe06fd414f3517b83590e81efedadbd89c2d89f5d9f347f6fd60d15ec3",
    "sentiment": "dee0ec51050ce020a95a7a06332da3cdc4c1239e4823c1c157d59c851dc40a0a",
}
"""SHA-256 of each file in services/scorer/weights, by the name of its model. Training writes it here."""
