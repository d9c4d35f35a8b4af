"""What an expression means in plain words, so that nobody has to guess how it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from services.common.queries import languages, tree

_TEXTS: Final = (tree.Term, tree.Emoji, tree.Regex, tree.Near)
_KINDS: Final = {
    "post": "posts",
    "reply": "replies",
    "comment": "comments",
    "review": "reviews",
    "message": "messages",
    "repost": "reposts",
    "quote": "quotes",
}
_HAS: Final = {"media": "with pictures or films", "link": "with a link", "question": "that ask a question"}
_VALUES: Final[Mapping[str, Callable[[Sequence[str]], str]]] = {
    "author": lambda values: f"by {_any([f'@{value}' for value in values])}",
    "lang": lambda values: f"in {_any([languages.name(value) for value in values])}",
    "source": lambda values: f"from {_any(values)}",
    "site": lambda values: f"on {_any(values)}",
    "link": lambda values: f"linking to {_any(values)}",
    "in_thread_of": lambda values: f"in the thread of {_any(values)}",
    "reply_to": lambda values: f"in reply to {_any(values)}",
    "kind": lambda values: f"that are {_any([_KINDS[value] for value in values])}",
    "has": lambda values: _any([_HAS[value] for value in values]),
    "is": lambda values: _any([_is(value) for value in values]),
}


def describe(query: tree.Query) -> str:
    """One line, for example "mentions of Acme or Akme, not jobs, in English or German"."""
    parts = query.root.parts if isinstance(query.root, tree.And) else (query.root,)
    wanted = [part for part in parts if _asks_for_text(part)]
    texts = [_grouped(part) if len(wanted) == 1 else _bracketed(part) for part in wanted]
    unwanted = [_unwanted(part.part) for part in parts if isinstance(part, tree.Not) and _is_text(part.part)]
    others = [clause(part) for part in parts if not _asks_for_text(part) and not _is_text(_inside(part))]
    said = f"mentions of {' and '.join(texts)}" if texts else "everything"
    without = [f"not {each}" for each in unwanted]
    return ", ".join([said, *without, *others])


def _inside(node: tree.Node) -> tree.Node:
    return node.part if isinstance(node, tree.Not) else node


def _unwanted(node: tree.Node) -> str:
    return f"({_grouped(node)})" if isinstance(node, tree.And) else _grouped(node)


def _is_text(node: tree.Node) -> bool:
    """Whether it speaks of words only, and wants them."""
    if isinstance(node, tree.And | tree.Or):
        return all(_is_text(part) for part in node.parts)
    return isinstance(node, _TEXTS)


def _asks_for_text(node: tree.Node) -> bool:
    """Whether it wants words whichever way it holds, though it may refuse some beside."""
    if isinstance(node, tree.Or):
        return all(map(_asks_for_text, node.parts))
    if isinstance(node, tree.And):
        kept = [part for part in node.parts if not (isinstance(part, tree.Not) and _is_text(part.part))]
        return bool(kept) and all(map(_asks_for_text, kept))
    return _is_text(node)


def _any(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def _grouped(node: tree.Node) -> str:
    """A node of words; one that joins several ways stands in brackets."""
    if isinstance(node, tree.Or):
        return _any([_bracketed(part) for part in node.parts])
    if isinstance(node, tree.And):
        return " and ".join(_bracketed(part) for part in node.parts)
    return clause(node)


def _bracketed(node: tree.Node) -> str:
    return f"({_grouped(node)})" if isinstance(node, tree.And | tree.Or | tree.Near) else clause(node)


def clause(node: tree.Node) -> str:
    """One part of an expression, as it stands among others."""
    if isinstance(node, tree.Not):
        return f"not {_bracketed(node.part)}"
    if isinstance(node, tree.Or):
        return _alternatives(node)
    if isinstance(node, tree.And):
        return _grouped(node)
    if isinstance(node, tree.Near):
        how = "followed within {} by" if node.ordered else "within {} of"
        words = "1 word" if node.distance == 1 else f"{node.distance} words"
        return f"{_bracketed(node.left)} {how.format(words)} {_bracketed(node.right)}"
    return _leaf(node)


def _alternatives(node: tree.Or) -> str:
    """Of one field its values; of several kinds each of them."""
    named = [part for part in node.parts if isinstance(part, tree.Has)]
    if len(named) == len(node.parts) and len({part.name for part in named}) == 1:
        return _VALUES[named[0].name]([part.value for part in named])
    return f"either {_any([_bracketed(part) for part in node.parts])}"


def _leaf(node: tree.Leaf) -> str:
    if isinstance(node, tree.Term):
        return _term(node)
    if isinstance(node, tree.Emoji):
        return node.written or node.signs
    if isinstance(node, tree.Regex):
        return f"text like /{node.pattern}/" + (" (case counts)" if node.cased else "")
    if isinstance(node, tree.Within):
        where = "in the title" if node.field == "title" else "in what the author says of themselves"
        return f"with {_term(node.term)} {where}"
    if isinstance(node, tree.Has):
        return _VALUES[node.name]([node.value])
    return _range(node)


def _term(term: tree.Term) -> str:
    shown = term.sigil + (
        term.exact or (term.written or " ".join(term.tokens)).lstrip("@#$\uff20\uff03\uff04")
    )
    if term.exact:
        return f"{shown} (exactly so)"
    return f"{shown} (with its accents)" if term.accented else shown


def _is(value: str) -> str:
    return "by verified authors" if value == "verified" else f"that are {_KINDS[value]}"


def _range(node: tree.Range) -> str:
    if node.name == "created":
        return f"published {_span(node, _moment, 'from {}', 'until {}', 'from {} to {}')}"
    span = _span(node, _number, "{} or more", "at most {}", "{} to {}")
    if node.name == "rating":
        return f"rated {span}"
    return f"by authors with {span} followers" if node.name == "followers" else f"with {span} likes"


def _span(node: tree.Range, show: Callable[[float], str], least: str, most: str, both: str) -> str:
    if node.high is None:
        return least.format(show(node.low or 0))
    if node.low is None:
        return most.format(show(node.high))
    low, high = show(node.low), show(node.high)
    return f"on {low}" if low == high and node.name == "created" else both.format(low, high)


def _number(value: float) -> str:
    return f"{value:,.10g}" if value != int(value) else f"{int(value):,}"


def _moment(value: float) -> str:
    moment = datetime.fromtimestamp(value, UTC)
    whole = (moment.hour, moment.minute, moment.second) in {(0, 0, 0), (23, 59, 59)}
    return moment.strftime("%Y-%m-%d" if whole else "%Y-%m-%dT%H:%M:%SZ")
