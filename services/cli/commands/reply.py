"""`antiphon reply`: what a network would say to an answer, and taking one back; `antiphon moderate`."""

from __future__ import annotations

import asyncio
import time
import uuid
from pathlib import Path
from typing import Annotated

import grpc
import typer

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, brands, output
from services.cli.session import Session
from services.common.model import errors, identity

commands = typer.Typer(help="Check an answer before it is sent; take one back.", no_args_is_help=True)

Delivery = listening.Delivery
ACTIONS = ("hide", "unhide", "like", "unlike", "delete", "mute", "block", "report")
OVER = {Delivery.STATE_SENT, Delivery.STATE_FAILED, Delivery.STATE_UNCONFIRMED}
SETTLE_SECONDS = 10.0
POLL_SECONDS = 0.2

RequestId = Annotated[str, typer.Option(help="UUID; the same one never does it twice.")]
Source = Annotated[str, typer.Option(help="Id of the source whose account does it.")]


def register(root: typer.Typer) -> None:
    """Adds `moderate` to the tree."""
    root.command("moderate")(moderate)


Way = listening.CheckReplyResponse.Way
WAYS = {
    Way.WAY_API: "yes, from here",
    Way.WAY_MANUAL: "by hand, on the network",
    Way.WAY_PRIVATE: "only in private",
    Way.WAY_NONE: "no",
    Way.WAY_EXPIRED: "not any more",
}


@commands.command()
def check(
    what: Annotated[str, typer.Argument(help="Opportunity, or key of a mention, for example x:-:123.")],
    text: Annotated[str, typer.Argument(help="Words of the answer; left out asks about the mention.")] = "",
    source: Annotated[str, typer.Option(help="Id of the source whose account would answer.")] = "",
    private: Annotated[bool, typer.Option("--private", help="An answer only its author sees.")] = False,
    brand: Annotated[
        str, typer.Option(help="Id of the brand that answers; its signature counts. Often known already.")
    ] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Tells whether a mention can be answered, until when, at what price, and whether a text fits."""

    async def work(opened: Session) -> None:
        await brands.check(opened, brand)
        stub = await opened.listener()
        request = listening.CheckReplyRequest(
            mention=await _mention(opened, what),
            text=text,
            private=private,
            brand=await _brand(opened, what, brand),
        )
        request.source = _source(source)
        answer = await stub.CheckReply(request)
        if json:
            output.print_json(output.as_dict(answer))
        else:
            _print(answer)

    app.call(data, work)


@commands.command()
def delete(
    key: Annotated[str, typer.Argument(help="Key of our answer, for example sandbox:-:123.")],
    source: Source = "",
    request_id: RequestId = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Takes an answer of ours back from its network."""
    payload = listening.DeletionPayload(mention_key=key, source=_source(source))
    request = listening.ModerateRequest(request_id=request_id or str(uuid.uuid4()), deletion=payload)
    _moderate(request, data, json=json)


def moderate(
    action: Annotated[str, typer.Argument(help="hide, unhide, like, unlike, delete, mute, block, report.")],
    key: Annotated[str, typer.Argument(help="Key of the mention, for example youtube:-:abc.")],
    source: Source = "",
    request_id: RequestId = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Does something to a mention on its network, where the network lets us."""
    if action not in ACTIONS:
        raise typer.BadParameter(f"{action!r} is none of {', '.join(ACTIONS)}.")
    payload = listening.ModerationPayload(
        mention_key=key, action=f"ACTION_{action.upper()}", source=_source(source)
    )
    request = listening.ModerateRequest(request_id=request_id or str(uuid.uuid4()), moderation=payload)
    _moderate(request, data, json=json)


class NotDone(errors.AntiphonError):
    """The network did not do it."""


def _moderate(request: listening.ModerateRequest, data: Path, *, json: bool) -> None:
    async def work(opened: Session) -> None:
        stub = await opened.listener()
        delivery = await stub.Moderate(request)
        until_then = time.monotonic() + SETTLE_SECONDS
        while delivery.state not in OVER and time.monotonic() < until_then:
            await asyncio.sleep(POLL_SECONDS)
            delivery = await stub.GetDelivery(listening.GetDeliveryRequest(request_id=request.request_id))
        if json:
            output.print_json(output.as_dict(delivery))
        if delivery.state == Delivery.STATE_SENT:
            output.say("Done.")
        elif delivery.state in OVER:
            raise NotDone(delivery.reason or str(NotDone.__doc__))
        else:
            output.say(f"Still under way under request id {request.request_id}. {delivery.reason}".strip())

    app.call(data, work)


def _source(source: str) -> str:
    return source if not source or "/" in source else f"sources/{source}"


async def _brand(opened: Session, what: str, brand: str) -> str:
    """The brand that is meant; an opportunity has its own."""
    if brand or ":" in what:
        return brands.full_name(brand)
    stub = await opened.router()
    name = what if "/" in what else f"opportunities/{what}"
    return (await stub.GetOpportunity(routing.GetOpportunityRequest(name=name))).brand


async def _mention(opened: Session, what: str) -> mention_pb2.Mention:
    """The mention that is meant; one that the archive does not have is known by its key alone."""
    if ":" not in what:
        name = what if "/" in what else f"opportunities/{what}"
        stub = await opened.router()
        return (await stub.GetOpportunity(routing.GetOpportunityRequest(name=name))).mention
    try:
        parts = identity.split_key(what)
    except ValueError:
        raise typer.BadParameter(f"{what!r} must have the form network:site:native_id.") from None
    try:
        archive = await opened.insights()
        name = identity.mention_name(what)
        return (await archive.GetMention(insights.GetMentionRequest(name=name))).mention
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            raise
    return mention_pb2.Mention(key=what, network=parts.network, site=parts.site, native_id=parts.native_id)


def _print(answer: listening.CheckReplyResponse) -> None:
    rows = [("can be answered", WAYS.get(answer.way, "not known"))]
    if answer.source:
        rows.append(("by", answer.source))
    if others := [source for source in answer.possible_sources if source != answer.source]:
        rows.append(("or by", ", ".join(others)))
    if answer.signature:
        rows.append(("signed", answer.signature.strip()))
    if answer.HasField("expire_time"):
        rows.append(("until", output.until(answer.expire_time)))
    if answer.price_micros:
        rows.append(("price", f"{answer.price_micros / 1e6:.3f} {answer.currency}"))
    rows.append(("length", _length(answer)))
    if answer.reason:
        rows.append(("note", answer.reason))
    output.table("Answer", ("what", "now"), rows)
    for part in answer.parts:
        output.people.print(f"  {part}\n", markup=False)


def _length(answer: listening.CheckReplyResponse) -> str:
    unit = events_pb2.CapabilityFact.LengthUnit.Name(answer.length_unit)
    unit = unit.removeprefix("LENGTH_UNIT_").lower()
    limit = f" of {answer.max_length:,}" if answer.max_length else ""
    return f"{answer.length:,}{limit} ({unit})" + (
        "" if answer.fits or not answer.length else ", does not fit"
    )
