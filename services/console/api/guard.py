"""Stands before every request: who is it, may a page of another site have sent it, what may our page do.

Pure ASGI, so that event streams pass through untouched.
"""

from __future__ import annotations

import hmac
import time
import uuid
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.common.model import errors
from services.common.obs import metrics
from services.common.rpc import calls
from services.console.api import access, problems, sharing, shell
from services.console.api.access import Caller, Doors
from services.console.api.rates import Rates
from services.console.views.pages import Pages

CSRF_HEADER: Final = "x-antiphon-csrf"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN: Final = ("/static/", "/web/", "/healthz")
"""Served to anybody: what every desk has alike."""

SIGNING_IN: Final = frozenset(
    {
        ("POST", "/api/v1/session"),
        ("GET", "/api/v1/session:options"),
        ("POST", "/api/v1/session:setUp"),
        ("POST", "/api/v1/session:accept"),
        ("GET", "/api/v1/session:openIdConnect"),
        ("GET", "/api/v1/session:callback"),
    }
)
"""Ways to sign in: asked by strangers."""

FOREIGN: Final = "This request did not come from the desk's own page; reload it and try again."

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


CACHED: Final[Mapping[str, str]] = {
    "/web/assets/": "public, max-age=31536000, immutable",
    "/web/": "no-cache",
    "/static/": "no-cache",
}
"""How long browsers keep what lies under a folder: what has its digest in its name never changes."""


class Stranger(errors.TokenInvalid):
    """Nobody says who is asking."""


class Guard:
    """Signs requests in, refuses foreign ones, adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, doors: Doors, pages: Pages, hosts: frozenset[str], rates: Rates) -> None:
        self._app = app
        self._doors = doors
        self._pages = pages
        self._hosts = hosts
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        started = time.perf_counter()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, request.url.path)
                _measure(scope, message["status"], started)
            await send(message)

        try:
            caller = await self._admit(request)
        except errors.Refusal as fault:
            await (await self._refuse(request, fault))(scope, receive, guarded)
            return
        if caller is None:
            await self._app(scope, receive, guarded)
            return
        request.state.session = caller
        call_id = request.headers.get("x-request-id", "")[:64] or uuid.uuid4().hex
        with calls.acting_as(caller.principal, call_id=call_id):
            await self._app(scope, receive, guarded)

    async def _admit(self, request: Request) -> Caller | None:
        """Who is asking; None where that does not matter.

        Raises:
            Refusal: if the request may not go on.
        """
        if _host(request.headers.get("host", "")) not in self._hosts:
            raise problems.CrossSite("This address is not one the desk is served on.")
        path = request.url.path
        signing_in = path == "/" and "token" in request.query_params
        if signing_in or path.startswith(OPEN):
            return None
        opening = (request.method, path) in SIGNING_IN or path.startswith(sharing.PREFIX)
        if opening:
            self._rates.take(f"host {request.client.host if request.client else ''}", time.monotonic())
            if request.method not in SAFE:
                _check_origin(request)
            return None
        caller = await self._doors.caller(request)
        if caller is None:
            raise Stranger("You are not signed in. Open the address that `antiphon up` printed, or sign in.")
        self._rates.take(caller.principal.subject, time.monotonic())
        if request.method not in SAFE and caller.csrf:
            _check_origin(request)
            _check_word(request, caller.csrf)
        return caller

    async def _refuse(self, request: Request, refusal: errors.Refusal) -> Response:
        status = problems.status_of(refusal)
        if isinstance(refusal, Stranger) and not request.url.path.startswith(problems.PROGRAMS):
            return shell.for_strangers(self._pages, status)
        if refusal.reason in problems.NOTED and not isinstance(refusal, Stranger):
            await access.note_refusal(request, refusal)
        return problems.answer(self._pages, request, status, refusal)


def _check_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    same = request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    if origin is not None:
        same = same and urlsplit(origin).netloc == request.headers.get("host")
    if not same:
        raise problems.CrossSite(FOREIGN)


def _check_word(request: Request, csrf: str) -> None:
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf.encode()):
        raise problems.CrossSite(FOREIGN)


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _add_headers(message: Message, path: str) -> None:
    cache = next((words for prefix, words in CACHED.items() if path.startswith(prefix)), "no-store")
    added: Mapping[str, str] = {**HEADERS, "cache-control": cache}
    present = {name.lower() for name, _ in message["headers"]}
    message["headers"] = [
        *message["headers"],
        *((name.encode(), value.encode()) for name, value in added.items() if name.encode() not in present),
    ]


def _measure(scope: Scope, status: int, started: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    metrics.HTTP_REQUESTS.labels(route, f"{status // 100}xx").inc()
    metrics.HTTP_SECONDS.labels(route).observe(time.perf_counter() - started)
