"""RPC in, one transaction, RPC out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from typing_extensions import override

from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from services.common.model import errors, suppression
from services.common.obs import metrics
from services.common.rpc import calls
from services.common.store import Database
from services.router.core import answering, names, opportunities
from services.router.core.intake import World
from services.router.store import accepting, erased, erasures, lists, practising, queue, views
from services.router.store.staff import Staff

LONGEST_REASON: Final = 500
_Cause = routing.DismissOpportunityRequest.Cause


class RoutingServicer(routing_grpc.RoutingServiceServicer):
    """Answers for the queue and the replies.

    `on_events` is told that a transaction with events has been committed, `on_reply` that a reply waits.
    """

    def __init__(
        self,
        db: Database,
        world: World,
        lease_seconds: float,
        on_events: Callable[[], None],
        on_reply: Callable[[], None],
        *,
        undo_seconds: float = 0.0,
        known: Staff | None = None,
    ) -> None:
        self._db = db
        self._world = world
        self._ttl = round(lease_seconds * 1_000_000)
        self._on_events = on_events
        self._on_reply = on_reply
        self._known = known or Staff()
        self._undo = round(undo_seconds * 1_000_000)

    @override
    async def GetOpportunity(
        self, request: routing.GetOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        return await self._show(names.opportunity_uid(request.name))

    @override
    async def ListOpportunities(
        self, request: routing.ListOpportunitiesRequest, context: Any
    ) -> routing.ListOpportunitiesResponse:
        who = calls.principal()
        ask = self._db.look_up if lists.is_short(request, who) else self._db.read
        return await ask(lambda conn: lists.queue(conn, request, who, self._world))

    @override
    async def ClaimNextOpportunity(
        self, request: routing.ClaimNextOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, brand = calls.principal(), names.brand(request.brand)
        return await self._claim(lambda conn: queue.claim_next(conn, who, brand, self._ttl, self._known))

    @override
    async def ClaimOpportunity(
        self, request: routing.ClaimOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        return await self._claim(lambda conn: queue.claim(conn, who, uid, self._ttl, self._known))

    @override
    async def RenewLease(self, request: routing.RenewLeaseRequest, context: Any) -> routing.Lease:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        seat = await self._db.write(lambda conn: queue.renew(conn, who, uid, request.lease_token, self._ttl))
        return views.lease(seat, who)

    @override
    async def ReleaseOpportunity(
        self, request: routing.ReleaseOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        await self._db.write(lambda conn: queue.release(conn, who, uid, request.lease_token))
        return await self._changed(uid)

    @override
    async def DismissOpportunity(
        self, request: routing.DismissOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        return await self._finish(request, opportunities.DISMISSED)

    @override
    async def ResolveOpportunity(
        self, request: routing.ResolveOpportunityRequest, context: Any
    ) -> routing.Opportunity:
        return await self._finish(request, opportunities.RESOLVED)

    @override
    async def CreateReply(self, request: routing.CreateReplyRequest, context: Any) -> routing.Reply:
        who = calls.principal()
        wish = answering.wish(request)
        before = await self._db.read(lambda conn: erased.count(conn, wish.opportunity))

        def accept(conn: queue.Connection) -> None:
            accepting.create(conn, who, wish, self._world, self._undo)
            erased.check(conn, wish.opportunity, before)

        await self._db.write(accept)
        self._on_reply()
        self._on_events()
        return await self._reply(names.ReplyId(wish.opportunity, wish.request_id))

    @override
    async def GetReply(self, request: routing.GetReplyRequest, context: Any) -> routing.Reply:
        return await self._reply(names.reply_id(request.name))

    @override
    async def ListReplies(
        self, request: routing.ListRepliesRequest, context: Any
    ) -> routing.ListRepliesResponse:
        who, of_one = calls.principal(), names.reply_parent(request.parent) is not None
        ask = self._db.look_up if of_one else self._db.read
        return await ask(lambda conn: lists.many_replies(conn, request, who))

    @override
    async def CancelReply(self, request: routing.CancelReplyRequest, context: Any) -> routing.Reply:
        who, name = calls.principal(), names.reply_id(request.name)
        await self._db.write(lambda conn: accepting.cancel(conn, who, name))
        self._on_events()
        return await self._reply(name)

    @override
    async def GetQueueSummary(
        self, request: routing.GetQueueSummaryRequest, context: Any
    ) -> routing.QueueSummary:
        who, brand = calls.principal(), names.brand(request.brand)
        return await self._db.read(lambda conn: lists.summary(conn, brand, who))

    @override
    async def ClearPractice(
        self, request: routing.ClearPracticeRequest, context: Any
    ) -> routing.ClearPracticeResponse:
        who, brand, reason = calls.principal(), request.brand, request.reason
        if len(reason) > LONGEST_REASON:
            raise errors.InvalidField("reason", f"it is longer than {LONGEST_REASON} characters; shorten it.")
        if not who.works_for(brand):
            raise errors.NotPermitted(f"brand: you do not work for {brand}; ask an administrator to add it.")
        if not self._world.names(brand).training:
            raise errors.WrongState(f"Nobody practises with {brand}, so what is open there is for customers.")
        cleared = 0
        while some := await self._db.write(lambda conn: practising.clear(conn, who, brand, reason)):
            cleared += some
        self._on_events()
        left = await self._db.read(lambda conn: practising.answering(conn, brand))
        return routing.ClearPracticeResponse(dismissed_count=cleared, answering_count=left)

    @override
    async def ListDecisions(
        self, request: routing.ListDecisionsRequest, context: Any
    ) -> routing.ListDecisionsResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: lists.decisions(conn, request, who))

    @override
    async def GetErasurePreview(
        self, request: routing.GetErasurePreviewRequest, context: Any
    ) -> routing.ErasurePreview:
        author = suppression.reference_asked(request.author_key)
        return await self._db.read(lambda conn: erasures.preview(conn, author))

    async def _claim(self, work: Callable[[queue.Connection], queue.Claimed]) -> routing.Opportunity:
        # What is shown is read afterwards: events of a brand wait for each other until they are committed.
        claimed = await self._db.write(work)
        metrics.OPPORTUNITY_WAIT_SECONDS.observe(claimed.waited)
        return await self._changed(claimed.uid)

    async def _finish(
        self,
        request: routing.DismissOpportunityRequest | routing.ResolveOpportunityRequest,
        state: int,
    ) -> routing.Opportunity:
        who, uid = calls.principal(), names.opportunity_uid(request.name)
        if len(request.reason) > LONGEST_REASON:
            raise errors.InvalidField("reason", f"it is longer than {LONGEST_REASON} characters; shorten it.")
        cause = ""
        if isinstance(request, routing.DismissOpportunityRequest) and request.cause:
            cause = _Cause.Name(request.cause).removeprefix("CAUSE_")
        await self._db.write(
            lambda conn: queue.finish(
                conn, who, uid, request.lease_token, state=state, reason=request.reason, cause=cause
            )
        )
        return await self._changed(uid)

    async def _changed(self, uid: str) -> routing.Opportunity:
        self._on_events()
        return await self._show(uid)

    async def _show(self, uid: str) -> routing.Opportunity:
        who = calls.principal()
        return await self._db.look_up(lambda conn: views.opportunity(conn, uid, who, self._world))

    async def _reply(self, name: names.ReplyId) -> routing.Reply:
        who = calls.principal()
        return await self._db.look_up(lambda conn: lists.reply(conn, name, who))
