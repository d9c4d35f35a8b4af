"""`antiphon insights dashboard`: questions that are kept, as files; their pages and links."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import grpc
import typer
from google.protobuf import duration_pb2, json_format, timestamp_pb2
from google.protobuf.message import Message

from antiphon.insights.v1 import dashboard_service_pb2 as api
from services.cli import app, output, schedules
from services.cli.session import Session
from services.common.model import errors
from services.common.rpc import errors as rpc_errors

commands = typer.Typer(help="Keep questions together, show and share them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the dashboard, for example week.")]
_THERE: Final = errors.AlreadyExists.reason


@commands.command()
def apply(
    file: Annotated[Path, typer.Argument(help="JSON of a dashboard, as `dashboard show` prints it.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Creates a dashboard from a file, or changes it where it is there already."""
    given = _read(file)

    async def work(opened: Session) -> None:
        stub = await opened.dashboards()
        try:
            kept = await stub.CreateDashboard(api.CreateDashboardRequest(dashboard=given))
        except grpc.aio.AioRpcError as fault:
            if rpc_errors.refusal_of(fault).reason != _THERE:
                raise
            kept = await stub.UpdateDashboard(api.UpdateDashboardRequest(dashboard=given))
        _tell(kept, f"{kept.name} has {len(kept.tiles)} tiles.", json=json)

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows dashboards: your own, and those shared with you."""

    async def work(opened: Session) -> None:
        stub = await opened.dashboards()
        found = (await stub.ListDashboards(api.ListDashboardsRequest())).dashboards
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (one.name, one.display_name, f"{len(one.tiles)}", " ".join(one.roles), one.creator)
            for one in found
        )
        columns = ("name", "title", "tiles", "roles", "made by")
        output.table("Dashboards", columns, rows, empty="No dashboard.")

    app.call(data, work)


@commands.command()
def show(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    page: Annotated[Path | None, typer.Option("--page", help="Write it as a page (HTML) there.")] = None,
) -> None:
    """Prints a dashboard as JSON, or writes it as a page."""

    async def work(opened: Session) -> None:
        stub = await opened.dashboards()
        if page is None:
            kept = await stub.GetDashboard(api.GetDashboardRequest(name=_full(name)))
            output.print_json(output.as_dict(kept))
            return
        found = await stub.RenderDashboard(api.RenderDashboardRequest(name=_full(name)))
        page.write_text(found.html, encoding="utf-8")
        output.say(f"{found.display_name} is in {page}.")

    app.call(data, work)


@commands.command()
def link(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    ttl: Annotated[str, typer.Option(help="How long it shows, for example 30d.")] = "7d",
    json: app.Json = False,
) -> None:
    """Makes a link by which anybody sees it as you do, until it expires; its token is shown this once."""
    length = duration_pb2.Duration()
    length.FromTimedelta(timedelta(seconds=schedules.seconds(ttl, ttl)))
    request = api.CreateDashboardLinkRequest(name=_full(name), ttl=length)

    async def work(opened: Session) -> None:
        found = await (await opened.dashboards()).CreateDashboardLink(request)
        sentence = f"The desk shows it at /shared/{found.token} until {_clock(found.expire_time)} UTC."
        _tell(found, sentence, json=json)

    app.call(data, work)


@commands.command()
def links(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows the links that show a dashboard now: who made them, and when they were last used."""

    async def work(opened: Session) -> None:
        stub = await opened.dashboards()
        found = (await stub.ListDashboardLinks(api.ListDashboardLinksRequest(parent=_full(name)))).links
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                one.name.rpartition("/")[2],
                one.creator or "not kept",
                _clock(one.create_time) if one.HasField("create_time") else "not kept",
                _clock(one.expire_time),
                _clock(one.use_time) if one.HasField("use_time") else "never",
            )
            for one in found
        )
        columns = ("link", "made by", "made (UTC)", "ends (UTC)", "last used (UTC)")
        output.table("Links", columns, rows, empty=f"No link shows {_full(name)}.", whole=("link",))

    app.call(data, work)


@commands.command()
def unlink(
    name: Name,
    link: Annotated[str, typer.Argument(help="Link as `dashboard links` names it; all without.")] = "",
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Ends one link of a dashboard, or all of them."""

    async def work(opened: Session) -> None:
        stub = await opened.dashboards()
        if link:
            one = f"{_full(name)}/links/{link.rpartition('/')[2]}"
            await stub.DeleteDashboardLink(api.DeleteDashboardLinkRequest(name=one))
            output.say(f"{one} shows nothing any more.")
            return
        await stub.DeleteDashboardLinks(api.DeleteDashboardLinksRequest(name=_full(name)))
        output.say(f"No link shows {_full(name)} any more.")

    app.call(data, work)


@commands.command()
def remove(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets a dashboard with its links and reports."""

    async def work(opened: Session) -> None:
        await (await opened.dashboards()).DeleteDashboard(api.DeleteDashboardRequest(name=_full(name)))
        output.say(f"{_full(name)} is gone.")

    app.call(data, work)


def _read(file: Path) -> api.Dashboard:
    try:
        return json_format.Parse(file.read_text(encoding="utf-8"), api.Dashboard())
    except (OSError, UnicodeDecodeError, json_format.ParseError) as fault:
        raise typer.BadParameter(f"{file} is no dashboard: {fault}") from None


def _tell(found: Message, sentence: str, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(found))
    else:
        output.say(sentence)


def _clock(stamp: timestamp_pb2.Timestamp) -> str:
    return f"{output.moment(stamp):%Y-%m-%d %H:%M}"


def _full(name: str) -> str:
    return f"dashboards/{name.removeprefix('dashboards/')}"
