"""Payment cards and bank accounts: numbers that prove themselves by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.scorer.core.personal.stretches import Stretch

_CARD_SHAPES: Final = ((4, 4, 4, 4, 3), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 3, 3, 3))
"""How cards are printed; a number without blanks has 13 to 19 digits."""
_ISSUERS: Final = re.compile(r"4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3(?:0[0-5]|09|[4-9])|6")
"""What card numbers begin with (ISO/IEC 7812): Visa, Mastercard, Amex, Diners, and others."""
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

_ACCOUNT: Final = re.compile(r"(?<![^\W_])[A-Za-z]{2}[0-9]{2}(?=[ \u00a0-]?[A-Za-z0-9])")
_ACCOUNT_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FO FI GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""Characters of an IBAN by country (SWIFT's IBAN registry)."""
_BLANKS: Final = " \u00a0-"


def passes_luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    odd = sum(map(int, digits[-1::-2]))
    even = sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])
    return (odd + even) % 10 == 0


def cards(stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Where payment cards stand in a stretch."""
    groups, at = stretch.groups, 0
    while at < len(groups):
        taken = _card_at(stretch, at)
        if taken:
            last = at + taken - 1
            yield stretch.places[at], stretch.places[last] + len(groups[last])
        at += taken or 1


def _card_at(stretch: Stretch, at: int) -> int:
    """How many groups from this one make a card; 0 when none do."""
    if 13 <= len(stretch.groups[at]) <= 19:
        return int(stretch.free and _is_card(stretch.groups[at]))
    for shape in _CARD_SHAPES:
        groups = stretch.groups[at : at + len(shape)]
        if tuple(map(len, groups)) == shape and _is_card("".join(groups)):
            return len(shape)
    return 0


def _is_card(digits: str) -> bool:
    return _ISSUERS.match(digits) is not None and len(set(digits)) > 1 and passes_luhn(digits)


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where IBANs stand in a text."""
    for head in _ACCOUNT.finditer(text):
        length = _ACCOUNT_LENGTHS.get(head[0][:2].upper())
        if length is not None:
            end = _walk(text, head.start(), length)
            if end and is_account("".join(text[head.start() : end].split()).replace("-", "")):
                yield head.start(), end


def is_account(iban: str) -> bool:
    """Whether the check digits of an IBAN without blanks are right (ISO 13616: mod 97 is 1)."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _walk(text: str, start: int, length: int) -> int:
    """One past the character that completes so many letters and digits; 0 when they do not follow."""
    at, left = start, length
    while left and at < len(text):
        character = text[at]
        if character.isascii() and character.isalnum():
            left -= 1
        elif character not in _BLANKS or text[at - 1] in _BLANKS:
            return 0
        at += 1
    follows = text[at : at + 1]
    return 0 if left or (follows.isalnum()) else at
