"""Markers: what people know of a time that its numbers do not tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.insights.core import naming, slices

LONGEST_NAME: Final = 200
LONGEST_DESCRIPTION: Final = 2_000
MOST_BRANDS: Final = 100


def check(marker: api.Marker) -> None:
    """Refuses a marker that means nothing.

    Raises:
        InvalidField: what is wrong with it.
    """
    naming.check(marker.name, "markers", "marker.name")
    if not 0 < len(marker.display_name.strip()) <= LONGEST_NAME:
        raise errors.InvalidField("marker.display_name", f"it must have 1 to {LONGEST_NAME} characters.")
    if len(marker.description) > LONGEST_DESCRIPTION:
        raise errors.InvalidField("marker.description", f"it may have {LONGEST_DESCRIPTION:,} characters.")
    if len(marker.brands) > MOST_BRANDS:
        raise errors.InvalidField("marker.brands", f"it takes at most {MOST_BRANDS}; leave them out for all.")
    if not marker.HasField("start_time"):
        raise errors.InvalidField("marker.start_time", "say when it began.")
    start, end = times(marker)
    if end < start:
        raise errors.InvalidField("marker.end_time", "it must not be before the start.")


def times(marker: api.Marker) -> tuple[int, int]:
    """Begin and end in microseconds since 1970; the same for a moment."""
    start = slices.micros(marker.start_time)
    return start, slices.micros(marker.end_time) if marker.HasField("end_time") else start


def kept(marker: api.Marker, creator: str) -> api.Marker:
    """A marker as it is kept: brands in full, and who made it."""
    found = api.Marker()
    found.CopyFrom(marker)
    found.brands[:] = sorted({naming.brand(each) for each in marker.brands})
    found.creator = creator
    found.ClearField("create_time")
    return found


def shown(
    markers: Iterable[api.Marker], brands: Iterable[str], visible: frozenset[str] | None
) -> list[api.Marker]:
    """Those of some brands, or of all where none is named, that a reader of `visible` brands may see."""
    asked = frozenset(brands)
    return [
        marker
        for marker in markers
        if (not asked or not marker.brands or asked & set(marker.brands)) and is_theirs(marker, visible)
    ]


def is_theirs(marker: api.Marker, visible: frozenset[str] | None) -> bool:
    """Whether a reader may see a marker: one of its brands is theirs, or it is of all."""
    return visible is None or not marker.brands or not visible.isdisjoint(marker.brands)


def is_changeable(marker: api.Marker, visible: frozenset[str] | None) -> bool:
    """Whether somebody who works for some brands may write a marker: all of its brands are theirs."""
    return visible is None or (bool(marker.brands) and visible.issuperset(marker.brands))
