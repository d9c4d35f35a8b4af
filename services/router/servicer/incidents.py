"""RPC in, transactions, RPC out: incidents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typing_extensions import override

from antiphon.routing.v1 import incident_service_pb2 as messages
from antiphon.routing.v1 import incident_service_pb2_grpc as grpc_messages
from services.common.model import errors
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import names
from services.router.core.intake import World
from services.router.store import incidents


class IncidentServicer(grpc_messages.IncidentServiceServicer):
    """Answers for incidents.

    Args:
        per_day: answers that may go to members at once, per network and day; 0 refuses all.
        on_events: is told that a transaction with events has been committed; `on_reply` that a reply waits.
    """

    def __init__(
        self,
        db: Database,
        world: World,
        lease_seconds: float,
        per_day: int,
        *,
        on_events: Callable[[], None],
        on_reply: Callable[[], None],
    ) -> None:
        self._db = db
        self._world = world
        self._terms = incidents.Terms(world, round(lease_seconds * 1_000_000), per_day)
        self._on_events = on_events
        self._on_reply = on_reply

    @override
    async def GetIncident(self, request: messages.GetIncidentRequest, context: Any) -> messages.Incident:
        return await self._incident(names.incident(request.name, "name"))

    @override
    async def ListIncidents(
        self, request: messages.ListIncidentsRequest, context: Any
    ) -> messages.ListIncidentsResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: incidents.page(conn, who, request))

    @override
    async def ListIncidentMembers(
        self, request: messages.ListIncidentMembersRequest, context: Any
    ) -> messages.ListIncidentMembersResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: incidents.members(conn, who, request, self._world))

    @override
    async def MoveIncidentMember(
        self, request: messages.MoveIncidentMemberRequest, context: Any
    ) -> messages.Incident:
        who, number = calls.principal(), names.incident(request.name, "name")
        uid = names.opportunity_uid(request.opportunity, "opportunity")
        await self._db.write(lambda conn: incidents.move(conn, who, number, uid, remove=request.remove))
        return await self._incident(number)

    @override
    async def UpdateIncident(
        self, request: messages.UpdateIncidentRequest, context: Any
    ) -> messages.Incident:
        who, number = calls.principal(), names.incident(request.incident.name, "incident.name")
        await self._db.write(lambda conn: incidents.update(conn, who, number, request.incident))
        return await self._incident(number)

    @override
    async def GetPreparedAnswer(
        self, request: messages.GetPreparedAnswerRequest, context: Any
    ) -> messages.PreparedAnswer:
        who, uid = calls.principal(), names.opportunity_uid(request.opportunity, "opportunity")
        return await self._db.read(lambda conn: incidents.prepared(conn, who, uid))

    @override
    async def AnswerIncident(
        self, request: messages.AnswerIncidentRequest, context: Any
    ) -> messages.AnswerIncidentResponse:
        who, number = calls.principal(), names.incident(request.name, "name")
        if request.limit < 0:
            raise errors.InvalidField("limit", "it cannot be negative; 0 takes as many as the cap allows.")
        plan = await self._db.read(
            lambda conn: incidents.plan(conn, who, number, request.limit, self._terms.cap)
        )
        told = messages.AnswerIncidentResponse(warnings=plan.warnings, left_out=plan.left_out)
        for member in plan.members:
            refusal = await self._answer(number, member) if request.confirm else ""
            if refusal:
                told.left_out.append(f"{names.opportunity(member.uid)}: {refusal}")
            else:
                told.opportunities.append(names.opportunity(member.uid))
        return told

    async def _answer(self, number: int, member: incidents.Member) -> str:
        """Answers one member in a transaction of its own; why it could not, empty when it could."""
        who = calls.principal()
        try:
            await self._db.write(lambda conn: incidents.answer(conn, who, number, member, self._terms))
        except errors.Refusal as refusal:
            return refusal.message
        self._on_reply()
        self._on_events()
        return ""

    async def _incident(self, number: int) -> messages.Incident:
        who = calls.principal()
        return await self._db.read(lambda conn: incidents.show(conn, who, number))
