"""`antiphon insights report`: dashboards that are sent again and again."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.cli import app, output
from services.cli.session import Session

commands = typer.Typer(help="Send dashboards again and again.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the report, for example monday.")]


@commands.command()
def add(
    name: Name,
    dashboard: Annotated[str, typer.Option(help="What is sent.")],
    channel: Annotated[str, typer.Option(help="Where it goes; letters carry the page.")],
    data: app.Data = app.DEFAULT_DATA,
    rhythm: Annotated[
        Literal["daily", "weekly", "monthly"], typer.Option(help="Every day, Monday, or first of a month.")
    ] = "weekly",
    hour: Annotated[int, typer.Option(min=0, max=23, help="Hour of the dashboard's time zone.")] = 7,
    json: app.Json = False,
) -> None:
    """Sends a dashboard again and again, with the numbers of your brands."""
    report = api.Report(
        name=_full(name),
        dashboard=f"dashboards/{dashboard.removeprefix('dashboards/')}",
        channel=f"channels/{channel.removeprefix('channels/')}",
        rhythm=f"RHYTHM_{rhythm.upper()}",
        hour=hour,
    )

    async def work(opened: Session) -> None:
        kept = await (await opened.dashboards()).CreateReport(api.CreateReportRequest(report=report))
        if json:
            output.print_json(output.as_dict(kept))
        else:
            output.say(f"{kept.name} is sent {output.moment(kept.next_time):%Y-%m-%d %H:%M} UTC.")

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows reports."""

    async def work(opened: Session) -> None:
        found = (await (await opened.dashboards()).ListReports(api.ListReportsRequest())).reports
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                one.name,
                one.dashboard,
                one.channel,
                api.Report.Rhythm.Name(one.rhythm).removeprefix("RHYTHM_").lower(),
                f"{output.moment(one.next_time):%Y-%m-%d %H:%M}",
            )
            for one in found
        )
        columns = ("name", "dashboard", "channel", "rhythm", "next (UTC)")
        output.table("Reports", columns, rows, empty="No report.")

    app.call(data, work)


@commands.command()
def send(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Sends a report now."""

    async def work(opened: Session) -> None:
        await (await opened.dashboards()).SendReport(api.SendReportRequest(name=_full(name)))
        output.say("It is on its way; `insights channel log` tells what becomes of it.")

    app.call(data, work)


@commands.command()
def remove(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets a report."""

    async def work(opened: Session) -> None:
        await (await opened.dashboards()).DeleteReport(api.DeleteReportRequest(name=_full(name)))
        output.say(f"{_full(name)} is gone.")

    app.call(data, work)


def _full(name: str) -> str:
    return f"reports/{name.removeprefix('reports/')}"
