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
from fastapi.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import metrics
from services.common.rpc import calls
from services.common.rpc.tokens import Verifier
from services.console.adapters.links import Links, Session
from services.console.api import problems
from services.console.views.pages import Pages

CSRF_HEADER: Final = "x-antiphon-csrf"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN: Final = ("/static/", "/healthz")

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Signs requests in, refuses foreign ones, adds the headers that keep a page to itself."""

    def __init__(
        self, app: ASGIApp, links: Links, pages: Pages, hosts: frozenset[str], verifier: Verifier | None
    ) -> None:
        self._app = app
        self._links = links
        self._pages = pages
        self._hosts = hosts
        self._verifier = verifier

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
            session = self._admit(request)
        except errors.Refusal as fault:
            await self._refuse(request, fault)(scope, receive, guarded)
            return
        if session is None:
            await self._app(scope, receive, guarded)
            return
        request.state.session = session
        call_id = request.headers.get("x-request-id", "")[:64] or uuid.uuid4().hex
        with calls.acting_as(session.principal, call_id=call_id):
            await self._app(scope, receive, guarded)

    def _admit(self, request: Request) -> Session | None:
        """Who is asking; None where that does not matter.

        Raises:
            Refusal: if the request may not go on.
        """
        if _host(request.headers.get("host", "")) not in self._hosts:
            raise problems.CrossSite("This address is not one the desk is served on.")
        signing_in = request.url.path == "/" and "token" in request.query_params
        if signing_in or request.url.path.startswith(OPEN):
            return None
        session = self._session(request)
        if session is None:
            raise errors.TokenInvalid("You are not signed in. Open the address that `antiphon up` printed.")
        if request.method not in SAFE and session.csrf:
            _check_origin(request, session.csrf)
        return session

    def _session(self, request: Request) -> Session | None:
        bearer = request.headers.get("authorization", "")
        if self._verifier is not None and bearer.startswith("Bearer "):
            return Session(_person(self._verifier.verify(bearer.removeprefix("Bearer "))), "")
        return self._links.session(_cookie(request, self._links.cookie_name), time.time())

    def _refuse(self, request: Request, refusal: errors.Refusal) -> Response:
        unknown = isinstance(refusal, errors.TokenInvalid)
        status = problems.status_of(refusal)
        if unknown and not request.url.path.startswith(problems.PROGRAMS):
            return HTMLResponse(self._pages.render("signin.html", wrong=False), status_code=status)
        return problems.answer(self._pages, request, status, refusal)


def _person(principal: Principal) -> Principal:
    if principal.kind != "user":
        raise errors.NotPermitted("The desk is for people; services call each other directly.")
    return principal


def _check_origin(request: Request, csrf: str) -> None:
    origin = request.headers.get("origin")
    same = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if origin is not None:
        same = same and urlsplit(origin).netloc == request.headers.get("host")
    given = request.headers.get(CSRF_HEADER, "")
    if not same or not hmac.compare_digest(given.encode(), csrf.encode()):
        raise problems.CrossSite(
            "This request did not come from the desk's own page; reload it and try again."
        )


def _cookie(request: Request, name: str) -> str:
    # request.cookies gives up on the whole header where another program left something odd.
    for part in request.headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _add_headers(message: Message, path: str) -> None:
    cache = "no-cache" if path.startswith("/static/") else "no-store"
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
