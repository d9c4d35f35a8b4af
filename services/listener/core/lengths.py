"""How long a text is in the unit its network counts in."""

from __future__ import annotations

import unicodedata
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.model import errors

_Unit = events_pb2.CapabilityFact.LengthUnit
_ZERO_WIDTH_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_REGIONAL_INDICATORS: Final = range(0x1F1E6, 0x1F200)
_EXTENDING: Final = frozenset({"Mn", "Me", "Mc"})
_HANGUL_VOWELS_AND_TAILS: Final = range(0x1160, 0x1200)


def measure(text: str, unit: int) -> int:
    """Length of a text in a network's unit."""
    if unit == _Unit.LENGTH_UNIT_BYTE:
        return len(text.encode())
    if unit == _Unit.LENGTH_UNIT_GRAPHEME:
        return _graphemes(text)
    return len(text)


def check(text: str, capability: events_pb2.CapabilityFact) -> None:
    """Whether a network takes a text of this length.

    Raises:
        TextTooLong: it does not.
    """
    limit = capability.max_reply_length
    length = measure(text, capability.length_unit)
    if limit and length > limit:
        unit = _unit_name(capability.length_unit)
        raise errors.TextTooLong(
            f"text: {length:,} {unit.lower()}s are more than the {limit:,} that {capability.network} takes; "
            f"shorten it by {length - limit:,}.",
            length=str(length),
            limit=str(limit),
            unit=unit,
        )


def _unit_name(unit: int) -> str:
    if unit in (_Unit.LENGTH_UNIT_BYTE, _Unit.LENGTH_UNIT_GRAPHEME):
        return _Unit.Name(unit).removeprefix("LENGTH_UNIT_")
    return "CHARACTER"


def _graphemes(text: str) -> int:
    """Characters as a person sees them: an accent, a skin tone or a flag's second half adds none.

    Follows the rules of extended grapheme clusters for what people write; where a rare script disagrees it
    counts too many, so that a network never cuts what we let pass.
    """
    count = 0
    flag_halves = 0
    previous = ""
    for char in text:
        flag_halves = flag_halves + 1 if ord(char) in _REGIONAL_INDICATORS else 0
        joins = (
            (flag_halves and flag_halves % 2 == 0)
            or _extends(char)
            or (previous == _ZERO_WIDTH_JOINER and unicodedata.category(char) == "So")
            or (previous == "\r" and char == "\n")
        )
        if not joins or not previous:
            count += 1
        previous = char
    return count


def _extends(char: str) -> bool:
    code = ord(char)
    return code > 127 and (
        char == _ZERO_WIDTH_JOINER
        or unicodedata.category(char) in _EXTENDING
        or code in _SKIN_TONES
        or code in _TAGS
        or code in _HANGUL_VOWELS_AND_TAILS
    )
