"""Sums, and what may be said of them."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Final, NamedTuple

from antiphon.insights.v1 import analytics_service_pb2 as api

_Z: Final = 1.959963984540054
"""Standard deviations of a normal distribution that hold 19 of 20."""


class Sums(NamedTuple):
    """Sums over mentions; they add up field by field. `certainty` in thousandths, over all of them."""

    mentions: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    reach: int = 0
    engagement: int = 0
    certainty: int = 0
    corrected: int = 0
    erased: int = 0


NOTHING: Final = Sums()


def add(one: Sums, other: Sums) -> Sums:
    """Both together."""
    return Sums._make(map(operator.add, one, other))


def negated(sums: Sums) -> Sums:
    """What takes these away when it is added."""
    return Sums._make(map(operator.neg, sums))


def total(parts: Iterable[Sums]) -> Sums:
    """All together."""
    given = list(parts)
    if len(given) == 1:
        return given[0]
    return Sums(*map(sum, zip(*given, strict=True))) if given else NOTHING


def told(sums: Sums) -> api.Figures:
    """Sums as a message."""
    felt = sums.negative + sums.neutral + sums.positive
    return api.Figures(
        mention_count=sums.mentions,
        negative_count=sums.negative,
        neutral_count=sums.neutral,
        positive_count=sums.positive,
        reach=sums.reach,
        engagement=sums.engagement,
        corrected_count=sums.corrected,
        erased_count=sums.erased,
        certainty=round(sums.certainty / felt / 1000, 4) if felt else 0.0,
    )


def share(part: int, whole: int) -> api.Share:
    """A share with its span (Wilson's score interval); all nought where there is no whole."""
    if not whole:
        return api.Share()
    value, weight = part / whole, _Z * _Z / whole
    centre = (value + weight / 2) / (1 + weight)
    reach = _Z * math.sqrt(value * (1 - value) / whole + weight / (4 * whole)) / (1 + weight)
    return api.Share(
        value=round(value, 6),
        low=round(max(0.0, min(value, centre - reach)), 6),
        high=round(min(1.0, max(value, centre + reach)), 6),
    )


def negative_share(sums: Sums) -> api.Share:
    """Share of bad mentions among those with a feeling."""
    return share(sums.negative, sums.negative + sums.neutral + sums.positive)


def row(value: str, sums: Sums, against: Sums) -> api.Comparison.Row:
    """A line of a comparison."""
    here, there = negative_share(sums), negative_share(against)
    found = api.Comparison.Row(
        value=value,
        figures=told(sums),
        against=told(against),
        negative_share_change=round(here.value - there.value, 6),
        negative_share_differs=here.low > there.high or here.high < there.low,
    )
    if against.mentions:
        found.change = round((sums.mentions - against.mentions) / against.mentions, 6)
    return found
