"""`antiphon backfill`: has a source read what was said in the past, after saying what that costs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, output
from services.cli.session import Session

commands = typer.Typer(help="Read what was said before.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Backfill, for example backfills/abc… or its id.")]
COLUMNS = ("name", "source", "span", "state", "done", "read", "kept", "problem")
EMPTY = "No backfill was made. Make one with `antiphon backfill create SOURCE`."


@commands.command()
def create(
    source: Annotated[str, typer.Argument(help="Id of the source that reads.")],
    since: Annotated[datetime | None, typer.Option(help="Begin, UTC; seven days back when left out.")] = None,
    until: Annotated[datetime | None, typer.Option(help="End, UTC; now when left out.")] = None,
    query: Annotated[str, typer.Option(help="Only for this query, brands/…/queries/….")] = "",
    estimate: Annotated[bool, typer.Option("--estimate", help="Say what it costs and stop.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Estimates what reading the past costs, asks, and begins."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        request = listening.CreateBackfillRequest(validate_only=True)
        request.backfill.source = source if "/" in source else f"sources/{source}"
        request.backfill.query = query
        if since is not None:
            request.backfill.start_time.FromDatetime(since.replace(tzinfo=since.tzinfo or UTC))
        if until is not None:
            request.backfill.end_time.FromDatetime(until.replace(tzinfo=until.tzinfo or UTC))
        told = await stub.CreateBackfill(request)
        if estimate:
            _tell(told, json=json)
            return
        if not (yes or json):
            typer.confirm(f"{_price(told)} Begin?", abort=True)
        request.validate_only = False
        request.backfill.start_time.CopyFrom(told.start_time)
        request.backfill.end_time.CopyFrom(told.end_time)
        created = await stub.CreateBackfill(request)
        if json:
            output.print_json(output.as_dict(created))
        else:
            output.say(f"{created.name} reads; follow it with `antiphon backfill list`.")

    app.call(data, work)


@commands.command("list")
def list_(
    source: Annotated[str, typer.Option(help="Only of this source.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows backfills with their progress, newest first."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        request = listening.ListBackfillsRequest(page_size=100)
        if source:
            request.source = source if "/" in source else f"sources/{source}"
        answer = await stub.ListBackfills(request)
        if json:
            for backfill in answer.backfills:
                output.print_json(output.as_dict(backfill))
            return
        output.table("Backfills", COLUMNS, map(_row, answer.backfills), empty=EMPTY)

    app.call(data, work)


@commands.command()
def pause(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Stops a backfill; it keeps its place."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        backfill = await stub.PauseBackfill(listening.PauseBackfillRequest(name=_full(name)))
        output.say(f"{backfill.name} is paused.")

    app.call(data, work)


@commands.command()
def resume(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Has a paused or failed backfill go on."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        backfill = await stub.ResumeBackfill(listening.ResumeBackfillRequest(name=_full(name)))
        output.say(f"{backfill.name} goes on.")

    app.call(data, work)


@commands.command()
def cancel(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Ends a backfill; what it brought stays."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        backfill = await stub.CancelBackfill(listening.CancelBackfillRequest(name=_full(name)))
        output.say(f"{backfill.name} is cancelled.")

    app.call(data, work)


def _full(name: str) -> str:
    return name if "/" in name else f"backfills/{name}"


def _tell(backfill: listening.Backfill, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(backfill))
    else:
        output.people.print(_price(backfill), markup=False)


def _price(backfill: listening.Backfill) -> str:
    told = backfill.estimate
    parts = [f"{told.call_count:,} calls"] if told.HasField("call_count") else []
    if told.price_micros:
        parts.append(f"{told.price_micros / 1e6:.2f} {told.currency}")
    if told.HasField("item_count"):
        parts.append(f"{told.item_count:,} contributions")
    days = (output.moment(backfill.end_time) - output.moment(backfill.start_time)).total_seconds()
    about = ", ".join(parts) or "an unknown number of calls"
    return f"Reading {output.span(days)} of {backfill.source} takes about {about}. {told.note}".strip()


def _row(backfill: listening.Backfill) -> tuple[str, ...]:
    begin, end = output.moment(backfill.start_time), output.moment(backfill.end_time)
    return (
        backfill.name.removeprefix("backfills/"),
        backfill.source.removeprefix("sources/"),
        f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}",
        listening.Backfill.State.Name(backfill.state).removeprefix("STATE_").lower(),
        f"{backfill.progress:.0%}",
        f"{backfill.received_count:,}",
        f"{backfill.matched_count:,}",
        backfill.problem,
    )
