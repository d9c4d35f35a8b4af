"""What a query says that its author can hardly have meant, told before it listens: the place and the way out.

Nothing here refuses a query: what is told is worth a look. A part *implies* another when whatever it finds
the other finds, too; that is decided from the words alone and errs on the side of silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from services.common.queries import anchors, folding, rarity, tree, wording

COMMON: Final = 0.05
"""Share of all posts from which on a query finds too much to be read, if nothing narrows it."""
SHORTEST: Final = 3
"""Letters that a wildcard wants beside it: with fewer it stands for very many words."""

_OPERATORS: Final = frozenset({"and", "or", "not", "near"})


class Finding(NamedTuple):
    """Something worth a look.

    Attributes:
        column: where, from 1; 0 for the query as a whole.
        sentence: what it means, and what to write instead.
        dead: whether a part of the query, or all of it, can find nothing.
    """

    column: int
    sentence: str
    dead: bool = False


def lint(query: tree.Query) -> list[Finding]:
    """What is worth a look in a query, in the order of its columns."""
    found = {finding for check in _CHECKS for finding in check(query.root)}
    return sorted(found)


def implies(one: tree.Node, other: tree.Node) -> bool:
    """Whether whatever `one` finds `other` certainly finds as well."""
    if one == other:
        return True
    if isinstance(one, tree.Or):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, tree.And):
        return all(implies(one, part) for part in other.parts)
    if isinstance(other, tree.Or) and any(implies(one, part) for part in other.parts):
        return True
    if isinstance(one, tree.And | tree.Near):
        return any(implies(part, other) for part in tree.children(one))
    return _leaf_implies(one, other)


def _leaf_implies(one: tree.Node, other: tree.Node) -> bool:
    if isinstance(one, tree.Range) and isinstance(other, tree.Range):
        return one.name == other.name and _is_inside(one, other)
    return isinstance(one, tree.Term) and isinstance(other, tree.Term) and _is_within(other, one)


def _is_within(inner: tree.Term, outer: tree.Term) -> bool:
    """Whether a plain term stands wherever a longer one does."""
    if not inner.plain or outer.wild:
        return False
    return inner.pattern in outer.pattern


def _is_inside(one: tree.Range, other: tree.Range) -> bool:
    low = other.low is None or (one.low is not None and one.low >= other.low)
    return low and (other.high is None or (one.high is not None and one.high <= other.high))


def _contradictions(root: tree.Node) -> Iterator[Finding]:
    """A NOT that excludes what is wanted beside it."""
    for node in _walk(root):
        if isinstance(node, tree.And):
            for banned in (part.part for part in node.parts if isinstance(part, tree.Not)):
                wanted = [part for part in node.parts if not isinstance(part, tree.Not)]
                yield from _excluded(wanted, banned, whole=node is root)


def _excluded(wanted: Sequence[tree.Node], banned: tree.Node, *, whole: bool) -> Iterator[Finding]:
    column, said = _column(banned), _said(banned)
    for part in wanted:
        if implies(part, banned):
            what = "The query" if whole else "This part of the query"
            yield Finding(
                column,
                f"{what} finds nothing: whatever has {_said(part)} has {said}, too, which NOT excludes. "
                "Take the NOT away, or exclude something narrower.",
                dead=True,
            )
        elif isinstance(part, tree.Or):
            for one in part.parts:
                if implies(one, banned):
                    yield Finding(
                        _column(one),
                        f"{_said(one)} is never found: it has {said}, which NOT excludes. Leave it out, or "
                        "exclude something narrower.",
                        dead=True,
                    )


def _doubles(root: tree.Node) -> Iterator[Finding]:
    """Alternatives that add nothing, and conditions that are met anyway."""
    for node in _walk(root):
        if isinstance(node, tree.Or):
            yield from _idle(node.parts, "adds nothing: whatever has it has {other} as well. Leave it out.")
        elif isinstance(node, tree.And):
            parts = [part for part in node.parts if not isinstance(part, tree.Not)]
            told = "narrows nothing: whatever has {other} has it anyway. Leave it out."
            yield from _idle(parts, told, backwards=True)


def _idle(parts: Sequence[tree.Node], told: str, *, backwards: bool = False) -> Iterator[Finding]:
    for at, one in enumerate(parts):
        for place, other in enumerate(parts):
            narrow, wide = (other, one) if backwards else (one, other)
            if at != place and implies(narrow, wide) and (not implies(wide, narrow) or at > place):
                yield Finding(
                    _column(one), f"{_said(one)} {told.format(other=_said(other))}", dead=not backwards
                )
                break


def _ranges(root: tree.Node) -> Iterator[Finding]:
    """Numbers that no mention can have at once."""
    for node in _walk(root):
        if isinstance(node, tree.And):
            yield from _apart([part for part in node.parts if isinstance(part, tree.Range)])


def _apart(ranges: Sequence[tree.Range]) -> Iterator[Finding]:
    for at, one in enumerate(ranges):
        for other in ranges[at + 1 :]:
            same = one.name == other.name
            if same and (_below(one, other) or _below(other, one)):
                yield Finding(
                    0, f"No mention has {_said(one)} and {_said(other)} at once; widen one.", dead=True
                )


def _below(one: tree.Range, other: tree.Range) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _wildcards(root: tree.Node) -> Iterator[Finding]:
    for term in _terms(root):
        for token in term.tokens if term.wild else ():
            letters = token.replace("*", "").replace("?", "")
            if "*" in token and len(letters) < SHORTEST:
                yield Finding(
                    term.column,
                    f"{term.written} stands for very many words; give * at least {SHORTEST} letters.",
                )


def _unspaced(root: tree.Node) -> Iterator[Finding]:
    for term in _terms(root):
        signs = "".join(term.tokens)
        if len(signs) == 1 and not signs.isascii() and folding.fold(f"a{signs}a") == f"a {signs} a":
            yield Finding(
                term.column,
                f"{term.written} is found inside longer words, for its script writes no spaces between them; "
                "write more signs.",
            )


def _operators(root: tree.Node) -> Iterator[Finding]:
    for term in _terms(root):
        if term.plain and term.written in _OPERATORS:
            yield Finding(
                term.column,
                f"{term.written} in small letters is a word that is looked for; write {term.written.upper()} "
                "if it joins two parts.",
            )


def _everything(root: tree.Node) -> Iterator[Finding]:
    """A query of which nothing is rare."""
    parts = root.parts if isinstance(root, tree.Or) else (root,)
    for part in parts:
        choice = anchors.choose(part, rarity.guess)
        if choice is None:
            yield Finding(
                _column(part),
                f"{_said(part)} names no word, handle or tag, so every post is read for it and networks that "
                "are searched bring nothing; add a word.",
            )
        elif choice.cost >= COMMON:
            yield Finding(
                _column(part),
                f"{_said(part)} is in about one post in {max(2, round(1 / choice.cost))}, whatever that is "
                "about; add a word that only yours have.",
            )


def _walk(node: tree.Node) -> Iterator[tree.Node]:
    yield node
    for part in tree.children(node):
        yield from _walk(part)


def _terms(root: tree.Node) -> Iterator[tree.Term]:
    for leaf in tree.wanted(root):
        if isinstance(leaf, tree.Term):
            yield leaf


def _column(node: tree.Node) -> int:
    columns = (
        leaf.column for leaf in tree.leaves(node) if isinstance(leaf, tree.Term | tree.Emoji | tree.Regex)
    )
    return min(columns, default=0)


def _said(node: tree.Node) -> str:
    """A part in plain words."""
    return wording.describe(tree.Query(node)).removeprefix("mentions of ").removeprefix("everything, ")


_CHECKS: Final[Sequence[Callable[[tree.Node], Iterator[Finding]]]] = (
    _contradictions,
    _doubles,
    _ranges,
    _wildcards,
    _unspaced,
    _operators,
    _everything,
)
