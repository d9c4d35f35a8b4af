"""RPC in, one transaction, RPC out: conversations that people merge and split."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typing_extensions import override

from antiphon.routing.v1 import conversation_service_pb2 as messages
from antiphon.routing.v1 import conversation_service_pb2_grpc as grpc_messages
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.rpc import calls
from services.common.store import Database
from services.router.adapters.recipients import Recipients
from services.router.core import firsts, moving, names
from services.router.core.world import Facts
from services.router.store import rearranging, starting, views


class ConversationServicer(grpc_messages.ConversationServiceServicer):
    """Answers for where conversations live.

    `on_events` is told that a transaction with events has been committed.
    """

    def __init__(
        self,
        db: Database,
        world: Facts,
        waits: tuple[int, ...],
        hold: starting.Hold,
        recipients: Recipients,
        *,
        on_events: Callable[[], None],
    ) -> None:
        self._db = db
        self._world = world
        self._waits = waits
        self._hold = hold
        self._recipients = recipients
        self._desk = rearranging.Desk(world, waits)
        self._on_events = on_events

    @override
    async def GetConversationMergePreview(
        self, request: messages.GetConversationMergePreviewRequest, context: Any
    ) -> messages.ConversationChange:
        who, wish = calls.principal(), moving.merge_wish(request.name, request.joined)
        return await self._db.write(lambda conn: self._desk.preview(conn, who, wish))

    @override
    async def MergeConversations(
        self, request: messages.MergeConversationsRequest, context: Any
    ) -> messages.ConversationChange:
        request_id = names.request_id(request.request_id)
        return await self._do(moving.merge_wish(request.name, request.joined, request.reason, request_id))

    @override
    async def GetConversationSplitPreview(
        self, request: messages.GetConversationSplitPreviewRequest, context: Any
    ) -> messages.ConversationChange:
        who, wish = calls.principal(), moving.split_wish(request.name, request.mention_keys, request.move)
        return await self._db.write(lambda conn: self._desk.preview(conn, who, wish))

    @override
    async def SplitConversation(
        self, request: messages.SplitConversationRequest, context: Any
    ) -> messages.ConversationChange:
        request_id = names.request_id(request.request_id)
        return await self._do(
            moving.split_wish(request.name, request.mention_keys, request.move, request.reason, request_id)
        )

    @override
    async def StartConversation(
        self, request: messages.StartConversationRequest, context: Any
    ) -> routing.Opportunity:
        who, asked = calls.principal(), firsts.wish(request)
        wish = await self._known(who, asked)
        uid = await self._db.write(
            lambda conn: starting.start(conn, who, wish, self._world, waits=self._waits, hold=self._hold)
        )
        self._on_events()
        return await self._db.read(lambda conn: views.opportunity(conn, uid, who, self._world))

    @override
    async def ListConversationMoves(
        self, request: messages.ListConversationMovesRequest, context: Any
    ) -> messages.ListConversationMovesResponse:
        who = calls.principal()
        return await self._db.read(lambda conn: rearranging.listed(conn, who, request))

    async def _known(self, who: Principal, wish: firsts.FirstWish) -> firsts.FirstWish:
        """The wish, with who its recipient is; that is asked once, when the conversation begins."""
        starting.check(who, wish, self._world)
        if self._world.brand(wish.brand) is None:
            raise errors.NotFound(wish.brand, "name one that is set up")
        begun = await self._db.read(lambda conn: starting.is_begun(conn, wish))
        return wish if begun else await self._recipients.find(wish)

    async def _do(self, wish: rearranging.Wish) -> messages.ConversationChange:
        who = calls.principal()
        change = await self._db.write(lambda conn: self._desk.do(conn, who, wish))
        self._on_events()
        return change
