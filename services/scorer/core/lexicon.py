"""What VADER knows: its word lists, taken from the vaderSentiment distribution.

The distribution is our source of data and the tests' oracle; its code never runs on a mention.
The two files are read here without its analyzer, which keeps both texts in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata, resources
from typing import Final

from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES

VERSION: Final = metadata.version("vaderSentiment")

CAPITALS: Final[float] = C_INCR
"""What a word in capitals gains in a text that is not all capitals."""

NEGATION: Final[float] = N_SCALAR
"""What a negated valence is multiplied by."""

BOOSTERS: Final[Mapping[str, float]] = BOOSTER_DICT
NEGATIONS: Final = frozenset(NEGATE)
IDIOMS: Final[Mapping[str, float]] = SPECIAL_CASES


def _rows(file: str) -> list[list[str]]:
    text = resources.files("vaderSentiment").joinpath(file).read_text(encoding="utf-8")
    return [line.strip().split("\t") for line in text.rstrip("\n").split("\n") if line]


VALENCES: Final[Mapping[str, float]] = {row[0]: float(row[1]) for row in _rows("vader_lexicon.txt")}
"""Mean valence of each word or emoticon, -4 to 4."""

EMOJI: Final[Mapping[str, str]] = {
    row[0]: row[1] for row in _rows("emoji_utf8_lexicon.txt") if len(row[0]) == 1
}
"""Description of each emoji of one code point. VADER walks code points, so longer ones never match."""

ROLES: Final = frozenset(
    {"but", "no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "kind", "of"}
    | {part for phrase in (*IDIOMS, *BOOSTERS) if " " in phrase for part in phrase.split()}
)
"""Words that a rule names: their spelling matters to the words beside them."""

IDIOM_STARTS: Final = frozenset(phrase.split()[0] for phrase in IDIOMS if " " in phrase)
OPENERS: Final = IDIOM_STARTS | {"no", "kind"}
"""Words whose valence depends on what comes after them."""
IDIOM_ENDS: Final = frozenset(phrase.split()[-1] for phrase in IDIOMS if " " in phrase)
BOOSTER_ENDS: Final = frozenset(phrase.split()[-1] for phrase in BOOSTERS if " " in phrase)
INTENSIFIERS: Final = frozenset({"so", "this"})

PHRASE_ACTORS: Final = frozenset(
    {"ass", "bad", "beating", "bomb", "bus", "die", "enough", "kind", "kiss", "shit", "sort", "yeah"}
)
"""The telling word of each phrase: it stands within three words before the one that is weighed, or is it."""

ACTORS: Final = PHRASE_ACTORS | INTENSIFIERS | {"no", "least"}
"""Words, beside boosters and negations, without which a valence is what the lexicon says."""
