"""Whether a text fits a network, in the unit the network counts in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.model import errors, lengths

_Unit = events_pb2.CapabilityFact.LengthUnit
_NAMES: Final[Mapping[int, str]] = {
    _Unit.LENGTH_UNIT_GRAPHEME: lengths.GRAPHEME,
    _Unit.LENGTH_UNIT_BYTE: lengths.BYTE,
    _Unit.LENGTH_UNIT_WEIGHTED: lengths.WEIGHTED,
}


def measure(text: str, unit: int, link_length: int = 0) -> int:
    """Length of a text in a network's unit; see `lengths.measure`."""
    return lengths.measure(text, unit_name(unit), link_length)


def of(text: str, capability: events_pb2.CapabilityFact) -> int:
    """Length of a text as a network counts it."""
    return measure(text, capability.length_unit, capability.link_length)


def check(text: str, capability: events_pb2.CapabilityFact) -> None:
    """Whether a network takes a text of this length.

    Raises:
        TextTooLong: it does not.
        InvalidField: it is too short for it.
    """
    limit, length = capability.max_reply_length, of(text, capability)
    unit = unit_name(capability.length_unit)
    if limit and length > limit:
        raise errors.TextTooLong(
            f"text: {length:,} {words(unit)} are more than the {limit:,} that {capability.network} takes; "
            f"shorten it by {length - limit:,}.",
            length=str(length),
            limit=str(limit),
            unit=unit,
        )
    if length < capability.min_reply_length:
        raise errors.InvalidField(
            "text",
            f"{length:,} {words(unit)} are fewer than the {capability.min_reply_length:,} that "
            f"{capability.network} wants; write {capability.min_reply_length - length:,} more.",
        )


def unit_name(unit: int) -> str:
    """A unit as `lengths.measure` knows it; one of a later build counts characters."""
    return _NAMES.get(unit, lengths.CHARACTER)


def words(unit: str) -> str:
    """A unit in a sentence, in the plural."""
    return "weighted characters" if unit == lengths.WEIGHTED else f"{unit.lower()}s"
