"""What to ask a network's own search for, so that it brings everything a query may want.

A network's search knows words and phrases. Of every query some are chosen such that whatever it asks for has
one of them; the rest is filtered here.

Words are asked for as people spell them. A network that tells `café` from `cafe` finds the one it is asked
for; one that does not finds both. Without accents a query means every spelling, and only those that somebody
wrote down can be asked for: `cafe` asks for `cafe`.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from services.common.queries import folding, lexing, rarity, tree

_AROUND: Final = lexing.QUOTES + "{}"


def phrases(query: tree.Query) -> tuple[str, ...]:
    """Words and phrases of which everything the query asks for has at least one, `@` or `#` before some.

    None where there are no such: a query for a wildcard, a regular expression or fields alone brings from a
    network that is searched only what others bring.
    """
    return tuple(dict.fromkeys(_phrases(query.root) or ()))


def forms(term: tree.Term) -> tuple[str, ...]:
    """The spellings of a term of which a text that has it has one; none of one with too many wildcards.

    Of a phrase with wildcards it is the longest run of words without.
    """
    if term.wild:
        _, run = _longest_run(term)
        return (run,) if run else ()
    if term.written.isascii():
        return (" ".join(term.tokens),)
    pieces = list(_pieces(term.written.lstrip("".join(lexing.SIGILS)).strip(_AROUND)))
    if not pieces or "".join(map(_plain, pieces)) != "".join(term.tokens):
        return (" ".join(term.tokens),)  # made by a program, not written by a person
    spelled = _spelled(pieces, lambda piece: unicodedata.normalize("NFC", piece.lower()))
    if term.exact:
        return (spelled,)
    other = _spelled(pieces, folding.accented if term.accented else _plain)
    return tuple(dict.fromkeys((spelled, other)))


def _phrases(node: tree.Node) -> list[str] | None:
    if isinstance(node, tree.Term):
        return _of_term(node)
    if isinstance(node, tree.Within) and node.field == "title":
        return _of_term(node.term)
    if isinstance(node, tree.And | tree.Near):
        found = [each for part in tree.children(node) if (each := _phrases(part))]
        return min(found, key=_breadth, default=None)
    if isinstance(node, tree.Or):
        every = [_phrases(part) for part in node.parts]
        return [phrase for each in every for phrase in each or ()] if all(every) else None
    return None


def mark(term: tree.Term) -> str:
    """The sign that stands before its forms: none where wildcards leave the word behind it out of them."""
    return term.sigil if not (term.wild and _longest_run(term)[0]) else ""


def _of_term(term: tree.Term) -> list[str] | None:
    sign = mark(term).replace("$", "")
    return [sign + form for form in forms(term)] or None


def _longest_run(term: tree.Term) -> tuple[int, str]:
    """Which token it begins with, and its words; as they must stand where accents count."""
    best, start, words = (0, ""), 0, list[str]()
    spelled = itertools.zip_longest(term.tokens, term.accented, fillvalue="")
    for place, (token, accented) in enumerate([*spelled, ("*", "")]):
        if not {"*", "?"} & set(token):
            words.append(accented or token)
            continue
        best = max(best, (start, " ".join(words)), key=lambda run: len(run[1]))
        start, words = place + 1, []
    return best


def _pieces(written: str) -> Iterator[str]:
    """A text cut where tokens end, but not between tokens that touch: scripts without spaces stay whole."""
    start = end = -1
    for first, last in folding.each_edge(written):
        if first != end:
            if start >= 0:
                yield written[start:end]
            start = first
        end = last
    if start >= 0:
        yield written[start:end]


def _plain(piece: str) -> str:
    return "".join(folding.normalise(piece).split())


def _spelled(pieces: Sequence[str], spell: Callable[[str], str]) -> str:
    return " ".join(map(spell, pieces))


def _breadth(phrases: list[str]) -> float:
    """Few and rare ones bring the least that nobody asked for."""
    return sum(
        min(rarity.guess(word) for word in folding.normalise(phrase).split() or [""]) for phrase in phrases
    )
