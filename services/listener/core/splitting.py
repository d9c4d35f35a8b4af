"""Splits an answer that is too long into posts that answer each other, on networks that know threads.

Parts end between words and carry their number, `2/3`, so that a reader who meets one alone knows that there
is more. A word longer than a whole part, which only a very long link or a hostile text is, is cut between
characters as a person sees them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.model import lengths as common_lengths
from services.listener.core import lengths

_WORDS: Final = re.compile(r"\S+\s*")

Measure = Callable[[str], int]


def split(text: str, capability: events_pb2.CapabilityFact) -> Sequence[str]:
    """The parts of a text, in order; empty when the network takes it in no number of parts it allows.

    A text that fits is its own only part.
    """
    limit = capability.max_reply_length

    def measure(part: str) -> int:
        return lengths.of(part, capability)

    text = text.strip()
    if not limit or measure(text) <= limit:
        return [text]
    for digits in range(1, len(str(capability.max_parts)) + 1):
        most = min(capability.max_parts, 10**digits - 1)
        room = limit - measure(_counter(most, most))
        parts = _fill(text, room, most, measure) if room > 0 else []
        if len(parts) > 1:
            return [part + _counter(number, len(parts)) for number, part in enumerate(parts, start=1)]
    return []


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
    for cluster in common_lengths.graphemes(word):
        if piece and measure(piece + cluster) > room:
            yield piece
            piece = ""
        piece += cluster
    yield piece
