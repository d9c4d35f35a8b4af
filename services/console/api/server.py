"""Puts the app together: routes, failures in words, the guard before it all."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from services.common.rpc.tokens import Verifier
from services.console.adapters.links import Links
from services.console.api import document, events, guard, pages, problems, resources, summaries
from services.console.api.desk import Parts
from services.console.views.pages import STATIC


def create_app(parts: Parts, links: Links, hosts: frozenset[str], verifier: Verifier | None) -> FastAPI:
    """The app; `hosts` are the names a browser may know it by."""
    app = FastAPI(
        openapi_url=f"{document.VERSION}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.parts = parts
    app.state.links = links
    api = APIRouter(prefix=document.VERSION)
    for part in (summaries.router, events.router, resources.router()):
        api.include_router(part)
    app.include_router(api)
    document.install(app)
    app.include_router(pages.router)
    app.add_api_route("/healthz", _healthy, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app, parts.pages)
    app.add_middleware(guard.Guard, links=links, pages=parts.pages, hosts=hosts, verifier=verifier)
    return app


async def _healthy() -> PlainTextResponse:
    return PlainTextResponse("ok")
