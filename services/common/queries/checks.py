"""Turns a tree into one function that tells of a post whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.common.queries import asking, occurring, regexes, tree, wildcards
from services.common.queries.asking import Check
from services.common.queries.posts import Post
from services.common.queries.texts import Text

_SHORT: Final = 100
"""Words of a text in which all places are compared with all."""


def check(node: tree.Node) -> Check:
    """Tells of a post whether a node holds."""
    return _MAKERS[type(node)](node)


def texts(post: Post) -> tuple[Text, ...]:
    """Where words are looked for."""
    return (post.body,) if post.title is None else (post.body, post.title)


def _term(term: tree.Term) -> Check:
    if term.plain:
        if len(term.tokens) == 1:
            word = term.tokens[0]
            return lambda post: word in post.words
        pattern = term.pattern
        return lambda post: (
            pattern in post.body.normal or (post.title is not None and pattern in post.title.normal)
        )
    if term.wild and len(term.tokens) == 1 and not (term.sigil or term.accented):
        return _like(term.tokens[0])
    return _standing(term)


def _standing(term: tree.Term) -> Check:
    needed = frozenset() if term.wild else frozenset(term.tokens)
    find = occurring.places(term)

    def ask(post: Post) -> bool:
        if not needed <= post.words:
            return False
        return bool(find(post.body, 1)) or (post.title is not None and bool(find(post.title, 1)))

    return ask


def _not(node: tree.Not) -> Check:
    part = check(node.part)
    return lambda post: not part(post)


def _and(node: tree.And) -> Check:
    return every([check(part) for part in sorted(node.parts, key=cost)])


def cost(node: tree.Node) -> int:
    """About how dear a node is to ask, so that the cheap ones are asked first."""
    if isinstance(node, tree.Term):
        return 1 if node.plain else 3
    return max([_COSTS.get(type(node), 2), *(cost(part) for part in tree.children(node))])


def every(parts: list[Check]) -> Check:
    """Tells of a post whether several checks hold."""

    def ask(post: Post) -> bool:
        for part in parts:  # noqa: SIM110  # a loop takes half the time of `all` over a generator
            if not part(post):
                return False
        return True

    return ask


def _like(pattern: str) -> Check:
    needle, is_like = wildcards.needle(pattern), wildcards.checker(pattern)
    if needle + "*" == " " + pattern:  # words with this beginning: to find it is enough
        return lambda post: (
            needle in post.body.spaced or (post.title is not None and needle in post.title.spaced)
        )
    return lambda post: any(needle in text.spaced and any(map(is_like, text.words)) for text in texts(post))


def _or(node: tree.Or) -> Check:
    """Plain words are looked for in one step, the others one by one."""
    words = frozenset(word for part in node.parts if (word := word_of(part)))
    others = [check(part) for part in sorted(node.parts, key=cost) if not word_of(part)]

    def ask(post: Post) -> bool:
        if not words.isdisjoint(post.words):
            return True
        for part in others:  # noqa: SIM110  # see above
            if part(post):
                return True
        return False

    return ask


def word_of(node: tree.Node) -> str:
    """The word of a node that is a single one of which nothing but its letters counts; else empty."""
    return node.tokens[0] if isinstance(node, tree.Term) and len(node.tokens) == 1 and node.plain else ""


def words_of(node: tree.Node) -> frozenset[str]:
    """The words of a node that is one of them or any of several; else none."""
    parts = node.parts if isinstance(node, tree.Or) else (node,)
    words = [word_of(part) for part in parts]
    return frozenset(words) if all(words) else frozenset()


def _near(node: tree.Near) -> Check:
    find = occurring.finder(node)
    left, right = words_of(node.left), words_of(node.right)
    most = node.distance + 1
    least = 1 if node.ordered else -most

    def ask(post: Post) -> bool:
        for text in texts(post):
            tokens = text.tokens
            if not (left and right) or len(tokens) > _SHORT:
                if next(find(text), None) is not None:
                    return True
            elif ones := [at for at, token in enumerate(tokens) if token in left]:
                others = [at for at, token in enumerate(tokens) if token in right]
                if any(least <= other - one <= most and other != one for one in ones for other in others):
                    return True
        return False

    return ask


def _emoji(node: tree.Emoji) -> Check:
    return lambda post: any(_has_signs(node, text) for text in texts(post))


def _has_signs(node: tree.Emoji, text: Text) -> bool:
    return next(text.signs(node.signs), None) is not None


def _regex(node: tree.Regex) -> Check:
    finds = regexes.finds(node.pattern, cased=node.cased)
    needle = regexes.needle(node.pattern)
    return lambda post: any(text.has(needle) and finds(text.source) for text in texts(post))


def _within(node: tree.Within) -> Check:
    find = occurring.places(node.term)
    if node.field == "bio":
        return lambda post: bool(find(post.bio, 1))
    return lambda post: post.title is not None and bool(find(post.title, 1))


_COSTS: Final[Mapping[type[tree.Node], int]] = {
    tree.And: 0,
    tree.Or: 0,
    tree.Not: 0,
    tree.Near: 4,
    tree.Regex: 5,
}
_MAKERS: Final[Mapping[type[tree.Node], Callable[[Any], Check]]] = {
    tree.Term: _term,
    tree.Emoji: _emoji,
    tree.Regex: _regex,
    tree.Within: _within,
    tree.Has: asking.check,
    tree.Range: asking.check,
    tree.Near: _near,
    tree.Not: _not,
    tree.And: _and,
    tree.Or: _or,
}
