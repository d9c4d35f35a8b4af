"""`antiphon insights channel`: where alerts and reports go."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.cli import app, output
from services.cli.session import Session
from services.common.model import errors

commands = typer.Typer(help="Where alerts and reports go: letters, chats, webhooks.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the channel, for example leads.")]


@commands.command()
def add(
    name: Name,
    kind: Annotated[Literal["email", "chat", "webhook"], typer.Option(help="What it is.")],
    data: app.Data = app.DEFAULT_DATA,
    to: Annotated[list[str] | None, typer.Option(help="Address of a letter; repeat for several.")] = None,
    url: Annotated[str, typer.Option(help="Address of a chat's incoming webhook, or of a system.")] = "",
    title: Annotated[str, typer.Option(help="Name for people.")] = "",
    json: app.Json = False,
) -> None:
    """Connects a mailbox, a chat or a system; the secret of a webhook is shown this once."""
    given = api.Channel(
        name=_full(name), display_name=title, kind=f"KIND_{kind.upper()}", recipients=to or (), url=url
    )

    async def work(opened: Session) -> None:
        kept = await (await opened.reporting()).CreateChannel(api.CreateChannelRequest(channel=given))
        if json:
            output.print_json(output.as_dict(kept))
            return
        output.say(f"{kept.name} is there; name it with `insights alert add … --channel {name}`.")
        if kept.secret:
            output.say(f"Posts are signed with {kept.secret}, which is not shown again.")

    app.call(data, work)


@commands.command("set")
def set_(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    to: Annotated[
        list[str] | None, typer.Option(help="Address of a letter; repeat for several. All are replaced.")
    ] = None,
    url: Annotated[str, typer.Option(help="Another address of a chat's webhook, or of a system.")] = "",
    title: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Makes another secret of a webhook, shown this once.")
    ] = False,
    json: app.Json = False,
) -> None:
    """Changes what is named of a channel, and nothing else; what waits goes by the new one."""

    async def work(opened: Session) -> None:
        stub = await opened.reporting()
        listed = (await stub.ListChannels(api.ListChannelsRequest())).channels
        given = next((each for each in listed if each.name == _full(name)), None)
        if given is None:
            raise errors.NotFound(_full(name))
        given.url = url
        if to is not None:
            given.recipients[:] = to
        if title is not None:
            given.display_name = title
        request = api.UpdateChannelRequest(channel=given, renew_secret=new_secret)
        kept = await stub.UpdateChannel(request)
        if json:
            output.print_json(output.as_dict(kept))
            return
        output.say(f"{kept.name} goes to {', '.join(kept.recipients) or kept.host}.")
        if kept.secret:
            output.say(f"Posts are signed with {kept.secret}, which is not shown again.")

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows channels."""

    async def work(opened: Session) -> None:
        found = (await (await opened.reporting()).ListChannels(api.ListChannelsRequest())).channels
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                one.name,
                api.Channel.Kind.Name(one.kind).removeprefix("KIND_").lower(),
                ", ".join(one.recipients) or one.host,
            )
            for one in found
        )
        output.table("Channels", ("name", "kind", "to"), rows, empty="No channel.")

    app.call(data, work)


@commands.command("test")
def try_(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Sends a word over a channel now."""

    async def work(opened: Session) -> None:
        found = await (await opened.reporting()).TestChannel(api.TestChannelRequest(name=_full(name)))
        if json:
            output.print_json(output.as_dict(found))
        elif found.problem:
            output.complain(found.problem)
        else:
            output.say("The other side took it.")
        if found.problem:
            raise typer.Exit(1)

    app.call(data, work)


@commands.command("log")
def log_(
    name: Annotated[str, typer.Argument(help="Channel; all without.")] = "-",
    data: app.Data = app.DEFAULT_DATA,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 50,
    json: app.Json = False,
) -> None:
    """Shows what channels were given and what became of it, newest first."""

    async def work(opened: Session) -> None:
        request = api.ListChannelDeliveriesRequest(parent=_full(name), page_size=limit)
        found = (await (await opened.reporting()).ListChannelDeliveries(request)).deliveries
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (
                f"{output.moment(one.create_time):%Y-%m-%d %H:%M}",
                one.name,
                api.ChannelDelivery.State.Name(one.state).removeprefix("STATE_").lower(),
                f"{one.attempt_count}",
                one.problem or one.subject,
            )
            for one in found
        )
        columns = ("time (UTC)", "delivery", "state", "tries", "")
        output.table("Deliveries", columns, rows, empty="Nothing was told.")

    app.call(data, work)


@commands.command()
def retry(
    delivery: Annotated[str, typer.Argument(help="channels/…/deliveries/…")],
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Gives a channel again what it did not take."""

    async def work(opened: Session) -> None:
        request = api.RetryChannelDeliveryRequest(name=delivery)
        await (await opened.reporting()).RetryChannelDelivery(request)
        output.say(f"{delivery} is tried again.")

    app.call(data, work)


@commands.command()
def remove(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Forgets a channel."""

    async def work(opened: Session) -> None:
        await (await opened.reporting()).DeleteChannel(api.DeleteChannelRequest(name=_full(name)))
        output.say(f"{_full(name)} is gone.")

    app.call(data, work)


def _full(name: str) -> str:
    return f"channels/{name.removeprefix('channels/')}"
