"""Makes pages of dashboards in somebody's name: each tile asks what a page of the desk would ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.model.principal import Principal
from services.common.rpc import calls
from services.insights.core import buckets, dashboards, pages
from services.insights.servicer.findings import AnalyticsServicer

Tile = api.Dashboard.Tile

_REQUESTS: Final[Mapping[int, tuple[str, Callable[..., Any], tuple[str, ...]]]] = {
    Tile.KIND_TREND: ("GetTrend", analytics.GetTrendRequest, ("dimension", "bucket")),
    Tile.KIND_BREAKDOWN: ("GetBreakdown", analytics.GetBreakdownRequest, ("dimension",)),
    Tile.KIND_TOPICS: ("ListTopics", analytics.ListTopicsRequest, ()),
    Tile.KIND_SPIKES: ("ListSpikes", analytics.ListSpikesRequest, ()),
    Tile.KIND_CARE: ("GetCarePerformance", analytics.GetCarePerformanceRequest, ()),
}


class Renderer:
    """Makes pages."""

    def __init__(self, numbers: AnalyticsServicer, clock: Clock) -> None:
        self._numbers = numbers
        self._clock = clock

    async def page(self, dashboard: api.Dashboard, brands: frozenset[str]) -> api.RenderedDashboard:
        """A dashboard with the numbers of these brands; a tile that fails says why, in its place."""
        now = self._clock.now()
        with calls.acting_as(Principal("insights", "service", brands=brands)):
            tiles = [(tile.title, await self._answer(tile, dashboard.time_zone)) for tile in dashboard.tiles]
        where = buckets.zone(dashboard.time_zone)
        found = api.RenderedDashboard(
            display_name=dashboard.display_name,
            html=pages.page(dashboard.display_name, tiles, now, where),
        )
        found.render_time.FromDatetime(now)
        return found

    async def _answer(self, tile: Tile, time_zone: str) -> Any:
        name, request, more = _REQUESTS[tile.kind]
        asked = request(
            slice=dashboards.asked(tile, self._clock.now()), **{field: getattr(tile, field) for field in more}
        )
        if "time_zone" in asked.DESCRIPTOR.fields_by_name:
            asked.time_zone = time_zone
        try:
            return await getattr(self._numbers, name)(asked, None)
        except errors.Refusal as fault:
            return str(fault)
