"""Incidents: opportunities with one cause, found by the fingerprints of what was said.

Near-copies differ in few bits of their fingerprints. To find them without comparing each with each, a
fingerprint is cut into six bands: two that differ in up to five bits share a band for sure, in eight nine
times in ten, in twelve every second time; only what shares a band is compared.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.common.model import errors

NEAR_BITS: Final = 12
"""Differing bits up to which two texts are near-copies; as the scorer measured, docs/reference/scores.md."""

FEWEST: Final = 3
"""Near-copies that make an incident: two may be chance, or one person twice."""

_BANDS: Final = ((0, 11), (11, 11), (22, 11), (33, 11), (44, 10), (54, 10))
"""First bit of each band, and how many it has."""
_CUTS: Final = tuple((band, start, (1 << bits) - 1) for band, (start, bits) in enumerate(_BANDS))

PER_BAND: Final = 48
"""Latest traces of one band that are compared: what many say alike costs no more than what few do."""

LONGEST_ANSWER: Final = 10_000
_CHOICE: Final = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


@dataclass(slots=True)
class Trace:
    """What one opportunity said.

    Attributes:
        row: of the opportunity.
        fingerprint: 64 bits, never 0.
        time: when it entered the queue, in microseconds.
        incident: it belongs to; 0 for none.
    """

    row: int
    fingerprint: int
    time: int
    incident: int = 0


class Found(NamedTuple):
    """What a new trace belongs to.

    Attributes:
        incident: one that is there already; 0 for none.
        alike: traces that make a new incident together with it; empty where there is one, or too few.
    """

    incident: int = 0
    alike: tuple[Trace, ...] = ()


class Gatherer:
    """Remembers what was said of one brand lately, and finds what is alike.

    Args:
        window: microseconds for which something is remembered.
    """

    def __init__(self, window: int) -> None:
        self._window = window
        self._order: deque[Trace] = deque()
        self._bands: dict[tuple[int, int], deque[Trace]] = defaultdict(lambda: deque(maxlen=PER_BAND))

    def __len__(self) -> int:
        return len(self._order)

    def add(self, trace: Trace) -> Found:
        """What a trace belongs to; it is remembered."""
        self._forget(trace.time - self._window)
        bands = _bands(trace.fingerprint)
        found = Found(trace.incident) if trace.incident else self._find(trace.fingerprint, bands)
        trace.incident = found.incident
        self._order.append(trace)
        for band in bands:
            self._bands[band].append(trace)
        return found

    def _find(self, fingerprint: int, bands: list[tuple[int, int]]) -> Found:
        """The first incident that a near-copy belongs to, else near-copies that make one."""
        near: dict[int, Trace] = {}
        for band in bands:
            for one in self._bands.get(band, ()):
                if (one.fingerprint ^ fingerprint).bit_count() <= NEAR_BITS:
                    if one.incident:
                        return Found(one.incident)
                    near[one.row] = one
        return Found(0, tuple(near.values())) if len(near) + 1 >= FEWEST else Found()

    def _forget(self, before: int) -> None:
        while self._order and self._order[0].time < before:
            old = self._order.popleft()
            for band in _bands(old.fingerprint):
                held = self._bands.get(band)
                if held and held[0] is old:
                    held.popleft()
                if not held:
                    self._bands.pop(band, None)


def check_answer(text: str) -> None:
    """Whether a text can be prepared as an answer.

    Raises:
        InvalidField: if it is empty, too long, or its choices are not closed.
    """
    if not text.strip():
        raise errors.InvalidField("text", "it is empty; write the answer.")
    if len(text) > LONGEST_ANSWER:
        raise errors.InvalidField("text", f"it is longer than {LONGEST_ANSWER} characters; shorten it.")
    rest = _CHOICE.sub("", text)
    if "[" in rest and "|" in rest:
        raise errors.InvalidField("text", "a choice is not closed; write choices like [Hello|Good day].")


def variation(text: str, uid: str) -> str:
    """A prepared answer for one opportunity: of each `[choice|other]` one, the same whenever it is asked."""
    seed = hashlib.blake2b(uid.encode(), digest_size=8).digest()
    number = int.from_bytes(seed, "big")

    def choose(found: re.Match[str]) -> str:
        nonlocal number
        options = found[1].split("|")
        number, position = divmod(number, len(options))
        return options[position]

    return _CHOICE.sub(choose, text)


def variations(text: str) -> int:
    """How many different answers a prepared text makes."""
    count = 1
    for found in _CHOICE.finditer(text):
        count *= len(set(found[1].split("|")))
    return count


def _bands(fingerprint: int) -> list[tuple[int, int]]:
    return [(band, fingerprint >> start & mask) for band, start, mask in _CUTS]
