"""`antiphon incident`: many opportunities with one cause, seen and answered as one."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import incident_service_pb2 as messages
from services.cli import app, brands, output, told
from services.cli.commands.queue import full_name as opportunity_name
from services.cli.session import Session

commands = typer.Typer(help="See what many complain about at once, and answer it.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Incident, for example incidents/7 or 7.")]
Opportunity = Annotated[str, typer.Argument(help="Opportunity.")]

COLUMNS = ("id", "title", "open", "of", "last grew (UTC)", "what the first one says")
EMPTY = "No incident: nothing was said by three or more people within the window."


def full_name(name: str) -> str:
    """Resource name of an incident given by name or number."""
    return name if "/" in name else f"incidents/{name}"


@commands.command("list")
def list_(
    data: app.Data = app.DEFAULT_DATA,
    brand: Annotated[str, typer.Option(help="Only this brand.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Ended ones, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 20,
    json: app.Json = False,
) -> None:
    """Shows incidents, the one that grew last first."""

    async def work(opened: Session) -> None:
        stub = await opened.incidents()
        wish = messages.ListIncidentsRequest(
            brand=brands.full_name(brand), show_closed=closed, page_size=limit
        )
        found = (await stub.ListIncidents(wish)).incidents
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        output.table("Incidents", COLUMNS, (_row(one) for one in found), empty=EMPTY, lines=True)

    app.call(data, work)


@commands.command()
def members(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 50,
    json: app.Json = False,
) -> None:
    """Shows the opportunities of an incident, in the order of the queue."""

    async def work(opened: Session) -> None:
        stub = await opened.incidents()
        wish = messages.ListIncidentMembersRequest(parent=full_name(name), page_size=limit)
        found = (await stub.ListIncidentMembers(wish)).opportunities
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = ((one.name, told.author(one.mention), told.text(one.mention, one.score)) for one in found)
        output.table("Members", ("opportunity", "who", "what"), rows, lines=True)

    app.call(data, work)


@commands.command("set")
def set_(
    name: Name,
    title: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    prepare: Annotated[
        str | None, typer.Option(help='Answer for its members; "[Hi|Hello], …" varies from one to the next.')
    ] = None,
    closed: Annotated[bool | None, typer.Option("--close/--reopen", help="End it, or reopen it.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Names an incident, prepares an answer, ends or reopens it."""

    async def work(opened: Session) -> None:
        stub = await opened.incidents()
        before = await stub.GetIncident(messages.GetIncidentRequest(name=full_name(name)))
        wanted = messages.Incident(
            name=before.name,
            title=before.title if title is None else title,
            prepared_text=before.prepared_text if prepare is None else prepare,
            closed=before.closed if closed is None else closed,
        )
        _print(await stub.UpdateIncident(messages.UpdateIncidentRequest(incident=wanted)), json=json)

    app.call(data, work)


@commands.command()
def add(
    name: Name, opportunity: Opportunity, data: app.Data = app.DEFAULT_DATA, json: app.Json = False
) -> None:
    """Puts an opportunity into an incident."""
    _move(name, opportunity, data, remove=False, json=json)


@commands.command()
def remove(
    name: Name, opportunity: Opportunity, data: app.Data = app.DEFAULT_DATA, json: app.Json = False
) -> None:
    """Takes an opportunity out of an incident, for good."""
    _move(name, opportunity, data, remove=True, json=json)


@commands.command()
def answer(
    name: Name,
    limit: Annotated[int, typer.Option(min=0, help="At most this many; 0 for as many as may be.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Send; without, only show what would be sent.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sends the prepared answer to members that wait; off unless the operator set a limit."""

    async def work(opened: Session) -> None:
        stub = await opened.incidents()
        wish = messages.AnswerIncidentRequest(name=full_name(name), limit=limit, confirm=yes)
        done = await stub.AnswerIncident(wish)
        if json:
            output.print_json(output.as_dict(done))
            return
        for sentence in (*done.warnings, *done.left_out):
            output.say(sentence)
        verb = "are being answered" if yes else "would be answered; --yes sends"
        output.say(f"{len(done.opportunities)} {verb}.")

    app.call(data, work)


def _move(name: str, opportunity: str, data: app.Data, *, remove: bool, json: bool) -> None:
    async def work(opened: Session) -> None:
        stub = await opened.incidents()
        wish = messages.MoveIncidentMemberRequest(
            name=full_name(name), opportunity=opportunity_name(opportunity), remove=remove
        )
        _print(await stub.MoveIncidentMember(wish), json=json)

    app.call(data, work)


def _print(incident: messages.Incident, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(incident))
        return
    output.table("Incident", COLUMNS, [_row(incident)])
    if incident.prepared_text:
        output.say(f"Prepared, in {incident.variation_count} variations: {incident.prepared_text}")


def _row(incident: messages.Incident) -> tuple[str, ...]:
    return (
        incident.name.removeprefix("incidents/"),
        incident.title or ("(ended)" if incident.closed else ""),
        str(incident.open_count),
        str(incident.member_count),
        f"{output.moment(incident.last_time):%Y-%m-%d %H:%M}",
        incident.example.text,
    )
