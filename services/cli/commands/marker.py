"""`antiphon insights marker`: campaigns and events beside the numbers."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from antiphon.insights.v1 import analytics_service_pb2 as analytics
from antiphon.insights.v1 import reporting_service_pb2 as api
from services.cli import app, output
from services.cli.session import Session
from services.cli.sliced import moment

commands = typer.Typer(help="Mark campaigns and events beside the numbers.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the marker, for example spring-sale.")]


@commands.command()
def add(
    name: Name,
    title: Annotated[str, typer.Option(help="Name for people.")],
    start: Annotated[str, typer.Option(help="Begin: 2026-12-24, or 2026-12-24T09:00+01:00.")],
    data: app.Data = app.DEFAULT_DATA,
    end: Annotated[str, typer.Option(help="End; a moment where it is not given.")] = "",
    kind: Annotated[Literal["campaign", "event"], typer.Option(help="What it is.")] = "event",
    brand: Annotated[list[str] | None, typer.Option(help="Only of this brand; repeat for several.")] = None,
    note: Annotated[str, typer.Option(help="What else there is to know.")] = "",
    change: Annotated[bool, typer.Option("--change", help="Write it anew; it is there already.")] = False,
    json: app.Json = False,
) -> None:
    """Marks a campaign or an event."""
    marker = analytics.Marker(
        name=_full(name),
        display_name=title,
        kind=f"KIND_{kind.upper()}",
        brands=[f"brands/{each.removeprefix('brands/')}" for each in brand or ()],
        description=note,
    )
    for text, field in ((start, "start_time"), (end, "end_time")):
        if text:
            getattr(marker, field).FromDatetime(moment(text))

    async def work(opened: Session) -> None:
        stub = await opened.reporting()
        if change:
            kept = await stub.UpdateMarker(api.UpdateMarkerRequest(marker=marker))
        else:
            kept = await stub.CreateMarker(api.CreateMarkerRequest(marker=marker))
        if json:
            output.print_json(output.as_dict(kept))
        else:
            output.say(f"{kept.name} stands beside the numbers.")

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows markers."""

    async def work(opened: Session) -> None:
        found = (await (await opened.reporting()).ListMarkers(api.ListMarkersRequest())).markers
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = ((one.name, one.display_name, _time(one), " ".join(one.brands) or "all") for one in found)
        output.table("Markers", ("name", "title", "time (UTC)", "brands"), rows, empty="No marker.")

    app.call(data, work)


@commands.command()
def remove(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets a marker."""

    async def work(opened: Session) -> None:
        await (await opened.reporting()).DeleteMarker(api.DeleteMarkerRequest(name=_full(name)))
        output.say(f"{_full(name)} is gone.")

    app.call(data, work)


def _full(name: str) -> str:
    return f"markers/{name.removeprefix('markers/')}"


def _time(one: analytics.Marker) -> str:
    first = f"{output.moment(one.start_time):%Y-%m-%d %H:%M}"
    return f"{first} to {output.moment(one.end_time):%Y-%m-%d %H:%M}" if one.HasField("end_time") else first
