"""Puts the app together: routes, failures in words, the guard before it all."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from services.console.api import (
    access,
    deadletters,
    document,
    events,
    guard,
    looking,
    pages,
    problems,
    push,
    querying,
    replays,
    resources,
    searching,
    session,
    sharing,
    shell,
    suggesting,
    translations,
    users,
)
from services.console.api.access import Doors
from services.console.api.desk import Parts
from services.console.api.rates import Rates
from services.console.views.pages import STATIC


def create_app(parts: Parts, doors: Doors, hosts: frozenset[str], per_second: float) -> FastAPI:
    """The app; `hosts` are the names a browser may know it by, `per_second` the requests of one caller."""
    app = FastAPI(
        openapi_url=f"{document.VERSION}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=document.operation_id,
    )
    app.state.parts = parts
    app.state.doors = doors
    app.router.routes.append(resources.route(document.VERSION))
    api = APIRouter(prefix=document.VERSION)
    for part in (
        session.router,
        users.router,
        push.router,
        translations.router,
        searching.router,
        events.router,
        looking.router,
        deadletters.router,
        replays.router,
        querying.router,
        suggesting.router,
    ):
        api.include_router(part)
    app.include_router(api)
    document.install(app)
    app.add_api_route("/healthz", _healthy, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/web", StaticFiles(directory=shell.WEB, check_dir=False), name="web")
    app.include_router(pages.router)
    app.include_router(sharing.router)
    problems.install(app, parts.pages, access.note_refusal)
    rates = Rates(per_second)
    app.add_middleware(guard.Guard, doors=doors, pages=parts.pages, hosts=hosts, rates=rates)
    return app


async def _healthy() -> PlainTextResponse:
    return PlainTextResponse("ok")
