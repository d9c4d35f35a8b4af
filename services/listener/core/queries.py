"""The grammar of a standing question: words and "phrases", any of which matches.

    expression = term { [ "OR" ] term }
    term       = word | '"' words '"'

A term may begin with `@` (only as a handle) or `#` (only as a hashtag). What the grammar does not have
yet is refused at its column rather than searched for as a word.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.common.queries import folding

MAX_EXPRESSION_LENGTH: Final = 4_000
"""Longest expression, in characters; longer lists belong into several queries."""
MAX_TERMS: Final = 500
"""Most terms of one expression."""
MAX_TERM_LENGTH: Final = 200
"""Longest single term, in characters."""

_QUOTES: Final = frozenset('"\u201c\u201d\u201e\u201f\uff02')
_SIGILS: Final = {"@": "@", "\uff20": "@", "#": "#", "\uff03": "#"}
_OPERATORS: Final = frozenset({"AND", "NOT", "NEAR"})


class QueryError(ValueError):
    """An expression that cannot be read.

    Attributes:
        column: where it goes wrong, from 1.
        problem: what is wrong and how to mend it, in a sentence.
    """

    def __init__(self, column: int, problem: str) -> None:
        super().__init__(f"column {column}: {problem}")
        self.column = column
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase.

    Attributes:
        pattern: its tokens as `folding.normalise` writes them, spaces around included.
        sigil: `@` or `#` when only a handle or a hashtag will do; else empty.
    """

    pattern: str
    sigil: str = ""

    @property
    def token_count(self) -> int:
        return self.pattern.count(" ") - 1


@dataclass(frozen=True, slots=True)
class _Piece:
    column: int
    body: str
    quoted: bool

    @property
    def is_or(self) -> bool:
        return not self.quoted and self.body == "OR"


@functools.lru_cache(maxsize=20_000)  # every change of one query builds the watch over all of them anew
def parse(expression: str) -> tuple[Term, ...]:
    """The terms of an expression, without repeats, in the order written.

    Raises:
        QueryError: at the first column that cannot be read.
    """
    if len(expression) > MAX_EXPRESSION_LENGTH:
        raise QueryError(
            MAX_EXPRESSION_LENGTH + 1,
            f"an expression has at most {MAX_EXPRESSION_LENGTH:,} characters; split it into several queries.",
        )
    pieces = list(_pieces(expression))
    _check_operators(pieces)
    terms = dict.fromkeys(_term(piece) for piece in pieces if not piece.is_or)
    if not terms:
        raise QueryError(1, 'the expression is empty; write a word or a "phrase".')
    if len(terms) > MAX_TERMS:
        raise QueryError(1, f"the expression has more than {MAX_TERMS} terms; split it into several queries.")
    return tuple(terms)


def _pieces(expression: str) -> Iterator[_Piece]:
    position = 0
    while position < len(expression):
        if expression[position].isspace():
            position += 1
            continue
        piece, position = _piece_at(expression, position)
        yield piece


def _piece_at(expression: str, start: int) -> tuple[_Piece, int]:
    opening = start + 1 if expression[start] in _SIGILS else start
    if expression[opening : opening + 1] in _QUOTES and opening < len(expression):
        closing = _find_quote(expression, opening + 1)
        if closing < 0:
            raise QueryError(opening + 1, 'this quotation mark is never closed; add a second `"`.')
        body = expression[start:opening] + expression[opening + 1 : closing]
        return _Piece(start + 1, body, quoted=True), closing + 1
    end = start
    while end < len(expression) and not expression[end].isspace() and expression[end] not in _QUOTES:
        end += 1
    return _Piece(start + 1, expression[start:end], quoted=False), end


def _find_quote(expression: str, start: int) -> int:
    return next((i for i in range(start, len(expression)) if expression[i] in _QUOTES), -1)


def _check_operators(pieces: list[_Piece]) -> None:
    expects_term = True
    for piece in pieces:
        if piece.is_or and expects_term:
            raise QueryError(piece.column, "`OR` needs a term before it; to search for the word write `or`.")
        expects_term = piece.is_or
    if pieces and expects_term:
        raise QueryError(pieces[-1].column, "`OR` needs a term after it; to search for the word write `or`.")


def _term(piece: _Piece) -> Term:
    sigil = _SIGILS.get(piece.body[:1], "")
    body = piece.body[1:] if sigil else piece.body
    if not piece.quoted:
        _refuse_unknown_syntax(piece, body)
    pattern = folding.normalise(body)
    if pattern.isspace():
        raise QueryError(piece.column, "this term has no letter or digit; write a word to search for.")
    if len(pattern) > MAX_TERM_LENGTH:
        raise QueryError(piece.column, f"this term is longer than {MAX_TERM_LENGTH} characters; shorten it.")
    return Term(pattern, sigil)


def _refuse_unknown_syntax(piece: _Piece, body: str) -> None:
    if body in _OPERATORS:
        raise QueryError(
            piece.column,
            f'`{body}` is not understood yet, only `OR` is; to search for the word write "{body.lower()}".',
        )
    if body.startswith("-"):
        raise QueryError(piece.column, "excluding a term with `-` is not understood yet; remove it.")
    for mark, meaning in (("(", "grouping"), (")", "grouping"), ("*", "a placeholder")):
        if mark in body:
            column = piece.column + piece.body.index(mark)
            raise QueryError(column, f"{meaning} with `{mark}` is not understood yet; remove it.")
