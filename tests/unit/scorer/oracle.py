"""The published VADER, and texts that provoke its rules."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from services.scorer.core.polarity import Polarity

PUBLISHED = SentimentIntensityAnalyzer()

WORDS = sorted(PUBLISHED.lexicon)
EMOJI = sorted(PUBLISHED.emojis)
BOOSTERS = sorted(BOOSTER_DICT)
NEGATIONS = sorted(NEGATE)
IDIOMS = sorted(SPECIAL_CASES)
CONTEXT = [
    "but",
    "no",
    "or",
    "nor",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "least",
    "at",
    "very",
    "kind",
    "of",
    "sort",
    "just",
    "enough",
    "too",
    "only",
]
PLAIN = [
    "the",
    "a",
    "plane",
    "İstanbul",
    "straße",
    "ǅ",
    "train",
    "was",
    "to",
    "my",
    "'tis",
    "x",
    "42",
    "on-time",
    "I",
    "UK",
    "…",
    "¿qué?",
    "naïve",
    "ﬁne",
    "你好",
    "\x00",
    "a\x00b",
    "\ud83d",
    "\ude00x",
    "\u202egood\u202c",
    "\u200f",
    "\ufeff",
]
NAMES = [
    "@united",
    "@SouthwestAir,",
    ".@JetBlue",
    "@a@b.social",
    "https://t.co/Great?x=1!",
    "www.bad.com/love",
    "#win",
    "#UNITED",
]
BLANKS = tuple(char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace())
SPACES = (*[" "] * 24, *["  "] * 4, *["\n"] * 3, *BLANKS, "\u200b", "\u2060", *[""] * 4)
ENDINGS = (
    "",
    "",
    "",
    "",
    "!",
    "!!!",
    "?",
    "??",
    "????",
    ".",
    "...",
    ",",
    ":)",
    "!?",
    "'s",
    "\u2019s",
    "\ufe0f",
    "\x00",
    "\u202c",
    "\udc00",
)
OPENINGS = ("", "", "", "", "", '"', "(", "#", "'", "*", "¡")
KINDS = (WORDS, EMOJI, BOOSTERS, NEGATIONS, IDIOMS, CONTEXT, PLAIN, NAMES)
WEIGHTS = (10, 3, 4, 3, 2, 5, 8, 2)


def published(text: str) -> Polarity:
    scores = PUBLISHED.polarity_scores(text)
    return Polarity(scores["compound"], scores["pos"], scores["neu"], scores["neg"])


def texts(seed: int, count: int) -> Iterator[str]:
    """Texts of everything the rules react to, in any case, dress and order."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(_piece(chance) for _ in range(chance.randrange(0, 16)))


def _piece(chance: random.Random) -> str:
    word = chance.choice(chance.choices(KINDS, WEIGHTS)[0])
    how = chance.random()
    if how < 0.2:
        word = word.upper()
    elif how < 0.3:
        word = word.title()
    return chance.choice(OPENINGS) + word + chance.choice(ENDINGS) + chance.choice(SPACES)
