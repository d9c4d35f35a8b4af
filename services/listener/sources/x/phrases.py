"""What brands ask for, in the language of X's search, several to a search or rule."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.common.queries import dialects, pushing
from services.common.queries.pushing import Wish, Words
from services.listener.sources import base

_HANDLE: Final = re.compile(r"@?(\w{1,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of X.

    Attributes:
        queries: searches or rules, each within the limits.
        missing: how many parts of what is asked for are in none of them.
        total: how many parts there are.
    """

    queries: Sequence[str]
    missing: int
    total: int

    def partial(self, what: str) -> str:
        """A sentence that says what is not asked for; empty when everything is."""
        if not self.missing:
            return ""
        return (
            f"{self.missing} of {self.total} parts of what is asked for do not fit into the "
            f"{len(self.queries)} {what} that the source may have; posts with only those are not seen."
        )


def digest(query: str) -> str:
    """A short name for a query, which says nothing of it."""
    return hashlib.sha256(query.encode()).hexdigest()[:12]


def asked(watched: base.Watched, config: Mapping[str, str], count: int, length: int) -> Asked:
    """Everything that is watched, packed into at most `count` queries of at most `length` characters.

    As narrow as X can be asked, which costs the fewest posts that nobody wants; in words alone where the
    source is set so, or where only they fit.
    """
    tail = _tail(config)
    room = length - len(tail)
    found = _packed(_narrow(watched, config), count, room)
    if found.missing:
        wide = _packed(_wide(watched, config), count, room)
        if wide.missing * found.total < found.missing * wide.total:
            found = wide
    return Asked([query + tail for query in found.queries], found.missing, found.total)


def _narrow(watched: base.Watched, config: Mapping[str, str]) -> list[Wish]:
    if config.get("narrowing") == "false":
        return _wide(watched, config)
    return [*watched.wishes(), *_own(watched, config)]


def _wide(watched: base.Watched, config: Mapping[str, str]) -> list[Wish]:
    return [*map(pushing.phrase, watched.phrases()), *_own(watched, config)]


def _own(watched: base.Watched, config: Mapping[str, str]) -> Iterator[Wish]:
    """The brands' own accounts, where they can be accounts of X."""
    if config.get("handles") != "false":
        for each in watched.handles():
            if found := _HANDLE.fullmatch(each):
                yield Words((found[1].lower(),), "@")


def _packed(wishes: Sequence[Wish], count: int, length: int) -> Asked:
    whole = pushing.some(wishes)
    found = list(dialects.X.pieces(whole, length - 2)) if whole else []
    terms = list(dict.fromkeys(filter(None, found)))
    queries, missing = dialects.pack(terms, count, length)
    lost = found.count("")
    return Asked(queries, missing + lost, len(terms) + lost)


def _tail(config: Mapping[str, str]) -> str:
    narrow = " ".join(config.get("narrow", "").split())
    reposts = "" if config.get("reposts") == "true" else "-is:retweet"
    return "".join(f" {each}" for each in (narrow, reposts) if each)
