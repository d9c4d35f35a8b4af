"""Words and phrases of an expression as they are compared with a text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from services.common.queries import folding, lexing, tree
from services.common.queries.faults import QueryError

MAX_LENGTH: Final = 200
"""Longest single term, in characters."""
_SELECTORS: Final = re.compile("[\ufe0e\ufe0f]")
# Two characters that nobody types stand for the wildcards while a term is folded: they fold to themselves.
_ANY, _ONE = "\U000e01ee", "\U000e01ef"
_HIDE: Final = {ord("*"): _ANY, ord("?"): _ONE}
_SHOW: Final = {ord(_ANY): "*", ord(_ONE): "?"}
_QUESTION_MARK: Final = re.compile(r"\?(?![\w*?])")


def read(piece: lexing.Piece) -> tree.Node:
    """The meaning of a word, a phrase or an exact term.

    Raises:
        QueryError: nothing in it can be searched for.
    """
    sigil = lexing.SIGILS.get(piece.text[0], "")
    body = piece.text[1:] if sigil else piece.text
    if piece.kind != "word":
        body = body[1:-1]
    if len(body) > MAX_LENGTH:
        raise QueryError(piece.column, f"this term is longer than {MAX_LENGTH} characters; shorten it.")
    if piece.kind == "exact":
        return _exact(piece, sigil, body)
    if piece.kind == "phrase":
        if not sigil and (signs := _signs(body)):
            return tree.Emoji(signs, body.strip(), piece.column)
        body = _QUESTION_MARK.sub(" ", body)
    return _term(piece, sigil, body)


def emoji(piece: lexing.Piece) -> tree.Emoji:
    """The meaning of emoji."""
    return tree.Emoji(_SELECTORS.sub("", piece.text), piece.text, piece.column)


def _signs(body: str) -> str:
    """What a phrase of nothing but emoji looks for."""
    signs = _SELECTORS.sub("", body).strip()
    return signs if signs and all(lexing.is_symbol(sign) or sign == "\u200d" for sign in signs) else ""


def _term(piece: lexing.Piece, sigil: str, body: str) -> tree.Term:
    if body.isascii() and body.isalnum():
        return tree.Term((body.lower(),), sigil, written=piece.text, column=piece.column)
    wild = "*" in body or "?" in body
    hidden = body.translate(_HIDE) if wild else body
    tokens = tuple(token.translate(_SHOW) for token in folding.normalise(hidden).split())
    if all(not token.strip("*?") for token in tokens):
        raise _nothing(piece, tokens)
    accented: tuple[str, ...] = ()
    if folding.has_accents(hidden.translate({ord(_ANY): "", ord(_ONE): ""})):
        accented = tuple(_accented(hidden[a:b]) for a, b in folding.token_edges(hidden))
    return tree.Term(
        tokens,
        sigil,
        accented,
        wild=any("*" in token or "?" in token for token in tokens),
        written=piece.text,
        column=piece.column,
    )


def _accented(token: str) -> str:
    bare = token.replace(_ANY, "").replace(_ONE, "")
    return folding.accented(token).translate(_SHOW) if folding.has_accents(bare) else ""


def _nothing(piece: lexing.Piece, tokens: tuple[str, ...]) -> QueryError:
    if tokens:
        return QueryError(piece.column, f"`{piece.text}` matches every word; write some letters beside it.")
    return QueryError(
        piece.column, "this term has no letter or digit; write a word to search for, or leave it out."
    )


def _exact(piece: lexing.Piece, sigil: str, body: str) -> tree.Term:
    tokens = tuple(folding.normalise(body).split())
    if not tokens:
        raise QueryError(piece.column, "these brackets hold no letter or digit; write the word as it stands.")
    edges = folding.token_edges(body)
    exact = as_it_stands(body[edges[0][0] : edges[-1][1]])
    return tree.Term(tokens, sigil, exact=exact, written=piece.text, column=piece.column)


def as_it_stands(stretch: str) -> str:
    """A stretch of text as exact terms compare it: composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", stretch).split())
