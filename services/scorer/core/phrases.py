"""Many words and phrases found in one pass over a text, each with what it is a sign of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import ahocorasick_rs

Place = tuple[int, int]
"""Start and end in what was searched."""

Signs = Mapping[str, Sequence[Place]]
"""Each sense that was found, with its places in order."""

MOST_PLACES: Final = 8
"""Places kept per sense; more of them add nothing."""

_NOTHING: Final[Signs] = {}
_SIGNS: Final = (
    r'.,;:!?"()[]{}#*~|/\<>=+-%_@$^`&'
    "\u2013\u2014\u2026\u00ab\u00bb\u201c\u201d\u201e\u2018\u00a1\u00bf\u061f\u060c\u0964"
)
_BLANKED: Final = str.maketrans(dict.fromkeys(_SIGNS, " "))
_BLANKED_BYTES: Final = bytes(
    ord(" ") if char.isascii() and char in _SIGNS else ord(char) for char in map(chr, range(256))
)


def spoken(folded: str) -> str:
    """A text in lower case as it is searched: blanks for signs, and one before and after."""
    if folded.isascii():  # in a third of the time
        return f" {folded} ".encode().translate(_BLANKED_BYTES).decode()
    return f" {folded} ".translate(_BLANKED)


class Phrases:
    """A compiled set of phrases.

    A phrase is found as whole words; the signs between words count as blanks. Of phrases that begin
    together the longest is found.

    Args:
        senses: each sense with its phrases, in lower case.
    """

    def __init__(self, senses: Mapping[str, Iterable[str]]) -> None:
        table: dict[str, list[str]] = {}
        for sense, phrases in senses.items():
            for phrase in phrases:
                table.setdefault(f" {' '.join(phrase.split())}", []).append(sense)
        self._senses: Final = [tuple(found) for found in table.values()]
        self._automaton: Final = ahocorasick_rs.AhoCorasick(
            list(table), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(self, padded: str) -> Signs:
        """The signs in what `spoken` made of a text, each with its place in the text."""
        try:
            matches = self._automaton.find_matches_as_indexes(padded)
        except UnicodeEncodeError:  # a lone surrogate
            padded = padded.encode("utf-8", "replace").decode("utf-8")
            matches = self._automaton.find_matches_as_indexes(padded)
        if not matches:
            return _NOTHING
        found: dict[str, list[Place]] = {}
        for pattern, start, end in matches:
            if padded[end].isalnum():
                continue
            for sense in self._senses[pattern]:
                places = found.setdefault(sense, [])
                if len(places) < MOST_PLACES:
                    places.append((start, end - 1))
        return found
