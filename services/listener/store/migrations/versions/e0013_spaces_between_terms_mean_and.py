"""Spaces between terms mean AND."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "e0013"
down_revision = "e0012"
branch_labels = None
depends_on = None

_QUOTES = '"\u201c\u201d\u201e\u201f\uff02'
_SIGILS = "@\uff20#\uff03"
_TERM = re.compile(rf"[{_SIGILS}]?[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|[^\s{_QUOTES}]+")
_QUIET = re.compile(r"[\w@#.,!&+%'-]+")
"""What means in the language of today what it meant before, when it stands alone."""
_BASES = re.compile("[A-Za-z\u0370-\u03ff]")

queries = sa.table("queries", sa.column("name", sa.Text), sa.column("expression", sa.Text))


def upgrade() -> None:
    conn = op.get_bind()
    for name, expression in conn.execute(sa.select(queries.c.name, queries.c.expression)).all():
        rewritten = with_or(expression)
        if rewritten != expression:
            conn.execute(queries.update().where(queries.c.name == name).values(expression=rewritten))


def with_or(expression: str) -> str:
    """What an expression of before means, said today.

    Words side by side, any of which was enough, get `OR` between them. Signs that were left out, and mean
    something today, are put in quotes. Latin and Greek letters lose their accents, which did not count.
    """
    terms = [found[0] for found in _TERM.finditer(expression) if found[0] != "OR"]
    return " OR ".join(_term(term) for term in terms)


def _term(term: str) -> str:
    plain = _without_accents(term)
    sigil = plain[0] if plain[0] in _SIGILS else ""
    body = plain[len(sigil) :]
    if body[0] in _QUOTES:
        return f'{sigil}"{re.sub("[*?]", " ", body[1:-1])}"'
    if plain.startswith("-") or not _QUIET.fullmatch(plain) or re.fullmatch(r"O?NEAR|AND|NOT", plain):
        return f'{sigil}"{re.sub("[*?]", " ", body)}"'
    return plain


def _without_accents(text: str) -> str:
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char) and kept and _BASES.fullmatch(kept[-1]):
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
