"""Words with `*` (any letters, or none) and `?` (one letter), compared in time bounded by both lengths."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

Check = Callable[[str], bool]


def head(pattern: str) -> str:
    """What every word that a pattern stands for begins with."""
    return pattern.partition("*")[0].partition("?")[0]


def needle(pattern: str) -> str:
    """The longest stretch of every word that a pattern stands for, spaces around words included."""
    return max(f" {pattern} ".replace("?", "*").split("*"), key=len)


@functools.lru_cache(maxsize=10_000)
def checker(pattern: str) -> Check:
    """Tells of a token whether it is what a pattern stands for."""
    if "*" not in pattern and "?" not in pattern:
        return pattern.__eq__
    pieces = pattern.split("*")
    if "?" in pattern:
        head, *tails = pattern.split("?")
        is_short = len(pieces) == 1 and len(tails) == 1
        return _one(head, tails[0]) if is_short else functools.partial(_matches, pieces)
    return _two(*pieces) if len(pieces) == 2 else functools.partial(_matches, pieces)


def _two(head: str, tail: str) -> Check:
    if not tail:
        return lambda token: token.startswith(head)
    least = len(head) + len(tail)
    return lambda token: len(token) >= least and token.startswith(head) and token.endswith(tail)


def _one(head: str, tail: str) -> Check:
    length = len(head) + len(tail) + 1
    return lambda token: len(token) == length and token.startswith(head) and token.endswith(tail)


def _matches(pieces: Sequence[str], token: str) -> bool:
    """The first and the last piece stand at the ends; each other as early as it can."""
    if len(pieces) == 1:
        return len(token) == len(pieces[0]) and _stands(pieces[0], token, 0)
    head, *middle, tail = pieces
    end = len(token) - len(tail)
    if end < len(head) or not _stands(head, token, 0) or not _stands(tail, token, end):
        return False
    at = len(head)
    for piece in middle:
        found = next((place for place in range(at, end - len(piece) + 1) if _stands(piece, token, place)), -1)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _stands(piece: str, token: str, place: int) -> bool:
    if "?" not in piece:
        return token.startswith(piece, place)
    return all(sign in ("?", token[place + at]) for at, sign in enumerate(piece))
