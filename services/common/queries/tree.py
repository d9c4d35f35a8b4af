"""What an expression means: an immutable tree.

Two trees are equal when they ask for the same, wherever in an expression their parts were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

TEXT_FIELDS: Final = frozenset({"title", "bio"})
"""Fields that are searched for words like the text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or several that follow each other, in the text or its title.

    Attributes:
        tokens: as `folding.normalise` writes them; `*` and `?` in them are wildcards where `wild`.
        sigil: `@`, `#` or `$` when the first must be marked so; else empty.
        accented: of each token how it must stand with its accents, empty where any will do; empty for none.
        exact: how all must stand, sign by sign, where case counts; else empty.
        wild: whether a token has wildcards.
        written: as a person wrote it.
        column: where, from 1.
    """

    tokens: tuple[str, ...]
    sigil: str = ""
    accented: tuple[str, ...] = ()
    exact: str = ""
    wild: bool = False
    written: str = field(default="", compare=False)
    column: int = field(default=1, compare=False)

    @property
    def pattern(self) -> str:
        """Its tokens as they stand in a normalised text, spaces around included."""
        return f" {' '.join(self.tokens)} "

    @property
    def plain(self) -> bool:
        """Whether nothing but its tokens counts."""
        return not self.sigil and self.loose

    @property
    def loose(self) -> bool:
        """Whether nothing but its tokens and the sign before them counts."""
        return not (self.accented or self.exact or self.wild)


@dataclass(frozen=True, slots=True)
class Emoji:
    """A sign, or several, wherever it stands; written without variation selectors."""

    signs: str
    written: str = field(default="", compare=False)
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression (RE2's) over the text or the title as they were written.

    Attributes:
        pattern: without its slashes.
        cased: whether case counts.
    """

    pattern: str
    cased: bool = False
    written: str = field(default="", compare=False)
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """A term in a field of words: `title` or `bio`."""

    field: str
    term: Term


@dataclass(frozen=True, slots=True)
class Has:
    """A field with a value; see `fields` for what the value means of each.

    Attributes:
        name: of the field.
        value: as the field compares it.
        words: tokens of a quoted author, who may also be named so; else empty.
    """

    name: str
    value: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A field with a number between two, both included; `created` in whole seconds since 1970.

    A mention whose number is not known is in no range.
    """

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Near:
    """Two with at most so many words between them: terms, `Or` of them, or such pairs again.

    Attributes:
        left: one.
        right: the other.
        distance: most words between them.
        ordered: whether the left one must come first.
    """

    left: Node
    right: Node
    distance: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of its parts, at least two."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of its parts, at least two."""

    parts: tuple[Node, ...]


Leaf = Term | Emoji | Regex | Within | Has | Range
Node = Leaf | Near | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """An expression that was read.

    Attributes:
        root: what it means.
        expression: as it was written.
    """

    root: Node
    expression: str = field(default="", compare=False)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node; none of a leaf."""
    if isinstance(node, And | Or):
        return node.parts
    if isinstance(node, Near):
        return (node.left, node.right)
    return (node.part,) if isinstance(node, Not) else ()


def leaves(node: Node) -> Iterator[Leaf]:
    """All leaves in the order written, those behind a `NOT` as well."""
    if isinstance(node, And | Or | Near | Not):
        for part in children(node):
            yield from leaves(part)
    else:
        yield node


def wanted(node: Node) -> Iterator[Leaf]:
    """The leaves that are not behind a `NOT`."""
    if isinstance(node, And | Or | Near):
        for part in children(node):
            yield from wanted(part)
    elif not isinstance(node, Not):
        yield node
