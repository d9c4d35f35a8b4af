"""The grammar of the language, and its parser.

    query   = or
    or      = and { "OR" and }
    and     = not { [ "AND" ] not }
    not     = ( "NOT" | "-" ) not  |  near
    near    = operand { ( "NEAR/" n | "ONEAR/" n ) operand }
    operand = "(" or ")"  |  field  |  [ sigil ] term  |  emoji  |  regex
    term    = word  |  '"' words '"'  |  "{" words as they stand "}"
    sigil   = "@" | "#" | "$"
    field   = name ":" value  |  name ":(" value { ( "OR" | "|" ) value } ")"
    value   = word  |  '"' words '"'  |  [ number ] ".." [ number ]
    regex   = "/" RE2 "/" [ "c" ]
    comment = "<<<" anything ">>>"

What binds tighter stands lower: `NEAR` before `NOT` before `AND` (written or not) before `OR`. Operators are
capitals; in small letters they are words. `*` in a word stands for any letters, `?` for one. The lexical
parts are cut in `lexing`, what words mean is in `terms`, what fields mean in `fields`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Final

from services.common.queries import fields, lexing, regexes, terms, tree
from services.common.queries.faults import QueryError

MAX_LENGTH: Final = 10_000
"""Longest expression, in characters."""
MAX_TERMS: Final = 500
"""Most words, phrases and fields of one expression."""
MAX_DEPTH: Final = 40
"""Most brackets and `NOT` inside one another."""

_TERMS: Final = frozenset({"word", "phrase", "exact"})


def parse(expression: str) -> tree.Query:
    """Reads an expression.

    Raises:
        QueryError: at the first column that cannot be read; nothing else, whatever the expression.
    """
    if len(expression) > MAX_LENGTH:
        raise QueryError(
            MAX_LENGTH + 1,
            f"an expression has at most {MAX_LENGTH:,} characters; split it into several queries.",
        )
    return tree.Query(_Parser(expression).read(), expression)


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._pieces: Sequence[lexing.Piece] = list(lexing.pieces(expression))
        self._at = 0
        self._depth = 0
        self._terms = 0

    def read(self) -> tree.Node:
        if len(self._pieces) == 1:
            raise QueryError(1, 'the expression is empty; write a word or a "phrase".')
        root = self._or()
        piece = self._peek
        if piece.kind != "end":  # all that can stand here: everything else goes on with the expression
            raise QueryError(
                piece.column, "this `)` closes nothing; remove it.", self._without(piece.column - 1)
            )
        return root

    @property
    def _peek(self) -> lexing.Piece:
        return self._pieces[self._at]

    def _take(self) -> lexing.Piece:
        piece = self._pieces[self._at]
        self._at += 1
        return piece

    def _without(self, position: int, length: int = 1) -> str:
        return f"{self._expression[:position]}{self._expression[position + length :]}".strip()

    def _or(self) -> tree.Node:
        parts = [self._and()]
        while self._peek.kind == "OR":
            self._take()
            parts.append(self._and())
        return _joined(tree.Or, parts)

    def _and(self) -> tree.Node:
        parts = [self._not()]
        while True:
            kind = self._peek.kind
            if kind == "AND":
                self._take()
            elif kind in {"OR", "end", "close"}:
                return _joined(tree.And, parts)
            parts.append(self._not())

    def _not(self) -> tree.Node:
        if self._peek.kind not in {"NOT", "minus"}:
            return self._near()
        piece = self._take()
        self._deeper(piece)
        part = self._not()
        self._depth -= 1
        return tree.Not(part)

    def _near(self) -> tree.Node:
        left = self._operand()
        while self._peek.kind == "near":
            piece = self._take()
            distance, ordered = lexing.distance(piece)
            right = self._operand()
            for side in (left, right):
                _check_near(piece, side)
            left = tree.Near(left, right, distance, ordered)
        return left

    def _operand(self) -> tree.Node:
        piece = self._take()
        if piece.kind == "word" and piece.text[0] == "~" and piece.text[1:].isdigit():
            raise QueryError(
                piece.column, f"closeness is written between words here: `a NEAR/{piece.text[1:]} b`."
            )
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QueryError(
                piece.column,
                f"the expression has more than {MAX_TERMS} terms; split it into several queries.",
            )
        if piece.kind in _TERMS:
            return terms.read(piece)
        reader = _OPERANDS.get(piece.kind)
        if reader is not None:
            return reader(piece)
        if piece.kind == "open":
            return self._bracket(piece)
        raise self._misplaced(piece)

    def _bracket(self, opening: lexing.Piece) -> tree.Node:
        self._terms -= 1
        self._deeper(opening)
        if self._peek.kind == "close":
            raise QueryError(opening.column, "these brackets are empty; write a word between them.")
        inside = self._or()
        if self._peek.kind == "end":
            raise QueryError(
                opening.column, "this `(` is never closed; add a `)`.", self._expression.rstrip() + ")"
            )
        self._take()
        self._depth -= 1
        return inside

    def _deeper(self, piece: lexing.Piece) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(
                piece.column, f"brackets and `NOT` stand at most {MAX_DEPTH} deep; split the expression."
            )

    def _misplaced(self, piece: lexing.Piece) -> QueryError:
        """Says why no term stands where one must."""
        before = self._pieces[self._at - 2] if self._at > 1 else None
        if before is not None and before.kind == "near" and piece.kind in {"NOT", "minus"}:
            return _unfit(before, tree.Not)
        if before is not None and before.kind in {"AND", "OR", "NOT", "near", "minus"}:
            where, side = before, "after it"
        elif piece.kind in {"AND", "OR", "near"}:
            where, side = piece, "before it"
        elif piece.kind == "end":
            return QueryError(
                self._pieces[self._at - 2].column, "this `(` opens nothing; write a word behind it, and `)`."
            )
        else:
            return QueryError(
                piece.column, "this `)` closes nothing; remove it.", self._without(piece.column - 1)
            )
        name = where.text
        fix = self._without(where.column - 1, len(name))
        return QueryError(
            where.column, f'`{name}` needs a term {side}; to search for the word write "{name.lower()}".', fix
        )


def _joined(kind: type[tree.And | tree.Or], parts: list[tree.Node]) -> tree.Node:
    """The parts as one node, without repeats and without a node of the same kind in it."""
    if len(parts) == 1:
        return parts[0]
    flat: dict[tree.Node, None] = {}
    for part in parts:
        for each in part.parts if isinstance(part, kind) else (part,):
            flat.setdefault(each)
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def _check_near(piece: lexing.Piece, side: tree.Node) -> None:
    """Beside `NEAR` stands only what has places among words."""
    if isinstance(side, tree.Term | tree.Near):
        return
    if isinstance(side, tree.Or):
        for part in side.parts:
            _check_near(piece, part)
        return
    raise _unfit(piece, type(side))


def _unfit(piece: lexing.Piece, side: type[tree.Node]) -> QueryError:
    what, instead = {
        tree.And: ("`AND`", "write `a NEAR/5 b AND a NEAR/5 c`"),
        tree.Not: ("`NOT`", "write `NOT (a NEAR/5 b)`"),
    }.get(side, ("a field, an emoji or a regular expression", "join it with `AND`"))
    return QueryError(
        piece.column, f"beside `{piece.text}` stand words, phrases and `OR` of them, not {what}; {instead}."
    )


def _regex(piece: lexing.Piece) -> tree.Node:
    body, _, flags = piece.text[1:].rpartition("/")
    if flags not in {"", "c"}:
        raise QueryError(
            piece.column,
            f"behind a regular expression stands nothing or `c` (case counts), not `{flags}`; "
            f'to look for the text write "{piece.text}".',
        )
    pattern, cased = body.replace("\\/", "/"), flags == "c"
    try:
        regexes.check(pattern, cased=cased)
    except regexes.BadRegexError as fault:
        raise QueryError(
            piece.column, f"this regular expression {_sentence(str(fault))}; see github.com/google/re2."
        ) from None
    return tree.Regex(pattern, cased, piece.text, piece.column)


def _sentence(problem: str) -> str:
    return problem if problem.startswith(("is ", "has ")) else f"cannot be read: {problem}"


def _field(piece: lexing.Piece) -> tree.Node:
    name = piece.text.lower()
    if name not in fields.FIELDS:
        raise _unknown(piece)
    return _joined(tree.Or, [_field_value(name, value) for value in piece.values])


def _field_value(name: str, value: lexing.Piece) -> tree.Node:
    if name in tree.TEXT_FIELDS:
        term = terms.read(value)
        if not isinstance(term, tree.Term):
            raise QueryError(value.column, f"`{name}:` is searched for words; write a word or a phrase.")
        return tree.Within(name, term)
    try:
        if value.kind == "word":
            return fields.read(name, value.text)
        return fields.quoted(name, value.text[1:-1])
    except fields.BadValueError as fault:
        raise QueryError(value.column, f"{fault}.") from None


def _unknown(piece: lexing.Piece) -> QueryError:
    near = difflib.get_close_matches(piece.text.lower(), fields.FIELDS, n=1)
    value = piece.values[0].text if piece.values else ""
    suggestion = f"did you mean `{near[0]}:`? If not, to" if near else "to"
    return QueryError(
        piece.column,
        f'`{piece.text}:` is no field; {suggestion} look for the text write "{piece.text}:{value}". '
        f"Fields are {', '.join(fields.FIELDS)}.",
    )


_OPERANDS: Final[dict[str, Callable[[lexing.Piece], tree.Node]]] = {
    "emoji": terms.emoji,
    "regex": _regex,
    "field": _field,
}
