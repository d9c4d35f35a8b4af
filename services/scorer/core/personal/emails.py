"""E-mail addresses, found from their `@`: handles have one too, and cost next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LOCAL_MOST: Final = 64
"""Characters before the `@` (RFC 5321, 4.5.3.1.1)."""
_DOMAIN: Final = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_SPELT: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\[at\]|\(at\)|\{at\}) ?"
    r"(?:[\w-]{1,63} ?(?:\.|\[dot\]|\(dot\)|\{dot\}) ?){1,4}[a-z]{2,24}(?!\w)",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand in a text."""
    at = text.find("@")
    while at >= 0:
        if at and (text[at - 1].isalnum() or text[at - 1] in "_+-"):
            start, end = _around(text, at)
            if end:
                yield start, end
        at = text.find("@", at + 1)
    if "(" in text or "[" in text or "{" in text:
        yield from _spelt(text)


def _spelt(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand that hide their `@` as `[at]`."""
    folded = text.lower()
    if "at)" in folded or "at]" in folded or "at}" in folded:
        yield from (found.span() for found in _SPELT.finditer(text))


def _around(text: str, at: int) -> tuple[int, int]:
    """The address around an `@`; an end of 0 where there is none."""
    domain = _DOMAIN.match(text, at + 1)
    if domain is None:
        return 0, 0
    start = at
    while (
        start
        and at - start < _LOCAL_MOST
        and (text[start - 1].isalnum() or text[start - 1] in "._+%'\u2019-")
    ):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    if start == at or (start and text[start - 1] in "@/"):
        return 0, 0
    return start, domain.end()
