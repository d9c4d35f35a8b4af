"""What brands ask for, in the words of X's search, several to a search or rule.

Grammar and limits: docs.x.com, "Build a query" and "Build a rule".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.listener.sources import base

_HANDLE: Final = re.compile(r"@?(\w{1,15})", re.ASCII)
_BARE: Final = re.compile(r"#\w+|@\w{1,15}")
_UNWANTED: Final = re.compile(r"[\"\\\u201c\u201d\u201e\u201f\uff02\x00-\x1f\x7f]")
_OR: Final = " OR "


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of X.

    Attributes:
        queries: searches or rules, each within the limits.
        missing: how many of the phrases are in none of them.
        total: how many phrases there are.
    """

    queries: Sequence[str]
    missing: int
    total: int

    def partial(self, what: str) -> str:
        """A sentence that says what is not asked for; empty when everything is."""
        if not self.missing:
            return ""
        return (
            f"{self.missing} of {self.total} phrases do not fit into the {len(self.queries)} {what} "
            "that the source may have; posts with only those are not seen."
        )


def digest(query: str) -> str:
    """A short name for a query, which says nothing of it."""
    return hashlib.sha256(query.encode()).hexdigest()[:12]


def asked(watched: base.Watched, config: Mapping[str, str], count: int, length: int) -> Asked:
    """Everything that is watched, packed into at most `count` queries of at most `length` characters."""
    words = [*watched.phrases()]
    if config.get("handles") != "false":
        words += [f"@{found[1]}" for each in watched.handles() if (found := _HANDLE.fullmatch(each))]
    terms = list(dict.fromkeys(term for word in words if (term := _term(word))))
    tail = _tail(config)
    queries, missing = _pack(terms, count, length - len(tail))
    return Asked([query + tail for query in queries], missing, len(terms))


def _term(word: str) -> str:
    """A phrase so that X takes every sign in it for itself; empty when nothing is left."""
    plain = " ".join(_UNWANTED.sub(" ", word).split()).lower()
    if _BARE.fullmatch(plain):
        return plain
    return f'"{plain}"' if any(sign.isalnum() or ord(sign) > 0x2000 for sign in plain) else ""


def _tail(config: Mapping[str, str]) -> str:
    narrow = " ".join(config.get("narrow", "").split())
    reposts = "" if config.get("reposts") == "true" else "-is:retweet"
    return "".join(f" {each}" for each in (narrow, reposts) if each)


def _pack(terms: Sequence[str], count: int, length: int) -> tuple[list[str], int]:
    """Greedy in the order given, so that a phrase that is added at the end changes the last query only."""
    groups: list[list[str]] = []
    room = missing = 0
    for term in terms:
        need = len(term) + (len(_OR) if groups else 0)
        if groups and need <= room:
            groups[-1].append(term)
            room -= need
        elif len(groups) < count and len(term) + 2 <= length:
            groups.append([term])
            room = length - len(term) - 2
        else:
            missing += 1
    return [f"({_OR.join(group)})" for group in groups], missing
