"""`antiphon insights alert`: slices that are watched."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from google.protobuf import duration_pb2

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.cli import app, output, schedules
from services.cli.commands import insights
from services.cli.session import Session
from services.cli.sliced import sliced

commands = typer.Typer(
    help="Watch for spikes and dips, and tell channels and webhooks.", no_args_is_help=True
)

Kind = Annotated[Literal["spike", "dip", "threshold"], typer.Option(help="What to tell.")]
Threshold = Annotated[int, typer.Option(min=0, help="Mentions in an hour, for a threshold.")]
Cooldown = Annotated[str, typer.Option(help="Time of silence after a telling, for example 2h.")]
Quiet = Annotated[str, typer.Option(help="Quiet hours, for example 22-7.")]


@commands.command()
@sliced
def add(
    what: api.Slice,
    name: Annotated[str, typer.Argument(help="Name of the alert, for example storm.")],
    data: app.Data = app.DEFAULT_DATA,
    kind: Kind = "spike",
    sensitivity: insights.Sensitive = "medium",
    threshold: Threshold = 0,
    cooldown: Cooldown = "1h",
    quiet: Quiet = "",
    tz: insights.Zone = "",
    channel: Annotated[
        list[str] | None, typer.Option(help="Channel that is told, too; repeat for several.")
    ] = None,
    backtest: Annotated[bool, typer.Option("--backtest", help="Only show what it would have told.")] = False,
    json: app.Json = False,
) -> None:
    """Watches a slice; with --backtest it only shows what it would have told of the past."""
    start, end = _hours(quiet)
    alert = api.Alert(
        name=f"alerts/{name.removeprefix('alerts/')}",
        kind=f"KIND_{kind.upper()}",
        sensitivity=f"SENSITIVITY_{sensitivity.upper()}",
        threshold=threshold,
        cooldown=duration_pb2.Duration(seconds=round(schedules.seconds(cooldown, cooldown))),
        quiet_start_hour=start,
        quiet_end_hour=end,
        time_zone=tz,
        channels=[f"channels/{each.removeprefix('channels/')}" for each in channel or ()],
    )
    times = api.BacktestAlertRequest()
    for field in ("start_time", "end_time"):
        if what.HasField(field):
            getattr(times, field).CopyFrom(getattr(what, field))
            what.ClearField(field)
    alert.slice.CopyFrom(what)
    times.alert.CopyFrom(alert)

    async def work(opened: Session) -> None:
        stub = await opened.analytics()
        if backtest:
            found = await stub.BacktestAlert(times)
            if json:
                output.print_json(output.as_dict(found))
            else:
                insights.show_spikes(
                    found, f"It would have told {_times(found)}", "It would have told nothing."
                )
            return
        kept = await stub.CreateAlert(api.CreateAlertRequest(alert=alert))
        if json:
            output.print_json(output.as_dict(kept))
        else:
            output.say(f"{kept.name} watches; its channels are told, and webhooks that want alert-raised.")

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows alerts."""

    async def work(opened: Session) -> None:
        found = (await (await opened.analytics()).ListAlerts(api.ListAlertsRequest())).alerts
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                one.name,
                _kind(one),
                " ".join(one.slice.brands),
                _silence(one),
                " ".join(each.removeprefix("channels/") for each in one.channels),
                _told(one),
            )
            for one in found
        )
        columns = ("name", "tells of", "brands", "is silent", "channels", "last told (UTC)")
        output.table("Alerts", columns, rows, empty="No alert.")

    app.call(data, work)


@commands.command()
def remove(name: Annotated[str, typer.Argument(help="Alert.")], data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets an alert."""

    async def work(opened: Session) -> None:
        full = f"alerts/{name.removeprefix('alerts/')}"
        await (await opened.analytics()).DeleteAlert(api.DeleteAlertRequest(name=full))
        output.say(f"{full} is gone.")

    app.call(data, work)


def _hours(quiet: str) -> tuple[int, int]:
    if not quiet:
        return 0, 0
    first, _, last = quiet.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise typer.BadParameter(f"{quiet!r} is no pair of hours; write it like 22-7.")
    return int(first), int(last)


def _times(found: api.ListSpikesResponse) -> str:
    return "once" if len(found.spikes) == 1 else f"{len(found.spikes):,} times"


def _kind(one: api.Alert) -> str:
    if one.kind == api.Alert.KIND_THRESHOLD:
        return f"more than {one.threshold:,} an hour"
    level = api.Sensitivity.Name(one.sensitivity or api.SENSITIVITY_MEDIUM).removeprefix("SENSITIVITY_")
    kind = api.Alert.Kind.Name(one.kind or api.Alert.KIND_SPIKE).removeprefix("KIND_")
    return f"{kind}, sensitivity {level}".lower()


def _silence(one: api.Alert) -> str:
    """When it says nothing: after a telling, and by the clock."""
    after = one.cooldown.ToTimedelta().total_seconds() if one.HasField("cooldown") else 3600
    told = [f"{output.span(after)} after a telling"] if after else []
    if one.quiet_start_hour != one.quiet_end_hour:
        zone = one.time_zone or "UTC"
        told.append(f"{one.quiet_start_hour:02}:00 to {one.quiet_end_hour:02}:00 {zone}")
    return ", ".join(told) or "never"


def _told(one: api.Alert) -> str:
    return f"{output.moment(one.tell_time):%Y-%m-%d %H:%M}" if one.HasField("tell_time") else "never"
