"""RPC in, one transaction, RPC out: calendars and deadline policies."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from antiphon.routing.v1 import deadline_service_pb2 as messages
from antiphon.routing.v1 import deadline_service_pb2_grpc as grpc_messages
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import basis, names
from services.router.store import schedules

CALENDARS = schedules.CALENDARS
POLICIES = schedules.POLICIES


class DeadlineServicer(grpc_messages.DeadlineServiceServicer):
    """Answers for calendars and deadline policies."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @override
    async def CreateCalendar(
        self, request: messages.CreateCalendarRequest, context: Any
    ) -> messages.Calendar:
        who, name = calls.principal(), names.new_id(request.calendar_id, "calendar_id")
        await self._db.write(lambda conn: schedules.create_calendar(conn, who, name, request.calendar))
        return await self._calendar(name)

    @override
    async def UpdateCalendar(
        self, request: messages.UpdateCalendarRequest, context: Any
    ) -> messages.Calendar:
        who, name = calls.principal(), names.plain_id(request.calendar.name, CALENDARS, "calendar.name")
        put, based_on = schedules.update_calendar, basis.told(request)
        if request.allow_missing:
            put = schedules.put_calendar
        await self._db.write(lambda conn: put(conn, who, name, request.calendar, based_on))
        return await self._calendar(name)

    @override
    async def GetCalendar(self, request: messages.GetCalendarRequest, context: Any) -> messages.Calendar:
        return await self._calendar(names.plain_id(request.name, CALENDARS, "name"))

    @override
    async def ListCalendars(
        self, request: messages.ListCalendarsRequest, context: Any
    ) -> messages.ListCalendarsResponse:
        return messages.ListCalendarsResponse(calendars=await self._db.read(schedules.all_calendars))

    @override
    async def DeleteCalendar(
        self, request: messages.DeleteCalendarRequest, context: Any
    ) -> messages.DeleteCalendarResponse:
        who, name = calls.principal(), names.plain_id(request.name, CALENDARS, "name")
        await self._db.write(lambda conn: schedules.delete_calendar(conn, who, name))
        return messages.DeleteCalendarResponse()

    @override
    async def CreateDeadlinePolicy(
        self, request: messages.CreateDeadlinePolicyRequest, context: Any
    ) -> messages.DeadlinePolicy:
        who, name = calls.principal(), names.new_id(request.deadline_policy_id, "deadline_policy_id")
        await self._db.write(lambda conn: schedules.create_policy(conn, who, name, request.deadline_policy))
        return await self._policy(name)

    @override
    async def UpdateDeadlinePolicy(
        self, request: messages.UpdateDeadlinePolicyRequest, context: Any
    ) -> messages.DeadlinePolicy:
        told, who = request.deadline_policy, calls.principal()
        name = names.plain_id(told.name, POLICIES, "deadline_policy.name")
        put, based_on = schedules.update_policy, basis.told(request)
        if request.allow_missing:
            put = schedules.put_policy
        await self._db.write(lambda conn: put(conn, who, name, told, based_on))
        return await self._policy(name)

    @override
    async def GetDeadlinePolicy(
        self, request: messages.GetDeadlinePolicyRequest, context: Any
    ) -> messages.DeadlinePolicy:
        return await self._policy(names.plain_id(request.name, POLICIES, "name"))

    @override
    async def ListDeadlinePolicies(
        self, request: messages.ListDeadlinePoliciesRequest, context: Any
    ) -> messages.ListDeadlinePoliciesResponse:
        found = await self._db.read(schedules.all_policies)
        return messages.ListDeadlinePoliciesResponse(deadline_policies=found)

    @override
    async def DeleteDeadlinePolicy(
        self, request: messages.DeleteDeadlinePolicyRequest, context: Any
    ) -> messages.DeleteDeadlinePolicyResponse:
        who, name = calls.principal(), names.plain_id(request.name, POLICIES, "name")
        await self._db.write(lambda conn: schedules.delete_policy(conn, who, name))
        return messages.DeleteDeadlinePolicyResponse()

    async def _calendar(self, name: str) -> messages.Calendar:
        return await self._db.read(lambda conn: schedules.calendar(conn, name))

    async def _policy(self, name: str) -> messages.DeadlinePolicy:
        return await self._db.read(lambda conn: schedules.policy(conn, name))
