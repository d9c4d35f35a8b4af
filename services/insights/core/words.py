"""Words of a text in one written form, so that a search finds them whatever their case and accents.

The archive keeps ` w1 w2 w3 ` beside each mention; looking for ` word ` with its spaces then
finds whole words and whole phrases with nothing but a substring search, on every database.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from antiphon.mention.v1 import mention_pb2
from services.common.queries import folding

# Scripts written without spaces: every sign is a word, so that any run of signs is a phrase.
_SIGNS: Final = (("\u3040", "\u30ff"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"))


def fold(text: str) -> str:
    """The words of `text` as ` w1 w2 `: lower case, without accents; one space when it has none."""
    if text.isascii():
        plain = b" ".join(text.encode().translate(_PLAIN).split()).decode()
        return f" {plain} " if plain else " "
    words = text.translate(_FORMS).split()
    return f" {' '.join(words)} " if words else " "


def said(mention: mention_pb2.Mention) -> str:
    """What is searched of a mention: its title and its text."""
    return f"{mention.title} {mention.text}" if mention.title else mention.text


def is_odd(text: str, folded: str) -> bool:
    """Whether a query would see a word in a text that its folded words, by `fold`, do not have.

    Both agree on plain ASCII. Elsewhere they may not: queries take every sign of Thai and Korean for a word,
    and leave out what is not seen within one.
    """
    return not text.isascii() and not set(folding.fold(text).split()) <= set(folded.split())


def _form(letter: str) -> str:
    """What one character becomes: its plain letters, nothing for an accent, a space for all else."""
    if unicodedata.combining(letter):
        return ""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    kept = "".join(part for part in spread if not unicodedata.combining(part))
    return "".join(map(_part, kept))


def _part(letter: str) -> str:
    """A plain letter; one that is a word by itself stands alone, whatever it was spread from."""
    if any(low <= letter <= high for low, high in _SIGNS):
        return f" {letter} "
    return letter if letter.isalnum() or letter == "_" else " "


class _Forms(dict[int, str]):
    """Forms of characters, found out once each."""

    def __missing__(self, code: int) -> str:
        form = self[code] = _form(chr(code))
        return form


_FORMS: Final = _Forms()
_PLAIN: Final = "".join(_form(chr(code)) for code in range(128)).encode().ljust(256)
