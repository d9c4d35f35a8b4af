"""`antiphon reply list|cancel|approve|reject|release|confirm`: what becomes of answers that were written."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, output
from services.cli.commands.queue import full_name
from services.cli.session import Session

if TYPE_CHECKING:
    from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc

Reply = Annotated[str, typer.Argument(help="Reply, for example opportunities/abc…/replies/6f1c….")]
Stub: TypeAlias = "drafting_grpc.DraftingServiceAsyncStub"
COLUMNS = ("when", "who", "state", "words", "reply")


def register(group: typer.Typer) -> None:
    """Adds the commands to `antiphon reply`."""
    for command in (cancel, approve, reject, release, confirm):
        group.command()(command)
    group.command("list")(list_)


def register_queue(group: typer.Typer) -> None:
    """Adds `hand-off` to `antiphon queue`."""
    group.command("hand-off")(hand_off)


def list_(
    name: Annotated[str, typer.Argument(help="Opportunity; all when left out.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="For example AWAITING_APPROVAL or HELD.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 20,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows answers with their true states, newest first."""
    parent = full_name(name) if name else "opportunities/-"
    request = routing.ListRepliesRequest(parent=parent, page_size=limit, states=map(_state, state or []))

    async def work(opened: Session) -> None:
        page = await (await opened.router()).ListReplies(request)
        if json:
            for reply in page.replies:
                output.print_json(output.as_dict(reply))
            return
        empty = "No answer is in such a state." if state else "Nobody has answered yet."
        output.table("Answers", COLUMNS, (_row(reply) for reply in page.replies), empty=empty, lines=True)

    app.call(data, work)


def cancel(name: Reply, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Takes an answer back that has not left, or ends an unconfirmed one."""

    async def work(opened: Session) -> None:
        stub = await opened.router()
        show(await stub.CancelReply(routing.CancelReplyRequest(name=name)), json=json)

    app.call(data, work)


def approve(
    name: Reply,
    text: Annotated[str, typer.Option(help="Words to send in the place of the author's.")] = "",
    alternative: Annotated[int, typer.Option(min=0, help="Which alternative to send, from 1.")] = 0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Lets an answer go out that awaits approval; never your own."""
    request = drafting.ApproveReplyRequest(name=name, text=text, alternative=alternative)
    _change(data, lambda stub: stub.ApproveReply(request), json=json)


def reject(
    name: Reply,
    reason: Annotated[str, typer.Option(help="Why, for its author.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Refuses an answer that awaits approval; its opportunity is work again."""
    request = drafting.RejectReplyRequest(name=name, reason=reason)
    _change(data, lambda stub: stub.RejectReply(request), json=json)


def release(name: Reply, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Sends a held answer after all; you must have claimed its opportunity."""

    async def work(opened: Session) -> None:
        opportunity = await (await opened.router()).GetOpportunity(
            routing.GetOpportunityRequest(name=name.partition("/replies/")[0])
        )
        request = drafting.ReleaseReplyRequest(name=name, lease_token=opportunity.lease.token)
        show(await (await opened.drafting()).ReleaseReply(request), json=json)

    app.call(data, work)


def confirm(
    name: Reply,
    link: Annotated[str, typer.Option(help="Address of the answer on its network.")] = "",
    text: Annotated[str, typer.Option(help="Its words, where they are others than those on record.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Says that an answer is on the network: one given by hand, or one that was unconfirmed."""
    request = drafting.ConfirmReplyRequest(name=name, link=link, text=text)
    _change(data, lambda stub: stub.ConfirmReply(request), json=json)


def hand_off(
    name: Annotated[str, typer.Argument(help="Opportunity you hold.")],
    text: Annotated[str, typer.Option(help="Words you will write there, for the record.")] = "",
    request_id: Annotated[str, typer.Option(help="UUID; the same one never hands off twice.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Says that you answer on the network itself, and where; confirm it with `antiphon reply confirm`."""

    async def work(opened: Session) -> None:
        full = full_name(name)
        held = await (await opened.router()).GetOpportunity(routing.GetOpportunityRequest(name=full))
        request = drafting.HandOffOpportunityRequest(
            name=full,
            lease_token=held.lease.token,
            request_id=request_id or str(uuid.uuid4()),
            text=text,
        )
        handed = await (await opened.drafting()).HandOffOpportunity(request)
        if json:
            output.print_json(output.as_dict(handed))
            return
        output.people.print(handed.link, markup=False)
        output.say(
            f"Answer there, then: antiphon reply confirm {handed.reply.name}. Unless you do, it comes back "
            f"as work {output.until(handed.expire_time)}."
        )

    app.call(data, work)


def show(reply: routing.Reply, *, json: bool) -> None:
    """Prints an answer with its true state, and each of its posts."""
    if json:
        output.print_json(output.as_dict(reply))
        return
    output.people.print(f"{reply.name}: {state_of(reply)} {reply.reason} {reply.link}".strip(), markup=False)
    for number, part in enumerate(reply.parts, start=1):
        state = routing.Reply.State.Name(part.state).removeprefix("STATE_").lower()
        told = "waits" if state == "unspecified" else state
        output.people.print(f"  {number}/{len(reply.parts)} {told} {part.link}".rstrip(), markup=False)


def state_of(reply: routing.Reply) -> str:
    """A state in words."""
    return routing.Reply.State.Name(reply.state).removeprefix("STATE_").lower().replace("_", " ")


def _change(data: Path, call: Callable[[Stub], Awaitable[routing.Reply]], *, json: bool) -> None:
    async def work(opened: Session) -> None:
        show(await call(await opened.drafting()), json=json)

    app.call(data, work)


def _row(reply: routing.Reply) -> tuple[str, ...]:
    when = output.until(reply.send_time if reply.HasField("send_time") else reply.create_time)
    words = "\n".join([output.short(reply.text, 120), *(f"or: {one}" for one in reply.alternatives)])
    told = f"{state_of(reply)}\n{reply.reason}".strip()
    return when, reply.author, told, words, reply.name


def _state(name: str) -> str:
    known = routing.Reply.State.keys()[1:]
    if f"STATE_{name.upper()}" not in known:
        choices = ", ".join(key.removeprefix("STATE_") for key in known)
        raise typer.BadParameter(f"{name!r} is no state; choose one of {choices}.")
    return f"STATE_{name.upper()}"
