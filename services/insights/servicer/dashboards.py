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
from services.insights.store.dashboards import Lent, Link

_TOKEN_BYTES: Final = 32
_NAME_DIGITS: Final = 16
"""Digits of a digest that name a link among those of one dashboard; they open nothing."""
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
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._now()
        who = calls.principal()
        expire = now + rules.ttl(request) // _MICRO
        made = Link(Lent(request.name, who.brands), expire, creator=who.holder, create_time=now)
        digest = _digest(token)
        await self._db.write(functools.partial(dashboards.link, digest=digest, made=made, now=now))
        found = _told(digest, made)
        found.token = token
        return found

    @override
    async def ListDashboardLinks(
        self, request: api.ListDashboardLinksRequest, context: Any
    ) -> api.ListDashboardLinksResponse:
        found = await self._links((await self._seen(request.parent)).name)
        return api.ListDashboardLinksResponse(links=[_told(*each) for each in found])

    @override
    async def DeleteDashboardLink(
        self, request: api.DeleteDashboardLinkRequest, context: Any
    ) -> empty_pb2.Empty:
        dashboard, _, _ = request.name.partition("/links/")
        found = await self._links((await self._seen(dashboard)).name)
        digest = next((digest for digest, link in found if _name(digest, link) == request.name), None)
        if digest is None:
            raise errors.NotFound(request.name)
        await self._db.write(functools.partial(dashboards.end, digest=digest))
        return empty_pb2.Empty()

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
        digest, now = _digest(request.token), self._now()
        link = await self._db.read(functools.partial(dashboards.linked, digest=digest, now=now))
        found = await self._dashboard(link.lent.dashboard) if link else None
        if link is None or found is None:
            raise errors.NotFound("This link shows nothing, or nothing any more.")
        if rules.is_noted(link.use_time, now):
            await self._db.write(functools.partial(dashboards.used, digest=digest, now=now))
        return await self._renderer.page(found, link.lent.brands)

    async def _links(self, dashboard: str) -> list[tuple[bytes, Link]]:
        return await self._db.read(functools.partial(dashboards.links, name=dashboard, now=self._now()))

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


def _name(digest: bytes, link: Link) -> str:
    return f"{link.lent.dashboard}/links/{digest.hex()[:_NAME_DIGITS]}"


def _told(digest: bytes, link: Link) -> api.DashboardLink:
    """A link without its token, which is not kept."""
    found = api.DashboardLink(name=_name(digest, link), creator=link.creator)
    found.expire_time.FromMicroseconds(link.expire_time)
    if link.create_time is not None:
        found.create_time.FromMicroseconds(link.create_time)
    if link.use_time is not None:
        found.use_time.FromMicroseconds(link.use_time)
    return found
