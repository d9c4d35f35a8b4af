"""Splits an answer that is too long into posts that answer each other, on networks that know threads.

Parts end between words and carry their number, `2/3`, so that a reader who meets one alone knows that there
is more. A word longer than a whole part, which only a very long link or a hostile text is, is cut between
characters as a person sees them. The listener tells how a text would be split, the router splits it: by one
rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from services.common.model import lengths

_WORDS: Final = re.compile(r"\S+\s*")

Measure = Callable[[str], int]


def split(text: str, limit: int, max_parts: int, measure: Measure) -> Sequence[str]:
    """The parts of a text, in order; empty when it fits into no number of parts that is allowed.

    A text that fits is its own only part.

    Args:
        text: what is split.
        limit: most that a part may measure; 0 when not limited.
        max_parts: most parts.
        measure: length of a text as the network counts it.
    """
    text = text.strip()
    if not limit or measure(text) <= limit:
        return [text]
    for digits in range(1, len(str(max_parts)) + 1):
        most = min(max_parts, 10**digits - 1)
        room = limit - measure(_counter(most, most))
        parts = _fill(text, room, most, measure) if room > 0 else []
        if len(parts) > 1:
            return [part + _counter(number, len(parts)) for number, part in enumerate(parts, start=1)]
    return []


def bare(part: str, number: int, total: int) -> str:
    """A part without its number."""
    return part.removesuffix(_counter(number, total))


def _counter(number: int, total: int) -> str:
    return f" {number}/{total}"


def _fill(text: str, room: int, most: int, measure: Measure) -> list[str]:
    """Parts of at most `room`; none when they would be more than `most`."""
    parts: list[str] = []
    part = ""
    for word in _pieces(text, room, measure):
        if part and measure((part + word).rstrip()) > room:
            parts.append(part.rstrip())
            part = ""
        part += word
        if len(parts) == most:
            return []
    return [*parts, part.rstrip()]


def _pieces(text: str, room: int, measure: Measure) -> Iterator[str]:
    for found in _WORDS.finditer(text):
        word = found[0]
        if measure(word.rstrip()) <= room:
            yield word
        else:
            yield from _cut(word, room, measure)


def _cut(word: str, room: int, measure: Measure) -> Iterator[str]:
    piece = ""
    for cluster in lengths.graphemes(word):
        if piece and measure(piece + cluster) > room:
            yield piece
            piece = ""
        piece += cluster
    yield piece
