"""Whether a text changes its language in the middle: each half is guessed by itself.

Two halves cost two more guesses, so only long enough texts are asked whose whole was hard to guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

FEWEST_WORDS: Final = 10
"""Shorter texts have no two halves that a language can be told by."""

_LANGUAGES: Final = frozenset(
    "ar cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ru sv th tr uk ur vi zh".split()  # noqa: SIM905
)
"""Written by many; of a few words the model also sees languages that hardly anybody posts in."""

Tell = Callable[[Sequence[str]], str]
"""Tells the language of words; empty when it is not sure."""


def languages(words: Sequence[str], tell: Tell) -> tuple[str, str] | None:
    """The languages of the first and the second half, where both can be told and differ."""
    if len(words) < FEWEST_WORDS:
        return None
    middle = len(words) // 2
    first, second = tell(words[:middle]), tell(words[middle:])
    return (first, second) if first != second and {first, second} <= _LANGUAGES else None
