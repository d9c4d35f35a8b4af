"""The live view: one stream of events per open desk, taken up again where it broke."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from services.console.api.desk import Desk
from services.console.live.board import Board
from services.console.live.hub import frame

KEEPALIVE_SECONDS: Final = 15.0
STILL_HERE: Final = b": still here\n\n"
RETRY: Final = b"retry: 1500\n\n"

router = APIRouter()


@router.get("/events", summary="Live changes as server-sent events")
async def events(desk: Desk, last_event_id: Annotated[str, Header()] = "") -> StreamingResponse:
    """Sends `board`, what is new in the queue and the numbers, and `touched`, which opportunity changed."""
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(
        _stream(desk.board, last_event_id), media_type="text/event-stream", headers=headers
    )


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
