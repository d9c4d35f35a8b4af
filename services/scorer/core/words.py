"""Turns a token into what the rules need to know of it, once per spelling.

The vocabulary of a stream is small: a bounded memo from token to `Word` makes almost all work of a
text a dictionary probe per token. Words that no rule knows share two instances.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.scorer.core import lexicon, masking

SCORED: Final = 1
"""Flag of a word whose valence counts."""
BUT: Final = 2
"""Flag of the contrastive conjunction."""
LOUD: Final = 4
"""Flag of a word whose capitals may count."""
EXPANDED: Final = 8
"""Flag of a token that stands for several words."""

GENERATION: Final = 32_768
"""Tokens in each of the two generations, about 3 MB when full. Half of it is as good on a stream that never
repeats itself; a replay of 12,000 posts fits in one."""
LONGEST_REMEMBERED: Final = 20
"""Code points; longer tokens are links and noise that seldom come back."""


@dataclass(slots=True, eq=False)
class Word:
    """One word as the rules see it.

    Attributes:
        flag: which passes must look at it; 0 for most words.
        lower: its lower-case spelling; empty when no rule knows it.
        valence: from the lexicon; None when it is not listed.
        upper: written in capitals.
        booster: what it adds to a later valence; 0 when it is no booster.
        negates: turns a later valence around.
        acts: some rule asks for it beside a scored word, so that its valence must be worked out.
        start: where it begins in its token.
        end: one past its end in its token.
        emoji: its spelling comes from an emoji's description.
        parts: the words of a token that holds emoji; such a token is no word itself.
        added: what those emoji's descriptions say, for the punctuation in it.
    """

    flag: int
    lower: str = ""
    valence: float | None = None
    upper: bool = False
    booster: float = 0.0
    negates: bool = False
    acts: bool = False
    start: int = 0
    end: int = 0
    emoji: bool = False
    parts: tuple[Word, ...] = ()
    added: str = ""


PLAIN: Final = Word(0)
PLAIN_UPPER: Final = Word(0, upper=True)


def _list(lower: str) -> Word:
    """The word of a spelling that some rule reacts to."""
    valence, booster = lexicon.VALENCES.get(lower), lexicon.BOOSTERS.get(lower, 0.0)
    negates = lower in lexicon.NEGATIONS or "n't" in lower
    flag = BUT if lower == "but" else SCORED if valence is not None and not booster else 0
    acts = bool(booster) or negates or lower in lexicon.ACTORS
    return Word(flag, lower, valence, booster=booster, negates=negates, acts=acts, end=len(lower))


_LISTED: Final = {
    lower: _list(lower)
    for kind in (lexicon.VALENCES, lexicon.BOOSTERS, lexicon.NEGATIONS, lexicon.CONTEXT, lexicon.ACTORS)
    for lower in kind
}
"""Every spelling that some rule reacts to, as it stands alone and in lower case."""

_PUNCTUATION: Final = string.punctuation


class Vocabulary(dict[str, Word]):
    """Memo of tokens; `vocabulary[token]` works for every token.

    Two generations: when the young one is full it becomes the old one, and tokens that are still in
    use move on from there. Rare tokens fall out, frequent ones never do.
    """

    def __init__(self, *, masked: bool) -> None:
        super().__init__()
        self._masked = masked
        self._old: dict[str, Word] = {}

    def __missing__(self, token: str) -> Word:
        spelling = token.strip(_PUNCTUATION)
        if len(spelling) <= 2:
            spelling = token
        lower = spelling.lower()
        if lower in _LISTED or "n't" in lower or spelling.isupper() or not token.isascii():
            entry = self._recognise(token, spelling, lower)
        else:
            entry = PLAIN  # nearly always
        if len(token) <= LONGEST_REMEMBERED:
            if len(self) >= GENERATION:
                self._old = dict(self)
                self.clear()
            self[token] = entry
        return entry

    def _recognise(self, token: str, spelling: str, lower: str) -> Word:
        """The shared word for a token in plain dress, else a word of its own."""
        if self._masked and masking.is_link(token):
            return PLAIN
        if token.isascii() and "/" not in token and "n't" not in lower:
            listed = _LISTED.get(lower)
            if spelling.isupper():
                if listed is None and "@" not in token and "." not in token:
                    return PLAIN_UPPER
            elif listed is not None and token.startswith(spelling):
                return listed
        return self._old.get(token) or read_token(masking.mask(token) if self._masked else token)


def read_token(token: str) -> Word:
    """What the rules need to know of a token that is not remembered."""
    if token.isascii() or lexicon.EMOJI.keys().isdisjoint(token):
        return _word(token, 0, len(token), emoji=False)
    added = "".join(lexicon.EMOJI.get(char, "") for char in token)
    return Word(EXPANDED, parts=tuple(_expand(token)), added=added)


def strip(token: str) -> str:
    """The token without punctuation around it; as it is when two or fewer characters would be left."""
    bare = token.strip(_PUNCTUATION)
    return token if len(bare) <= 2 else bare


def _word(token: str, start: int, end: int, *, emoji: bool) -> Word:
    spelling = strip(token)
    lower, upper = spelling.lower(), spelling.isupper()
    listed = _LISTED.get(lower) or (_list(lower) if "n't" in lower else None)
    if listed is None:
        return PLAIN_UPPER if upper else PLAIN
    if not emoji:
        start += token.find(spelling)
        end = start + len(spelling)
    flag = listed.flag
    if upper and (flag & SCORED or listed.booster):
        flag |= LOUD
    return Word(
        flag, lower, listed.valence, upper, listed.booster, listed.negates, listed.acts, start, end, emoji
    )


def _expand(token: str) -> Iterator[Word]:
    """The words of a token whose emoji are replaced by their descriptions, as VADER joins them.

    Text behind an emoji sticks to the last word of its description; text before it does not.
    """
    pending, begin, described = "", 0, False
    for place, char in enumerate(token):
        description = lexicon.EMOJI.get(char)
        if description is None:
            pending += char
            continue
        if pending:
            yield _word(pending, begin, place, emoji=described)
        *first, pending = description.split()
        for part in first:
            yield _word(part, place, place + 1, emoji=True)
        begin, described = place, True
    if pending:
        yield _word(pending, begin, len(token), emoji=described)
