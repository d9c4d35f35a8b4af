"""Where a text names the watched brand, and the text without its names.

A model that has read much about one brand must not judge the next by the name: names are hidden as handles
and links are, length for length, so places stay true.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from services.scorer.core.masking import FILLER, mask
from services.scorer.core.names import Names

_GAP: Final = r"[\s_.&-]{1,3}"


def find(text: str, names: Names) -> list[tuple[int, int]]:
    """Where the names stand, as words, handles or hashtags, from left to right."""
    if not names.words:
        return []
    lower = text.lower()
    if not any(word in lower for word in names.words) and not any(name in lower for name in names.handles):
        return []
    return [found.span() for found in _pattern(names.spellings, names.handles).finditer(text)]


def conceal(text: str, names: Names) -> str:
    """The text with handles, links and the brand's names hidden; as long as before."""
    shown = mask(text)
    parts: list[str] = []
    begin = 0
    for start, end in find(shown, names):
        parts += (shown[begin:start], FILLER * (end - start))
        begin = end
    return "".join([*parts, shown[begin:]]) if parts else shown


@functools.lru_cache(maxsize=1024)
def _pattern(spellings: frozenset[tuple[str, ...]], handles: frozenset[str]) -> re.Pattern[str]:
    written = {_GAP.join(map(re.escape, parts)) for parts in spellings} | set(map(re.escape, handles))
    longest_first = sorted(written, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![^\W_])[@#]?(?:{'|'.join(longest_first)})(?![^\W_])", re.IGNORECASE)
