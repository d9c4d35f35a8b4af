"""Cuts an expression into words, phrases, signs and operators. The grammar above them is in `grammar`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.common.queries.faults import QueryError

QUOTES: Final = '"\u201c\u201d\u201e\u201f\uff02'
SIGILS: Final = {"@": "@", "\uff20": "@", "#": "#", "\uff03": "#", "$": "$", "\uff04": "$"}
MAX_DISTANCE: Final = 100
"""Most words between two that are near."""

_SIGIL: Final = "[" + "".join(SIGILS) + "]"
_BARE: Final = rf"(?:(?!<<<)[^\s(){{}}{QUOTES}])+"
_PARTS: Final = re.compile(
    rf"""(?P<space>\s+|<<<.*?>>>)
    |(?P<open>\()
    |(?P<close>\))
    |(?P<minus>-(?=[^\s)]))
    |(?P<phrase>{_SIGIL}?[{QUOTES}][^{QUOTES}]*[{QUOTES}])
    |(?P<exact>{_SIGIL}?\{{[^{{}}]*\}})
    |(?P<regex>/(?:\\.|[^/\\])+/\w*)
    |(?P<field>[A-Za-z_]+:)
    |(?P<word>{_BARE})
    """,
    re.VERBOSE | re.DOTALL,
)
_VALUE: Final = re.compile(
    rf"(?P<phrase>[{QUOTES}][^{QUOTES}]*[{QUOTES}])|(?P<exact>\{{[^{{}}]*\}})|(?P<word>[^\s(){{}}{QUOTES}|]+)"
)
_BETWEEN: Final = re.compile(r"\s*(?:\||\bOR\b)\s*|\s*(?=\))")
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
_NEAR: Final = re.compile(r"(O?)NEAR(?:/(\d{1,4}))?")
_FIRST_SYMBOL: Final = 0x2190
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")


class Piece(NamedTuple):
    """One part of an expression.

    Attributes:
        kind: `open`, `close`, `minus`, `phrase`, `exact`, `regex`, `field`, `word`, `emoji`, `near`,
            `AND`, `OR`, `NOT` or `end`.
        text: as written.
        column: where it begins, from 1.
        values: of a field, what stands behind its colon.
    """

    kind: str
    text: str
    column: int
    values: tuple[Piece, ...] = ()


def pieces(expression: str) -> Iterator[Piece]:
    """The parts of an expression, at the end one of kind `end`.

    Raises:
        QueryError: at something that is no part.
    """
    position = 0
    while position < len(expression):
        found = _PARTS.match(expression, position)
        if found is None:
            raise _fault(expression, position)
        kind, text = str(found.lastgroup), found[0]
        start, position = position, found.end()
        if kind == "word":
            yield from _words(text, start + 1)
        elif kind == "field":
            values, position = _values(expression, text, position)
            yield Piece(kind, text[:-1], start + 1, values)
        elif kind != "space":
            yield Piece(kind, text, start + 1)
    yield Piece("end", "", len(expression) + 1)


def is_symbol(char: str) -> bool:
    """Whether a character is an emoji or a sign like one; marks such as ™ belong to the words around them."""
    code = ord(char)
    return code >= _FIRST_SYMBOL and (0x1F3FB <= code <= 0x1F3FF or unicodedata.category(char) == "So")


def _words(text: str, column: int) -> Iterator[Piece]:
    if text in _OPERATORS:
        yield Piece(text, text, column)
    elif _NEAR.fullmatch(text):
        yield Piece("near", text, column)
    elif text.isascii():
        yield Piece("word", text, column)
    else:
        yield from _without_emoji(text, column)


def _without_emoji(text: str, column: int) -> Iterator[Piece]:
    """A word, and emoji between its letters on their own."""
    start = 0
    while start < len(text):
        emoji = is_symbol(text[start])
        end = start + 1
        while end < len(text) and (is_symbol(text[end]) or (emoji and text[end] in _JOINERS)) == emoji:
            end += 1
        yield Piece("emoji" if emoji else "word", text[start:end], column + start)
        start = end


def distance(piece: Piece) -> tuple[int, bool]:
    """The number and whether order counts, of a piece of kind `near`.

    Raises:
        QueryError: there is no number, or it is too large.
    """
    found = _NEAR.fullmatch(piece.text)
    number = found[2] if found else None
    if number is None:
        raise QueryError(
            piece.column,
            f"`{piece.text}` needs the most words that may stand between; write `{piece.text}/5`.",
        )
    if int(number) > MAX_DISTANCE:
        raise QueryError(
            piece.column, f"`{piece.text}` reaches too far; {MAX_DISTANCE} words at most may stand between."
        )
    return int(number), piece.text.startswith("O")


def _values(expression: str, name: str, position: int) -> tuple[tuple[Piece, ...], int]:
    """What stands behind the colon of a field: one value, or several in brackets or with `|` between."""
    bracket = expression.startswith("(", position)
    position += bracket
    values: list[Piece] = []
    while True:
        found = _VALUE.match(expression, position)
        if found is None:
            raise _no_value(expression, name, position, bracket=bracket)
        values.append(Piece(str(found.lastgroup), found[0], position + 1))
        position = found.end()
        if bracket:
            between = _BETWEEN.match(expression, position)
            if between is None:
                raise QueryError(
                    position + 1, f"the values of `{name}` need `OR` or `|` between them and `)` at the end."
                )
            position = between.end()
            if expression.startswith(")", position):
                return tuple(values), position + 1
        elif not expression.startswith("|", position):
            return tuple(values), position
        else:
            position += 1


def _no_value(expression: str, name: str, position: int, *, bracket: bool) -> QueryError:
    rest = expression[position:]
    if rest[:1] and rest[0] in QUOTES + "{":
        return _fault(expression, position)
    if rest[:1].isspace() and rest.strip() and not bracket:
        mended = expression[:position] + rest.lstrip()
        return QueryError(
            position + 1, f"`{name}` needs its value right behind it; remove the space.", mended
        )
    return QueryError(
        position + 1, f'`{name}` needs a value behind it; to look for the word write "{name[:-1]}".'
    )


def _fault(expression: str, position: int) -> QueryError:
    """Says why nothing begins at a position."""
    rest = expression[position:]
    if rest.startswith("<<<"):
        return QueryError(
            position + 1, "this comment is never closed; write `>>>` behind it.", expression + ">>>"
        )
    if len(rest) > 1 and rest[0] in SIGILS:
        position, rest = position + 1, rest[1:]
    if rest[0] in QUOTES:
        return QueryError(
            position + 1, 'this quotation mark is never closed; add a second `"`.', expression + '"'
        )
    if rest[0] == "{":
        return QueryError(position + 1, "this `{` is never closed; add a `}`.", expression + "}")
    if rest[0] == "}":
        return QueryError(
            position + 1,
            "this `}` closes nothing; remove it.",
            expression[:position] + expression[position + 1 :],
        )
    return QueryError(position + 1, "nothing begins here; write a word to search for.")
