"""Hides what must not reach a lexicon: handles and links, each within its token, length for length.

A masked stretch becomes as many `x`, a word in no list and not in capitals, so spans stay true and
a text scores exactly as VADER scores `mask(text)`. Hashtags keep their words, as VADER reads them.
"""

from __future__ import annotations

import re
from typing import Final

FILLER: Final = "x"

_HIDDEN: Final = re.compile(
    r"[@HhWw](?:"  # begins with a set of characters, as that is what the engine finds fast
    r"(?<=@)(?<![\w@]@)\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?"  # @name, @name.host, @name@host
    r"|(?:(?<=[Hh])[Tt][Tt][Pp][Ss\u017f]?://|(?<=[Ww])[Ww][Ww]\.)"
    r"(?:\S*[\w/])?)"  # a link, without the punctuation that ends the sentence
)


def mask(text: str) -> str:
    """The text with handles and links hidden; same length, same tokens."""
    if "@" not in text and "://" not in text and "www." not in text.lower():
        return text
    return _HIDDEN.sub(_fill, text)


def is_link(token: str) -> bool:
    """Whether a token is a link and nothing else; quick, for the form that networks write."""
    return token.startswith(("http://", "https://")) and token.isascii()


def _fill(found: re.Match[str]) -> str:
    return FILLER * len(found[0])
