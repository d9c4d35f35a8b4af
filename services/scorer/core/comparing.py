"""Whose side a comparison is on: "X is worse than Y" is bad for X and rather good for Y.

A lexicon adds up words wherever they stand, and a model of words does much the same. Where a text sets the
watched brand against others, a few forms tell the direction, and they are looked at only where one of
their words occurs:

- A *comparative* before "than": good for what stands before it, bad for what stands behind `than`; who
  names the brand and says "you" means it.
- Preferring, switching, leaving: bad for what is left, good for what is chosen.
- "unlike", "instead of": turns what is said around for the one it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.scorer.core import lexicon

_HINT: Final = re.compile(
    r"\b(?:than|over|unlike|instead|prefer(?:red|s)?|switch(?:ed|ing)?|chang(?:ed|ing)|mov(?:ed|ing)"
    r"|leav(?:e|ing)|left|ditch(?:ed|ing)?|dump(?:ed|ing)?)\b",
    re.IGNORECASE,
)
_HINTS: Final = (
    *("than", "over", "unlike", "instead", "prefer", "switch", "chang"),
    *("mov", "leav", "left", "ditch", "dump"),
)
"""What each hint holds: most texts have none, and are known by these in a quarter of the time."""
_WORDS: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?|[.!?;]")
_BRAND: Final = "\0"
"""Stands for the brand among the words of a text."""
_ENDS: Final = frozenset(".!?;")
_REACH: Final = 8
"""Words of one sentence between a comparative and what it compares."""

_COMPARATIVES: Final = {
    1: "better nicer faster cheaper safer friendlier easier cleaner quicker smoother superior happier",
    -1: "worse slower ruder harder dirtier pricier inferior weaker poorer crappier lousier",
}
_SIDES: Final = {word: side for side, words in _COMPARATIVES.items() for word in words.split()}
"""Whether a comparative is good for what it is said of."""
_LEAVING: Final = frozenset(
    ("leave", "leaving", "left", "ditch", "ditched", "ditching", "dump", "dumped", "dumping"),
)
_SWITCHING: Final = frozenset(("switch", "switched", "switching", "changed", "changing", "moved", "moving"))
_PREFERRING: Final = frozenset(("prefer", "preferred", "prefers"))
_MOVING: Final = frozenset(("changed", "changing", "moved", "moving"))
"""Switching only where somebody says it of themselves: who "got moved to" something did not choose it."""
_SELVES: Final = frozenset("i we i've we've i'm we're have am are just finally".split())  # noqa: SIM905
_NEGATIONS: Final = frozenset(
    "not never no nothing nobody none isn't aren't wasn't don't doesn't can't cannot".split()  # noqa: SIM905
)
_MODALS: Final = frozenset("can could should would might must gotta".split())  # noqa: SIM905
"""Before a comparative they speak of what is not: "you can do better than this"."""
_YOU: Final = frozenset(("you", "u", "ya", "y'all"))
_SUPPOSING: Final = frozenset("think thought know knew expect expected imagine might would could".split())  # noqa: SIM905
"""After "than you" they speak of a thought, not of the one addressed."""
_THEM: Final = frozenset(("them", "they", "theirs"))
_SUBJECTS: Final = frozenset(
    "i i'm i've it it's he she they we there this that my his her their our".split()  # noqa: SIM905
)
"""Between the brand and a comparative they say that it is said of something else."""
_BEING: Final = frozenset(("is", "was", "are", "were", "has", "isn't", "wasn't", "aren't"))


class Stance(NamedTuple):
    """What a comparison says of the brand.

    Attributes:
        direction: 1 where it is good for the brand, -1 where it is bad.
        words: that say so, for people.
    """

    direction: int
    words: str


def may_compare(text: str) -> bool:
    """Whether a text has any of the words that compare; most have none."""
    lower = text.lower()
    return any(map(lower.__contains__, _HINTS)) and _HINT.search(text) is not None


def stance(text: str, names: Sequence[tuple[int, int]]) -> Stance | None:
    """What a text says of the brand by comparing it; None where it does not compare it.

    Args:
        text: as written.
        names: where it names the brand.
    """
    if not names or not may_compare(text):
        return None
    words = _words(text, names)
    for at, word in enumerate(words):
        found = _comparison(words, at) or _choice(words, at, word)
        if found is not None:
            return found
    return None


def _words(text: str, names: Sequence[tuple[int, int]]) -> list[str]:
    """The words of a text in lower case, each name as one."""
    words: list[str] = []
    begin = 0
    for start, end in names:
        words += _WORDS.findall(text[begin:start].lower())
        words.append(_BRAND)
        begin = end
    return words + _WORDS.findall(text[begin:].lower())


def _comparison(words: Sequence[str], at: int) -> Stance | None:
    """`brand is worse than them`, `they are better than brand`, `brand is more helpful than them`."""
    value = _comparative(words, at)
    if not value:
        return None
    behind = _until_end(words[at + 1 : at + 1 + _REACH])
    if "than" not in behind:
        return None
    before = _since_end(words[max(0, at - _REACH) : at])
    if not _MODALS.isdisjoint(before[-3:]):
        return None
    if not _NEGATIONS.isdisjoint(before[-3:]):
        value = -value
    side = _side(before, behind[behind.index("than") + 1 :])
    return Stance(value * side, f"{words[at]} than") if side else None


def _side(before: Sequence[str], other: Sequence[str]) -> int:
    """Whether the brand is what is compared (1), what it is compared with (-1), or neither (0).

    Args:
        before: words before the comparative.
        other: words behind "than".
    """
    if not _YOU.isdisjoint(before[-3:]):
        return 1
    is_thought = len(other) > 1 and other[1] in _SUPPOSING
    if _BRAND in other or (other and other[0] in _YOU and not is_thought):
        return -1
    if _BRAND not in before:
        return 0
    between = before[len(before) - before[::-1].index(_BRAND) :]
    if other and other[0] in _THEM and between[:1] and between[0] not in _BEING:
        return 0
    return int(_SUBJECTS.isdisjoint(between))


def _comparative(words: Sequence[str], at: int) -> int:
    word = words[at]
    if word in _SIDES:
        return _SIDES[word]
    if word in {"more", "less"} and at + 1 < len(words):
        valence = lexicon.VALENCES.get(words[at + 1], 0.0)
        side = 1 if valence > 0 else -1 if valence < 0 else 0
        return side if word == "more" else -side
    return 0


def _choice(words: Sequence[str], at: int, word: str) -> Stance | None:
    """`switched from brand`, `leaving brand`, `prefer them to brand`, `unlike brand`."""
    behind = _until_end(words[at + 1 : at + 1 + _REACH])
    if _BRAND not in behind:
        return None
    place = behind.index(_BRAND)
    lead = behind[max(0, place - 2) : place]
    if word in _SWITCHING and not {"from", "to"}.isdisjoint(lead):
        return _switched(word, words[at - 1] if at else "", away="from" in lead)
    if word in _PREFERRING:
        return Stance(1 if {"to", "over"}.isdisjoint(lead) else -1, word)
    if place > 1:
        return None
    if word in _LEAVING:
        return Stance(-1, word)
    return _turned(words, at) if word == "unlike" else None


def _switched(word: str, before: str, *, away: bool) -> Stance | None:
    if word in _MOVING and before not in _SELVES:
        return None
    return Stance(-1, f"{word} from") if away else Stance(1, f"{word} to")


def _turned(words: Sequence[str], at: int) -> Stance | None:
    """What is said beside `unlike brand`, the other way round."""
    said = sum(lexicon.VALENCES.get(word, 0.0) for word in _since_end(words[:at]) + _until_end(words[at:]))
    return Stance(-1 if said > 0 else 1, "unlike") if said else None


def _until_end(words: Sequence[str]) -> list[str]:
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return list(words[:end])


def _since_end(words: Sequence[str]) -> list[str]:
    return _until_end(words[::-1])[::-1]
