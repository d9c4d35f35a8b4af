"""Which parts of a query hold for a post, and where, so that a desk can show why something is there.

A part counts where it makes its query hold: every part of an `AND`, of an `OR` those that hold, beside `NEAR`
what stands in a pair that is near, and nothing behind a `NOT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from services.common.queries import checks, occurring, regexes, tree
from services.common.queries.posts import Post
from services.common.queries.texts import Text

MOST: Final = 100
"""Spans of one part in one text that are told, the first ones: nobody looks at more."""


class Spot(NamedTuple):
    """A part of a query that holds.

    Attributes:
        start: where it begins, in code points; of fields 0.
        end: one past where it ends; of fields 0.
        where: `text`, `title`, or the name of the field.
        part: of the query.
    """

    start: int
    end: int
    where: str
    part: tree.Leaf


def spots(node: tree.Node, post: Post) -> list[Spot]:
    """The parts that hold, of a node that does; empty of one that does not."""
    found = _spots(node, post)
    return [] if found is None else list(dict.fromkeys(found))


def _spots(node: tree.Node, post: Post) -> Iterable[Spot] | None:
    return _FINDERS[type(node)](node, post)


def _of_all(node: tree.And, post: Post) -> Iterable[Spot] | None:
    found: list[Spot] = []
    for part in node.parts:
        one = _spots(part, post)
        if one is None:
            return None
        found.extend(one)
    return found


def _of_any(node: tree.Or, post: Post) -> Iterable[Spot] | None:
    held = [one for part in node.parts if (one := _spots(part, post)) is not None]
    return [spot for one in held for spot in one] if held else None


def _unless(node: tree.Not, post: Post) -> Iterable[Spot] | None:
    return None if checks.check(node.part)(post) else ()


def _field(node: tree.Has | tree.Range, post: Post) -> Iterable[Spot] | None:
    return (Spot(0, 0, node.name, node),) if checks.check(node)(post) else None


def _words(node: tree.Term | tree.Emoji | tree.Regex, post: Post) -> Iterable[Spot] | None:
    return [spot for where, text in _texts(post) for spot in _leaf(node, where, text)] or None


def of_term(term: tree.Term, post: Post) -> Iterator[Spot]:
    """Where a plain term stands."""
    for where, text in _texts(post):
        yield from _leaf(term, where, text)


def _texts(post: Post) -> Iterator[tuple[str, Text]]:
    yield "text", post.body
    if post.title is not None:
        yield "title", post.title


def _leaf(node: tree.Term | tree.Emoji | tree.Regex, where: str, text: Text) -> Iterator[Spot]:
    for start, end in islice(_places(node, text), MOST):
        yield Spot(start, end, where, node)


def _places(node: tree.Term | tree.Emoji | tree.Regex, text: Text) -> Iterator[tuple[int, int]]:
    if isinstance(node, tree.Emoji):
        return text.signs(node.signs)
    if isinstance(node, tree.Regex):
        pattern = regexes.compiled(node.pattern, cased=node.cased)
        return (span for found in pattern.finditer(text.source) if (span := found.span())[0] < span[1])
    if node.plain:
        return text.places(node.pattern, len(node.tokens))
    more = len(node.tokens) - 1
    return (text.edges(index, index + more) for index in occurring.indexes_of(node)(text))


def _near(node: tree.Near, post: Post) -> Iterable[Spot] | None:
    found: dict[Spot, None] = {}
    for where, text in _texts(post):
        for pair in islice(occurring.occurrences(node, text), occurring.MOST):
            for term, index in pair.parts:
                found[Spot(*text.edges(index, index + len(term.tokens) - 1), where, term)] = None
    return list(found) or None


def _within(node: tree.Within, post: Post) -> Iterable[Spot] | None:
    text = post.bio if node.field == "bio" else post.title
    if text is None:
        return None
    places = islice(_places(node.term, text), MOST)
    return [Spot(start, end, node.field, node) for start, end in places] or None


_FINDERS: Final[Mapping[type[tree.Node], Callable[[Any, Post], Iterable[Spot] | None]]] = {
    tree.Term: _words,
    tree.Emoji: _words,
    tree.Regex: _words,
    tree.Within: _within,
    tree.Has: _field,
    tree.Range: _field,
    tree.Near: _near,
    tree.Not: _unless,
    tree.And: _of_all,
    tree.Or: _of_any,
}
