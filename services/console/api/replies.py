"""Replies as JSON."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.console.adapters.rooms import ask
from services.console.api.desk import Desk
from services.console.api.messages import as_json
from services.console.api.opportunities import Uid, name

router = APIRouter(tags=["replies"])

ReplyUid = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,63}$", description="Last part of the reply's name.")]


class Answer(BaseModel):
    """An answer to send."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]
    lease_token: Annotated[int, Field(gt=0, description="Fencing token of the caller's lease.")]
    request_id: Annotated[
        uuid.UUID, Field(description="Chosen by the caller; the same id never sends twice.")
    ]


@router.get("/opportunities/{uid}/replies", summary="Replies, newest first")
async def list_replies(
    desk: Desk, uid: Uid, page_size: Annotated[int, Query(ge=0)] = 0, page_token: str = ""
) -> dict[str, Any]:
    request = routing.ListRepliesRequest(parent=name(uid), page_size=page_size, page_token=page_token)
    return as_json(await ask("router", desk.rooms.router.ListReplies(request)))


@router.post("/opportunities/{uid}/replies", summary="Answer; sent at most once")
async def create_reply(desk: Desk, uid: Uid, body: Answer) -> dict[str, Any]:
    request = routing.CreateReplyRequest(
        parent=name(uid),
        reply=routing.Reply(text=body.text),
        lease_token=body.lease_token,
        request_id=str(body.request_id),
    )
    return as_json(await ask("router", desk.rooms.router.CreateReply(request)))


@router.get("/opportunities/{uid}/replies/{reply}", summary="One reply with its true state")
async def get_reply(desk: Desk, uid: Uid, reply: ReplyUid) -> dict[str, Any]:
    request = routing.GetReplyRequest(name=f"{name(uid)}/replies/{reply}")
    return as_json(await ask("router", desk.rooms.router.GetReply(request)))


@router.post("/opportunities/{uid}/replies/{reply}:cancel", summary="Take back, or end an unconfirmed one")
async def cancel_reply(desk: Desk, uid: Uid, reply: ReplyUid) -> dict[str, Any]:
    request = routing.CancelReplyRequest(name=f"{name(uid)}/replies/{reply}")
    return as_json(await ask("router", desk.rooms.router.CancelReply(request)))
