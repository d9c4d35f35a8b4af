"""`antiphon queue transfer|snooze|wake|tag|call|take`: what agents do with work beside answering it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import grpc
import typer

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import app, brands, output, staffing
from services.cli.commands import queue
from services.cli.session import Session
from services.common.model import errors, identity

if TYPE_CHECKING:
    from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc

Stub: TypeAlias = "staffing_grpc.StaffingServiceAsyncStub"
Reason = Annotated[str, typer.Option(help="Why, for the record.")]


class Unknown(errors.AntiphonError):
    """A link was given that nothing has."""


def register(commands: typer.Typer) -> None:
    """Adds the commands to those of the queue."""
    for command in (transfer, snooze, wake, tag, call, take):
        commands.command()(command)


def transfer(
    name: queue.Name,
    agent: Annotated[str, typer.Option(help="Colleague who is offered it.")] = "",
    to_queue: Annotated[str, typer.Option("--queue", help="Queue that gets it.")] = "",
    note: Annotated[str, typer.Option(help="What the other should know.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    token: queue.Token = 0,
    json: app.Json = False,
) -> None:
    """Hands an opportunity to a colleague or a queue; it keeps its age."""
    if bool(agent) == bool(to_queue):
        raise typer.BadParameter("Say who gets it: --agent or --queue.")

    def request(stub: Stub, held: int) -> Awaitable[routing.Opportunity]:
        wish = messages.TransferOpportunityRequest(name=queue.full_name(name), lease_token=held, note=note)
        if agent:
            wish.agent = staffing.agent(agent)
        else:
            wish.queue = staffing.queue(to_queue)
        return stub.TransferOpportunity(wish)

    _change(data, name, token, request, json=json)


def snooze(
    name: queue.Name,
    for_: Annotated[
        str, typer.Option("--for", help="How long, for example 2h; until the customer writes when left out.")
    ] = "",
    reason: Reason = "",
    data: app.Data = app.DEFAULT_DATA,
    token: queue.Token = 0,
    json: app.Json = False,
) -> None:
    """Puts an opportunity aside for a time, or until the customer writes."""

    def request(stub: Stub, held: int) -> Awaitable[routing.Opportunity]:
        wish = messages.SnoozeOpportunityRequest(name=queue.full_name(name), lease_token=held, reason=reason)
        if for_:
            wish.wake_time.FromSeconds(int(time.time()) + staffing.seconds(for_))
        return stub.SnoozeOpportunity(wish)

    _change(data, name, token, request, json=json)


def wake(name: queue.Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Brings back what was put aside."""

    def request(stub: Stub, _held: int) -> Awaitable[routing.Opportunity]:
        return stub.WakeOpportunity(messages.WakeOpportunityRequest(name=queue.full_name(name)))

    _change(data, name, 1, request, json=json)


def tag(
    name: queue.Name,
    add: Annotated[list[str] | None, typer.Argument(help="Tags to add.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Tag to take away.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Adds and takes away tags."""
    if not (add or remove):
        raise typer.BadParameter("Name a tag to add, or one to --remove.")

    def request(stub: Stub, _held: int) -> Awaitable[routing.Opportunity]:
        wish = messages.TagOpportunityRequest(name=queue.full_name(name), add=add, remove=remove)
        return stub.TagOpportunity(wish)

    _change(data, name, 1, request, json=json)


def call(
    name: queue.Name,
    agent: Annotated[str, typer.Argument(help="Colleague.")],
    note: Annotated[str, typer.Option(help="What about.")] = "",
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Asks a colleague to look at an opportunity; nothing else changes."""

    async def work(opened: Session) -> None:
        stub = await opened.staffing()
        wish = messages.CallColleagueRequest(
            name=queue.full_name(name), agent=staffing.agent(agent), note=note
        )
        await stub.CallColleague(wish)
        output.say(f"{staffing.agent(agent)} was told.")

    app.call(data, work)


def take(
    mention: Annotated[str, typer.Argument(help="Key of a mention, or its link.")],
    brand: Annotated[str, typer.Option(help="Brand that should answer.")],
    reason: Reason = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Takes something into the queue that was collected and is not in it, by its key or a pasted link."""

    async def work(opened: Session) -> None:
        wish = await _found(opened, mention, brands.full_name(brand))
        wish.reason = reason
        stub = await opened.staffing()
        queue.show_one(await stub.TakeOpportunity(wish), json=json)

    app.call(data, work)


async def _found(opened: Session, mention: str, brand: str) -> messages.TakeOpportunityRequest:
    """Asks for the mention that somebody means, with its words where the archive has them."""
    wish = messages.TakeOpportunityRequest(brand=brand, mention_key=mention)
    archived = await (_linked if "://" in mention else _archived)(opened, mention, brand)
    if archived is not None:
        wish.mention_key = archived.mention.key
        wish.mention.CopyFrom(archived.mention)
        wish.score.CopyFrom(archived.score)
    return wish


async def _linked(opened: Session, link: str, brand: str) -> insights.ArchivedMention:
    quoted = link.replace("\\", "\\\\").replace('"', '\\"')
    wish = insights.ListMentionsRequest(filter=f'brand = "{brand}" AND link = "{quoted}"', limit=1)
    async for page in (await opened.insights()).ListMentions(wish):
        for archived in page.mentions:
            return archived
    raise Unknown(f"Nothing that was collected for {brand} has the link {link}.")


async def _archived(opened: Session, key: str, brand: str) -> insights.ArchivedMention | None:
    """The mention of a key as the archive has it, where it is of this brand."""
    wish = insights.GetMentionRequest(name=identity.mention_name(key))
    try:
        archived = await (await opened.insights()).GetMention(wish)
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return None
    return archived if any(match.brand == brand for match in archived.mention.matches) else None


def _change(
    data: Path,
    name: str,
    token: int,
    request: Callable[[Stub, int], Awaitable[routing.Opportunity]],
    *,
    json: bool,
) -> None:
    """Changes an opportunity, under the caller's lease where there is one, and shows it."""

    async def work(opened: Session) -> None:
        held = token or await queue.lease_token(opened, name)
        queue.show_one(await request(await opened.staffing(), held), json=json)

    app.call(data, work)
