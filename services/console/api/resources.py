"""Serves the table: each line becomes a route that asks its RPC in the caller's name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response
from google.protobuf.message import Message

from services.common.model import errors
from services.console.adapters.contracts import METHODS, Method
from services.console.adapters.rooms import Rooms
from services.console.api import access, binding, exports, operations, paths, problems
from services.console.api.dispatch import Dispatch
from services.console.api.lines import Line
from services.console.api.table import TABLE
from services.console.core.messages import as_json
from services.console.core.writing import written

MOST_BYTES: Final = 12 * 1024 * 1024
"""Longest body; an answer may carry 6 MiB of pictures, a third longer as text."""

STREAMED: Final = 50
"""Items of a page of what is streamed, where the caller names no number."""

MOST_STREAMED: Final = 500
KEY_HEADER: Final = "idempotency-key"
JSON_TYPE: Final = "application/json"


def route(prefix: str) -> Dispatch:
    """All of the table as one route; actions first, so that no name is taken for one."""
    lines = [(line, paths.read(line.pattern)) for lines in TABLE.values() for line in lines]
    lines.sort(key=lambda each: ":" not in each[1].template)
    return Dispatch(prefix, ((line.verb, path.template, Endpoint(line, path).answer) for line, path in lines))


class Endpoint:
    """One line of the table, ready to answer."""

    def __init__(self, line: Line, path: paths.Path) -> None:
        self._line = line
        self._path = path
        self._method: Method = METHODS[line.rpc]
        descriptor = self._method.request.DESCRIPTOR
        self._parameters = operations.parameters_of(line, path)
        self._repeatable = operations.has_request_id(descriptor, path)
        self._file = exports.is_file(self._method.response.DESCRIPTOR)
        self._paged = self._method.streaming and not self._file
        self._items = exports.items_of(self._method.response.DESCRIPTOR) if line.verb == "GET" else None

    async def answer(self, request: Request) -> Response:
        """Asks the RPC and answers in JSON."""
        access.check_scope(request.state.session, self._method.permission.name)
        message = await self._request(request)
        rooms: Rooms = request.app.state.parts.rooms
        if self._file:
            return await exports.download(rooms, self._method, message)
        if self._paged:
            return _written(request, await self._page(rooms, message, request), "")
        if self._items is not None and exports.is_wanted(request):
            return await exports.answer(rooms, self._method, message, self._items)
        answer = await rooms.call(self._method, message)
        tag = str(getattr(answer, self._line.tag)) if self._line.tag else ""
        return _written(request, as_json(answer), tag)

    async def _request(self, request: Request) -> Message:
        message: Message = self._method.request()
        if self._line.body:
            binding.fill(message, self._line.body, binding.parse(await _body(request)))
        if not self._paged:
            found = binding.from_query(request.query_params.multi_items(), self._parameters)
            self._ask(message, found)
        self._name(message, request)
        self._apply_headers(message, request)
        return message

    def _ask(self, message: Message, given: Mapping[str, Any]) -> None:
        binding.fill(message, "*", binding.folded(given, self._method.request.DESCRIPTOR, self._line.spread))

    def _name(self, message: Message, request: Request) -> None:
        if not self._path.field:
            return
        name = self._path.name(request.path_params)
        if name is None:
            raise errors.NotFound(request.url.path[:200])
        binding.name_resource(message, self._path.field, name)

    def _apply_headers(self, message: Any, request: Request) -> None:
        key = request.headers.get(KEY_HEADER, "")
        if key and self._repeatable:
            message.request_id = binding.request_id(request.state.session.principal.subject, key)
        match = request.headers.get("if-match", "").strip('"')
        if match and self._line.match:
            if not match.isdecimal() or len(match) > 9:
                raise errors.InvalidField("If-Match", 'is the entity tag of what was read, such as "3".')
            setattr(message, self._line.match, int(match))

    async def _page(self, rooms: Rooms, message: Any, request: Request) -> dict[str, Any]:
        """A page of what is streamed: as many items as were asked for, and where the next one begins.

        A page is shorter before the end where a query was asked of as many as one call may look at.
        """
        given = binding.from_query(request.query_params.multi_items(), self._parameters)
        size = min(_natural(given.pop("pageSize", "0")) or STREAMED, MOST_STREAMED)
        message.resume_token = given.pop("pageToken", "")
        self._ask(message, given)
        if "limit" in message.DESCRIPTOR.fields_by_name:
            message.limit = size
        answer = self._method.response()
        async for piece in rooms.stream(self._method, message):
            answer.MergeFrom(piece)
            if len(answer.mentions) >= size:
                break
        told = as_json(answer)
        whole = len(answer.mentions) < size and not getattr(answer, "unfinished", False)
        return {"mentions": told["mentions"], "nextPageToken": "" if whole else told["resumeToken"]}


def _natural(text: str) -> int:
    if int(text) < 0:
        raise errors.InvalidField("pageSize", "is 0 or more.")
    return int(text)


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", JSON_TYPE).partition(";")[0].strip().lower()
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST_BYTES:
            raise problems.TooLarge(
                f"The body is longer than {MOST_BYTES // 1024**2} MiB; send less at once."
            )
    if found and kind != JSON_TYPE:
        raise problems.WrongKind("The body is JSON: send it as application/json.")
    return bytes(found)


def _written(request: Request, content: Mapping[str, Any], tag: str) -> Response:
    """The answer with its entity tag; 304 where the reader has it already."""
    body = written(content)
    if request.method not in {"GET", "HEAD"} and not tag:
        return Response(body, media_type=JSON_TYPE)
    mark = f'"{tag}"' if tag else f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.method == "GET" and mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": mark})
    return Response(body, media_type=JSON_TYPE, headers={"etag": mark})
