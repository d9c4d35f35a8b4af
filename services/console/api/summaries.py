"""Numbers and conditions as JSON: the queue, the archive, the sources, one mention."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.console.adapters.rooms import ask
from services.console.api.desk import Desk
from services.console.api.messages import as_json

router = APIRouter(tags=["summaries"])


@router.get("/me", summary="Who is signed in")
async def me(desk: Desk) -> dict[str, Any]:
    principal = desk.principal
    return {
        "subject": principal.subject,
        "holder": principal.holder,
        "roles": sorted(principal.roles),
        "brands": sorted(principal.brands),
    }


@router.get("/queue/summary", summary="Counts of the queue")
async def queue_summary(desk: Desk, brand: str = "") -> dict[str, Any]:
    request = routing.GetQueueSummaryRequest(brand=brand)
    return as_json(await ask("router", desk.rooms.router.GetQueueSummary(request)))


@router.get("/archive/summary", summary="Counts of the archive")
async def archive_summary(desk: Desk) -> dict[str, Any]:
    request = insights.GetArchiveSummaryRequest()
    return as_json(await ask("insights", desk.rooms.insights.GetArchiveSummary(request)))


@router.get("/sources", summary="Sources and their condition")
async def sources(
    desk: Desk, page_size: Annotated[int, Query(ge=0)] = 0, page_token: str = ""
) -> dict[str, Any]:
    request = listening.ListSourcesRequest(page_size=page_size, page_token=page_token)
    return as_json(await ask("listener", desk.rooms.listener.ListSources(request)))


@router.get("/mentions/{uid}", summary="One archived mention with its score")
async def mention(desk: Desk, uid: Annotated[str, Path(pattern="^[a-z2-7]{32}$")]) -> dict[str, Any]:
    request = insights.GetMentionRequest(name=f"mentions/{uid}")
    return as_json(await ask("insights", desk.rooms.insights.GetMention(request)))
