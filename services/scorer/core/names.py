"""Names that carry no feeling: a brand called United is not a compliment.

Names are masked word by word, keeping their capitals, and only those that a rule would react to
cost anything: a text about JetBlue is read as if there were no names at all.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from services.scorer.core.shorthand import Apart
from services.scorer.core.words import LOUDER, PLAIN, strip, symbol_of

_POSSESSIVES: Final = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")


class _Trap(NamedTuple):
    """A name and the place in it of a word that a rule would react to."""

    name: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Names:
    """A set of names, compiled.

    Attributes:
        traps: words of names that a rule would react to; empty when there are none.
        words: every word of every name, bare and in lower case.
        handles: every name as it would be written as a handle, see `squeeze`.
        spellings: every name, as its words.
        symbols: the traps in shorthand, in lower case and in capitals.
    """

    traps: Mapping[str, tuple[_Trap, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    spellings: frozenset[tuple[str, ...]] = frozenset()
    symbols: bytes = b""

    def may_stand_in(self, symbols: bytes) -> bool:
        """Whether any word like one of a name that a rule would react to is there."""
        return len(symbols.translate(None, self.symbols)) < len(symbols)

    def hide(self, tokens: Sequence[str], aparts: Sequence[Apart]) -> list[bytes]:
        """The symbols of each token, those of names replaced by plain ones."""
        return [
            self._hidden(tokens, at, apart) if self.may_stand_in(apart.symbols) else apart.symbols
            for at, apart in enumerate(aparts)
        ]

    def _hidden(self, tokens: Sequence[str], at: int, apart: Apart) -> bytes:
        left = bytearray(apart.symbols)
        for place, piece in enumerate(apart.pieces):
            traps = () if piece.emoji else self.traps.get(piece.spelling.lower(), ())
            if any(_stands(trap, at, tokens) for trap in traps):
                left[place : place + 1] = PLAIN
        return bytes(left)


NO_NAMES: Final = Names()


@functools.lru_cache(maxsize=1024)
def compile_names(names: frozenset[str]) -> Names:
    """Names ready for use. Each is one or more words; case and punctuation around words do not matter."""
    traps: dict[str, list[_Trap]] = {}
    words: set[str] = set()
    spellings: set[tuple[str, ...]] = set()
    for name in sorted(names):
        parts = tuple(part for part in map(_bare, name.split()) if part)
        words.update(parts)
        spellings.add(parts)
        for place, part in enumerate(parts):
            if _symbol(part) != PLAIN:
                traps.setdefault(part, []).append(_Trap(parts, place))
    if not words:
        return NO_NAMES
    handles = frozenset(filter(None, map(squeeze, names)))
    spelled = frozenset(filter(None, spellings))
    compiled = {part: tuple(found) for part, found in traps.items()}
    return Names(compiled, frozenset(words), handles, spelled, _both_cases(traps))


def squeeze(name: str) -> str:
    """A name as it would be written as a handle: letters and digits alone, in lower case."""
    return "".join(char for char in name.lower() if char.isalnum())


def _symbol(part: str) -> bytes:
    return symbol_of(strip(part))


def _both_cases(parts: Iterable[str]) -> bytes:
    symbols = {_symbol(part) for part in parts}
    return b"".join(symbols | {LOUDER.get(symbol, symbol) for symbol in symbols})


def _stands(trap: _Trap, at: int, tokens: Sequence[str]) -> bool:
    begin = at - trap.place
    if begin < 0 or begin + len(trap.name) > len(tokens):
        return False
    return all(
        place == trap.place or _bare(tokens[begin + place]) == part for place, part in enumerate(trap.name)
    )


def _bare(token: str) -> str:
    bare = token.strip(string.punctuation).lower()
    for ending in _POSSESSIVES:
        bare = bare.removesuffix(ending)
    return bare


def union(groups: Iterable[Iterable[str]]) -> Names:
    """All names of several owners, compiled; the same set is compiled once."""
    return compile_names(frozenset(name for group in groups for name in group))
