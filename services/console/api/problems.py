"""Refusals over HTTP: problem details for programs, a page with one sentence for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

import grpc
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from services.common.model import errors
from services.common.obs import logs
from services.common.rpc import calls
from services.common.rpc.errors import code_of
from services.console.api import sharing, shell
from services.console.views.pages import Pages

TYPE: Final = "https://antiphon.dev/problems/"
PROGRAMS: Final = "/api/"

_STATUS: Final = {
    grpc.StatusCode.INVALID_ARGUMENT: HTTPStatus.UNPROCESSABLE_ENTITY,
    grpc.StatusCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS: HTTPStatus.CONFLICT,
    grpc.StatusCode.FAILED_PRECONDITION: HTTPStatus.CONFLICT,
    grpc.StatusCode.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    grpc.StatusCode.PERMISSION_DENIED: HTTPStatus.FORBIDDEN,
    grpc.StatusCode.RESOURCE_EXHAUSTED: HTTPStatus.SERVICE_UNAVAILABLE,
    grpc.StatusCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED: HTTPStatus.GATEWAY_TIMEOUT,
    grpc.StatusCode.OUT_OF_RANGE: HTTPStatus.UNPROCESSABLE_ENTITY,
    grpc.StatusCode.ABORTED: HTTPStatus.CONFLICT,
    grpc.StatusCode.UNIMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
}

_BY_REASON: Final = {
    "DRAFT_CHANGED": HTTPStatus.PRECONDITION_FAILED,
    "STALE_VERSION": HTTPStatus.PRECONDITION_FAILED,
    "TOO_FAST": HTTPStatus.TOO_MANY_REQUESTS,
    "TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "WRONG_KIND": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "WRONG_CREDENTIALS": HTTPStatus.UNAUTHORIZED,
    "CODE_NEEDED": HTTPStatus.UNAUTHORIZED,
}
"""Reasons that HTTP has a better word for than their status code."""

NOTED: Final = frozenset({"NOT_PERMITTED", "TOKEN_INVALID"})
"""Refusals that are kept: somebody wanted what they may not."""

Note = Callable[[Request, errors.Refusal], Awaitable[None]]

RETRY_SECONDS: Final = 2
"""How long to wait for a service that says nothing else."""

log = logs.get()


class CrossSite(errors.Refusal):
    """A post that did not come from our own page."""

    reason = "NOT_PERMITTED"


class Absent(errors.Refusal):
    """Nothing is served at this address."""

    reason = "NOT_FOUND"


class TooLarge(errors.Refusal):
    """The body is longer than any may be."""

    reason = "TOO_LARGE"


class WrongKind(errors.Refusal):
    """The body is of a kind that is not read here."""

    reason = "WRONG_KIND"


class TooFast(errors.Refusal):
    """More requests than one caller may make."""

    reason = "TOO_FAST"

    def __init__(self, message: str, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


def install(app: FastAPI, pages: Pages, note: Note) -> None:
    """Has every failure of the app answered in words; `note` is told of who may not."""

    async def refused(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, errors.Refusal)  # noqa: S101  # registered for it only
        if fault.reason in NOTED:
            await note(request, fault)
        return answer(pages, request, status_of(fault), fault)

    async def invalid(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)  # noqa: S101  # registered for it only
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "body"
        refusal = errors.InvalidField(field, f"{first['msg']}.")
        return answer(pages, request, HTTPStatus.UNPROCESSABLE_ENTITY, refusal)

    async def missing(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101  # registered for it only
        status = HTTPStatus(fault.status_code)
        if status is HTTPStatus.NOT_FOUND:
            place = _place(request)
            if place is not None:
                return place
            return answer(pages, request, status, Absent("There is no such page."))
        made = answer(pages, request, status, errors.Refusal(f"{status.description}."))
        made.headers.update(fault.headers or {})
        return made

    async def broken(request: Request, fault: Exception) -> Response:
        log.error("http.failed", path=sharing.told(request.url.path), exc_info=fault)
        sentence = "Something went wrong here, and it was written to the log. Nothing you wrote is lost."
        return answer(pages, request, HTTPStatus.INTERNAL_SERVER_ERROR, errors.Refusal(sentence))

    app.add_exception_handler(errors.Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, missing)
    app.add_exception_handler(Exception, broken)


def _place(request: Request) -> Response | None:
    """The web app, for an address that is none of ours: it knows its own places."""
    caller = getattr(request.state, "session", None)
    if caller is None or request.method != "GET" or request.url.path.startswith((PROGRAMS, "/web/")):
        return None
    return shell.page(caller.csrf)


def status_of(refusal: errors.Refusal) -> HTTPStatus:
    """The status a refusal is answered with."""
    known = _BY_REASON.get(refusal.reason)
    return known or _STATUS.get(code_of(refusal), HTTPStatus.INTERNAL_SERVER_ERROR)


def answer(pages: Pages, request: Request, status: HTTPStatus, refusal: errors.Refusal) -> Response:
    """The refusal as its reader wants it."""
    if not request.url.path.startswith(PROGRAMS):
        page = pages.render("sentence.html", title=status.phrase, sentence=refusal.message)
        return HTMLResponse(page, status_code=status)
    return details(status, refusal)


def details(status: HTTPStatus, refusal: errors.Refusal) -> Response:
    """Problem details as RFC 9457 has them, with our reason, and the field that is wrong, beside."""
    content = {
        "type": TYPE + refusal.reason.lower().replace("_", "-"),
        "title": status.phrase,
        "status": int(status),
        "detail": refusal.message,
        "reason": refusal.reason,
        "metadata": dict(refusal.metadata),
        "requestId": calls.request_id(),
    }
    if "field" in refusal.metadata:
        content["field"] = refusal.metadata["field"]
    headers = {}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["retry-after"] = str(max(1, round(getattr(refusal, "retry_seconds", None) or RETRY_SECONDS)))
    return JSONResponse(content, status_code=status, media_type="application/problem+json", headers=headers)
