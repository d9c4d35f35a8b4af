"""What a mention must have for a query to ask for it, as far as the archive can look it up.

Only ever too wide: what is found by it is asked the query itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from services.common.queries import rarity, tree

_SECOND: Final = 1_000_000
_MOST_WORDS: Final = 200
"""Words that are looked for together; what has more ways to hold is read."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Conditions that all hold for every mention that is asked for.

    Attributes:
        words: it has one of these, as queries fold words; None where nothing is sure.
        start: it was published then or later, in microseconds since 1970; None for any time.
        end: it was published before; None for any time.
        sources: it is of one of these networks or connections, as `source:` names them; None for any.
        threads: it stands in one of these threads, by key; None for any.
    """

    words: frozenset[str] | None = None
    start: int | None = None
    end: int | None = None
    sources: frozenset[str] | None = None
    threads: frozenset[str] | None = None


def of(query: tree.Query) -> Narrowing:
    """What a query needs."""
    parts = query.root.parts if isinstance(query.root, tree.And) else (query.root,)
    spans = [part for part in parts if isinstance(part, tree.Range) and part.name == "created"]
    starts = [round(span.low) * _SECOND for span in spans if span.low is not None]
    ends = [(round(span.high) + 1) * _SECOND for span in spans if span.high is not None]
    words = _words(query.root)
    return Narrowing(
        words if words and len(words) <= _MOST_WORDS else None,
        max(starts, default=None),
        min(ends, default=None),
        _values(parts, "source"),
        _values(parts, "in_thread_of"),
    )


def _values(parts: Sequence[tree.Node], name: str) -> frozenset[str] | None:
    """Values of a field of which every mention has one, for which all these parts hold."""
    for part in parts:
        ways = part.parts if isinstance(part, tree.Or) else (part,)
        values = frozenset(each.value for each in ways if isinstance(each, tree.Has) and each.name == name)
        if len(values) == len(ways) <= _MOST_WORDS:
            return values
    return None


def _words(node: tree.Node) -> frozenset[str] | None:
    """Words of which every mention that holds has one in its text or title."""
    if isinstance(node, tree.Term):
        return _rarest([frozenset({token}) for token in node.tokens if not {"*", "?"} & {*token}])
    if isinstance(node, tree.Within):
        return _words(node.term) if node.field == "title" else None
    if isinstance(node, tree.And | tree.Near):
        return _rarest([words for part in tree.children(node) if (words := _words(part))])
    if isinstance(node, tree.Or):
        found = [_words(part) for part in node.parts]
        known = [words for words in found if words]
        return frozenset().union(*known) if len(known) == len(found) else None
    return None


def _rarest(choices: Collection[frozenset[str]]) -> frozenset[str] | None:
    return min(choices, key=lambda words: sum(map(rarity.guess, words)), default=None)
