"""Which stretches of digits are telephone numbers.

A number with `+` and a country is one wherever it stands. Nationally, each country writes its own shape:
those that mean little else are believed at sight, the others need a word such as "call" close before
them. A number after "order", "flight" and the like is none, nor is a date, a span of hours or a sum.
"""

from __future__ import annotations

import re
from typing import Final

from services.scorer.core.personal.stretches import Stretch

_BEFORE: Final = 28
"""Characters before a number that are searched for a word about it."""
_SHORTEST: Final = 7
_LONGEST: Final = 15
"""Digits of a number, country included (ITU-T E.164)."""
_LOCAL: Final = 9
"""Digits of a number with its area from which it is believed at sight."""
_COUNTRY: Final = 8
"""Digits of a number with its country."""

_CALLING: Final = (
    r"call(?!ed|ing)|dial|ring me|phone|fone|tel\b|mobile|mob\b|cell|text me|txt|sms|whats ?app|fax|hotline|"
    r"my number|reach me|"
    r"ll[aá]m[ae]|tel[eé]fono|m[oó]vil|celular|mi n[uú]mero|"
    r"appel|t[eé]l\b|t[eé]l[eé]phone|portable|mon num[eé]ro|joindre|"
    r"ruf|anruf|handy|meine nummer|rückruf|chiam|cellulare|mio numero|"
    r"lig(?:a|ue|ar)\b|telem[oó]vel|telefone|meu n[uú]mero|zap\b|"
    r"هاتف|جوال|اتصل|موبايل|واتس|تلفون|رقمي|फ[़]?ोन|मोबाइल|कॉल|व्हाट्स|मेरा नंबर"
)
_COUNTING: Final = (
    r"order|tag|booking|confirm|reserv|ref(?:erence)?\b|case|ticket|track|parcel|invoice|account|flight|flt\b|"
    r"isbn|serial|sku|model|claim|zip|version|member|miles|loyalty|record locator|pnr|id\b|card|"
    r"pedido|reserva|vuelo|factura|caso|cuenta|seguimiento|"
    r"commande|r[eé]servation|vol\b|facture|dossier|colis|compte|"
    r"bestell|buchung|auftrag|flug|rechnung|sendung|kunden|konto|vorgang|"
    r"ordine|prenotazione|volo|fattura|pratica|spedizione|encomenda|voo|fatura|protocolo|rastreio|conta|"
    r"طلب|حجز|رحلة|شحنة|حساب|ऑर्डर|बुकिंग|टिकट|उड़ान|खाता"
)
_WORDS: Final = re.compile(rf"(?<!\w)(?:(?P<calling>{_CALLING})|(?P<counting>{_COUNTING}))", re.IGNORECASE)

_BARE: Final = re.compile(r"0[1-9]\d{8,9}")
_INTERNATIONAL: Final = re.compile(r"(?:00)?[1-9]\d{7,14}")
_ZEROS: Final = "000000"
_HOURS: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")


def is_phone(stretch: Stretch, text: str) -> bool:
    """Whether a stretch of the text is a telephone number."""
    digits = stretch.digits
    if not _SHORTEST <= len(digits) <= _LONGEST + 2 or _is_date(stretch.groups) or digits.endswith(_ZEROS):
        return False
    if stretch.text.lstrip("(").startswith("+"):
        return _is_after_plus(stretch, text) and _COUNTRY <= len(digits) <= _LONGEST
    sizes = tuple(map(len, stretch.groups))
    if not stretch.free or _is_american(stretch.groups, sizes):
        return stretch.free
    word = _word_before(text, stretch.start)
    if word == "calling":
        return len(digits) <= _LONGEST and not _is_hours(stretch.groups)
    return word is None and _is_national(stretch, sizes, digits)


def _is_after_plus(stretch: Stretch, text: str) -> bool:
    before = text[stretch.start - 1] if stretch.start else " "
    return not before.isdigit() and not stretch.digits.startswith("0")


def _word_before(text: str, start: int) -> str | None:
    """What the last telling word before a number says of it."""
    last = None
    for found in _WORDS.finditer(text[max(0, start - _BEFORE) : start]):
        last = found.lastgroup
    return last


def _is_american(groups: tuple[str, ...], sizes: tuple[int, ...]) -> bool:
    """Three, three and four digits (North American Numbering Plan), perhaps after a 1."""
    if sizes[-3:] != (3, 3, 4) or groups[-3][0] in "01":
        return False
    return len(sizes) == 3 or groups[:-3] == ("1",)


def _is_national(stretch: Stretch, sizes: tuple[int, ...], digits: str) -> bool:
    groups = stretch.groups
    if len(groups) == 1:
        return _BARE.fullmatch(digits) is not None
    if digits.startswith("0"):
        return _has_trunk_prefix(groups, digits)
    if sizes in {(3, 3, 3), (3, 2, 2, 2), (2, 3, 2, 2)}:  # Spain, Portugal
        return digits[0] in "6789" and "." not in stretch.text and not digits.endswith("000")
    if sizes in {(5, 5), (3, 7)}:  # India, Italy
        return digits[0] in ("6789" if sizes[0] == 5 else "3") and "." not in stretch.text
    return sizes in {(2, 4, 4), (2, 5, 4)} and (stretch.text.startswith("(") or groups[1][0] == "9")  # Brazil


def _has_trunk_prefix(groups: tuple[str, ...], digits: str) -> bool:
    """0 before the area, as most of Europe, India and Arabia dial; 00 before a country."""
    if digits.startswith("00"):
        return len(groups[0]) >= 3 and _INTERNATIONAL.fullmatch(digits) is not None
    if len(groups[0]) < 2 or _is_hours(groups):
        return False
    return _LOCAL <= len(digits) <= 12 and len(groups) <= 6


def _is_hours(groups: tuple[str, ...]) -> bool:
    return len(groups) == 2 and all(_HOURS.fullmatch(group) for group in groups)


def _is_date(groups: tuple[str, ...]) -> bool:
    """Whether the groups can be a day, a month and a year in any order, perhaps with an hour."""
    if len(groups) < 3 or len(groups[0]) + len(groups[1]) + len(groups[2]) > 8:
        return False
    sizes = tuple(map(len, groups[:3]))
    if sizes[0] == 4:
        return groups[0][:2] in {"19", "20"} and int(groups[1]) <= 31 and int(groups[2]) <= 31
    small = sizes[0] <= 2 and sizes[1] <= 2 and 1 <= int(groups[0]) <= 31 and 1 <= int(groups[1]) <= 31
    return small and (groups[2][:2] in {"19", "20"} if sizes[2] == 4 else len(groups) == 3)
