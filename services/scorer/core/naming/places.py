"""Places: a name beside "airport", "store" and the like, codes of airports, gates and terminals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from services.scorer.core.naming import cues
from services.scorer.core.phrases import Signs

_NO_NAME: Final = (
    "I|I'm|The|My|Your|Our|This|That|An?|What|Which|Why|How|Is|Are|No|Each|Every|At|In|From|To|Near|And"
)
_NAME: Final = rf"(?!(?:{_NO_NAME})\b)[A-ZÀ-ÖØ-Þ][\w'\u2019-]{{1,20}}"
_NAMES: Final = rf"{_NAME}(?: {_NAME}){{0,2}}"
_BEFORE: Final = re.compile(
    rf"(?:(?:\b[Aa]t|\b[Ii]n|\b[Tt]o|\b[Ff]rom|\b[Nn]ear) (?:(?:the|your|ur|our) )?)(?P<name>{_NAMES} )\Z"
)
_AIRPORT_BEFORE: Final = re.compile(rf"(?<!\w)(?P<name>{_NAMES} )\Z")
_REACH: Final = 80
_BEHIND: Final = re.compile(
    rf"(?: (?:de la|de|del|di|da|do|des|du|della|in|im|am|von)| d'| de l')? ?{_NAMES}(?!\w)"
)
_ARABIC_BEHIND: Final = re.compile(r" [\u0600-\u06ff]{2,20}(?: ال[\u0600-\u06ff]{2,20})?")
_HINDI: Final = re.compile(
    r"[\u0900-\u097f]{2,20} (?:हवाई अड्डे|हवाई अड्डा|एयरपोर्ट|स्टेशन|शाखा)(?![\u0900-\u097f])"
)
_HINDI_CUES: Final = ("अड्ड", "एयरपोर्ट", "स्टेशन", "शाखा")
_GATE: Final = re.compile(r" #?(?:[A-Z]?\d{1,3}[A-Z]?|[A-Z])(?![\w:%'])")
_AIRPORTS: Final = frozenset(
    re.findall(
        r"\S+",
        """
        ABQ ABV ACC AKL ALB ALG AMM AMS ANC ARN ATH ATL AUH AUS BAH BCN BDL BEG BEY BHX BKK BLR BNA BNE
        BOG BOI BOM BOS BRU BSB BTS BTV BUD BUF BUR BWI CAI CCU CDG CGH CGN CHS CLE CLT CMH CMN CNF CPH
        CPT CUN CVG DAL DCA DEL DEN DFW DMM DOH DSM DTW DUB DUS DXB EDI EWR EZE FCO FLL FRA GDL GIG GLA
        GOT GRR GRU GVA HAM HAN HEL HKG HND HNL HOU HYD IAD IAH ICN IND IST JAX JED JFK JNB KEF KIX KRK
        KUL LAS LAX LBA LCY LED LGA LGB LGW LHR LIM LIN LIS LPA LTN LYS MAA MAD MBJ MCI MCO MCT MDW MEL
        MEX MHT MIA MIL MKE MNL MRS MSN MSP MSY MTY MUC MXP NBO NCE NCL NRT NUE OAK OKC OMA ONT OPO ORD
        ORF ORY OSL OTP PBI PDX PEK PHL PHX PIT PMI PNS PRG PSP PTY PUJ PVD PVG PVR RDU RIC RIX RNO ROC
        RSW RUH SAN SAV SCL SDF SEA SFO SGN SIN SJC SJO SJU SLC SMF SNA STL STN STR SVO SYD SYR TLV TPA
        TPE TUL TUS TXL VCE VIE WAW XNA YEG YOW YUL YVR YYC YYZ ZAG ZRH
        """,
    )
)
"""Codes of airports (IATA); those that are words in capitals are left out."""
CODES: Final = frozenset(map(str.lower, _AIRPORTS))
"""The same in lower case: a text without any of these words names no airport by its code."""
_CODE: Final = re.compile(
    r"[A-Z]{3}(?<![\w#][A-Z]{3})(?P<pair>(?:-|/| - |>|->| to | → |→|\u2013)[A-Z]{3})?(?![\w])"
)
_TO_CODE: Final = re.compile(
    r"(?<!\w)(?:from|to|at|in|into|via|through|near|for|de|à|nach|von|da|di|para|per|ab|of) \Z"
)
_LEAD: Final = 9


def find(shown: str, said: Signs) -> Iterator[tuple[int, int]]:
    """Where places stand beside a word that says what they are."""
    for start, end in said.get(cues.PLACE_BEHIND, ()):
        from_ = max(0, start - _REACH)
        pattern = _AIRPORT_BEFORE if shown[start:end] == "Airport" else _BEFORE
        before = pattern.search(shown[from_:start])
        if before is not None:
            yield from_ + before.start("name"), end
    for start, end in said.get(cues.PLACE_BEFORE, ()):
        behind = (_BEHIND if shown[start].isascii() or shown[start] < "\u0600" else _ARABIC_BEHIND).match(
            shown, end
        )
        if behind is not None:
            yield start, behind.end()
    for start, end in said.get(cues.GATE, ()):
        number = _GATE.match(shown, end)
        if number is not None:
            yield start, number.end()


def find_hindi(shown: str) -> Iterator[tuple[int, int]]:
    """The same where the word stands behind a name in Devanagari."""
    if any(cue in shown for cue in _HINDI_CUES):
        yield from (found.span() for found in _HINDI.finditer(shown))


def find_airports(shown: str) -> Iterator[tuple[int, int]]:
    """Where codes of airports stand, in pairs or behind a word such as "from"."""
    for found in _CODE.finditer(shown):
        start, end = found.start(), found.start() + 3
        if shown[start:end] not in _AIRPORTS:
            continue
        pair = found["pair"]
        if pair and pair[-3:] in _AIRPORTS:
            yield start, end
            yield found.end() - 3, found.end()
        elif _TO_CODE.search(shown[max(0, start - _LEAD) : start]):
            yield start, end
