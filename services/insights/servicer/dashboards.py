"""Dashboards, and links that show them to others for a time."""

from __future__ import annotations

import functools
import hashlib
import secrets
from datetime import timedelta
from typing import Any, Final

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import dashboard_service_pb2 as api
from antiphon.insights.v1 import dashboard_service_pb2_grpc as api_grpc
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.rpc import calls
from services.common.store import Database
from services.insights.core import dashboards as rules
from services.insights.servicer.rendering import Renderer
from services.insights.store import dashboards
from services.insights.store.dashboards import Lent

_TOKEN_BYTES: Final = 32
_MICRO: Final = timedelta(microseconds=1)


class Dashboards(api_grpc.DashboardServiceServicer):
    """Keeps dashboards."""

    def __init__(self, db: Database, renderer: Renderer, clock: Clock) -> None:
        self._db = db
        self._renderer = renderer
        self._clock = clock

    @override
    async def CreateDashboard(self, request: api.CreateDashboardRequest, context: Any) -> api.Dashboard:
        rules.check(request.dashboard)
        kept = rules.kept(request.dashboard, calls.principal().holder)
        if not await self._db.write(functools.partial(dashboards.create, dashboard=kept, now=self._now())):
            raise errors.AlreadyExists(kept.name)
        return await self._seen(kept.name)

    @override
    async def UpdateDashboard(self, request: api.UpdateDashboardRequest, context: Any) -> api.Dashboard:
        rules.check(request.dashboard)
        before = await self._changeable(request.dashboard.name)
        kept = rules.kept(request.dashboard, before.creator)
        await self._db.write(functools.partial(dashboards.update, dashboard=kept, now=self._now()))
        return await self._seen(kept.name)

    @override
    async def GetDashboard(self, request: api.GetDashboardRequest, context: Any) -> api.Dashboard:
        return await self._seen(request.name)

    @override
    async def ListDashboards(
        self, request: api.ListDashboardsRequest, context: Any
    ) -> api.ListDashboardsResponse:
        found = await self._db.read(dashboards.everything)
        mine = [each for each in found if rules.is_seen(each, calls.principal())]
        return api.ListDashboardsResponse(dashboards=mine)

    @override
    async def DeleteDashboard(self, request: api.DeleteDashboardRequest, context: Any) -> empty_pb2.Empty:
        await self._changeable(request.name)
        await self._db.write(functools.partial(dashboards.delete, name=request.name))
        return empty_pb2.Empty()

    @override
    async def RenderDashboard(
        self, request: api.RenderDashboardRequest, context: Any
    ) -> api.RenderedDashboard:
        return await self._renderer.page(await self._seen(request.name), calls.principal().brands)

    @override
    async def CreateDashboardLink(
        self, request: api.CreateDashboardLinkRequest, context: Any
    ) -> api.DashboardLink:
        await self._seen(request.name)
        token, expire = secrets.token_urlsafe(_TOKEN_BYTES), self._now() + rules.ttl(request) // _MICRO
        link = functools.partial(
            dashboards.link,
            digest=_digest(token),
            lent=Lent(request.name, calls.principal().brands),
            expire=expire,
            now=self._now(),
        )
        await self._db.write(link)
        found = api.DashboardLink(token=token)
        found.expire_time.FromMicroseconds(expire)
        return found

    @override
    async def DeleteDashboardLinks(
        self, request: api.DeleteDashboardLinksRequest, context: Any
    ) -> empty_pb2.Empty:
        await self._seen(request.name)
        await self._db.write(functools.partial(dashboards.unlink, name=request.name))
        return empty_pb2.Empty()

    @override
    async def GetSharedDashboard(
        self, request: api.GetSharedDashboardRequest, context: Any
    ) -> api.RenderedDashboard:
        linked = functools.partial(dashboards.linked, digest=_digest(request.token), now=self._now())
        lent = await self._db.read(linked)
        found = await self._dashboard(lent.dashboard) if lent else None
        if lent is None or found is None:
            raise errors.NotFound("This link shows nothing, or nothing any more.")
        return await self._renderer.page(found, lent.brands)

    async def _dashboard(self, name: str) -> api.Dashboard | None:
        return await self._db.read(functools.partial(dashboards.get, name=name))

    async def _seen(self, name: str) -> api.Dashboard:
        """A dashboard that the caller sees."""
        found = await self._dashboard(name)
        if found is None or not rules.is_seen(found, calls.principal()):
            raise errors.NotFound(name)
        return found

    async def _changeable(self, name: str) -> api.Dashboard:
        found = await self._seen(name)
        if not rules.is_changed(found, calls.principal()):
            raise errors.WrongState("Only who made it and leads may change it; make one of your own.")
        return found

    def _now(self) -> int:
        """Microseconds since 1970."""
        return round(self._clock.now().timestamp() * 1_000_000)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
