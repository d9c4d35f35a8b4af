"""Dashboards for whoever has a link to them: no account, no script, nothing else of the desk."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.common.model.principal import Principal
from services.common.rpc import calls
from services.console.adapters.contracts import METHODS
from services.console.adapters.rooms import Rooms

PREFIX: Final = "/shared/"
"""Where links lead; served to strangers."""

_ITSELF: Final = Principal("console", "service")
"""In whose name a link is opened: nobody has signed in, and the link says what it shows."""
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox"
    ),
    "x-robots-tag": "noindex, nofollow",
}

router = APIRouter(include_in_schema=False)


def told(path: str) -> str:
    """A path as it may be written down: without the token of a link."""
    return f"{PREFIX}…" if path.startswith(PREFIX) else path


@router.get(PREFIX + "{token}")
async def shared(request: Request, token: str) -> HTMLResponse:
    """The dashboard that a link shows; its page brings its style with it and can do nothing."""
    rooms: Rooms = request.app.state.parts.rooms
    with calls.acting_as(_ITSELF):
        asked = api.GetSharedDashboardRequest(token=token)
        found = await rooms.call(METHODS["DashboardService.GetSharedDashboard"], asked)
    assert isinstance(found, api.RenderedDashboard)  # noqa: S101  # as the RPC answers
    return HTMLResponse(found.html, headers=_HEADERS)
