"""Numbers of identity documents and social security; only with their word beside them.

Their shapes alone mean nothing: nine digits are as well an order. The values are those of the countries
where the eight languages are spoken most; a number must have five digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORDS: Final = (
    "ssn|social security|national insurance|nino|passport|driver'?s licen[cs]e|driving licen[cs]e|aadhaa?r|"
    "dni|nie|nif|curp|c[eé]dula|pasaporte|seguridad social|"
    "passeport|carte d'identit[eé]|s[eé]curit[eé] sociale|num[eé]ro de s[eé]cu|"
    "reisepass|personalausweis|ausweisnummer|sozialversicherungsnummer|steuer-?id|"
    "passaporto|codice fiscale|carta d'identit[aà]|"
    "passaporte|cpf|cart[aã]o de cidad[aã]o|identidade|"
    "جواز(?: ال)?سفر|جواز|رقم الهوية|الرقم القومي|पासपोर्ट|आधार"
)
_NUMBER: Final = (
    r"(?:[ \u00a0]?(?:number|no|num|nummer|nr|n[uú]mero|num[eé]ro|numero|card|code|is|es|ist|est|è|é|"
)
_LEAD: Final = re.compile(
    rf"(?<!\w)(?:{_WORDS})(?!\w)" + _NUMBER + r"n[º°o]|रقم|رقم|नंबर|संख्या|है|#|:|\.|-|=)){0,4}[ \u00a0]{0,2}",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    r"[A-Za-z0-9\u0660-\u0669\u0966-\u096f]+(?:[ .\-/][A-Za-z0-9\u0660-\u0669\u0966-\u096f]+){0,7}"
)
_LONGEST: Final = 28
_PREFIX: Final = 2
"""Letters that may lead a number."""
_FEWEST: Final = 5
"""Digits of the shortest number that identifies a person."""


CUES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        ssn social national nino passport driver's drivers driver driving aadhaar aadhar dni nie nif curp
        cédula cedula pasaporte seguridad passeport carte sécurité securite numéro numero reisepass
        personalausweis ausweisnummer sozialversicherungsnummer steuer-id steuerid passaporto codice carta
        passaporte cpf cartão cartao identidade جواز رقم पासपोर्ट आधार
        """,
    )
)
"""First words of those above, in lower case."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where such numbers stand in a text that has one of `CUES`."""
    for lead in _LEAD.finditer(text):
        value = _VALUE.match(text, lead.end(), lead.end() + _LONGEST)
        if value is not None:
            end = _cut(text, *value.span())
            if sum(character.isdigit() for character in text[value.start() : end]) >= _FEWEST:
                yield value.start(), end


def _cut(text: str, start: int, end: int) -> int:
    """The end of the last part with a digit before the first without one; a prefix in capitals may lead."""
    last = at = start
    while at < end:
        stop = at
        while stop < end and text[stop].isalnum():
            stop += 1
        part = text[at:stop]
        if any(character.isdigit() for character in part):
            last = stop
        elif at > start or not part.isupper() or len(part) > _PREFIX:
            break
        at = stop + 1
    return last
