"""`antiphon queue`: the agent's work in a terminal."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, attaching, brands, moments, output, told
from services.cli.session import Session

if TYPE_CHECKING:
    from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc

commands = typer.Typer(help="See, claim and answer what waits.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Opportunity, for example opportunities/abc… or its id.")]
Token = Annotated[int, typer.Option("--token", help="Token of your lease; looked up when left out.")]

Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Stub: TypeAlias = "routing_grpc.RoutingServiceAsyncStub"
Changed = Awaitable[routing.Opportunity]

ON_ITS_WAY = {routing.Reply.STATE_QUEUED, routing.Reply.STATE_SENDING}
NOT_SENT = {
    routing.Reply.STATE_FAILED,
    routing.Reply.STATE_CHECKING,
    routing.Reply.STATE_UNCONFIRMED,
    routing.Reply.STATE_CANCELLED,
    routing.Reply.STATE_HELD,
    routing.Reply.STATE_PARTIAL,
    routing.Reply.STATE_REJECTED,
}
"""States that no script may take for sent."""
SETTLE_SECONDS = 5.0
POLL_SECONDS = 0.2

EMPTY = "The queue is empty. New mentions appear by themselves."
NONE_ASKED_FOR = "Nothing in the queue is asked for by this query."
COLUMNS = ("time left", "prio", "state", "who says what, and why it is here")


def full_name(name: str) -> str:
    """Resource name of an opportunity given by name or id."""
    return name if "/" in name else f"opportunities/{name}"


@commands.command("list")
def list_(
    data: app.Data = app.DEFAULT_DATA,
    brand: Annotated[str, typer.Option(help="Only this brand.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="Only these states, for example OPEN.")] = None,
    matching: Annotated[
        str,
        typer.Option(help="Only what this asks for, in the language of queries: 'refund NOT \"gift card\"'."),
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 20,
    json: app.Json = False,
) -> None:
    """Shows the queue in its order."""

    async def work(opened: Session) -> None:
        request = routing.ListOpportunitiesRequest(
            page_size=limit,
            brand=brands.full_name(brand),
            states=[_state(name) for name in state or []],
            query=matching,
        )
        async with brands.explaining(opened, brand):
            found, reading = await _listed(await opened.router(), request)
        if not found:
            await brands.check(opened, brand)
        if json:
            for opportunity in found:
                output.print_json(output.as_dict(opportunity))
            return
        title = f"Queue: {reading}" if reading else "Queue"
        output.table(title, COLUMNS, map(_row, found), empty=NONE_ASKED_FOR if reading else EMPTY, lines=True)

    app.call(data, work)


async def _listed(
    stub: Stub, request: routing.ListOpportunitiesRequest
) -> tuple[Sequence[routing.Opportunity], str]:
    """As many as were asked for, where there are so many, and how the query reads."""
    found: list[routing.Opportunity] = []
    most = request.page_size
    while True:
        answer = await stub.ListOpportunities(request)
        found += answer.opportunities
        if not answer.next_page_token or len(found) >= most:
            return found[:most], answer.query_reading
        request.page_token = answer.next_page_token


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows one opportunity with its conversation and why it is here."""

    async def work(opened: Session) -> None:
        stub = await opened.router()
        opportunity = await stub.GetOpportunity(routing.GetOpportunityRequest(name=full_name(name)))
        show_one(opportunity, json=json)

    app.call(data, work)


@commands.command()
def claim(
    name: Annotated[str, typer.Argument(help="Opportunity; the next of the queue when left out.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    brand: Annotated[str, typer.Option(help="Only this brand, for the next.")] = "",
    json: app.Json = False,
) -> None:
    """Takes the right to answer: of the next opportunity, or of the one named."""

    async def work(opened: Session) -> None:
        stub = await opened.router()
        if name:
            opportunity = await stub.ClaimOpportunity(routing.ClaimOpportunityRequest(name=full_name(name)))
        else:
            request = routing.ClaimNextOpportunityRequest(brand=brands.full_name(brand))
            async with brands.explaining(opened, brand):
                opportunity = await stub.ClaimNextOpportunity(request)
        show_one(opportunity, json=json)

    app.call(data, work)


@commands.command()
def reply(
    name: Name,
    text: Annotated[str, typer.Argument(help="Words of the answer.")],
    data: app.Data = app.DEFAULT_DATA,
    token: Token = 0,
    account: Annotated[str, typer.Option("--as", help="Id of the source whose account answers.")] = "",
    media: Annotated[list[Path] | None, typer.Option(help="Picture that goes with it.")] = None,
    describe: Annotated[
        list[str] | None, typer.Option(help="What the picture shows, in the order of the pictures.")
    ] = None,
    at: Annotated[str, typer.Option(help="When it goes out: 2026-12-24T09:00Z, or 'in 2h'.")] = "",
    private: Annotated[bool, typer.Option("--private", help="Only its reader sees it.")] = False,
    split: Annotated[bool, typer.Option("--split", help="As several posts where one is too short.")] = False,
    submit: Annotated[bool, typer.Option("--submit", help="Ask for approval.")] = False,
    alternative: Annotated[list[str] | None, typer.Option(help="Other words, for approval.")] = None,
    request_id: Annotated[str, typer.Option(help="UUID; the same one never sends twice.")] = "",
    json: app.Json = False,
) -> None:
    """Answers an opportunity you hold, and shows the reply's true state; fails where it is not sent."""
    answer = routing.Reply(
        text=text,
        source=account if not account or "/" in account else f"sources/{account}",
        media=attaching.read(media or [], describe or []),
        send_time=moments.read(at) if at else None,
        private=private,
        split=split,
        alternatives=alternative or [],
    )

    async def work(opened: Session) -> None:
        stub = await opened.router()
        created = await stub.CreateReply(
            routing.CreateReplyRequest(
                parent=full_name(name),
                reply=answer,
                lease_token=token or await lease_token(opened, name),
                request_id=request_id or str(uuid.uuid4()),
                submit=submit,
            )
        )
        settled = await _settled(stub, created)
        _print_reply(settled, json=json)
        if settled.state in NOT_SENT:
            raise typer.Exit(1)

    app.call(data, work)


@commands.command()
def release(name: Name, data: app.Data = app.DEFAULT_DATA, token: Token = 0, json: app.Json = False) -> None:
    """Gives the right to answer back; the opportunity keeps its place."""

    def request(stub: Stub, held: int) -> Changed:
        return stub.ReleaseOpportunity(
            routing.ReleaseOpportunityRequest(name=full_name(name), lease_token=held)
        )

    _change(data, name, token, request, json=json)


@commands.command()
def dismiss(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    token: Token = 0,
    cause: Annotated[str, typer.Option(help="spam, not-relevant, no-answer-needed or duplicate.")] = "",
    reason: Reason = "",
    json: app.Json = False,
) -> None:
    """Ends an opportunity as not worth an answer; a cause teaches the scorer."""
    judged = _cause(cause)

    def request(stub: Stub, held: int) -> Changed:
        return stub.DismissOpportunity(
            routing.DismissOpportunityRequest(
                name=full_name(name), lease_token=held, reason=reason, cause=judged
            )
        )

    _change(data, name, token, request, json=json)


@commands.command()
def resolve(
    name: Name,
    data: app.Data = app.DEFAULT_DATA,
    token: Token = 0,
    reason: Reason = "",
    json: app.Json = False,
) -> None:
    """Ends an opportunity as dealt with."""

    def request(stub: Stub, held: int) -> Changed:
        return stub.ResolveOpportunity(
            routing.ResolveOpportunityRequest(name=full_name(name), lease_token=held, reason=reason)
        )

    _change(data, name, token, request, json=json)


def _change(
    data: Path, name: str, token: int, request: Callable[[Stub, int], Changed], *, json: bool
) -> None:
    """Changes an opportunity under the caller's lease and shows it."""

    async def work(opened: Session) -> None:
        held = token or await lease_token(opened, name)
        show_one(await request(await opened.router(), held), json=json)

    app.call(data, work)


async def _settled(stub: Stub, reply_: routing.Reply) -> routing.Reply:
    """The reply as soon as it is no longer on its way, or as it is after a few seconds."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while reply_.state in ON_ITS_WAY and time.monotonic() < give_up:
        await asyncio.sleep(POLL_SECONDS)
        reply_ = await stub.GetReply(routing.GetReplyRequest(name=reply_.name))
    return reply_


async def lease_token(opened: Session, name: str) -> int:
    """Token of the caller's own lease, 0 when the caller holds none."""
    stub = await opened.router()
    opportunity = await stub.GetOpportunity(routing.GetOpportunityRequest(name=full_name(name)))
    return opportunity.lease.token


def _cause(name: str) -> str:
    if not name:
        return "CAUSE_UNSPECIFIED"
    wanted = f"CAUSE_{name.upper().replace('-', '_')}"
    known = routing.DismissOpportunityRequest.Cause.keys()[1:]
    if wanted not in known:
        choices = ", ".join(key.removeprefix("CAUSE_").lower().replace("_", "-") for key in known)
        raise typer.BadParameter(f"{name!r} is no cause; choose one of {choices}.")
    return wanted


def _state(name: str) -> str:
    known = routing.Opportunity.State.keys()[1:]
    if f"STATE_{name.upper()}" not in known:
        choices = ", ".join(key.removeprefix("STATE_") for key in known)
        raise typer.BadParameter(f"{name!r} is no state; choose one of {choices}.")
    return f"STATE_{name.upper()}"


def _state_name(opportunity: routing.Opportunity) -> str:
    return routing.Opportunity.State.Name(opportunity.state).removeprefix("STATE_").lower()


def _row(opportunity: routing.Opportunity) -> tuple[str, ...]:
    mention = opportunity.mention
    text = output.short(told.text(mention, opportunity.score), 160)
    said = f"{told.author(mention)} ({mention.network}): {text}\n" if mention.key else ""
    why = f"{opportunity.explanation.sentence}\n{opportunity.name.removeprefix('opportunities/')}"
    return (
        told.time_left(opportunity),
        str(opportunity.priority),
        _state_name(opportunity),
        f"{said}{why}",
    )


def show_one(opportunity: routing.Opportunity, *, json: bool) -> None:
    """Prints an opportunity for a person or a program."""
    if json:
        output.print_json(output.as_dict(opportunity))
        return
    holder = f", held by {opportunity.lease.holder}" if opportunity.HasField("lease") else ""
    output.people.rule(
        f"{opportunity.name} · priority {opportunity.priority} · {_state_name(opportunity)}{holder}"
    )
    for mention in opportunity.mentions or ([opportunity.mention] if opportunity.mention.key else []):
        output.people.print(f"{told.author(mention)}: {mention.text or mention.title}", markup=False)
        if mention.link:
            output.people.print(f"  {mention.link}", markup=False, style="dim")
    output.people.print(opportunity.explanation.sentence, markup=False, style="italic")
    for part in opportunity.explanation.parts:
        output.people.print(f"  {part.points:+4d}  {part.reason}", markup=False)
    for clock in told.clocks(opportunity):
        output.people.print(clock, markup=False)
    if opportunity.lease.token:
        left = output.until(opportunity.lease.expire_time).removeprefix("in ")
        output.say(f"Yours for {left} (token {opportunity.lease.token}).")
    if opportunity.replyability_reason:
        output.say(opportunity.replyability_reason)
    elif opportunity.reply_signature:
        output.say(f"Your answer will end with {opportunity.reply_signature.strip()!r}.")
    if opportunity.HasField("latest_reply"):
        _print_reply(opportunity.latest_reply, json=False)


def _print_reply(reply_: routing.Reply, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(reply_))
        return
    state = routing.Reply.State.Name(reply_.state).removeprefix("STATE_").lower().replace("_", " ")
    output.people.print(f"{reply_.name}: {state} {reply_.reason} {reply_.link}".strip(), markup=False)
