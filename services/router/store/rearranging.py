"""Merging and splitting as people ask for it: done, or done and undone at once to show what it would do."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from antiphon.routing.v1 import conversation_service_pb2 as messages
from services.common.model.principal import Principal
from services.router.core import moving, names
from services.router.core.intake import World
from services.router.core.moving import MergeWish, SplitWish
from services.router.store import merging, moves, seats, splitting, views

Wish = MergeWish | SplitWish


class Desk(NamedTuple):
    """What merging and splitting go by."""

    world: World
    waits: tuple[int, ...]

    def do(self, conn: sa.Connection, who: Principal, wish: Wish) -> messages.ConversationChange:
        """Merges or splits; what came of it, or what it came to when it was asked before.

        Raises:
            NotFound, LeaseHeld, WrongState, InvalidField, RequestIdReused: if it cannot be.
        """
        if isinstance(wish, MergeWish):
            moved = moves.of(conn, merging.merge(conn, who, wish, self.world, self.waits))
        else:
            moved = moves.of(conn, [splitting.split(conn, who, wish, self.world, self.waits)])
        change = messages.ConversationChange(moves=moved)
        change.opportunity.CopyFrom(views.opportunity(conn, wish.uid, who, self.world))
        for move in moved:
            if move.kind == moving.SPLIT:
                uid = names.opportunity_uid(move.target)
                change.separated.CopyFrom(views.opportunity(conn, uid, who, self.world))
        return change

    def preview(self, conn: sa.Connection, who: Principal, wish: Wish) -> messages.ConversationChange:
        """What it would come to; refuses what it would refuse, and leaves nothing behind.

        Raises:
            NotFound, LeaseHeld, WrongState, InvalidField: as `do`.
        """
        with conn.begin_nested() as point:
            change = self.do(conn, who, wish)
            point.rollback()
        for move in change.moves:
            move.name = ""
        if isinstance(wish, SplitWish) and not wish.move:
            change.separated.name = change.moves[0].target = ""
        return change


def listed(
    conn: sa.Connection, who: Principal, request: messages.ListConversationMovesRequest
) -> messages.ListConversationMovesResponse:
    """A page of what was moved into and out of an opportunity, newest first.

    Raises:
        NotFound: if there is no such opportunity of the caller's brands.
    """
    uid = names.opportunity_uid(request.parent, "parent")
    seats.find(conn, uid, who)
    return moves.page(conn, uid, request)
