"""What to ask a network's own search for, so that it brings everything a query may want.

A network's search knows words and phrases. Of every query some are chosen such that whatever it asks for has
one of them; the rest is filtered here.
"""

from __future__ import annotations

from services.common.queries import rarity, tree


def phrases(query: tree.Query) -> tuple[str, ...]:
    """Words and phrases of which everything the query asks for has at least one, `@` or `#` before some.

    None where there are no such: a query for a wildcard, a regular expression or fields alone brings from a
    network that is searched only what others bring.
    """
    return tuple(dict.fromkeys(_phrases(query.root) or ()))


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


def _of_term(term: tree.Term) -> list[str] | None:
    """The longest run of its words without a wildcard."""
    if not term.wild:
        return [term.sigil.replace("$", "") + " ".join(term.tokens)]
    runs = " ".join("" if {"*", "?"} & set(token) else token for token in term.tokens).split("  ")
    longest = max(runs, key=len).strip()
    return [longest] if longest else None


def _breadth(phrases: list[str]) -> float:
    """Few and rare ones bring the least that nobody asked for."""
    return sum(min(rarity.guess(word) for word in phrase.strip("@#").split()) for phrase in phrases)
