"""Which part of a query a network with a boolean search can be asked for: a wish, wider than the query.

A wish finds everything that its query finds on that network, and often more; the listener decides. Whatever
a network does not know is left out where that widens, never where it narrows:

- of what must all hold, parts may be left out;
- of alternatives every one must be known, or the whole is left out;
- what must not hold is asked for only where the network leaves out no more than the query does: single words
  and phrases without accents, case or wildcards, an author, a language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from services.common.queries import searching, tree, wording

_HANDLE: Final = re.compile(r"\w{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase in any of these spellings, with `@`, `#`, `$` or nothing before it."""

    forms: tuple[str, ...]
    sigil: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """By the account of this handle."""

    handle: str


@dataclass(frozen=True, slots=True)
class In:
    """In this language: the first part of a tag, such as `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class Without:
    """Not with this."""

    part: Words | By | In


@dataclass(frozen=True, slots=True)
class Every:
    """All of these, at least two."""

    parts: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Any of these, at least two."""

    parts: tuple[Wish, ...]


Wish = Words | By | In | Without | Every | Some


def wish(query: tree.Query) -> Wish | None:
    """The narrowest wish that still finds all that the query finds; None where only everything would do."""
    found = _wider(query.root)
    return found if found is not None and stands(found) else None


def phrase(words: str) -> Words:
    """The wish for a word or phrase as `searching.phrases` gives it."""
    sigil = words[:1] if words[:1] in {"@", "#"} else ""
    return Words((words.removeprefix(sigil),), sigil)


def stands(found: Wish) -> bool:
    """Whether it names something to look for: a language alone, or what must not be there, does not."""
    if isinstance(found, Every):
        return any(map(stands, found.parts))
    if isinstance(found, Some):
        return all(map(stands, found.parts))
    return isinstance(found, Words | By)


def alternatives(found: Wish) -> tuple[Wish, ...]:
    """The wishes of which it is any one."""
    return found.parts if isinstance(found, Some) else (found,)


def every(parts: Iterable[Wish]) -> Wish | None:
    """All of these, each once; None for none."""
    flat = dict.fromkeys(
        inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))
    )
    return Every(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def some(parts: Iterable[Wish]) -> Wish | None:
    """Any of these, each once and without those that another one includes; None for none."""
    flat = dict.fromkeys(inner for part in parts for inner in alternatives(part))
    least = tuple(part for part in flat if not _included(part, flat))
    return Some(least) if len(least) > 1 else next(iter(least), None)


def _included(part: Wish, among: Iterable[Wish]) -> bool:
    """Whether whatever it finds is found by one of the others: by a part of what it wants all of."""
    return isinstance(part, Every) and any(stands(each) and each in among for each in part.parts)


def _wider(node: tree.Node) -> Wish | None:
    if isinstance(node, tree.Term):
        return _words(node)
    if isinstance(node, tree.Within):
        return _words(node.term) if node.field == "title" else None
    if isinstance(node, tree.Has):
        return _field(node)
    if isinstance(node, tree.And):
        return every(_all_of(node))
    if isinstance(node, tree.Near):
        return every(found for part in tree.children(node) if (found := _wider(part)) is not None)
    return _any_of(node) if isinstance(node, tree.Or) else None


def _all_of(node: tree.And) -> Iterator[Wish]:
    for part in node.parts:
        if isinstance(part, tree.Not):
            yield from map(Without, _narrower(part.part))
        elif (found := _wider(part)) is not None:
            yield found


def _any_of(node: tree.Or) -> Wish | None:
    """None unless all parts are known and want something, and all of them can stand alone or none can."""
    found = [_wider(part) for part in node.parts]
    known = [part for part in found if part is not None and _wants(part)]
    if len(known) < len(found) or len(set(map(stands, known))) > 1:
        return None
    return some(known)


def _wants(found: Wish) -> bool:
    """Whether it says more than what must not be there."""
    return any(map(_wants, found.parts)) if isinstance(found, Every) else not isinstance(found, Without)


def _words(term: tree.Term) -> Words | None:
    forms = searching.forms(term)
    return Words(forms, searching.mark(term)) if forms else None


def _field(node: tree.Has) -> Wish | None:
    if node.name == "lang":
        return In(node.value.partition("-")[0])
    if node.name == "author" and not node.words and _HANDLE.fullmatch(node.value):
        return By(node.value)
    return None


def _narrower(node: tree.Node) -> Iterator[Words | By | In]:
    """Single things that find nothing but what the node finds."""
    if isinstance(node, tree.Or):
        for part in node.parts:
            yield from _narrower(part)
    elif isinstance(node, tree.Term):
        if node.loose and all(map(str.isascii, node.tokens)):
            yield Words((" ".join(node.tokens),), node.sigil)
    elif isinstance(node, tree.Has) and "-" not in node.value:
        found = _field(node)
        if isinstance(found, By | In):
            yield found


def left_here(query: tree.Query, knows: Callable[[Wish], bool]) -> tuple[str, ...]:
    """What is left to be decided here, part by part in plain words; nothing where a network is asked for all.

    Args:
        query: what is wanted.
        knows: whether the network can be asked for a wish as it stands.
    """
    root = query.root
    parts = root.parts if isinstance(root, tree.And) else (root,)
    return tuple(wording.clause(part) for part in parts if not _is_whole(part, knows))


def _is_whole(node: tree.Node, knows: Callable[[Wish], bool]) -> bool:
    if isinstance(node, tree.And | tree.Or):
        return all(_is_whole(part, knows) for part in node.parts)
    if isinstance(node, tree.Not):
        return _is_told(node.part, knows)
    if isinstance(node, tree.Term):
        return node.loose and knows(Words((" ".join(node.tokens),), node.sigil))
    found = _field(node) if isinstance(node, tree.Has) and "-" not in node.value else None
    return found is not None and knows(found)


def _is_told(node: tree.Node, knows: Callable[[Wish], bool]) -> bool:
    if isinstance(node, tree.Or):
        return all(_is_told(part, knows) for part in node.parts)
    found = list(_narrower(node))
    return bool(found) and all(knows(Without(each)) for each in found)
