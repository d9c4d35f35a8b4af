"""Postal addresses: a street with its number, in the ways of eight languages.

Conservative: a street's name alone is no address of anybody, and words that are streets among other
things ("Platz", "Way") count only as part of a name in capitals, or with a postal code behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_CAPITAL: Final = "[A-ZÀ-ÖØ-Þ]"
_NAME: Final = rf"{_CAPITAL}[\w'\u2019.]{{0,24}}"
_SMALL: Final = "de|du|des|del|della|delle|dei|di|da|do|dos|das|la|las|le|les|los|el|y|e"
_LINKED: Final = rf"(?:(?:{_SMALL}) |l'|d'|dell'){{0,3}}{_NAME}(?:[ -]{_NAME}){{0,3}}"
_NO_MEASURE: Final = (
    r"(?! ?(?:uhr|std|stunden|minuten|min|mal|jahre|tage|euro|km|meter|hours?|h\b|ore|horas?|heures?)\b)"
)
_NUMBER: Final = rf"\d{{1,5}}(?:[ -]?[A-Ha-h])?(?![\w%€$£:]|[.,]\d){_NO_MEASURE}"
_COUNTED: Final = rf",? (?:n[º°o]?\.? ?|# ?)?{_NUMBER}"
_TOWN: Final = rf"(?:,? (?:[A-Z]{{1,2}}-?)?\d{{4,6}}(?:-\d{{3,4}})?\b(?: {_CAPITAL}[\w-]{{1,24}})?)?"
_BEFORE: Final = r"(?<![\w.,$€£-])"

_ENGLISH: Final = (
    rf"{_BEFORE}\d{{1,5}}[A-Za-z]? (?:[NSEW]\.? )?(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th))(?: {_NAME}){{0,2}} "
    r"(?:(?:[Ss]treet|[Aa]venue|[Rr]oad|[Ll]ane|[Bb]oulevard"
    r"|Drive|Court|Square|Terrace|Parkway|Highway|Crescent)\b"
    r"|(?:St|Ave|Rd|Ln|Blvd|Dr|Ct|Pkwy|Hwy)\b\.?)"
    r"(?:,? (?:apt|apartment|unit|suite|ste|flat|floor|#)\.? ?#?\w{1,6})?"
    r"(?:,? [A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:[A-Z]{2} )?\d{5}(?:-\d{4})?\b)?"
)
_GERMAN_NAME: Final = r"\b[A-ZÄÖÜ][\wäöüß-]"
_STREET: Final = "Straße|Strasse|Str\\.|Allee|Gasse|Chaussee"
_GERMAN: Final = (
    rf"{_GERMAN_NAME}{{2,28}}(?:{_STREET.lower()}) ?{_NUMBER}{_TOWN}",
    rf"{_GERMAN_NAME}{{1,24}}(?:e|er|en) (?:{_STREET}|Weg|Platz) {_NUMBER}{_TOWN}",
    rf"{_GERMAN_NAME}{{2,28}}(?:weg|platz|ring|damm|ufer) {_NUMBER},? \d{{5}} [A-ZÄÖÜ][\wäöüß-]{{1,24}}",
)
_FRENCH: Final = (
    rf"{_BEFORE}\d{{1,4}}(?: ?(?:bis|ter|quater))?,? "
    r"(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Bb]oulevard|[Bb]d|[Ii]mpasse|[Aa]llée|[Cc]hemin|[Qq]uai|[Pp]lace)"
    rf" {_LINKED}{_TOWN}"
)
_SPANISH: Final = (
    r"\b(?:[Cc]alle|[Cc]/|[Aa]vda?\.?|[Aa]venida|[Pp]aseo|[Pp]laza|[Cc]arrera)"
    rf" ?{_LINKED}{_COUNTED}{_TOWN}"
)
_ITALIAN: Final = rf"\b(?:Via|Corso|Vicolo|[Vv]iale|[Pp]iazza) {_LINKED}{_COUNTED}{_TOWN}"
_PORTUGUESE: Final = (
    rf"\b(?:[Rr]ua|[Tt]ravessa|[Aa]lameda|[Aa]v\.|[Pp]raça|[Ee]strada) {_LINKED}{_COUNTED}{_TOWN}"
)
_ARABIC: Final = (
    r"شارع(?: [\u0600-\u06ff]{2,20}){1,3}،? (?:رقم )?\d{1,5}\b",
    r"(?:\d{1,5}|رقم \d{1,5})،? شارع(?: [\u0600-\u06ff]{2,20}){1,2}",
)
_HINDI: Final = (
    r"(?:मकान|गली|प्लॉट|फ्लैट) ?(?:नंबर|नं\.?|संख्या|न\.?) ?\d{1,5}"
    r"(?:, ?[\u0900-\u097f]{2,20}(?: [\u0900-\u097f]{2,20})?){0,2}"
)
_FORMS: Final = (_ENGLISH, *_GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, *_ARABIC, _HINDI)
_ADDRESS: Final = re.compile("|".join(f"(?:{form})" for form in _FORMS))

_CUES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        street st avenue ave road rd lane ln boulevard blvd drive dr court ct square terrace parkway pkwy
        highway hwy crescent straße strasse str allee gasse chaussee weg platz rue av impasse allée chemin
        quai place bd calle avda avd avenida paseo plaza carrera via viale piazza corso vicolo rua travessa
        alameda praça estrada شارع मकान गली प्लॉट फ्लैट
        """,
    )
)
_ENDS: Final = ("straße", "strasse", "str.", "allee", "gasse", "chaussee", "c/")
"""Of which a text has the name of a street wherever they stand in it ..."""
_GERMAN_ENDS: Final = ("weg ", "platz ", "ring ", "damm ", "ufer ")
"""... or with a number behind."""
_NUMBERED: Final = re.compile(rf"(?:{'|'.join(_GERMAN_ENDS)})\d")


def may_stand(folded: str, words: Iterable[str]) -> bool:
    """Whether a text in lower case, given also as its words, names any street."""
    if not _CUES.isdisjoint(words) or any(map(folded.__contains__, _ENDS)):
        return True
    return any(map(folded.__contains__, _GERMAN_ENDS)) and _NUMBERED.search(folded) is not None


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where postal addresses stand in a text."""
    return (found.span() for found in _ADDRESS.finditer(text))
