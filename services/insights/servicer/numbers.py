"""Sums over slices: trend, breakdown, heat map, comparison, and the mentions behind a number."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.insights.v1 import analytics_service_pb2_grpc as api_grpc
from antiphon.insights.v1 import insights_service_pb2 as archive_api
from services.common.model import errors
from services.common.model.clock import Clock
from services.insights.adapters.sighting import Sighting
from services.insights.core import buckets, coverage, figures, folding, marking, slices, tokens
from services.insights.servicer.calling import visible
from services.insights.store import markers
from services.insights.store.analyst import Analyst, Division

Practice = Callable[[], frozenset[str]]
"""Tells which brands agents practise with."""

PARTS: Final = 10
MOST_PARTS: Final = 200


class Numbers(api_grpc.AnalyticsServiceServicer):
    """Answers what is a sum."""

    def __init__(
        self, analyst: Analyst, sighting: Sighting, clock: Clock, practice: Practice = frozenset
    ) -> None:
        self._analyst = analyst
        self._sighting = sighting
        self._clock = clock
        self._practice = practice

    def cut(self, given: api.Slice, field_name: str = "slice") -> slices.Cut:
        """What a caller's slice holds.

        Raises:
            InvalidField: a time, a list or a query of it means nothing.
        """
        return slices.read(given, self._clock.now(), visible(), field_name, self._practice())

    @override
    async def GetTrend(self, request: api.GetTrendRequest, context: Any) -> api.Trend:
        return await self.trend(request, min(request.part_count or PARTS, MOST_PARTS))

    async def trend(self, request: api.GetTrendRequest, count: int) -> api.Trend:
        """A trend with at most `count` parts."""
        cut = self.cut(request.slice)
        folding.known(request.dimension, needed=False)
        where = buckets.zone(request.time_zone)
        bucket = buckets.chosen(request.bucket, cut.start, cut.end)
        edges = buckets.edges(cut.start, cut.end, bucket, where)
        (lines, whole), seen, marked = await asyncio.gather(
            self._analyst.over_time(
                cut, edges, buckets.grid(cut.start, cut.end, bucket, where), request.dimension
            ),
            self._sighting.view(cut),
            self._analyst.db.read(functools.partial(markers.within, start=cut.start, end=cut.end)),
        )
        answer = api.Trend(
            slice=slices.told(request.slice, cut),
            bucket=bucket,
            total=figures.told(figures.total(whole)),
            coverage=coverage.told(seen),
            markers=marking.shown(marked, cut.brands, cut.visible),
        )
        if request.dimension:
            answer.series.extend(_series(*line) for line in folding.few(lines, count))
        else:
            answer.series.append(_series("", whole))
        answer.spans.extend(_span(edges[at], edges[at + 1], seen) for at in range(len(edges) - 1))
        return answer

    @override
    async def GetBreakdown(self, request: api.GetBreakdownRequest, context: Any) -> api.Breakdown:
        cut = self.cut(request.slice)
        folding.known(request.dimension, needed=True)
        found, seen = await asyncio.gather(
            self._analyst.divided(cut, request.dimension), self._sighting.view(cut)
        )
        answer = api.Breakdown(
            slice=slices.told(request.slice, cut),
            total=figures.told(found.total),
            coverage=coverage.told(seen),
        )
        whole = sum(sums.mentions for _, sums in found.parts)
        for value, sums in found.parts:
            share = figures.share(sums.mentions, whole)
            answer.parts.add(value=value, figures=figures.told(sums), share=share)
        return answer

    @override
    async def GetHeatMap(self, request: api.GetHeatMapRequest, context: Any) -> api.HeatMap:
        cut = self.cut(request.slice)
        where = buckets.zone(request.time_zone)
        found, seen = await asyncio.gather(self._analyst.of_week(cut, where), self._sighting.view(cut))
        answer = api.HeatMap(
            slice=slices.told(request.slice, cut),
            total=figures.told(figures.total(found.values())),
            coverage=coverage.told(seen),
        )
        lengths = coverage.week(seen, cut.start, cut.end, where)
        for weekday in range(1, 8):
            for hour in range(24):
                length, looked = lengths.get((weekday, hour), (0.0, 0.0))
                answer.cells.add(
                    weekday=weekday,
                    hour=hour,
                    figures=figures.told(found.get((weekday, hour), figures.NOTHING)),
                    hour_count=round(length, 4),
                    seen_hour_count=round(looked, 4),
                )
        return answer

    @override
    async def GetComparison(self, request: api.GetComparisonRequest, context: Any) -> api.Comparison:
        folding.known(request.dimension, needed=False)
        one = self.cut(request.slice)
        against = _with_times(request.against, one)
        other = self.cut(against, "against")
        here, there, seen, seen_there = await asyncio.gather(
            self._analyst.divided(one, request.dimension),
            self._analyst.divided(other, request.dimension),
            self._sighting.view(one),
            self._sighting.view(other),
        )
        answer = api.Comparison(
            slice=slices.told(request.slice, one),
            against=slices.told(against, other),
            total=figures.row("", here.total, there.total),
            coverage=coverage.told(seen),
            against_coverage=coverage.told(seen_there),
            warnings=coverage.warnings(seen, seen_there),
        )
        answer.rows.extend(_rows(here, there))
        return answer

    @override
    async def ListSliceMentions(
        self, request: api.ListSliceMentionsRequest, context: Any
    ) -> AsyncIterator[archive_api.ListMentionsResponse]:
        if request.limit < 0:
            raise errors.InvalidField("limit", "it cannot be negative; 0 means no limit.")
        times = (request.slice.HasField("start_time"), request.slice.HasField("end_time"))
        if request.resume_token and not all(times):
            raise errors.InvalidField(
                "slice.start_time", "give both times with a token; they are in no token."
            )
        cut = self.cut(request.slice)
        scope = request.slice.SerializeToString(deterministic=True).hex()
        after = tokens.decode(request.resume_token, scope)
        async for piece in self._analyst.mentions(cut, after, request.limit):
            token = tokens.encode(piece.place, scope)
            yield archive_api.ListMentionsResponse(mentions=piece.mentions, resume_token=token)


def _series(value: str, line: list[figures.Sums]) -> api.Trend.Series:
    return api.Trend.Series(
        value=value, figures=map(figures.told, line), total=figures.told(figures.total(line))
    )


def _span(start: int, end: int, seen: coverage.View) -> api.Trend.Span:
    found = api.Trend.Span(sight=seen.sight(start, end), seen_share=seen.between(start, end)[0])
    found.start_time.FromMicroseconds(start)
    found.end_time.FromMicroseconds(end)
    return found


def _with_times(given: api.Slice, beside: slices.Cut) -> api.Slice:
    """A slice that names no time gets the same length right before the other."""
    found = api.Slice()
    found.CopyFrom(given)
    if not given.HasField("start_time") and not given.HasField("end_time"):
        start, end = slices.before(beside)
        found.start_time.FromMicroseconds(start)
        found.end_time.FromMicroseconds(end)
    return found


def _rows(here: Division, there: Division) -> list[api.Comparison.Row]:
    one: Mapping[str, figures.Sums] = dict(here.parts)
    other: Mapping[str, figures.Sums] = dict(there.parts)
    order = [*one, *(value for value in other if value not in one)]
    return [
        figures.row(value, one.get(value, figures.NOTHING), other.get(value, figures.NOTHING))
        for value in order
    ]
