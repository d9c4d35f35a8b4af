"""Regular expressions that take time in proportion to the text, whatever they are: RE2's.

Syntax: github.com/google/re2/wiki/Syntax. There are no references back and no looking around.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol, cast

import re2

LONGEST: Final = 500
"""Characters of one regular expression."""
_MEMORY: Final = 1 << 20
"""Bytes one may use; what needs more is refused when it is read."""
_MEMORY_OF_SEVERAL: Final = 1 << 26


_PIECE: Final = re.compile(r"([0-9A-Za-z ]+)([?*{]?)|\\(?:[bBdDsSwW]|\W)|[^\\\[({]", re.ASCII)
"""Plain letters with what says how often the last one stands, or something else that is a whole."""


class Found(Protocol):
    """Where one was found."""

    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    """A compiled one."""

    def search(self, text: str) -> Found | None: ...

    def finditer(self, text: str) -> Iterator[Found]: ...


class BadRegexError(ValueError):
    """One that cannot be used; its text says why."""


@functools.lru_cache(maxsize=4_096)
def compiled(pattern: str, *, cased: bool) -> Pattern:
    """The pattern, ready for use.

    Raises:
        BadRegexError: it is none, or too large.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.case_sensitive = cased
    try:
        return cast("Pattern", re2.compile(pattern, options))
    except re2.error as fault:
        said = fault.args[0] if fault.args else "cannot be read"
        raise BadRegexError(said.decode(errors="replace") if isinstance(said, bytes) else str(said)) from None
    except UnicodeEncodeError:
        raise BadRegexError("has characters that are no text") from None


@functools.lru_cache(maxsize=4_096)
def finds(pattern: str, *, cased: bool) -> Callable[[str], bool]:
    """Tells of a text whether a pattern is in it, at a tenth of the cost of finding where."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY << 3
    options.case_sensitive = cased
    one = re2.Set.SearchSet(options)
    one.Add(pattern)
    one.Compile()
    found = one.Match
    return lambda text: bool(found(text))


def needle(pattern: str) -> str:
    """The longest of the first plain letters that stand in whatever a pattern finds, small; empty for none.

    Only what stands before the first bracket is looked at, and nothing of patterns with alternatives.
    """
    longest, at = "", 0
    while "|" not in pattern and (piece := _PIECE.match(pattern, at)):
        run, quantifier = piece[1] or "", piece[2]
        longest = max(longest, run[:-1] if quantifier else run, key=len)
        if quantifier == "{":
            break
        at = piece.end()
    return longest.lower()


class Several:
    """Many patterns, looked for at once."""

    def __init__(self, patterns: Sequence[tuple[str, bool]]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY_OF_SEVERAL
        self._set = re2.Set.SearchSet(options)
        for pattern, cased in patterns:
            self._set.Add(pattern if cased else "(?i)" + pattern)
        # RE2 tells of too little memory like of nothing found. The empty pattern is always found, unless.
        self._always = self._set.Add("")
        self._set.Compile()
        self._all = range(len(patterns))

    def found(self, text: str) -> Iterable[int]:
        """Numbers of the patterns that may be in a text; all of them where that cannot be told."""
        found = self._set.Match(text) or ()
        return (each for each in found if each != self._always) if self._always in found else self._all


@functools.lru_cache(maxsize=256)
def several(patterns: tuple[tuple[str, bool], ...]) -> Several:
    """The patterns, ready for use together: each with whether case counts."""
    return Several(patterns)


def check(pattern: str, *, cased: bool) -> None:
    """Refuses what cannot be used.

    Raises:
        BadRegexError: it is none, is too large, or is found in any text.
    """
    if len(pattern) > LONGEST:
        raise BadRegexError(f"is longer than {LONGEST} characters")
    if compiled(pattern, cased=cased).search("") is not None:
        raise BadRegexError("is found in every text, as it may stand for nothing at all")
