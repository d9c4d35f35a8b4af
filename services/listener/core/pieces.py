"""Long texts a piece at a time, so that work on one can end when enough of it was done.

A text is cut only where a token certainly begins or ends. Each piece brings along the last tokens before it,
so that a phrase across a cut is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.common.queries import folding

LENGTH: Final = 4_096
"""Characters of a piece; nearly every post is one."""
LONGEST: Final = 300_000
"""Normalised characters after which a text is left. One that is cut to 256 KiB never comes to so many, but
where each of its characters stands for many, as U+FDFA does."""

LONGEST_TOKEN: Final = 4_096
"""Characters of a token after which it is cut all the same: no query asks for one like that."""

_NO_TOKEN: Final = re.compile(r"[^0-9A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text.

    Attributes:
        normal: its tokens behind those brought along, as `folding.normalise` writes them.
        known: length of what was brought along; what ends there was found in the piece before.
        sources: where its tokens are from: begin in the text, and the text itself.
    """

    normal: str
    known: int
    sources: tuple[tuple[int, str], ...]

    def edges(self) -> list[folding.Edges]:
        """Where each token of `normal` stands in the whole text."""
        found = [
            (begin + start, begin + end)
            for begin, part in self.sources
            for start, end in folding.token_edges(part)
        ]
        return found[len(found) - (self.normal.count(" ") - 1) :]


def of(text: str, reach: int) -> Iterator[Piece]:
    """The pieces of a text that have tokens, each with the last `reach` tokens before it."""
    carried, total = " ", 0
    sources: tuple[tuple[int, str], ...] = ()
    for begin, part in _cut(text):
        fresh = folding.normalise(part)
        if fresh.isspace():
            continue
        sources = (*sources, (begin, part))
        normal = carried[:-1] + fresh
        yield Piece(normal, len(carried), sources)
        tail = normal.rsplit(" ", reach + 1)
        carried = " ".join(["", *tail[1:]]) if len(tail) > reach + 1 else normal
        sources = sources if carried.count(" ") > fresh.count(" ") else sources[-1:]
        total += len(fresh)
        if total > LONGEST:
            return


def _cut(text: str) -> Iterator[tuple[int, str]]:
    begin, ascii_only = 0, text.isascii()
    while begin < len(text):
        end = begin + LENGTH
        if end >= len(text):
            end = len(text)
        else:
            end = _place(text, end, min(end + LONGEST_TOKEN, len(text)), ascii_only=ascii_only)
        yield begin, text[begin:end]
        begin = end


def _place(text: str, first: int, last: int, *, ascii_only: bool) -> int:
    """The first place between the two where no token goes on, else the last."""
    if ascii_only:
        found = _NO_TOKEN.search(text, first, last)
        return found.start() if found else last
    return next((at for at in range(first, last) if folding.parts_tokens(text[at])), last)
