"""Reports: dashboards that are sent over channels again and again; one replica sends them."""

from __future__ import annotations

import asyncio
import functools
import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import logs
from services.common.rpc import calls
from services.common.store import Database
from services.insights.adapters.watching import Hold
from services.insights.core import dashboards as rules
from services.insights.core.messages import Message
from services.insights.servicer.dashboards import Dashboards
from services.insights.servicer.rendering import Renderer
from services.insights.store import channels, dashboards, deliveries
from services.insights.store.dashboards import Due

log = logs.get()

EVERY_SECONDS: Final = 30.0


class DashboardServicer(Dashboards):
    """Keeps reports beside dashboards, and sends them."""

    def __init__(self, db: Database, renderer: Renderer, clock: Clock, desk: str = "") -> None:
        """`desk` is the address of the desk, which links begin with; empty for no links."""
        super().__init__(db, renderer, clock)
        self._desk = desk.rstrip("/")

    @override
    async def CreateReport(self, request: api.CreateReportRequest, context: Any) -> api.Report:
        given = request.report
        rules.check_report(given)
        dashboard = await self._seen(given.dashboard)
        if await self._db.read(lambda conn: channels.unknown(conn, [given.channel])):
            raise errors.InvalidField("report.channel", f"there is no {given.channel}; create it first.")
        kept = api.Report(
            name=given.name,
            dashboard=given.dashboard,
            channel=given.channel,
            rhythm=given.rhythm,
            hour=given.hour,
            creator=calls.principal().holder,
        )
        due = Due(kept, calls.principal().brands)
        create = functools.partial(
            dashboards.create_report, due=due, next_time=self._next(kept, dashboard.time_zone)
        )
        if not await self._db.write(create):
            raise errors.AlreadyExists(kept.name)
        return (await self._report(kept.name)).report

    @override
    async def ListReports(self, request: api.ListReportsRequest, context: Any) -> api.ListReportsResponse:
        mine = {
            each.name
            for each in await self._db.read(dashboards.everything)
            if rules.is_seen(each, calls.principal())
        }
        found = await self._db.read(dashboards.reports)
        return api.ListReportsResponse(reports=[each for each in found if each.dashboard in mine])

    @override
    async def DeleteReport(self, request: api.DeleteReportRequest, context: Any) -> empty_pb2.Empty:
        await self._report(request.name)
        await self._db.write(functools.partial(dashboards.delete_report, name=request.name))
        return empty_pb2.Empty()

    @override
    async def SendReport(self, request: api.SendReportRequest, context: Any) -> api.Report:
        await self._send(await self._report(request.name))
        return (await self._report(request.name)).report

    async def run(self, hold: Hold) -> None:
        """Sends what is due until it is cancelled; `hold` keeps the other replicas out."""
        while True:
            try:
                async with hold():
                    while True:
                        await self.round()
                        await asyncio.sleep(EVERY_SECONDS)
            except errors.Refusal as fault:
                log.warning("reports.stopped", reason=fault.reason)
                await asyncio.sleep(EVERY_SECONDS)

    async def round(self) -> int:
        """Sends once what is due; how many those were. What was missed while nobody ran is sent once."""
        waiting = await self._db.read(functools.partial(dashboards.due, now=self._now()))
        for one in waiting:
            await self._send(one)
        return len(waiting)

    async def _send(self, one: Due) -> None:
        """Hands a report to its channel and sets its next time, both or neither."""
        found = await self._dashboard(one.report.dashboard)
        if found is None:
            return
        page = await self._renderer.page(found, one.brands)
        now = self._now()
        mark = f"{one.report.name} {now}"
        message = Message(
            id=hashlib.sha256(mark.encode()).hexdigest()[:32],
            type="report",
            subject=f"{found.display_name}, {self._clock.now():%Y-%m-%d}",
            text="The page is part of this letter; where it is not shown, open it in the desk.",
            link=f"{self._desk}/insights/{found.name}" if self._desk else "",
            html=page.html,
            data={"report": one.report.name, "dashboard": found.name},
        )
        next_time = self._next(one.report, found.time_zone)

        def work(conn: Any) -> None:
            deliveries.add(conn, [one.report.channel], message, now)
            dashboards.sent(conn, one.report.name, next_time, now)

        await self._db.write(work)

    async def _report(self, name: str) -> Due:
        found = await self._db.read(functools.partial(dashboards.report, name=name))
        if found is None:
            raise errors.NotFound(name)
        await self._seen(found.report.dashboard)
        return found

    def _next(self, report: api.Report, time_zone: str) -> int:
        after = datetime.fromtimestamp(self._now() / 1_000_000, UTC)
        return round(rules.next_time(report, time_zone, after).timestamp() * 1_000_000)
