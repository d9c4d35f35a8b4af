"""Finds the line of the table that an address means: by its first word and its length, then among few.

A web framework tries its routes one by one; with two hundred of them that is most of what a request costs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, request_response
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

Answer = Callable[[Request], Awaitable[Response]]

_PART: Final = re.compile(r"\\\{(\w+)\\\}")


class Place(NamedTuple):
    """One address and who answers there; `path` is its template, for what counts requests."""

    verb: str
    path: str
    shape: re.Pattern[str]
    app: ASGIApp


class Dispatch(BaseRoute):
    """All addresses of the table, as one route."""

    def __init__(self, prefix: str, places: Iterable[tuple[str, str, Answer]]) -> None:
        """`places` are verbs, templates and who answers; of two that fit, the first does."""
        self._prefix = prefix
        self._places: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for verb, template, answer in places:
            shape = re.compile(_PART.sub(r"(?P<\1>[^/]+)", re.escape(template)))
            place = Place(verb, prefix + template, shape, request_response(answer))
            self._places[_key(template)].append(place)

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path: str = scope["path"]
        if scope["type"] != "http" or not path.startswith(self._prefix):
            return Match.NONE, {}
        rest, others = path[len(self._prefix) :], []
        for place in self._places.get(_key(rest), ()):
            found = place.shape.fullmatch(rest)
            if found is not None and place.verb == scope["method"]:
                return Match.FULL, {"path_params": found.groupdict(), "route": place}
            if found is not None:
                others.append(place)
        if not others:
            return Match.NONE, {}
        verbs = sorted({place.verb for place in others})
        return Match.PARTIAL, {"route": others[0]._replace(app=request_response(_refusing(verbs)))}

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        place: Place = scope["route"]
        await place.app(scope, receive, send)


def _key(path: str) -> tuple[str, int]:
    """First word and number of words of what begins with a slash."""
    return path.partition("/")[2].partition("/")[0], path.count("/")


def _refusing(verbs: Iterable[str]) -> Answer:
    async def refuse(_request: Request) -> Response:
        raise HTTPException(405, headers={"Allow": ", ".join(verbs)})

    return refuse
