"""Lists as tables: who asks for `text/csv` gets all pages of a list, row by row, as they are read.

And files as they are: an RPC that streams one is passed on piece by piece, so that none is held as a whole.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.responses import StreamingResponse
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from services.console.adapters.contracts import Method
from services.console.adapters.rooms import FILE_SECONDS, Rooms
from services.console.core.messages import as_json

CSV: Final = "text/csv"
BYTES: Final = "application/octet-stream"
PAGE: Final = 500
MOST_ROWS: Final = 100_000

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell; what strangers wrote must not begin so."""


def items_of(response: Descriptor) -> FieldDescriptor | None:
    """The items of a page; None where an answer is no page."""
    if "next_page_token" not in response.fields_by_name:
        return None
    many = [field for field in response.fields if field.is_repeated and field.message_type is not None]
    return many[0] if len(many) == 1 else None


def is_file(response: Descriptor) -> bool:
    """Whether what an RPC streams are the bytes of a file."""
    return {"data", "content_type", "file_name"} <= set(response.fields_by_name)


async def download(rooms: Rooms, method: Method, message: Any) -> StreamingResponse:
    """The file. A refusal of its first piece is one of the whole; `x-total-rows` says how many to expect."""
    pieces = rooms.stream(method, message, FILE_SECONDS)
    first = await anext(pieces)
    headers = {
        "content-disposition": f'attachment; filename="{first.file_name}"',
        "x-total-rows": str(first.total_row_count),
    }
    kind = first.content_type or BYTES
    return StreamingResponse(_bytes(first, pieces), media_type=kind, headers=headers)


async def _bytes(first: Any, pieces: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    yield first.data
    async for piece in pieces:
        yield piece.data


def is_wanted(request: Request) -> bool:
    """Whether the caller wants a table."""
    return request.headers.get("accept", "").partition(";")[0].strip() == CSV


async def answer(rooms: Rooms, method: Method, message: Any, items: FieldDescriptor) -> StreamingResponse:
    """The table. A refusal of its first page is one of the whole."""
    message.page_size = PAGE
    first = await rooms.call(method, message)
    rows = _rows(rooms, method, message, first, items)
    headers = {"content-disposition": f'attachment; filename="{items.name}.csv"'}
    return StreamingResponse(rows, media_type=f"{CSV}; charset=utf-8", headers=headers)


async def _rows(
    rooms: Rooms, method: Method, message: Any, page: Any, items: FieldDescriptor
) -> AsyncIterator[bytes]:
    entry = items.message_type
    assert entry is not None  # noqa: S101  # as `items_of` chose it
    columns, count = [field.json_name for field in entry.fields], 0
    yield _written([columns])
    while True:
        found: Sequence[Message] = getattr(page, items.name)
        yield _written([_row(as_json(each), columns) for each in found])
        count += len(found)
        message.page_token = page.next_page_token
        if not message.page_token or count >= MOST_ROWS:
            return
        page = await rooms.call(method, message)


def _row(told: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    return [_cell(told.get(column, "")) for column in columns]


def _cell(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(errors="replace")
