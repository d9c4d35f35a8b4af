"""Twin of what makes conversations one and one several: mentions move, and can move back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from antiphon.routing.v1 import conversation_service_pb2 as conversations
from antiphon.routing.v1 import conversation_service_pb2_grpc as conversations_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing

if TYPE_CHECKING:
    from tests.acceptance.console.rooms import Router

MERGE = conversations.ConversationMove.KIND_MERGE
SPLIT = conversations.ConversationMove.KIND_SPLIT


class Conversations(conversations_grpc.ConversationServiceServicer):
    """Moves mentions between the opportunities of a queue in memory."""

    def __init__(self, router: Router) -> None:
        self._queue = router.queue
        self._tell = router.tell
        self.moves: list[conversations.ConversationMove] = []

    @override
    async def GetConversationMergePreview(self, request, context):
        stays = self._copy(request.name)
        change = conversations.ConversationChange(opportunity=stays)
        for name in request.joined:
            _move(self._copy(name), change.opportunity, (), change.moves.add(kind=MERGE))
        return change

    @override
    async def MergeConversations(self, request, context):
        stays = self._queue[request.name]
        moves = [self._made(MERGE) for _ in request.joined]
        for name, move in zip(request.joined, moves, strict=True):
            joined = self._queue[name]
            _move(joined, stays, (), move)
            joined.state, joined.merged_into = routing.Opportunity.STATE_MERGED, stays.name
            await self._tell(joined, "OPPORTUNITY_MERGED")
        await self._tell(stays, "OPPORTUNITY_UPDATED")
        return conversations.ConversationChange(opportunity=stays, moves=moves)

    @override
    async def GetConversationSplitPreview(self, request, context):
        stays, made = self._copy(request.name), routing.Opportunity()
        move = conversations.ConversationMove(kind=SPLIT)
        _move(stays, made, request.mention_keys or self._keys(request.move), move)
        return conversations.ConversationChange(opportunity=stays, separated=made, moves=[move])

    @override
    async def SplitConversation(self, request, context):
        stays, move = self._queue[request.name], self._made(SPLIT)
        taken = next((each for each in self.moves if each.name == request.move), None)
        made = self._queue[taken.source] if taken else self._opened(stays)
        _move(stays, made, request.mention_keys or self._keys(request.move), move)
        made.state, made.merged_into = routing.Opportunity.STATE_OPEN, ""
        made.mention.CopyFrom(made.mentions[-1])
        if taken:
            taken.undo_time.GetCurrentTime()
        for each in (made, stays):
            await self._tell(each, "OPPORTUNITY_SPLIT")
        return conversations.ConversationChange(opportunity=stays, separated=made, moves=[move])

    @override
    async def ListConversationMoves(self, request, context):
        found = [each for each in self.moves if request.parent in (each.source, each.target)]
        return conversations.ListConversationMovesResponse(moves=reversed(found))

    def _copy(self, name: str) -> routing.Opportunity:
        made = routing.Opportunity()
        made.CopyFrom(self._queue[name])
        return made

    def _made(self, kind: conversations.ConversationMove.Kind.ValueType) -> conversations.ConversationMove:
        move = conversations.ConversationMove(name=f"conversationMoves/{len(self.moves) + 1}", kind=kind)
        move.create_time.GetCurrentTime()
        self.moves.append(move)
        return move

    def _opened(self, stays: routing.Opportunity) -> routing.Opportunity:
        made = self._copy(stays.name)
        made.name = f"{stays.name}-split"
        del made.mentions[:]
        made.ClearField("lease")
        self._queue[made.name] = made
        return made

    def _keys(self, move: str) -> list[str]:
        source = next(each.source for each in self.moves if each.name == move)
        return [self._queue[source].mention.key]


def _move(source, target, keys, move) -> None:
    """Moves the named mentions, or all, and says so."""
    gone = [each for each in source.mentions if not keys or each.key in keys]
    target.mentions.extend(gone)
    left = [each for each in source.mentions if keys and each.key not in keys]
    del source.mentions[:]
    source.mentions.extend(left)
    for each in (source, target):
        each.mention_count = len(each.mentions)
    move.source, move.target, move.mention_count = source.name, target.name, len(gone)
