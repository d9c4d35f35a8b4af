"""How long a text is, as a network counts it.

Listener and router both refuse what a network would, so they count by one rule. Where a rule is not certain
it counts too much, so that a network never cuts what we let pass.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from services.common.model import links

CHARACTER: Final = "CHARACTER"
GRAPHEME: Final = "GRAPHEME"
BYTE: Final = "BYTE"
WEIGHTED: Final = "WEIGHTED"

WEIGHTED_LINK: Final = 23
"""What X counts for a link, however long."""

_ZERO_WIDTH_JOINER: Final = "\u200d"
_EMOJI_STYLE: Final = "\ufe0f"
_KEYCAP: Final = "\u20e3"
_KEYCAP_BASES: Final = frozenset("0123456789#*")
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_REGIONAL_INDICATORS: Final = range(0x1F1E6, 0x1F200)
_EXTENDING: Final = frozenset({"Mn", "Me", "Mc"})
_HANGUL_VOWELS_AND_TAILS: Final = range(0x1160, 0x1200)
_LIGHT: Final = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
"""Code points that count 1 at X, its "weighted ranges" of configuration version 3; every other counts 2."""
_PICTURES: Final = (
    range(0x2190, 0x2400),
    range(0x2460, 0x2500),
    range(0x25A0, 0x2800),
    range(0x2900, 0x2980),
    range(0x2B00, 0x2C00),
    range(0x1F000, 0x1F1E6),
    range(0x1F200, 0x1FB00),
)
"""Blocks whose signs begin an emoji; a single sign of them counts 2 whether it is one or not."""
_TEXT_PICTURES: Final = frozenset("\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299")
"""Signs outside those blocks that are an emoji only with the emoji style behind them."""


def measure(text: str, unit: str, link_length: int = 0) -> int:
    """The length in `CHARACTER`s, `GRAPHEME`s, `BYTE`s or `WEIGHTED` characters.

    Args:
        text: what is counted.
        unit: an unknown one counts characters.
        link_length: what each link with `https://` counts, where the network counts all alike; 0 as written.
            Weighted characters have their own.
    """
    if unit == WEIGHTED:
        return _weighted(text)
    if not link_length:
        return _plain(text, unit)
    total = 0
    for piece, is_link in _pieces(text):
        total += link_length if is_link else _plain(piece, unit)
    return total


def _plain(text: str, unit: str) -> int:
    if unit == BYTE:
        return len(text.encode())
    if unit != GRAPHEME:
        return len(text)
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in graphemes(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    position = 0
    for link in links.find(text):
        if link.bare:
            continue
        yield text[position : link.start], False
        yield text[link.start : link.end], True
        position = link.end
    yield text[position:], False


def graphemes(text: str) -> Iterator[str]:
    """Characters as a person sees them: an accent, a skin tone or a flag's second half adds none.

    Follows the rules of extended grapheme clusters (Unicode Annex 29) for what people write.
    """
    cluster = ""
    flag_halves = 0
    for char in text:
        flag_halves = flag_halves + 1 if ord(char) in _REGIONAL_INDICATORS else 0
        joins = (
            (flag_halves and flag_halves % 2 == 0)
            or _extends(char)
            or (cluster[-1:] == _ZERO_WIDTH_JOINER and unicodedata.category(char) == "So")
            or (cluster[-1:] == "\r" and char == "\n")
        )
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _extends(char: str) -> bool:
    code = ord(char)
    return code > 127 and (
        char == _ZERO_WIDTH_JOINER
        or unicodedata.category(char) in _EXTENDING
        or code in _SKIN_TONES
        or code in _TAGS
        or code in _HANGUL_VOWELS_AND_TAILS
    )


def _weighted(text: str) -> int:
    """As X counts: https://docs.x.com/fundamentals/counting-characters, configuration version 3.

    The text is brought into form NFC; a link counts 23, an emoji 2 however many code points it is made of, a
    code point of the light ranges 1 and any other 2. A name that may be a link or not, because the ending of
    its host is rare, counts as the longer of the two.
    """
    normal = unicodedata.normalize("NFC", text)
    total = position = 0
    for link in links.find(normal):
        total += _weigh(normal[position : link.start])
        written = 0 if link.known else _weigh(normal[link.start : link.end])
        total += max(WEIGHTED_LINK, written)
        position = link.end
    return total + _weigh(normal[position:])


def _weigh(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if _is_emoji(cluster) else sum(map(_weight, cluster)) for cluster in graphemes(text))


def _weight(char: str) -> int:
    code = ord(char)
    return 1 if any(code in light for light in _LIGHT) else 2


def _is_emoji(cluster: str) -> bool:
    first, code = cluster[0], ord(cluster[0])
    if code in _REGIONAL_INDICATORS:
        return len(cluster) == 2
    if first in _KEYCAP_BASES:
        return cluster[1:] in (_KEYCAP, _EMOJI_STYLE + _KEYCAP)
    if first in _TEXT_PICTURES:
        return cluster[1:2] == _EMOJI_STYLE
    return any(code in block for block in _PICTURES) and not _has_stray_marks(cluster)


def _has_stray_marks(cluster: str) -> bool:
    """Whether something hangs on an emoji that does not belong to it: an accent, or the text style."""
    return any(
        unicodedata.category(char) in _EXTENDING and char not in (_EMOJI_STYLE, _KEYCAP) for char in cluster
    )
