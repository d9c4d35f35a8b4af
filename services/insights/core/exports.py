"""What a file holds of a slice: a row for each mention as it counts, or for each bucket and value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.mention.v1 import mention_pb2
from services.common.formats import Cell, Column, Kind
from services.insights.core import folding, slices

MENTIONS: Final = (
    Column("time", Kind.MOMENT),
    Column("network"),
    Column("brands"),
    Column("queries"),
    Column("author"),
    Column("language"),
    Column("country"),
    Column("sentiment"),
    Column("emotion"),
    Column("intent"),
    Column("spam", Kind.WHOLE),
    Column("corrected", Kind.WHOLE),
    Column("reach", Kind.WHOLE),
    Column("engagement", Kind.WHOLE),
    Column("tags"),
    Column("text"),
    Column("link"),
    Column("name"),
)
"""Columns of mentions: feelings and spam as people corrected them; `corrected` is 1 where they did."""

_COUNTS: Final = (
    "mention_count",
    "negative_count",
    "neutral_count",
    "positive_count",
    "reach",
    "engagement",
    "corrected_count",
    "erased_count",
)

SUMS: Final = (
    Column("start", Kind.MOMENT),
    Column("end", Kind.MOMENT),
    Column("value"),
    Column("seen_share", Kind.REAL),
    *(Column(name, Kind.WHOLE) for name in _COUNTS),
    Column("certainty", Kind.REAL),
)
"""Columns of sums; `value` is empty where they are not divided."""


class Counted(NamedTuple):
    """A mention and what it counts as, in the order in which the store reads it."""

    id: int
    create_time: int
    mention: bytes
    reach: int
    engagement: int
    network: str
    language: str
    country: str
    sentiment: int
    emotion: int
    intent: int
    spam: int
    corrected: int
    tags: str = ""


def mention_row(found: Counted, visible: frozenset[str] | None) -> tuple[Cell, ...]:
    """A mention as a row of `MENTIONS`; of its brands those that the reader works for, `visible`, or all."""
    mention = mention_pb2.Mention.FromString(found.mention)
    matches = [match for match in mention.matches if visible is None or match.brand in visible]
    return (
        found.create_time,
        found.network,
        " ".join(sorted({match.brand.removeprefix("brands/") for match in matches})),
        " ".join(sorted({match.query for match in matches if match.query})),
        mention.author.handle,
        found.language,
        found.country,
        folding.name("sentiment", found.sentiment).lower(),
        folding.name("emotion", found.emotion).lower(),
        folding.name("intent", found.intent).lower(),
        found.spam,
        found.corrected,
        found.reach,
        found.engagement,
        found.tags,
        f"{mention.title}\n{mention.text}" if mention.title else mention.text,
        mention.link,
        mention.name,
    )


def sum_rows(found: api.Trend) -> Iterator[tuple[Cell, ...]]:
    """A trend as rows of `SUMS`."""
    for series in found.series:
        for span, sums in zip(found.spans, series.figures, strict=True):
            yield (
                slices.micros(span.start_time),
                slices.micros(span.end_time),
                series.value,
                span.seen_share,
                *(int(getattr(sums, name)) for name in _COUNTS),
                sums.certainty,
            )
