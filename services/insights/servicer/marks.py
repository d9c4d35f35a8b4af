"""Markers of campaigns and events."""

from __future__ import annotations

import functools
from typing import Any

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.model import errors
from services.common.rpc import calls
from services.insights.core import marking, naming, slices
from services.insights.servicer.calling import visible
from services.insights.servicer.files import Files
from services.insights.store import markers

_EVER = (0, 1 << 62)


class Marks(Files):
    """Keeps markers."""

    @override
    async def CreateMarker(self, request: api.CreateMarkerRequest, context: Any) -> analytics.Marker:
        marker = self._read(request.marker, calls.principal().holder)
        if not await self._db.write(functools.partial(markers.create, marker=marker, now=self._now())):
            raise errors.AlreadyExists(marker.name)
        return await self._marker(marker.name)

    @override
    async def UpdateMarker(self, request: api.UpdateMarkerRequest, context: Any) -> analytics.Marker:
        before = await self._theirs(request.marker.name)
        marker = self._read(request.marker, before.creator)
        await self._db.write(functools.partial(markers.update, marker=marker))
        return await self._marker(marker.name)

    @override
    async def ListMarkers(self, request: api.ListMarkersRequest, context: Any) -> api.ListMarkersResponse:
        start, end = _EVER
        if request.HasField("start_time"):
            start = slices.micros(request.start_time)
        if request.HasField("end_time"):
            end = slices.micros(request.end_time)
        found = await self._db.read(functools.partial(markers.within, start=start, end=end))
        shown = marking.shown(found, map(naming.brand, request.brands), visible())
        return api.ListMarkersResponse(markers=shown)

    @override
    async def DeleteMarker(self, request: api.DeleteMarkerRequest, context: Any) -> empty_pb2.Empty:
        await self._theirs(request.name)
        await self._db.write(functools.partial(markers.delete, name=request.name))
        return empty_pb2.Empty()

    def _read(self, given: analytics.Marker, creator: str) -> analytics.Marker:
        marking.check(given)
        marker = marking.kept(given, creator)
        if not marking.is_changeable(marker, visible()):
            raise errors.InvalidField("marker.brands", "name brands, and only such that you work for.")
        return marker

    async def _marker(self, name: str) -> analytics.Marker:
        found = await self._db.read(functools.partial(markers.get, name=name))
        if found is None or not marking.is_theirs(found, visible()):
            raise errors.NotFound(name)
        return found

    async def _theirs(self, name: str) -> analytics.Marker:
        """A marker that the caller may change."""
        found = await self._marker(name)
        if not marking.is_changeable(found, visible()):
            raise errors.WrongState("It is a marker of brands that you do not work for; ask one of theirs.")
        return found
