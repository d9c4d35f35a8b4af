"""English names of the languages that queries name most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PAIRS: Final = (
    "ar Arabic, bg Bulgarian, bn Bengali, ca Catalan, cs Czech, da Danish, de German, el Greek, en English, "
    "es Spanish, et Estonian, fa Persian, fi Finnish, fr French, he Hebrew, hi Hindi, hr Croatian, "
    "hu Hungarian, id Indonesian, it Italian, ja Japanese, ko Korean, lt Lithuanian, lv Latvian, ms Malay, "
    "nb Norwegian, nl Dutch, no Norwegian, pl Polish, pt Portuguese, ro Romanian, ru Russian, sk Slovak, "
    "sl Slovenian, sr Serbian, sv Swedish, sw Swahili, ta Tamil, th Thai, tl Tagalog, tr Turkish, "
    "uk Ukrainian, ur Urdu, vi Vietnamese, zh Chinese"
)
NAMES: Final[Mapping[str, str]] = dict(pair.split(" ") for pair in _PAIRS.split(", "))
"""By their code of two letters (ISO 639-1)."""


def name(tag: str) -> str:
    """The name of a language tag; the tag where it has none here."""
    code, _, region = tag.partition("-")
    known = NAMES.get(code)
    if known is None:
        return tag
    return f"{known} ({region.upper()})" if region else known
