"""Sums of money: a number with a currency before or behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.scorer.core.naming import cues
from services.scorer.core.phrases import Signs

_NUMBER: Final = r"(?:\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d{1,12})(?:[.,']\d{1,6}){0,4}"
_SCALE: Final = r"(?: ?(?:k|mn?|bn|mio|mrd|millions?|billions?|thousand|lakhs?|crores?|mil)\b)?"
_SIGNED: Final = re.compile(rf"(?:(?<![a-z])(?:us|r|c|a|mx))?[$€£¥₹₽] ?{_NUMBER}{_SCALE}")
_CODES: Final = "usd|eur|gbp|inr|brl|mxn|aed|sar|egp|chf|cad|aud"
_CODED: Final = re.compile(rf"(?<!\w)(?:{_CODES}|rs\.?) ?{_NUMBER}{_SCALE}")
_FOLLOWED: Final = re.compile(
    rf"\d(?<![\w.,$€£₹-]\d)(?<!\d[ \u00a0]\d)(?:\d{{0,2}}(?:[ \u00a0]\d{{3}})+(?!\d)|\d{{0,11}})"
    rf"(?:[.,']\d{{1,6}}){{0,4}}{_SCALE} ?"
    rf"(?:[€£₹](?!\w)|\$(?![\w\d])|(?:{_CODES}|euros?|dollars?|quid|bucks|rupees?|rupias|rupien|reais|pesos?|"
    r"dirhams?|riyals?|franken)\b|ريال|جنيه|درهم|دولار|يورو|रुपये|रुपए|रूपये|रुपया)"
)
_SIGN: Final = re.compile("[$€£¥₹₽]")


def find(folded: str, said: Signs) -> Iterator[tuple[int, int]]:
    """Where sums of money stand in a text of lower case that has digits."""
    if _SIGN.search(folded):
        yield from (found.span() for found in _SIGNED.finditer(folded))
    yield from (found.span() for found in _FOLLOWED.finditer(folded))
    if cues.CURRENCY in said:
        yield from (found.span() for found in _CODED.finditer(folded))
