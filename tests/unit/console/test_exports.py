"""Lists as tables, page after page, and safe to open."""

from __future__ import annotations

import csv
import io

import pytest

from antiphon.insights.v1 import reporting_service_pb2 as reporting
from antiphon.routing.v1 import audit_service_pb2 as audit
from services.common.model import errors
from services.console.adapters.contracts import METHODS
from services.console.api import exports

METHOD = METHODS["AuditService.ListAuditEntries"]


class Rooms:
    """Answers with two pages."""

    def __init__(self, *details: str) -> None:
        self._details = details

    async def call(self, method, message):
        at = int(message.page_token or 0)
        page = audit.ListAuditEntriesResponse()
        page.entries.add(actor="user:ann", detail=self._details[at], id=at + 1)
        page.next_page_token = str(at + 1) if at + 1 < len(self._details) else ""
        return page


async def table(*details):
    items = exports.items_of(METHOD.response.DESCRIPTOR)
    answer = await exports.answer(Rooms(*details), METHOD, METHOD.request(), items)
    text = b"".join([chunk async for chunk in answer.body_iterator]).decode()
    return list(csv.DictReader(io.StringIO(text)))


async def test_every_page_is_in_the_table():
    rows = await table("one", 'two, "quoted"\nand broken')
    assert [(row["id"], row["actor"], row["detail"]) for row in rows] == [
        ("1", "user:ann", "one"),
        ("2", "user:ann", 'two, "quoted"\nand broken'),
    ]


async def test_what_a_stranger_wrote_is_no_formula():
    rows = await table('=HYPERLINK("http://evil.example")', "@SUM(A1)", "+1", "plain")
    assert [row["detail"][0] for row in rows] == ["'", "'", "'", "p"]


def test_only_lists_are_tables():
    assert exports.items_of(METHODS["RoutingService.GetOpportunity"].response.DESCRIPTOR) is None


class FileRooms:
    """Streams a file, and remembers how long it may take."""

    def __init__(self, *pieces):
        self._pieces = pieces
        self.seconds = 0.0

    async def stream(self, _method, _message, seconds):
        self.seconds = seconds
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield reporting.ExportSliceResponse(**piece)


async def downloaded(rooms):
    method = METHODS["ReportingService.ExportSlice"]
    answer = await exports.download(rooms, method, method.request())
    return answer, b"".join([bytes(chunk) async for chunk in answer.body_iterator])


async def test_a_file_is_passed_on_as_it_comes_with_its_name_and_how_much_to_expect():
    first = {"content_type": "text/csv; charset=utf-8", "file_name": "a.csv", "total_row_count": 2}
    rooms = FileRooms(first, {"data": b"one\n"}, {"data": b"two\n"})
    answer, found = await downloaded(rooms)
    assert found == b"one\ntwo\n"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="a.csv"'
    assert answer.headers["x-total-rows"] == "2"
    assert rooms.seconds == 3_600


async def test_a_refusal_of_a_files_first_piece_is_one_of_the_whole():
    with pytest.raises(errors.InvalidField):
        await downloaded(FileRooms(errors.InvalidField("format", "it must be another.")))


def test_only_an_rpc_that_streams_bytes_is_a_file():
    files = [name for name, method in METHODS.items() if exports.is_file(method.response.DESCRIPTOR)]
    assert sorted(files) == ["CareService.ExportCareSteps", "ReportingService.ExportSlice"]
