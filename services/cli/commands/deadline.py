"""`antiphon deadline`: by when things must be answered and dealt with."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.routing.v1 import deadline_service_pb2 as messages
from services.cli import app, output, schedules
from services.cli.commands import calendar as calendars
from services.cli.session import Session

commands = typer.Typer(help="Say by when things must be answered and dealt with.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Id of the deadline policy; `default` holds for what names none.")]

COLUMNS = ("id", "from priority", "calendar", "near from", "snoozed")


def full_name(name: str) -> str:
    """Resource name of a deadline policy given by name or id."""
    return name if "/" in name else f"deadlinePolicies/{name}"


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows deadline policies."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        found = (await stub.ListDeadlinePolicies(messages.ListDeadlinePoliciesRequest())).deadline_policies
        if json:
            for policy in found:
                output.print_json(output.as_dict(policy))
            return
        output.table("Deadlines", COLUMNS, (_row(policy) for policy in found), lines=True)

    app.call(data, work)


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows one deadline policy."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        policy = await stub.GetDeadlinePolicy(messages.GetDeadlinePolicyRequest(name=full_name(name)))
        _print(policy, json=json)

    app.call(data, work)


@commands.command("set")
def set_(
    name: Name,
    target: Annotated[
        list[str], typer.Option(help='What a priority may take: "80 first=15m next=30m resolution=8h".')
    ],
    calendar: Annotated[str, typer.Option(help="Calendar whose time counts; else day and night.")] = "",
    near: Annotated[
        int, typer.Option(min=1, max=100, help="Percent after which it is about to be missed.")
    ] = 80,
    title: Annotated[str, typer.Option(help="Name for people.")] = "",
    run_while_snoozed: Annotated[bool, typer.Option(help="Clocks run on while snoozed.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Sets a deadline policy up, or replaces it; what waits gets its new deadlines."""
    policy = messages.DeadlinePolicy(
        name=full_name(name),
        display_name=title,
        calendar=calendars.full_name(calendar) if calendar else "",
        targets=[schedules.target(each) for each in target],
        near_percent=near,
        run_while_snoozed=run_while_snoozed,
    )

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        wish = messages.UpdateDeadlinePolicyRequest(deadline_policy=policy, allow_missing=True)
        _print(await stub.UpdateDeadlinePolicy(wish), json=json)

    app.call(data, work)


@commands.command()
def delete(name: Name, data: app.Data = app.DEFAULT_DATA) -> None:
    """Removes a deadline policy; what named it gets the default's deadlines."""

    async def work(opened: Session) -> None:
        stub = await opened.deadlines()
        await stub.DeleteDeadlinePolicy(messages.DeleteDeadlinePolicyRequest(name=full_name(name)))
        output.say(f"{full_name(name)} is gone; what named it gets the default's deadlines.")

    app.call(data, work)


def _print(policy: messages.DeadlinePolicy, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(policy))
    else:
        output.table("Deadlines", COLUMNS, [_row(policy)])


def _row(policy: messages.DeadlinePolicy) -> tuple[str, ...]:
    plain = policy.name.removeprefix("deadlinePolicies/")
    return (
        f"{plain} (built in)" if policy.built_in else plain,
        schedules.told_targets(policy),
        policy.calendar.removeprefix("calendars/") or "day and night",
        f"{policy.near_percent or 80} %",
        "runs on" if policy.run_while_snoozed else "pauses",
    )
