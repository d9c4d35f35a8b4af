"""`antiphon audit`: who did what to what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from antiphon.routing.v1 import audit_service_pb2 as messages
from services.cli import app, output
from services.cli.session import Session

if TYPE_CHECKING:
    from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc

COLUMNS = ("when (UTC)", "who", "what", "to what", "why")
PAGE = 1000
DATES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def register(root: typer.Typer) -> None:
    """Adds the command."""
    root.command("audit")(audit)


def audit(
    opportunity: Annotated[str, typer.Argument(help="Opportunity; all when left out.")] = "",
    actor: Annotated[str, typer.Option("--by", help="Only by this person, for example alice.")] = "",
    action: Annotated[str, typer.Option(help="Only this action, for example reply.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=DATES, help="Only from then on, in UTC.")] = None,
    before: Annotated[datetime | None, typer.Option(formats=DATES, help="Only before then, in UTC.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most this many, oldest first; 0 for all.")] = 100,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows who did what to what, oldest first; `--json --limit 0` exports everything."""
    request = messages.ListAuditEntriesRequest(
        actor=actor if ":" in actor or not actor else f"user:{actor}",
        action=action,
        opportunity=opportunity if "/" in opportunity or not opportunity else f"opportunities/{opportunity}",
    )
    if since is not None:
        request.start_time.FromDatetime(since)
    if before is not None:
        request.end_time.FromDatetime(before)

    async def work(opened: Session) -> None:
        rows = []
        async for entry in _entries(await opened.audit(), request, limit):
            if json:
                output.print_json(output.as_dict(entry))
            else:
                rows.append(_row(entry))
        if not json:
            output.table("Audit", COLUMNS, rows, empty="Nobody did anything that these filters let through.")

    app.call(data, work)


async def _entries(
    stub: audit_grpc.AuditServiceAsyncStub, request: messages.ListAuditEntriesRequest, limit: int
) -> AsyncIterator[messages.AuditEntry]:
    left = limit
    while True:
        request.page_size = min(left, PAGE) if limit else PAGE
        page = await stub.ListAuditEntries(request)
        for entry in page.entries:
            yield entry
        left -= len(page.entries)
        request.page_token = page.next_page_token
        if not page.next_page_token or (limit and left <= 0):
            return


def _row(entry: messages.AuditEntry) -> tuple[str, ...]:
    return (
        f"{output.moment(entry.event_time):%Y-%m-%d %H:%M:%S}",
        entry.actor.removeprefix("user:") or "the router",
        entry.action,
        entry.reply or entry.opportunity,
        entry.detail,
    )
