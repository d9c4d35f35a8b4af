"""The pages people see: the desk, and one conversation on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.console.adapters import links
from services.console.adapters.rooms import ask, gather
from services.console.api import session, shell
from services.console.api.access import Caller, Doors
from services.console.api.desk import Desk, DeskOf
from services.console.views import threads

TURNS = 200
REPLIES = 10
HISTORY_DAYS = 90
HISTORY = 200

Uid = Annotated[str, Path(pattern="^[a-z0-9-]{1,63}$", description="Last part of the opportunity's name.")]

router = APIRouter(include_in_schema=False)


@router.get("/")
async def queue(request: Request) -> Response:
    """The desk; with a link token, signs in first."""
    if "token" in request.query_params:
        return await _sign_in(request)
    return shell.page(request.state.session.csrf) or await _desk_page(_desk_of(request), None)


@router.get("/opportunities/{uid}")
async def opportunity(desk: Desk, uid: Uid, x_fragment: Annotated[str, Header()] = "") -> Response:
    """One conversation: the whole desk, or only this part of it for a desk that is open."""
    if x_fragment:
        return HTMLResponse(await _conversation(desk, uid))
    return shell.page(desk.csrf) or await _desk_page(desk, uid)


async def app_page(desk: Desk) -> Response:
    """A page of the web app; where that is not built, the way to the desk."""
    return shell.page(desk.csrf) or RedirectResponse("/", status_code=303)


for page in (
    *("floor", "care", "staffing", "approvals", "sources", "queries"),
    *("policies", "audit", "letters", "webhooks", "users"),
):
    router.add_api_route(f"/{page}", app_page, include_in_schema=False)


async def _sign_in(request: Request) -> Response:
    doors: Doors = request.app.state.doors
    if not doors.links.admits(request.query_params["token"]):
        page = request.app.state.parts.pages.render("signin.html", wrong=True)
        return HTMLResponse(page, status_code=401)
    if not doors.link_always:
        # After the hash, so that it reaches the page and no server's log.
        return RedirectResponse(f"/#setUp={request.query_params['token']}", status_code=303)
    subject = links.subject(request.query_params.get("as", ""))
    opened = await doors.accounts.enter(subject, "link", links.ROLES)
    response = RedirectResponse("/", status_code=303)
    session.set_cookie(request, response, opened)
    return response


def _desk_of(request: Request) -> DeskOf:
    caller: Caller = request.state.session
    return DeskOf(request.app.state.parts, caller.principal, caller.csrf)


async def _desk_page(desk: DeskOf, uid: str | None) -> Response:
    picture = await desk.board.current()
    conversation = await _conversation(desk, uid) if uid else ""
    page = desk.pages.render(
        "desk.html",
        picture=picture,
        principal=desk.principal,
        csrf=desk.csrf,
        conversation=conversation,
        uid=uid or "",
    )
    return HTMLResponse(page)


async def _conversation(desk: DeskOf, uid: str) -> str:
    request = routing.GetOpportunityRequest(name=f"opportunities/{uid}")
    found: routing.Opportunity = await ask("router", desk.rooms.router.GetOpportunity(request))
    archived, history, replies = await asyncio.gather(
        _archived(desk, f"conversation = {json.dumps(found.conversation_key)}", TURNS),
        _history(desk, found.mention.author.key),
        _replies(desk, found),
    )
    return desk.pages.render(
        "parts/conversation.html",
        opportunity=found,
        turns=threads.turns(found, archived, replies),
        earlier=threads.earlier(found, history),
        replies=replies,
        principal=desk.principal,
    )


async def _history(desk: DeskOf, author_key: str) -> Sequence[insights.ArchivedMention]:
    if not author_key:
        return []
    since = (datetime.now(UTC) - timedelta(days=HISTORY_DAYS)).isoformat()
    return await _archived(desk, f"author = {json.dumps(author_key)} AND create_time >= {since}", HISTORY)


async def _archived(desk: DeskOf, filter_text: str, limit: int) -> Sequence[insights.ArchivedMention]:
    """What the archive knows; nothing where it does not answer, for the router knows enough to go on."""
    request = insights.ListMentionsRequest(filter=filter_text, limit=limit)
    try:
        answers = await gather("insights", desk.rooms.insights.ListMentions(request, timeout=2))
    except errors.Refusal:
        return []
    return [mention for answer in answers for mention in answer.mentions]


async def _replies(desk: DeskOf, found: routing.Opportunity) -> Sequence[Any]:
    if not found.HasField("latest_reply"):
        return []
    request = routing.ListRepliesRequest(parent=found.name, page_size=REPLIES)
    answer = await ask("router", desk.rooms.router.ListReplies(request))
    return list(reversed(answer.replies))
