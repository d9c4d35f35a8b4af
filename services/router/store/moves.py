"""The record of what was merged and split: told to people, and asked by whoever comes to the wrong place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import conversation_service_pb2 as messages
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import moving, names, paging
from services.router.core.moving import Load
from services.router.store import database, tables

_V: Final = tables.conversation_moves.c


def keep(conn: sa.Connection, row: Mapping[str, Any], load: Load) -> int:
    """Writes down what moved; its number. `row` has the columns of the table but its key and what moved."""
    values = {**row, "moved": load.encode()}
    return int(conn.execute(tables.conversation_moves.insert().values(values).returning(_V.id)).scalar_one())


def asked_before(
    conn: sa.Connection, who: Principal, wish: moving.MergeWish | moving.SplitWish
) -> Sequence[Any]:
    """What moved when this was asked before; nothing when it was not.

    Raises:
        RequestIdReused: if the id was used for something else.
    """
    if not wish.request_id:
        return ()
    query = sa.select(tables.conversation_moves).where(_V.request_id == wish.request_id).order_by(_V.id)
    rows = conn.execute(query).all()
    if any((row.actor, row.asked) != (who.holder, wish.asked) for row in rows):
        raise errors.RequestIdReused(
            "The request id was used for another merge or split; make one for each.",
            request_id=wish.request_id,
        )
    return rows


def merge_of(conn: sa.Connection, number: int, uid: str) -> Any:
    """The row of a merge into an opportunity that still holds.

    Raises:
        NotFound: if there is none of that number.
        WrongState: if it was no merge into this opportunity, or was taken back.
    """
    row = conn.execute(sa.select(tables.conversation_moves).where(_V.id == number)).one_or_none()
    if row is None:
        raise errors.NotFound(moving.name(number))
    if row.kind != moving.MERGE or row.target_uid != uid:
        raise errors.WrongState(
            f"{moving.name(number)} is no merge into {names.opportunity(uid)}; list its moves.",
            move=moving.name(number),
        )
    if row.undo_time is not None:
        raise errors.WrongState(
            f"{moving.name(number)} was taken back before; there is nothing left to do.",
            move=moving.name(number),
        )
    return row


def take_back(conn: sa.Connection, number: int, now: int) -> None:
    """Says that a merge holds no more."""
    conn.execute(tables.conversation_moves.update().where(_V.id == number).values(undo_time=now))


def follow(conn: sa.Connection, uid: str, into: str) -> None:
    """What was merged into an opportunity is to be found in the one that it is part of now."""
    conn.execute(tables.conversation_moves.update().where(_holding(uid)).values(target_uid=into))


def within(conn: sa.Connection, uid: str, keys: Collection[str]) -> Sequence[Any]:
    """Merges into an opportunity that brought nothing but some of its mentions."""
    query = sa.select(tables.conversation_moves).where(_holding(uid)).order_by(_V.id)
    loads = [(row, set(Load.decode(row.moved).mentions)) for row in conn.execute(query)]
    return [row for row, mentions in loads if mentions and mentions <= set(keys)]


def forgo(conn: sa.Connection, uid: str, keys: Collection[str]) -> None:
    """Mentions left an opportunity: taking back the merge that brought them brings them no more."""
    for row in conn.execute(sa.select(tables.conversation_moves).where(_holding(uid))).all():
        load = Load.decode(row.moved)
        left = [key for key in load.mentions if key not in keys]
        if len(left) < len(load.mentions):
            load.mentions = left
            here = _V.id == row.id
            conn.execute(tables.conversation_moves.update().where(here).values(moved=load.encode()))


def retarget(conn: sa.Connection, numbers: Collection[int], uid: str) -> None:
    """What merges brought is in another opportunity now."""
    conn.execute(tables.conversation_moves.update().where(_V.id.in_(numbers)).values(target_uid=uid))


def _holding(uid: str) -> sa.ColumnElement[bool]:
    return sa.and_(_V.target_uid == uid, _V.kind == moving.MERGE, _V.undo_time.is_(None))


def merged_into(conn: sa.Connection, uids: Collection[str]) -> Mapping[str, str]:
    """Uid of the opportunity that each of these is part of now, where it is part of one."""
    query = (
        sa.select(_V.source_uid, _V.target_uid)
        .where(database.among(conn, _V.source_uid, uids), _V.kind == moving.MERGE, _V.undo_time.is_(None))
        .order_by(_V.id)
    )
    return {row.source_uid: row.target_uid for row in conn.execute(query)}


def refusal(conn: sa.Connection, uid: str) -> errors.WrongState:
    """The refusal for whoever works on what is part of another one."""
    into = merged_into(conn, [uid]).get(uid)
    where = names.opportunity(into) if into else "another one"
    return errors.WrongState(
        f"{names.opportunity(uid)} was merged into {where}; go on there.",
        opportunity=names.opportunity(uid),
        state="MERGED",
        merged_into=where if into else "",
    )


def page(
    conn: sa.Connection, uid: str, request: messages.ListConversationMovesRequest
) -> messages.ListConversationMovesResponse:
    """A page of what was moved into and out of an opportunity, newest first."""
    question = f"moves {uid}"
    after = paging.decode(request.page_token, question, (int,))
    limit = paging.size(request.page_size, 50, 500)
    query = sa.select(tables.conversation_moves).where(sa.or_(_V.source_uid == uid, _V.target_uid == uid))
    if after:
        query = query.where(_V.id < after[0])
    rows = conn.execute(query.order_by(_V.id.desc()).limit(limit + 1)).all()
    return messages.ListConversationMovesResponse(
        moves=[view(row) for row in rows[:limit]],
        next_page_token=paging.encode(question, [rows[limit - 1].id]) if len(rows) > limit else "",
    )


def of(conn: sa.Connection, numbers: Collection[int]) -> list[messages.ConversationMove]:
    """Moves by their numbers, in their order."""
    query = sa.select(tables.conversation_moves).where(_V.id.in_(numbers)).order_by(_V.id)
    return [view(row) for row in conn.execute(query)]


def forget(conn: sa.Connection, uids: Collection[str]) -> None:
    """Takes the reasons that people gave out of the record: they may speak of somebody to be forgotten."""
    near = sa.or_(database.among(conn, _V.source_uid, uids), database.among(conn, _V.target_uid, uids))
    conn.execute(tables.conversation_moves.update().where(near).values(reason=""))


def drop(conn: sa.Connection, uids: Collection[str]) -> None:
    """Drops the record of opportunities that are gone for good."""
    conn.execute(tables.conversation_moves.delete().where(database.among(conn, _V.target_uid, uids)))


def view(row: Any) -> messages.ConversationMove:
    """A row as people see it."""
    load = Load.decode(row.moved)
    shown = messages.ConversationMove(
        name=moving.name(row.id),
        kind=row.kind,
        source=names.opportunity(row.source_uid),
        target=names.opportunity(row.target_uid),
        mention_count=len(load.mentions),
        reply_count=len(load.replies),
        note_count=len(load.notes),
        draft_count=len(load.drafts),
        commitment_count=len(load.commitments),
        actor=row.actor,
        reason=row.reason,
    )
    shown.create_time.FromMicroseconds(row.create_time)
    if row.undo_time is not None:
        shown.undo_time.FromMicroseconds(row.undo_time)
    return shown
