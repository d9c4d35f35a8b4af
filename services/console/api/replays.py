"""What a candidate policy would have decided: the archive is read, and the router decides it all again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, Field

from antiphon.routing.v1 import policy_service_pb2 as policies
from services.common.model import errors
from services.console.adapters.contracts import METHODS
from services.console.adapters.rooms import Rooms
from services.console.api.access import check_scope
from services.console.api.session import Body
from services.console.core.messages import as_json

REPLAY: Final = METHODS["PolicyService.ReplayPolicy"]
HISTORY: Final = METHODS["InsightsService.ListMentions"]
MOST: Final = 50_000
DEFAULT: Final = 10_000

Document = Annotated[str, Field(max_length=1_000_000, pattern=r"^[^\x00]*$")]

router = APIRouter(tags=["policies"])


class Replay(Body):
    """What is compared, over which history."""

    brand: str = Field(pattern="^brands/[a-z0-9-]{1,63}$", examples=["brands/acme"])
    text: Document = Field(default="", description="YAML of the candidate; empty changes staffing alone.")
    lists: Document = ""
    thresholds: Document = ""
    staffing: Document = Field(default="", description="YAML of the staffing today.")
    candidate_staffing: Document = ""
    start_time: AwareDatetime | None = Field(default=None, strict=False, description="Published at or after.")
    end_time: AwareDatetime | None = Field(default=None, strict=False, description="Published before.")
    limit: int = Field(default=DEFAULT, ge=1, le=MOST, description="At most so many mentions, the oldest.")


@router.post("/policies:replay", summary="What a candidate would have decided about history")
async def replay_policy(request: Request, body: Replay) -> Response:
    """Answers with a `ReplayReport`. It takes seconds for each ten thousand mentions."""
    check_scope(request.state.session, REPLAY.permission.name)
    check_scope(request.state.session, HISTORY.permission.name)
    rooms: Rooms = request.app.state.parts.rooms
    async for answer in rooms.stream(REPLAY, _pieces(rooms, body)):
        if answer.HasField("report"):
            return JSONResponse(as_json(answer.report))
    raise errors.StoreUnavailable("The router ended the replay without a result; try again.")


async def _pieces(rooms: Rooms, body: Replay) -> AsyncIterator[Any]:
    wish = body.model_dump(exclude={"start_time", "end_time", "limit"})
    yield policies.ReplayPolicyRequest(setup=policies.ReplayPolicyRequest.Setup(**wish))
    parts = [f'brand = "{body.brand}"']
    for operator, moment in ((">=", body.start_time), ("<", body.end_time)):
        parts += [f"create_time {operator} {moment.isoformat()}"] if moment else []
    history = HISTORY.request(filter=" AND ".join(parts), limit=body.limit)
    async for piece in rooms.stream(HISTORY, history):
        items = [{"mention": each.mention, "score": each.score} for each in piece.mentions]
        yield policies.ReplayPolicyRequest(items=items)
