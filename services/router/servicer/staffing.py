"""RPC in, one transaction, RPC out: queues, agents, offers, and what agents do beside answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as messages
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import metrics
from services.common.rpc import calls, permissions
from services.common.store import Database
from services.router.core import basis, names, paging
from services.router.core.intake import World
from services.router.core.staffing import checks
from services.router.store import handing, offers, presence, queue, seats, staff, staffing, taking, views
from services.router.store.handing import Handover
from services.router.store.staff import Staff

LONGEST_NOTE: Final = 500
ANYBODY: Final = "agents/-"


class StaffingServicer(staffing_grpc.StaffingServiceServicer):
    """Answers for who works on what.

    Args:
        db: the router's database.
        world: what is known of brands and networks.
        known: what is set up.
        lease_seconds: how long an accepted offer is held.
        waits: how long opportunities may wait, by priority.
        on_events: is told that a transaction with events has been committed.
    """

    def __init__(
        self,
        db: Database,
        world: World,
        known: Staff,
        lease_seconds: float,
        waits: tuple[int, ...],
        *,
        on_events: Callable[[], None],
    ) -> None:
        self._db = db
        self._world = world
        self._known = known
        self._ttl = round(lease_seconds * 1_000_000)
        self._waits = waits
        self._on_events = on_events

    @override
    async def CreateQueue(self, request: messages.CreateQueueRequest, context: Any) -> messages.Queue:
        return await self._put_queue(request.queue, new=True)

    @override
    async def UpdateQueue(self, request: messages.UpdateQueueRequest, context: Any) -> messages.Queue:
        new = None if request.allow_missing else False
        return await self._put_queue(request.queue, new=new, based_on=basis.told(request))

    @override
    async def GetQueue(self, request: messages.GetQueueRequest, context: Any) -> messages.Queue:
        return await self._queue(checks.queue_id(request.name))

    @override
    async def ListQueues(
        self, request: messages.ListQueuesRequest, context: Any
    ) -> messages.ListQueuesResponse:
        after = paging.decode(request.page_token, "queues", (str,))
        limit = paging.size(request.page_size, 100, 500)
        start = str(after[0]) if after else ""
        found = await self._db.read(lambda conn: staffing.queues(conn, self._known, start, limit + 1))
        return messages.ListQueuesResponse(
            queues=found[:limit], next_page_token=_next("queues", found, limit)
        )  # fmt: skip

    @override
    async def DeleteQueue(
        self, request: messages.DeleteQueueRequest, context: Any
    ) -> messages.DeleteQueueResponse:
        who, name = calls.principal(), checks.queue_id(request.name)
        await self._db.write(lambda conn: staffing.delete_queue(conn, who, name))
        self._on_events()
        return messages.DeleteQueueResponse()

    @override
    async def GetQueueEstimate(
        self, request: messages.GetQueueEstimateRequest, context: Any
    ) -> messages.QueueEstimate:
        name = checks.queue_id(request.name)
        return await self._db.read(lambda conn: staffing.estimate(conn, self._known, name))

    @override
    async def CreateAgent(self, request: messages.CreateAgentRequest, context: Any) -> messages.Agent:
        return await self._put_agent(request.agent, new=True)

    @override
    async def UpdateAgent(self, request: messages.UpdateAgentRequest, context: Any) -> messages.Agent:
        new = None if request.allow_missing else False
        return await self._put_agent(request.agent, new=new, based_on=basis.told(request))

    @override
    async def GetAgent(self, request: messages.GetAgentRequest, context: Any) -> messages.Agent:
        return await self._agent(checks.agent_id(request.name))

    @override
    async def ListAgents(
        self, request: messages.ListAgentsRequest, context: Any
    ) -> messages.ListAgentsResponse:
        after = paging.decode(request.page_token, "agents", (str,))
        limit = paging.size(request.page_size, 100, 1000)
        start = str(after[0]) if after else ""
        found = await self._db.read(lambda conn: staffing.agents(conn, self._known, start, limit + 1))
        return messages.ListAgentsResponse(
            agents=found[:limit], next_page_token=_next("agents", found, limit)
        )  # fmt: skip

    @override
    async def DeleteAgent(
        self, request: messages.DeleteAgentRequest, context: Any
    ) -> messages.DeleteAgentResponse:
        who, name = calls.principal(), checks.agent_id(request.name)
        await self._db.write(lambda conn: staffing.delete_agent(conn, who, name))
        self._on_events()
        return messages.DeleteAgentResponse()

    @override
    async def SetPresence(self, request: messages.SetPresenceRequest, context: Any) -> messages.Agent:
        who = calls.principal()
        name = checks.agent_id(request.name) if request.name else who.subject
        if name != who.subject and permissions.LEADS.isdisjoint(who.roles):
            raise errors.NotPermitted(f"Only a lead sets the status of agents/{name}; set your own.")
        if request.status == messages.Agent.STATUS_VANISHED:
            raise errors.InvalidField("status", "VANISHED is the router's word; set AWAY or OFFLINE.")
        await self._db.write(lambda conn: presence.beat(conn, name, request.status, actor=who.holder))
        self._on_events()
        return await self._agent(name)

    @override
    async def CheckStaffing(
        self, request: messages.CheckStaffingRequest, context: Any
    ) -> messages.CheckStaffingResponse:
        return await self._db.read(lambda conn: staffing.check(conn, self._known))

    @override
    async def ListOffers(
        self, request: messages.ListOffersRequest, context: Any
    ) -> messages.ListOffersResponse:
        who, limit = calls.principal(), paging.size(request.page_size, 50, 500)
        holder = who.holder
        if request.agent:
            everybody = request.agent == ANYBODY
            holder = "" if everybody else staff.holder_of(checks.agent_id(request.agent, "agent"))
        brands = seats.brand_filter(who)
        found = await self._db.read(lambda conn: offers.pending(conn, holder, brands, limit))
        return messages.ListOffersResponse(offers=found)

    @override
    async def AcceptOffer(self, request: messages.AcceptOfferRequest, context: Any) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.opportunity, "opportunity")
        claimed = await self._db.write(lambda conn: queue.accept(conn, who, uid, self._ttl))
        metrics.OPPORTUNITY_WAIT_SECONDS.observe(claimed.waited)
        return await self._changed(uid)

    @override
    async def DeclineOffer(self, request: messages.DeclineOfferRequest, context: Any) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.opportunity, "opportunity")
        reason = _short(request.reason, "reason")
        await self._db.write(lambda conn: offers.decline(conn, who, uid, reason))
        return await self._changed(uid)

    @override
    async def TransferOpportunity(
        self, request: messages.TransferOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        target = request.WhichOneof("target")
        if target is None:
            raise errors.InvalidField("target", "name an agent or a queue.")
        wish = Handover(
            uid,
            request.lease_token,
            _short(request.note, "note"),
            agent=checks.agent_id(request.agent, "agent") if target == "agent" else "",
            queue=checks.queue_id(request.queue, "queue") if target == "queue" else "",
        )
        await self._db.write(lambda conn: handing.transfer(conn, who, wish, self._known))
        return await self._changed(uid)

    @override
    async def SnoozeOpportunity(
        self, request: messages.SnoozeOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        until = request.wake_time.ToMicroseconds() if request.HasField("wake_time") else None
        reason, token = _short(request.reason, "reason"), request.lease_token
        await self._db.write(lambda conn: handing.snooze(conn, who, uid, token, until=until, reason=reason))
        return await self._changed(uid)

    @override
    async def WakeOpportunity(
        self, request: messages.WakeOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        await self._db.write(lambda conn: handing.wake(conn, who, uid))
        return await self._changed(uid)

    @override
    async def TagOpportunity(
        self, request: messages.TagOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        add, remove = checks.tags(request.add, "add"), checks.tags(request.remove, "remove")
        if both := sorted({*add} & {*remove}):
            raise errors.InvalidField("remove", f"{both[0]} is to be added, too; decide for one.")
        await self._db.write(lambda conn: handing.tag(conn, who, uid, add=add, remove=remove))
        return await self._changed(uid)

    @override
    async def CallColleague(
        self, request: messages.CallColleagueRequest, context: Any
    ) -> messages.CallColleagueResponse:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        agent, note = checks.agent_id(request.agent, "agent"), _short(request.note, "note")
        await self._db.write(lambda conn: handing.call(conn, who, uid, agent, note))
        self._on_events()
        return messages.CallColleagueResponse()

    @override
    async def TakeOpportunity(
        self, request: messages.TakeOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, brand = calls.principal(), names.brand(request.brand)
        if not brand:
            raise errors.InvalidField("brand", "it is empty; name the brand that should answer.")
        reason = _short(request.reason, "reason")
        found = taking.Found(brand, request.mention_key, request.mention, request.score, reason)
        uid = await self._db.write(lambda conn: taking.take(conn, who, found, self._world, self._waits))
        return await self._changed(uid)

    async def _put_queue(
        self, message: messages.Queue, *, new: bool | None, based_on: int | None = None
    ) -> messages.Queue:
        who, name = calls.principal(), checks.queue_id(message.name, "queue.name")
        await self._db.write(lambda conn: staffing.put_queue(conn, who, message, new=new, based_on=based_on))
        self._on_events()
        return await self._queue(name)

    async def _put_agent(
        self, message: messages.Agent, *, new: bool | None, based_on: int | None = None
    ) -> messages.Agent:
        who, name = calls.principal(), checks.agent_id(message.name, "agent.name")
        await self._db.write(lambda conn: staffing.put_agent(conn, who, message, new=new, based_on=based_on))
        self._on_events()
        return await self._agent(name)

    async def _queue(self, name: str) -> messages.Queue:
        return await self._db.read(lambda conn: staffing.queue(conn, self._known, name))

    async def _agent(self, name: str) -> messages.Agent:
        return await self._db.read(lambda conn: staffing.agent(conn, self._known, name))

    async def _changed(self, uid: str) -> routing.Opportunity:
        who: Principal = calls.principal()
        self._on_events()
        return await self._db.read(lambda conn: views.opportunity(conn, uid, who, self._world))


def _short(text: str, field: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise errors.InvalidField(field, f"it is longer than {LONGEST_NOTE} characters; shorten it.")
    return text


def _next(question: str, found: list[Any], limit: int) -> str:
    if len(found) <= limit:
        return ""
    return paging.encode(question, [found[limit - 1].name.partition("/")[2]])
