"""`antiphon sending` and `antiphon approval`: whether answers go out, and who must agree to them."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, brands, output, schedules
from services.cli.session import Session

commands = typer.Typer(help="Stop all sending, and let it go on.", no_args_is_help=True)
approvals = typer.Typer(help="Say whose answers need approval.", no_args_is_help=True)

Brand = Annotated[str, typer.Option(help="Only this brand; all when left out.")]
Network = Annotated[str, typer.Option(help="Only this network; all when left out.")]

NOTHING = "Nothing is paused; answers go out."


def register(root: typer.Typer) -> None:
    """Adds both groups to the tree."""
    root.add_typer(commands, name="sending")
    root.add_typer(approvals, name="approval")


@commands.command()
def pause(
    brand: Brand = "",
    network: Network = "",
    reason: Annotated[str, typer.Option(help="Why, for everybody who waits.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Stops all sending at once; what waits is kept, and nothing fails."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        await brands.check(opened, brand)
        request = drafting.PauseSendingRequest(brand=brands.full_name(brand), network=network, reason=reason)
        made = await stub.PauseSending(request)
        if json:
            output.print_json(output.as_dict(made))
            return
        output.say(f"Nothing goes out any more for {told(made)}: {waits(made)}.")

    app.call(data, work)


@commands.command()
def resume(brand: Brand = "", network: Network = "", data: app.Data = app.DEFAULT_DATA) -> None:
    """Lets a paused brand or network send again, in the order in which answers were due."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        request = drafting.ResumeSendingRequest(brand=brands.full_name(brand), network=network)
        await stub.ResumeSending(request)
        left = (await stub.ListSendingPauses(drafting.ListSendingPausesRequest())).sending_pauses
        still = ", ".join(told(one) for one in left)
        output.say(f"Still paused: {still}." if still else NOTHING)

    app.call(data, work)


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows what is paused, and what that keeps back."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        found = (await stub.ListSendingPauses(drafting.ListSendingPausesRequest())).sending_pauses
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = (
            (told(one), one.actor, output.until(one.create_time), one.reason, waits(one)) for one in found
        )
        output.table("Paused", ("what", "by", "since", "why", "kept back"), rows, empty=NOTHING)

    app.call(data, work)


@commands.command("set")
def set_(
    brand: Annotated[str, typer.Argument(help="Id of the brand.")],
    undo: Annotated[
        str | None, typer.Option(help="How long answers can be taken back, for example 10s.")
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(help='Asked once after a private answer, for example "All well?"; "" for never.'),
    ] = None,
    ask_after: Annotated[str | None, typer.Option(help="How long after the answer, for example 10m.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Says how a brand answers; without options it shows that."""
    name = f"{brands.full_name(brand)}/answeringSettings"

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        found = await stub.GetAnsweringSettings(drafting.GetAnsweringSettingsRequest(name=name))
        if undo is not None:
            found.undo_window.FromSeconds(schedules.seconds(undo))
        if ask is not None:
            found.satisfaction_question = ask
        if ask_after is not None:
            found.satisfaction_delay.FromSeconds(schedules.seconds(ask_after))
        if (undo, ask, ask_after) != (None, None, None):
            request = drafting.UpdateAnsweringSettingsRequest(answering_settings=found)
            found = await stub.UpdateAnsweringSettings(request)
        _print(found, json=json)

    app.call(data, work)


@approvals.command("list")
def list_rules(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows whose answers need approval."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        found = (await stub.ListApprovalRules(drafting.ListApprovalRulesRequest())).approval_rules
        if json:
            for rule in found:
                output.print_json(output.as_dict(rule))
            return
        columns = ("rule", "brand", "author", "role", "network")
        rows = ((one.name, *_each(one.brand, one.author, one.role, one.network)) for one in found)
        output.table("Approval", columns, rows, empty="No answer needs approval.")

    app.call(data, work)


@approvals.command()
def require(
    brand: Brand = "",
    author: Annotated[str, typer.Option(help="Only this person's answers, for example user:ann.")] = "",
    role: Annotated[str, typer.Option(help="Only answers by agent, lead or administrator.")] = "",
    network: Network = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Has answers wait until somebody else approves them."""
    rule = drafting.ApprovalRule(brand=brands.full_name(brand), author=author, role=role, network=network)

    async def work(opened: Session) -> None:
        await brands.check(opened, brand)
        stub = await opened.drafting()
        made = await stub.CreateApprovalRule(drafting.CreateApprovalRuleRequest(approval_rule=rule))
        if json:
            output.print_json(output.as_dict(made))
        else:
            output.say(f"{made.name} is in force.")

    app.call(data, work)


@approvals.command()
def drop(
    name: Annotated[str, typer.Argument(help="Rule, for example approvalRules/1 or 1.")],
    data: app.Data = app.DEFAULT_DATA,
) -> None:
    """Ends a rule; what awaits approval already still needs it."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        full = name if "/" in name else f"approvalRules/{name}"
        await stub.DeleteApprovalRule(drafting.DeleteApprovalRuleRequest(name=full))
        output.say(f"{full} is gone.")

    app.call(data, work)


def told(pause_: routing.SendingPause) -> str:
    """What is paused, in words."""
    brand, network = _each(pause_.brand.removeprefix("brands/"), pause_.network)
    return f"{brand if pause_.brand else 'every brand'} on {network if pause_.network else 'every network'}"


def waits(pause_: routing.SendingPause) -> str:
    """What a pause keeps back, and what had left before, in words."""
    kept = f"{pause_.held_back_count:,} kept back"
    return f"{kept}, {pause_.sending_count:,} had left before" if pause_.sending_count else kept


def _each(*values: str) -> tuple[str, ...]:
    return tuple(value or "any" for value in values)


def _print(settings: drafting.AnsweringSettings, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(settings))
        return
    undo = (
        schedules.length(settings.undo_window) if settings.HasField("undo_window") else "as the router is set"
    )
    rows = [
        ("can be taken back for", undo),
        ("asked after a private answer", settings.satisfaction_question or "nothing"),
        ("asked after", schedules.length(settings.satisfaction_delay)),
    ]
    output.table("How it answers", ("what", "now"), rows)
