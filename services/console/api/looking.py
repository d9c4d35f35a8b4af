"""What somebody at a desk has open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.console.api.desk import Desk
from services.console.api.session import Body

router = APIRouter(tags=["live"])


class Look(Body):
    """One look."""

    opportunity: Annotated[str, Field(pattern="^(opportunities/[a-z0-9-]{1,63})?$")] = Field(
        default="", description="Format: `opportunities/{opportunity}`; empty when nothing is open any more."
    )


@router.post("/looking", summary="Tell colleagues what you have open", status_code=204)
async def look(desk: Desk, body: Look) -> Response:
    """Told on as `looking` events to whoever works for the same brands; forgotten after 45 seconds."""
    desk.board.look(desk.principal.holder, body.opportunity.rpartition("/")[2])
    return Response(status_code=204)
