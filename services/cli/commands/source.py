"""`antiphon source`: the connections to networks, and how each is doing."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, output
from services.cli.session import Session

commands = typer.Typer(help="Connect and watch sources.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Id of the source.")]


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows sources with their present condition."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        answer = await stub.ListSources(listening.ListSourcesRequest(page_size=1000))
        if json:
            for source in answer.sources:
                output.print_json(output.as_dict(source))
            return
        rows = (_row(source) for source in answer.sources)
        empty = "No source is connected. Add one with `antiphon source add ID TYPE --set url=…`."
        columns = ("id", "type", "state", "received", "matched", "last seen", "problem")
        output.table("Sources", columns, rows, empty=empty)
        for source in answer.sources:
            _tell_webhook(source)

    app.call(data, work)


def _tell_webhook(source: listening.Source) -> None:
    if source.webhook_uri:
        output.say(f"{source.name} is brought its news at {source.webhook_uri}")


def _row(source: listening.Source) -> tuple[str, ...]:
    return (
        source.name.removeprefix("sources/"),
        source.type,
        listening.Source.State.Name(source.state).removeprefix("STATE_").lower(),
        str(source.received_count),
        str(source.matched_count),
        output.until(source.receive_time) if source.HasField("receive_time") else "never",
        source.problem,
    )


@commands.command()
def add(
    source_id: Id,
    kind: Annotated[str, typer.Argument(help="Type, for example rss, jetstream or sandbox.")],
    setting: Annotated[list[str] | None, typer.Option("--set", help="KEY=VALUE, for example url=….")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Connects a source and starts it."""
    settings = dict(_pair(pair) for pair in setting or [])

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        source = listening.Source(type=kind, config=settings)
        created = await stub.CreateSource(listening.CreateSourceRequest(source_id=source_id, source=source))
        if json:
            output.print_json(output.as_dict(created))
        else:
            output.say(f"{created.name} reads from now on.")
            _tell_webhook(created)

    app.call(data, work)


@commands.command("set")
def set_(
    source_id: Id,
    setting: Annotated[list[str], typer.Argument(help="KEY=VALUE; KEY= takes a setting away.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Changes settings of a source; it reads on with them from its place."""
    settings = dict(_pair(pair) for pair in setting)

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        source = await stub.GetSource(listening.GetSourceRequest(name=f"sources/{source_id}"))
        for key, value in settings.items():
            source.config[key] = value
        changed = await stub.UpdateSource(listening.UpdateSourceRequest(source=source))
        if json:
            output.print_json(output.as_dict(changed))
        elif source.cursor and not changed.cursor:
            output.say(f"{changed.name} reads something else now, and begins anew.")
        else:
            output.say(f"{changed.name} reads on with its new settings.")

    app.call(data, work)


@commands.command()
def remove(source_id: Id, data: app.Data = app.DEFAULT_DATA) -> None:
    """Disconnects a source; what was collected stays."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        await stub.DeleteSource(listening.DeleteSourceRequest(name=f"sources/{source_id}"))
        output.say(f"sources/{source_id} is gone.")

    app.call(data, work)


@commands.command()
def pause(source_id: Id, data: app.Data = app.DEFAULT_DATA) -> None:
    """Stops a source; it keeps its place."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        await stub.PauseSource(listening.PauseSourceRequest(name=f"sources/{source_id}"))
        output.say(f"sources/{source_id} is paused.")

    app.call(data, work)


@commands.command()
def resume(source_id: Id, data: app.Data = app.DEFAULT_DATA) -> None:
    """Starts a paused source from its place."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        await stub.ResumeSource(listening.ResumeSourceRequest(name=f"sources/{source_id}"))
        output.say(f"sources/{source_id} reads again.")

    app.call(data, work)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"--set {text!r} must be KEY=VALUE, for example url=https://….")
    return name, value


@commands.command()
def events(
    source_id: Id,
    data: app.Data = app.DEFAULT_DATA,
    again: Annotated[int, typer.Option(min=0, help="Number of one to offer once more, now.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most this many.")] = 20,
    json: app.Json = False,
) -> None:
    """Shows what a webhook source's system was told of changes, newest first."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        name = f"sources/{source_id}"
        if again:
            wish = listening.RetryEventDeliveryRequest(name=f"{name}/events/{again}")
            found = [await stub.RetryEventDelivery(wish)]
        else:
            request = listening.ListEventDeliveriesRequest(parent=name, page_size=limit)
            found = list((await stub.ListEventDeliveries(request)).event_deliveries)
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        columns = ("number", "when (UTC)", "change", "state", "tries", "answer", "why not")
        empty = "Nothing was told yet. Set `events` of the source to say which changes its system wants."
        output.table("Told", columns, (_told(one) for one in found), empty=empty)

    app.call(data, work)


@commands.command("test")
def try_(source_id: Id, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Posts a signed test to a webhook source's system now; it counts as no delivery."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        found = await stub.SendTestEvent(listening.SendTestEventRequest(name=f"sources/{source_id}"))
        if json:
            output.print_json(output.as_dict(found))
        elif found.reason:
            output.complain(found.reason)
        else:
            seconds = found.wait_duration.ToTimedelta().total_seconds()
            output.say(f"Its system took it: it answered with {found.status} after {seconds:.2f} s.")
        if found.reason:
            raise typer.Exit(1)

    app.call(data, work)


def _told(one: listening.EventDelivery) -> tuple[str, ...]:
    state = listening.EventDelivery.State.Name(one.state).removeprefix("STATE_").replace("_", " ").lower()
    return (
        one.name.rpartition("/")[2],
        f"{output.moment(one.event_time):%Y-%m-%d %H:%M:%S}",
        one.type,
        state,
        str(one.attempt_count),
        str(one.status or ""),
        one.reason,
    )
