"""Lists as tables, page after page, and safe to open."""

from __future__ import annotations

import csv
import io

from antiphon.routing.v1 import audit_service_pb2 as audit
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
