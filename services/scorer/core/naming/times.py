"""Dates and times of day that a text names, and days of the week. Not "today" or "soon": they are no news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.scorer.core.naming import cues
from services.scorer.core.phrases import Signs

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_SHAPES: Final = (
    rf"{_YEAR}-{_MONTH}-{_DAY}(?!\d)",
    rf"{_DAY}\.{_MONTH}\.(?:{_YEAR}|\d\d)(?![\d.])",
    rf"(?:{_DAY}/{_MONTH}|{_MONTH}/{_DAY})/(?:{_YEAR}|\d\d)(?![\d/])",
    r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b\.?)?(?![\d:])",
    r"(?:0?[1-9]|1[0-2])(?:[.]?[0-5]\d)? ?[ap]m\b",
    r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)? ?uhr\b",
    r"(?<=[àa] )(?:[01]?\d|2[0-3])h(?:[0-5]\d)?\b",
    r"(?<=às )(?:[01]?\d|2[0-3])h(?:[0-5]\d)?\b",
)
_TIME: Final = re.compile(rf"(?=\d)(?<![\w.,:/$€£#-])(?:{'|'.join(_SHAPES)})")
_MAYBE: Final = re.compile(r"\d(?:[:/.-]\d| ?[ap]m| ?uhr|h)")
"""What every one of these shapes has."""

_DAY_BEFORE: Final = re.compile(
    rf"(?<![\w.,:/$€£#-]){_DAY}(?:st|nd|rd|th|er|º|\.)? ?(?:of |de |do |di |d')?\Z"
)
_YEAR_BEHIND: Final = re.compile(rf",? (?:de |del )?{_YEAR}(?!\w)")
_DAY_BEHIND: Final = re.compile(rf"\.? {_DAY}(?:st|nd|rd|th)?(?!\w|[:.,]\d|:)(?:,? {_YEAR}(?!\w))?")
_REACH: Final = 12


def find(folded: str) -> Iterator[tuple[int, int]]:
    """Where dates and times of day in digits stand in a text of lower case."""
    if _MAYBE.search(folded):
        yield from (found.span() for found in _TIME.finditer(folded))


def find_months(folded: str, said: Signs) -> Iterator[tuple[int, int]]:
    """Where months stand with their day."""
    for start, end in said.get(cues.MONTH, ()):
        from_ = max(0, start - _REACH)
        before = _DAY_BEFORE.search(folded[from_:start]) if folded[from_:start].strip() else None
        if before is not None:
            year = _YEAR_BEHIND.match(folded, end)
            yield from_ + before.start(), year.end() if year else end
            continue
        behind = _DAY_BEHIND.match(folded, end)
        if behind is not None:
            yield start, behind.end()


def find_weekdays(folded: str, said: Signs) -> Iterator[tuple[int, int]]:
    """Where days of the week stand that are no tags."""
    for start, end in said.get(cues.WEEKDAY, ()):
        if folded[start - 1 : start] != "#" and not folded[:start].endswith("santo "):
            yield start, end
