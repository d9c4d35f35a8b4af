"""How a command reaches the services: the running embedded set of a data folder, or a cluster.

`antiphon up` leaves `run.json` in its data folder; commands read it and sign as the local
user with the folder's key. Without it the addresses come from the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from antiphon.insights.v1 import analytics_service_pb2_grpc as analytics_grpc
from antiphon.insights.v1 import curation_service_pb2_grpc as curation_grpc
from antiphon.insights.v1 import dashboard_service_pb2_grpc as dashboard_grpc
from antiphon.insights.v1 import insights_service_pb2_grpc as insights_grpc
from antiphon.insights.v1 import reporting_service_pb2_grpc as reporting_grpc
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from antiphon.routing.v1 import conversation_service_pb2_grpc as conversation_grpc
from antiphon.routing.v1 import customer_service_pb2_grpc as customer_grpc
from antiphon.routing.v1 import deadline_service_pb2_grpc as deadline_grpc
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import incident_service_pb2_grpc as incident_grpc
from antiphon.routing.v1 import policy_service_pb2_grpc as policy_grpc
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from antiphon.scoring.v1 import scoring_service_pb2_grpc as scoring_grpc
from services.cli import embedded
from services.common import config
from services.common.model import errors, principal
from services.common.rpc import channels, tokens

if TYPE_CHECKING:
    from services.common import bus

LOG_SECONDS = 15.0
"""How long a command waits for the log: longer than a restart of it takes."""


class NothingRuns(errors.AntiphonError):
    """Nothing runs in this data folder; start it with `antiphon up`, or name another with `--data`."""


def settings_of(data: Path, environ: Mapping[str, str], *, signs: bool = True) -> config.Settings:
    """Settings to reach the set that runs in `data`, else what the environment says.

    About its log and store a running set alone has the say, whatever this shell names.

    Raises:
        NothingRuns: if no set runs there and the environment names neither a key to sign with nor, where
            nothing is signed, the log.

    """
    there = running(data)
    if there is not None:
        return config.load({**embedded.without_own_settings(environ), **there["environment"]})
    settings = config.load(environ)
    if settings.auth.signing_key_file is None and (signs or "ANTIPHON_BUS_URL" not in environ):
        raise NothingRuns(NothingRuns.__doc__)
    return settings


def running(data: Path) -> Mapping[str, Any] | None:
    """What the ready set of a data folder left in `run.json`; nothing when none runs there."""
    try:
        there: dict[str, Any] = json.loads(embedded.Folder(data.absolute()).run_file.read_text())
        os.kill(there["pid"], 0)
    except (OSError, ValueError):
        return None
    return there


@dataclass(slots=True)
class Session:
    """Open connections to the four services and the log, each made at first use and kept."""

    settings: config.Settings
    stack: contextlib.AsyncExitStack
    _channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)
    _log: bus.Bus | None = None

    def _channel(self, address: str) -> grpc.aio.Channel:
        if address not in self._channels:
            self._channels[address] = self._open(address)
        return self._channels[address]

    def _open(self, address: str) -> grpc.aio.Channel:
        signer = tokens.Signer.load(self.settings.auth)
        channel = channels.open(
            address,
            self.settings,
            signer=signer,
            principal=principal.Principal(
                subject=embedded.local_user(), kind="user", roles=frozenset({"administrator"})
            ),
        )
        self.stack.push_async_callback(channel.close)
        return channel

    async def listener(self) -> listening_grpc.ListeningServiceAsyncStub:
        return listening_grpc.ListeningServiceStub(self._channel(self.settings.rpc.listener_address))

    async def scorer(self) -> scoring_grpc.ScoringServiceAsyncStub:
        return scoring_grpc.ScoringServiceStub(self._channel(self.settings.rpc.scorer_address))

    async def router(self) -> routing_grpc.RoutingServiceAsyncStub:
        return routing_grpc.RoutingServiceStub(self._channel(self.settings.rpc.router_address))

    async def audit(self) -> audit_grpc.AuditServiceAsyncStub:
        return audit_grpc.AuditServiceStub(self._channel(self.settings.rpc.router_address))

    async def care(self) -> care_grpc.CareServiceAsyncStub:
        return care_grpc.CareServiceStub(self._channel(self.settings.rpc.router_address))

    async def drafting(self) -> drafting_grpc.DraftingServiceAsyncStub:
        return drafting_grpc.DraftingServiceStub(self._channel(self.settings.rpc.router_address))

    async def conversations(self) -> conversation_grpc.ConversationServiceAsyncStub:
        return conversation_grpc.ConversationServiceStub(self._channel(self.settings.rpc.router_address))

    async def customers(self) -> customer_grpc.CustomerServiceAsyncStub:
        return customer_grpc.CustomerServiceStub(self._channel(self.settings.rpc.router_address))

    async def incidents(self) -> incident_grpc.IncidentServiceAsyncStub:
        return incident_grpc.IncidentServiceStub(self._channel(self.settings.rpc.router_address))

    async def deadlines(self) -> deadline_grpc.DeadlineServiceAsyncStub:
        return deadline_grpc.DeadlineServiceStub(self._channel(self.settings.rpc.router_address))

    async def policies(self) -> policy_grpc.PolicyServiceAsyncStub:
        return policy_grpc.PolicyServiceStub(self._channel(self.settings.rpc.router_address))

    async def staffing(self) -> staffing_grpc.StaffingServiceAsyncStub:
        return staffing_grpc.StaffingServiceStub(self._channel(self.settings.rpc.router_address))

    async def insights(self) -> insights_grpc.InsightsServiceAsyncStub:
        return insights_grpc.InsightsServiceStub(self._channel(self.settings.rpc.insights_address))

    async def analytics(self) -> analytics_grpc.AnalyticsServiceAsyncStub:
        return analytics_grpc.AnalyticsServiceStub(self._channel(self.settings.rpc.insights_address))

    async def curation(self) -> curation_grpc.CurationServiceAsyncStub:
        return curation_grpc.CurationServiceStub(self._channel(self.settings.rpc.insights_address))

    async def dashboards(self) -> dashboard_grpc.DashboardServiceAsyncStub:
        return dashboard_grpc.DashboardServiceStub(self._channel(self.settings.rpc.insights_address))

    async def reporting(self) -> reporting_grpc.ReportingServiceAsyncStub:
        return reporting_grpc.ReportingServiceStub(self._channel(self.settings.rpc.insights_address))

    async def log(self) -> bus.Bus:
        """Connection to the event log.

        Raises:
            errors.LogUnavailable: if it does not answer.

        """
        if self._log is None:
            self._log = await self._visit()
        return self._log

    async def _visit(self) -> bus.Bus:
        try:
            async with asyncio.timeout(LOG_SECONDS):
                connection = await _log_client().visit(self.settings.bus, service="cli")
        except TimeoutError:
            raise errors.LogUnavailable(
                "The event log does not answer; see `antiphon doctor`, and try again when it is back."
            ) from None
        self.stack.push_async_callback(connection.close)
        return connection


def _log_client() -> type[bus.Bus]:
    """Imported when the log is asked for; few commands do, and it is a third of what they would import."""
    client: type[bus.Bus] = importlib.import_module("services.common.bus").Bus
    return client


@contextlib.asynccontextmanager
async def open_session(settings: config.Settings) -> AsyncIterator[Session]:
    """A session whose connections close when it ends."""
    async with contextlib.AsyncExitStack() as stack:
        yield Session(settings, stack)
