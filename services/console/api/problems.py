"""Refusals over HTTP: problem details for programs, a page with one sentence for people."""

from __future__ import annotations

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
}

log = logs.get()


class CrossSite(errors.Refusal):
    """A post that did not come from our own page."""

    reason = "NOT_PERMITTED"


def install(app: FastAPI, pages: Pages) -> None:
    """Has every failure of the app answered in words."""

    async def refused(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, errors.Refusal)  # noqa: S101  # registered for it only
        status = _STATUS.get(code_of(fault), HTTPStatus.INTERNAL_SERVER_ERROR)
        return answer(pages, request, status, fault)

    async def invalid(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)  # noqa: S101  # registered for it only
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "body"
        refusal = errors.InvalidField(field, f"{first['msg']}.")
        return answer(pages, request, HTTPStatus.UNPROCESSABLE_ENTITY, refusal)

    async def missing(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101  # registered for it only
        status = HTTPStatus(fault.status_code)
        sentence = "There is no such page." if status is HTTPStatus.NOT_FOUND else f"{status.description}."
        return answer(pages, request, status, errors.Refusal(sentence))

    async def broken(request: Request, fault: Exception) -> Response:
        log.error("http.failed", path=request.url.path, exc_info=fault)
        sentence = "Something went wrong here, and it was written to the log. Nothing you wrote is lost."
        return answer(pages, request, HTTPStatus.INTERNAL_SERVER_ERROR, errors.Refusal(sentence))

    app.add_exception_handler(errors.Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, missing)
    app.add_exception_handler(Exception, broken)


def answer(pages: Pages, request: Request, status: HTTPStatus, refusal: errors.Refusal) -> Response:
    """The refusal as its reader wants it."""
    if not request.url.path.startswith(PROGRAMS):
        page = pages.render("sentence.html", title=status.phrase, sentence=refusal.message)
        return HTMLResponse(page, status_code=status)
    return details(status, refusal)


def details(status: HTTPStatus, refusal: errors.Refusal) -> Response:
    """Problem details as RFC 9457 has them, with our reason beside."""
    content = {
        "type": TYPE + refusal.reason.lower().replace("_", "-"),
        "title": status.phrase,
        "status": int(status),
        "detail": refusal.message,
        "reason": refusal.reason,
        "metadata": dict(refusal.metadata),
        "request_id": calls.request_id(),
    }
    return JSONResponse(content, status_code=status, media_type="application/problem+json")
