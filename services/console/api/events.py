"""The live view: one stream of events per open desk, taken up again where it broke."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from services.common.model import errors
from services.console.api import access
from services.console.api.desk import Desk
from services.console.live.board import Board
from services.console.live.hub import frame

READ_QUEUE: Final = "queue.read"
"""What the stream tells of, and so the permission that it takes; everybody has it, not every token."""

KEEPALIVE_SECONDS: Final = 15.0
STILL_HERE: Final = b": still here\n\n"
RETRY: Final = b"retry: 1500\n\n"

router = APIRouter()


@router.get("/events", summary="Live changes as server-sent events")
async def events(
    request: Request, desk: Desk, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """Sends `board`, what is new in the queue and the numbers, and `touched`, which opportunity changed.

    Whoever is kept out or signs out hears no more, fifteen seconds later at most.
    """
    access.check_scope(request.state.session, READ_QUEUE)
    events = _while_let_in(request, _stream(desk.board, last_event_id))
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _while_let_in(request: Request, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    doors: access.Doors = request.app.state.doors
    looked = time.monotonic()
    async for payload in events:
        yield payload
        if time.monotonic() - looked < KEEPALIVE_SECONDS:
            continue
        try:
            caller = await doors.caller(request)
        except errors.TokenInvalid:
            caller = None
        except errors.Refusal:
            continue  # a database that is away keeps nobody out
        if caller is None:
            return
        looked = time.monotonic()


async def _stream(board: Board, last: str) -> AsyncIterator[bytes]:
    with board.hub.reader() as queue:
        yield RETRY
        missed = board.hub.missed(last) if last else None
        if missed is None:
            picture = await board.current()
            yield frame("board", picture.parts(), board.hub.place)
        else:
            for known in missed:
                yield known
        for seen in board.looking.now():
            yield frame("looking", {"uid": seen.uid, "who": list(seen.who)})
        while True:
            payload: bytes | None = STILL_HERE
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(KEEPALIVE_SECONDS):
                    payload = await queue.get()
            if payload is None:
                return
            yield payload
