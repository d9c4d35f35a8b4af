"""Where a text holds personal data, so that desk and logs can mask it; never what it is.

Precision comes first, as a masked word is lost to whoever reads: numbers are believed for their check
digits, their shape, or the word beside them. Handles and links are no finds: networks show them anyway.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final, NamedTuple

from typing_extensions import override

from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.scorer.core import digits, spans
from services.scorer.core.analyzers.protocol import Analyzer, Batch
from services.scorer.core.documents import Document
from services.scorer.core.personal import emails, identities, machines, payments, phones, streets, stretches

_KINDS: Final = findings_pb2.PersonalData.Kind
_DIALLED: Final = re.compile(r"(?<=wa\.me/)\+?\d{7,15}|(?<=tel:)\+?\d{7,15}|(?<=phone=)\+?\d{7,15}")
_APART: Final = str.maketrans(",.:;#()", " " * 7)

_EMAIL: Final = _KINDS.KIND_EMAIL
_PHONE: Final = _KINDS.KIND_PHONE
_CARD: Final = _KINDS.KIND_CARD
_ACCOUNT: Final = _KINDS.KIND_BANK_ACCOUNT
_ADDRESS: Final = _KINDS.KIND_ADDRESS
_IDENTITY: Final = _KINDS.KIND_IDENTITY_NUMBER
_MACHINE: Final = _KINDS.KIND_IP_ADDRESS

_IDENTITY_DIGITS: Final = 5
"""Digits of a text from which it may hold an identity number."""
_PHONE_DIGITS: Final = 7
"""Digits of a text from which it may hold the number of a phone, a card or an account."""

MAX_FOUND: Final = 500
"""Finds per text; in what holds more, the first stand for all."""


class Found(NamedTuple):
    """Personal data in a text.

    Attributes:
        start: its first character.
        end: one past its last.
        kind: what it is, of `PersonalData.Kind`.
    """

    start: int
    end: int
    kind: findings_pb2.PersonalData.Kind


Finds = tuple[Found, ...]
_NOTHING: Final[Finds] = ()


class PersonalDataAnalyzer(Analyzer[Finds]):
    """Finds personal data by rules."""

    name: ClassVar = "personal_data"
    version: ClassVar = "1"

    @override
    def analyze(self, batch: Batch) -> list[Finds]:
        """Personal data in each text, in its order, without overlaps."""
        return [find(document.text) for document in batch.documents]

    @override
    def write(self, document: Document, finding: Finds, score: score_pb2.Score) -> None:
        """Writes down where it is."""
        for start, end, kind in finding:
            span = score.personal_data.add(kind=kind).span
            span.start = start
            span.end = end


def find(text: str) -> Finds:
    """Personal data in a text, in its order, without overlaps."""
    count = digits.count(text)
    found = _digital(text, count) if count else []
    if "@" in text or "at" in text:
        found += [Found(start, end, _EMAIL) for start, end in emails.find(text)]
    return tuple(spans.apart(found, MAX_FOUND)) if found else _NOTHING


def _digital(text: str, count: int) -> list[Found]:
    """What has digits, that many, the surer before the less sure."""
    shown = stretches.without_links(text)
    folded = shown.lower()
    words = folded.translate(_APART).split()
    found: list[Found] = []
    if count >= _IDENTITY_DIGITS and not identities.CUES.isdisjoint(words):
        found += [Found(start, end, _IDENTITY) for start, end in identities.find(shown)]
    if count >= _PHONE_DIGITS:
        found += _numbers(shown)
    found += [Found(start, end, _MACHINE) for start, end in machines.find(shown)]
    if shown is not text:
        found += [Found(*dialled.span(), _PHONE) for dialled in _DIALLED.finditer(text)]
    if streets.may_stand(folded, words):
        found += [Found(start, end, _ADDRESS) for start, end in streets.find(shown)]
    return found


def _numbers(shown: str) -> list[Found]:
    numbers = list(stretches.find(shown))
    found = [Found(start, end, _CARD) for each in numbers for start, end in payments.cards(each)]
    found += [Found(start, end, _ACCOUNT) for start, end in payments.accounts(shown)]
    found += [Found(each.start, each.end, _PHONE) for each in numbers if phones.is_phone(each, shown)]
    return found
