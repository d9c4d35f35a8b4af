"""Words of a text in one written form, so that a search finds them whatever their case and accents.

The archive keeps ` w1 w2 w3 ` beside each mention; looking for ` word ` with its spaces then
finds whole words and whole phrases with nothing but a substring search, on every database.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9_]+")
# Scripts written without spaces: every sign is a word, so that any run of signs is a phrase.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ANY = re.compile(rf"[{_SIGN}]|[^\W{_SIGN}]+")


def fold(text: str) -> str:
    """The words of `text` as ` w1 w2 `: lower case, without accents; one space when it has none."""
    if text.isascii():
        words = _PLAIN.findall(text.lower())
    else:
        words = _ANY.findall(_without_accents(text.casefold()))
    return f" {' '.join(words)} " if words else " "


def _without_accents(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text)
    kept = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept)
