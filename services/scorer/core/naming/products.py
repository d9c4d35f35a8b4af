"""Products and versions: model numbers, versions, and names with a number behind the brand or a purchase."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from services.scorer.core.names import Names
from services.scorer.core.naming import cues
from services.scorer.core.phrases import Signs

_NO_MODELS: Final = (
    "COVID|SARS|UTC|GMT|EST|PST|CET|ISO|RFC|CVE|PG|NC|PM|CO|WW|TV|HB|HR|SB|US|UK|EU|UN|AD|BC|AB|TSA|FAQ|"
    "[ABCDEGIMU]"
)
"""What stands before a hyphen and a number in many other things."""
_MODEL: Final = re.compile(
    rf"(?<![\w#@/.+-])(?!(?:{_NO_MODELS})-)[A-Z]{{1,5}}-\d{{2,5}}[A-Z]{{0,3}}\d{{0,2}}(?![\w-]|\.\d)"
)
_SHORT_VERSION: Final = re.compile(r"v\d{1,4}(?<![\w.#]v\d)(?:\.\d{1,5}){1,3}(?!\w|\.\d)", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r" v?\d{1,5}(?:\.\d{1,5}){0,3}(?![\w%:/]|[.,]\d)(?! (?:hours?|days?|min|mins|weeks?)\b)", re.IGNORECASE
)

_SUFFIX: Final = r"(?: (?:Pro|Max|Plus|Mini|Ultra|Lite|SE|XL|FE|Fold|Flip|Gen \d)\b)"
_NUMBERED: Final = (
    r"(?!(?:19|20)\d\d\b)(?:[A-Z]{0,3}\d{1,4}(?!st|nd|rd|th)[A-Za-z+]{0,2})(?![\w%:/$€£]|[.,]\d)"
)
_NO_PART: Final = (
    "Flight|Flt|Airlines|Airways|Air|Gate|Terminal|Order|Case|Ticket|Seat|Row|Zone|Boarding|Customer|Top|Day|"
    "Class|Week|Part|Chapter|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|"
    r"The\b|I\b|I'm\b|In\b|On\b|At\b|And\b|But\b|For\b"
)
_PART: Final = rf"(?!{_NO_PART})(?:[A-Z][\w-]{{0,20}}[a-z][\w-]{{0,20}}|[A-Z]{{2,3}})(?!\w)"
_ARTICLES: Final = (
    "a|an|the|my|new|old|un|una|une|el|la|le|il|o|um|uma|nuevo|nueva|nouveau|nouvelle|neues|neuen|neue|nuovo|"
    "novo|nova"
)
_BOUGHT: Final = re.compile(
    rf"(?: (?:{_ARTICLES})){{0,3}} "
    rf"(?P<name>{_PART}(?: {_PART}){{0,2}} {_NUMBERED}{_SUFFIX}{{0,2}}|{_PART}(?: {_PART})?{_SUFFIX}{{1,2}})"
)


def find(shown: str, said: Signs) -> Iterator[tuple[int, int]]:
    """Where products and versions stand in a text with digits."""
    if "-" in shown:
        yield from (found.span() for found in _MODEL.finditer(shown))
    if "." in shown:
        yield from (found.span() for found in _SHORT_VERSION.finditer(shown))
    for start, end in said.get(cues.SYSTEM, ()):
        number = _NUMBER.match(shown, end)
        if number is not None and shown[start - 1 : start] != "#":
            yield start, number.end()
    for _, end in said.get(cues.BOUGHT, ()):
        bought = _BOUGHT.match(shown, end)
        if bought is not None:
            yield bought.span("name")


def find_branded(shown: str, names: Names) -> Iterator[tuple[int, int]]:
    """Where names of the brand stand with the name and number of a product behind them."""
    return (found.span() for found in _branded(names.spellings).finditer(shown))


@functools.lru_cache(maxsize=256)
def _branded(spellings: frozenset[tuple[str, ...]]) -> re.Pattern[str]:
    written = sorted({" ".join(map(re.escape, words)) for words in spellings if words}, key=len, reverse=True)
    return re.compile(
        rf"(?<![\w#@/])(?i:{'|'.join(written) or '(?!)'}) "
        rf"(?:{_PART}(?: {_PART})? {_NUMBERED}{_SUFFIX}{{0,2}}|{_NUMBERED}{_SUFFIX}{{1,2}}|"
        rf"{_PART}{_SUFFIX}{{1,2}}|[A-Z]{{1,3}}\d{{1,4}}(?![\w%]))"
    )
