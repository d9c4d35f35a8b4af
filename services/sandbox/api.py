"""The sandbox over HTTP: the API programs use and the pages people open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from services.sandbox import faults, pages, refusals
from services.sandbox.network import Network
from services.sandbox.scenario import lessons, story
from services.sandbox.store import ledger

Authorization = Annotated[str, Header()]
Room = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,63}$")]


ROOM: Final = r"^[a-z0-9-]{0,63}$"
"""Names of rooms; empty for the town."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PostBody(_Body):
    """A post to publish. The counters are for playing a town; a real network counts itself."""

    text: str
    in_reply_to: str | None = None
    language: str = Field("", max_length=35)
    likes: int = Field(0, ge=0)
    reposts: int = Field(0, ge=0)
    views: int = Field(0, ge=0)
    room: str = Field("", pattern=ROOM)


class EditBody(_Body):
    """New words for a post."""

    text: str


class AuthorBody(_Body):
    """What an account says of itself; what is left out stays as it is."""

    handle: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    followers: int | None = Field(None, ge=0)
    following: int | None = Field(None, ge=0)
    verified: bool | None = None


class LessonBody(_Body):
    """A lesson to play in a room, from its beginning."""

    name: Literal["first-answers", "outage"] = "first-answers"
    speed: float = Field(1.0, gt=0, le=1_000_000)


class FaultBody(_Body):
    """A fault to happen; see `services.sandbox.faults.Fault`."""

    kind: faults.Kind
    target: faults.Target = "any"
    count: int = Field(1, ge=1)
    status: int = Field(503, ge=400, le=599)
    seconds: float = Field(1.0, ge=0, le=600)


def build(network: Network, school: lessons.School) -> FastAPI:
    """The whole application over one network and the lessons in its rooms."""
    app = FastAPI(title="Antiphon sandbox network", version="1", docs_url="/docs", redoc_url=None)
    app.add_exception_handler(refusals.Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    _add_reading(app, network)
    _add_publishing(app, network)
    _add_lessons(app, network, school)
    _add_tools(app, network)
    _add_pages(app, network)
    return app


def _add_reading(app: FastAPI, network: Network) -> None:
    @app.get("/api/v1/instance")
    async def instance() -> dict[str, Any]:
        return {
            "id": network.instance,
            "account": network.account,
            "max_length": refusals.MAX_LENGTH,
            "idempotency": "key" if network.honours_keys else "none",
        }

    @app.get("/api/v1/feed")
    async def feed(
        request: Request,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
        wait: Annotated[float, Query(ge=0, le=60)] = 0.0,
        room: Annotated[str, Query(pattern=ROOM)] = "",
    ) -> dict[str, Any]:
        start = _position(after, network.instance)
        events = await network.events(start, limit, wait, room)
        last = events[-1]["seq"] if events else start
        shown = [{**event, "post": _linked(request, event["post"])} for event in events]
        spoilt = network.faults.take("feed", of_page=True) if shown else None
        cursor = f"{network.instance}.{last}"
        return {"events": _spoil(shown, spoilt), "cursor": cursor, "ended": network.ended and not room}

    @app.get("/api/v1/posts/{post_id}")
    async def post(request: Request, post_id: str) -> ledger.Document:
        return _linked(request, await network.post(_number(post_id)))

    @app.get("/api/v1/authors")
    async def author(handle: str) -> ledger.Document:
        return await network.author(handle)

    @app.get("/api/v1/authors/{handle}/posts")
    async def posts_of(request: Request, handle: str) -> dict[str, Any]:
        return {"posts": [_linked(request, post) for post in await network.posts_of(handle)]}

    @app.get("/api/v1/threads/{post_id}")
    async def thread(request: Request, post_id: str) -> dict[str, Any]:
        posts = await network.thread(_number(post_id))
        return {"posts": [_linked(request, post) for post in posts]}


def _add_publishing(app: FastAPI, network: Network) -> None:
    @app.post("/api/v1/posts", status_code=201)
    async def publish(
        request: Request,
        response: Response,
        body: PostBody,
        authorization: Authorization = "",
        idempotency_key: Annotated[str, Header(max_length=200)] = "",
    ) -> ledger.Document:
        speaker = network.speaker(authorization)
        allowance = network.limit.spend(speaker)
        response.headers["X-RateLimit-Limit"] = str(allowance.limit)
        response.headers["X-RateLimit-Remaining"] = str(allowance.remaining)
        response.headers["X-RateLimit-Reset"] = str(math.ceil(allowance.reset_seconds))
        parent = None if body.in_reply_to is None else _number(body.in_reply_to)
        fields = body.model_dump(exclude={"in_reply_to"})
        draft = ledger.Draft(author=speaker, parent=parent, request_key=idempotency_key, **fields)
        published = await network.publish(draft)
        if published.repeated:
            response.status_code = 200
        return _linked(request, published.post)

    @app.post("/api/v1/posts/{post_id}")
    async def edit(
        request: Request, post_id: str, body: EditBody, authorization: Authorization = ""
    ) -> ledger.Document:
        speaker = network.speaker(authorization)
        return _linked(request, await network.edit(speaker, _number(post_id), body.text))

    @app.delete("/api/v1/posts/{post_id}", status_code=204)
    async def delete(post_id: str, authorization: Authorization = "") -> None:
        await network.delete(network.speaker(authorization), _number(post_id))

    @app.post("/api/v1/authors")
    async def author(body: AuthorBody) -> dict[str, Any]:
        return await network.put_author(body.model_dump())


def _add_lessons(app: FastAPI, network: Network, school: lessons.School) -> None:
    place = "/api/v1/rooms/{room}/lesson"

    @app.get(place)
    async def lesson(room: Room) -> dict[str, Any]:
        return await school.look(room)

    @app.post(place, status_code=201)
    async def start(room: Room, body: LessonBody, authorization: Authorization = "") -> dict[str, Any]:
        _teacher(network, authorization)
        await school.start(room, body.name, body.speed)
        return await school.look(room)

    @app.delete(place)
    async def end(room: Room, authorization: Authorization = "") -> dict[str, Any]:
        _teacher(network, authorization)
        await school.end(room)
        return await school.look(room)


def _teacher(network: Network, authorization: str) -> None:
    """Lessons are the brand's to begin and to end."""
    if network.speaker(authorization) != network.account:
        raise refusals.bad_token()


def _add_tools(app: FastAPI, network: Network) -> None:
    @app.get("/api/v1/ledger")
    async def entries(account: str | None = None) -> dict[str, Any]:
        return {"entries": await network.database.read(lambda conn: ledger.entries(conn, account))}

    @app.post("/api/v1/faults", status_code=201)
    async def plan(body: FaultBody) -> dict[str, Any]:
        network.faults.add(faults.Fault(**body.model_dump()))
        return {"pending": len(network.faults.pending())}

    @app.get("/api/v1/faults")
    async def pending() -> dict[str, Any]:
        return {"faults": network.faults.pending()}

    @app.delete("/api/v1/faults", status_code=204)
    async def clear() -> None:
        network.faults.clear()

    @app.get("/api/v1/scenario")
    async def scenario() -> dict[str, Any]:
        told = story.outage()
        played, _ = await network.database.read(lambda conn: ledger.story(conn, "outage"))
        return {"name": "outage", "brand": told.brand, "steps": len(told.steps), "played": played}

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}


def _add_pages(app: FastAPI, network: Network) -> None:
    @app.get("/", response_class=HTMLResponse)
    async def town() -> str:
        posts = await network.database.read(lambda conn: ledger.latest(conn, 60))
        return pages.timeline("Everything", posts, network.account, live=True)

    @app.get("/@{handle}", response_class=HTMLResponse)
    async def person(handle: str) -> str:
        posts = await network.database.read(lambda conn: ledger.latest(conn, 60, author=handle))
        author = await network.database.read(lambda conn: ledger.get_author(conn, handle))
        if author is None:
            raise refusals.not_found("account of that name")
        return pages.person(author, posts, network.account)

    @app.get("/@{handle}/{post_id}", response_class=HTMLResponse)
    async def permalink(handle: str, post_id: str) -> str:  # noqa: ARG001 - part of the address only
        return pages.thread(await network.thread(_number(post_id)), post_id, network.account)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    refusal = error if isinstance(error, refusals.Refusal) else refusals.empty()
    wait = refusal.retry_after
    return JSONResponse(
        {"error": {"code": refusal.code, "message": refusal.message}},
        status_code=refusal.status,
        headers={} if wait is None else {"Retry-After": f"{wait:g}"},
    )


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    message = " ".join(f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}." for fault in found)
    return JSONResponse({"error": {"code": "invalid", "message": message}}, status_code=422)


def _number(post_id: str) -> int:
    if post_id.isascii() and post_id.isdigit() and len(post_id) < 19:
        return int(post_id)
    raise refusals.not_found("post of that id")


def _position(cursor: str, instance: str) -> int:
    """Where to read on; from the beginning for a cursor that another ledger gave out."""
    made_by, _, seq = cursor.rpartition(".")
    return int(seq) if made_by in {"", instance} and seq.isascii() and seq.isdigit() and len(seq) < 19 else 0


def _linked(request: Request, post: ledger.Document) -> ledger.Document:
    handle = post["author"]["handle"]
    return {**post, "link": f"{request.base_url}@{handle}/{post['id']}"}


def _spoil(events: Sequence[ledger.Document], fault: faults.Fault | None) -> Sequence[Any]:
    if fault is None:
        return events
    if fault.kind == "duplicate":
        return [*events, *events]
    if fault.kind == "disorder":
        return list(reversed(events))
    middle = len(events) // 2
    broken = {"seq": "?", "kind": "create", "post": {"text": 7, "author": None}}
    return [*events[:middle], broken, *events[middle:]]
