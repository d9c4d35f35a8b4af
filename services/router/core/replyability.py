"""Whether a network lets us answer a mention, how, and until when: read from the capability registry."""

from __future__ import annotations

from typing import Final, NamedTuple

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import lengths

SECOND: Final = 1_000_000
"""Stamps are whole microseconds since 1970."""

_R = routing.Opportunity
REPLY_API: Final = int(_R.REPLYABILITY_REPLY_API)
REPLY_MANUAL: Final = int(_R.REPLYABILITY_REPLY_MANUAL)
PRIVATE_ONLY: Final = int(_R.REPLYABILITY_PRIVATE_ONLY)
INSIGHT_ONLY: Final = int(_R.REPLYABILITY_INSIGHT_ONLY)
EXPIRED: Final = int(_R.REPLYABILITY_EXPIRED)
_Mode = events_pb2.CapabilityFact

_MODES: Final = {
    _Mode.REPLY_MODE_UNSPECIFIED: INSIGHT_ONLY,
    _Mode.REPLY_MODE_NONE: INSIGHT_ONLY,
    _Mode.REPLY_MODE_API: REPLY_API,
    _Mode.REPLY_MODE_MANUAL: REPLY_MANUAL,
    _Mode.REPLY_MODE_PRIVATE: PRIVATE_ONLY,
}

_UNITS: Final = {
    _Mode.LENGTH_UNIT_GRAPHEME: "GRAPHEME",
    _Mode.LENGTH_UNIT_BYTE: "BYTE",
    _Mode.LENGTH_UNIT_WEIGHTED: "WEIGHTED",
}


class Capability(NamedTuple):
    """What the registry says of one network, ready for the bulk path.

    Attributes:
        replyability: how it can be answered while its window is open.
        window: microseconds after a mention in which it can be answered; 0 when always.
        max_length: longest answer in `unit`; 0 when not limited.
        unit: `CHARACTER`, `GRAPHEME`, `BYTE` or `WEIGHTED`.
        known: whether the registry has an entry.
        link_length: what every link counts, however long; 0 when it counts as written.
        name: of the network, for people.
        summoned_only: whether programs may answer only authors who addressed or quoted the account.
        fact: the entry itself, for what is asked rarely.
    """

    replyability: int
    window: int = 0
    max_length: int = 0
    unit: str = "CHARACTER"
    known: bool = True
    link_length: int = 0
    name: str = ""
    summoned_only: bool = False
    fact: events_pb2.CapabilityFact = events_pb2.CapabilityFact()

    def measure(self, text: str) -> int:
        """How long a text is, as the network counts it."""
        return lengths.measure(text, self.unit, self.link_length)

    def window_end(self, written: int) -> int | None:
        """When the network stops taking answers to a mention; None when never."""
        return written + self.window if self.window else None

    def at(self, written: int, now: int) -> int:
        """Whether, and how, a mention written then can be answered now."""
        if self.window and now >= written + self.window and self.replyability != INSIGHT_ONLY:
            return EXPIRED
        return self.replyability


UNKNOWN: Final = Capability(REPLY_MANUAL, known=False)
"""A network without an entry: people can still answer on the network itself."""


def capability(fact: events_pb2.CapabilityFact | None) -> Capability:
    """What a registry entry allows."""
    if fact is None:
        return UNKNOWN
    return Capability(
        _MODES.get(fact.reply_mode, INSIGHT_ONLY),
        fact.reply_window_seconds * SECOND,
        fact.max_reply_length,
        _UNITS.get(fact.length_unit, "CHARACTER"),
        link_length=fact.link_length,
        name=fact.display_name or fact.network,
        summoned_only=fact.audience == _Mode.AUDIENCE_SUMMONED,
        fact=fact,
    )
