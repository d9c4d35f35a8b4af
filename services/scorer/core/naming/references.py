"""Numbers of orders, bookings, cases, parcels and flights: a shape, and a word before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.scorer.core.naming import cues
from services.scorer.core.phrases import Signs

_LEAD: Final = (
    r"(?P<lead>(?:[ \u00a0]?(?:numbers?|nummer|n[uú]mero|num[eé]ro|num|no|nr|n[º°]|code|id|is|was|e|è|é|"
    r"ist|est|رقم|नंबर|संख्या|\#|:|\.(?= ?\d)|-|=|\()){0,4})"
)
_NEXT: Final = re.compile(
    rf"{_LEAD}(?:(?<=[\#:.=(-])|(?<=[ \u00a0])|[ \u00a0])"
    r"(?P<value>[A-Za-z0-9]{1,24}(?:-[A-Za-z0-9]{1,24}){0,4})(?![\w@])",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"(?:[ \u00a0-]\d{3,12}){1,4}(?!\w)")
"""Further groups of a number that begins with a short one."""
_MARKED: Final = re.compile(r"n|#|c|id|رقم|नंबर|संख्या|:", re.IGNORECASE)
"""In what stands between a word and its number: says that a number follows."""

_MEASURED: Final = re.compile(
    r"[ \u00a0]?(?:hours?|hrs?|h\b|mins?|minutes?|days?|weeks?|months?|years?|times|people|x\b|am\b|pm\b|:\d|"
    r"%|€|£|\$|usd|eur|dollars?|horas?|minutos?|d[ií]as?|heures?|jours?|uhr|stunden?|tage|ore\b|giorni)",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LOCATOR: Final = 6
"""Letters and digits of a booking's locator."""
_SHORTEST: Final = 4
_BEHIND: Final = 12

_FLIGHT_NUMBER: Final = re.compile(r"(?:[A-Za-z]{2}|[A-Za-z]\d|\d[A-Za-z])?-?\d{1,4}")
_SPACED_CODE: Final = re.compile(r"(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])(?P<number> \d{2,4})(?!\w)")
_AIRLINES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        AA AC AF AI AM AS AV AY AZ BA B6 BR CA CI CM CX CZ DL DY EI EK ET EW EY FI FR F9 G3 G4 HA IB JL JQ KE
        KL KQ LA LH LO LS LX LY MH MU NH NK NZ OS OZ QF QR RJ SA SK SN SQ SU SV TG TK TO TP TR UA UX U2 VN VS
        VX VY WN WS WY W6 6E 9W
        """,
    )
)
"""Codes of airlines (IATA) that are believed right before a number, without a word."""
_CODED: Final = re.compile(r"[A-Z0-9][A-Z0-9](?<![\w#$.,-]..)(?<!\d\d)\d{2,4}(?![\w%]|[.,-]\d)")
_TRACKED: Final = re.compile(
    r"(?=[A-Z0-9])(?<![\w#-])(?:1Z[0-9A-Z]{16}|(?P<post>[A-Z]{2}\d{9}[A-Z]{2})|\d{3}-\d{7}-\d{7})"
    r"(?![\w-])"
)
"""Parcels of UPS, of the post (UPU S10), orders of Amazon."""
_POST_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


class Reference(NamedTuple):
    """A number that refers to something.

    Attributes:
        start: its first character.
        end: one past its last.
        value: without blanks and hyphens, in capitals.
    """

    start: int
    end: int
    value: str


def find(shown: str, said: Signs) -> Iterator[Reference]:
    """The references beside words that call for one."""
    for _, after in said.get(cues.FLIGHT, ()):
        found = _NEXT.match(shown, after)
        if found is not None:
            end = _flight_end(shown, found)
            if end:
                yield _reference(shown, found.start("value"), end)
    for sense in (cues.BOOKING, cues.ORDER):
        for _, after in said.get(sense, ()):
            found = _NEXT.match(shown, after)
            if found is not None:
                end = _number_end(shown, found, booking=sense == cues.BOOKING)
                if end:
                    yield _reference(shown, found.start("value"), end)


def find_alone(shown: str) -> Iterator[Reference]:
    """The references whose shape is enough, in a text with digits."""
    for found in _CODED.finditer(shown):
        if found[0][:2] in _AIRLINES and not _MEASURED.match(shown, found.end()):
            yield _reference(shown, *found.span())
    for found in _TRACKED.finditer(shown):
        if not found["post"] or _is_post(found["post"]):
            yield _reference(shown, *found.span())


def _reference(shown: str, start: int, end: int) -> Reference:
    return Reference(start, end, _plain(shown[start:end]))


def _plain(written: str) -> str:
    return "".join(filter(str.isalnum, written)).upper()


def _flight_end(shown: str, found: re.Match[str]) -> int:
    """Where the number of a flight ends; 0 where it is none."""
    value, end = found["value"], found.end()
    spaced = _SPACED_CODE.match(shown, found.start("value"))
    if spaced is not None:
        value, end = spaced[0].replace(" ", ""), spaced.end()
    if found["lead"].startswith(".") or not _FLIGHT_NUMBER.fullmatch(value) or _MEASURED.match(shown, end):
        return 0
    return end if sum(map(str.isdigit, value)) > 1 or not value.isdigit() else 0


def _number_end(shown: str, found: re.Match[str], *, booking: bool) -> int:
    """Where a number ends; 0 where it is none."""
    start, end = found.span("value")
    if found["value"].isdigit() and end - start <= _SHORTEST:
        more = _MORE.match(shown, end)
        end = more.end() if more else end
    valid = _is_number(shown[start:end], found["lead"], shown[end : end + _BEHIND], booking=booking)
    return end if valid else 0


def _is_number(written: str, lead: str, behind: str, *, booking: bool) -> bool:
    plain = _plain(written)
    digits = sum(map(str.isdigit, plain))
    if len(plain) < _SHORTEST or _MEASURED.match(behind):
        return False
    if digits == len(plain):
        return not _YEAR.fullmatch(plain) or _MARKED.search(lead) is not None
    if digits:
        return digits >= _SHORTEST or (written.isupper() and len(plain) > _SHORTEST)
    is_locator = booking and len(plain) == _LOCATOR and written.isupper()
    return is_locator and not behind.strip(" .,!?").isupper()


def _is_post(number: str) -> bool:
    """Whether the check digit of an international postal item is right (UPU S10)."""
    total = sum(weight * int(digit) for weight, digit in zip(_POST_WEIGHTS, number[2:10], strict=True))
    check = 11 - total % 11
    return int(number[10]) == {10: 0, 11: 5}.get(check, check)
