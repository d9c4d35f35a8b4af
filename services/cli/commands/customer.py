"""`antiphon customer`: who speaks to us, on which networks, and what passed between us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from antiphon.routing.v1 import customer_service_pb2 as messages
from services.cli import app, output
from services.cli.session import Session

commands = typer.Typer(
    help="See who speaks to us, and say which accounts are one person.", no_args_is_help=True
)

Name = Annotated[
    str, typer.Argument(help="Customer, opportunity (opportunities/…), or author key (network:site:id).")
]
Merge = Annotated[str, typer.Argument(help="Merge, as `customer merges` lists it.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without, only show what it would do.")]

IDENTITIES = ("network", "handle", "name", "last heard of")
MERGES = ("merge", "when (UTC)", "who", "joined", "why", "taken back")


@commands.command()
def show(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows a customer with all identities."""

    async def work(opened: Session) -> None:
        _print(await _find(opened, name), json=json)

    app.call(data, work)


@commands.command("set")
def set_(
    name: Name,
    title: Annotated[str | None, typer.Option(help="Name the team gives.")] = None,
    note: Annotated[str | None, typer.Option(help="What the team should know.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Tag; all are replaced.")] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Changes what the team says of a customer."""

    async def work(opened: Session) -> None:
        stub = await opened.customers()
        found = await _find(opened, name)
        said = messages.Customer(
            name=found.name,
            display_name=found.display_name if title is None else title,
            note=found.note if note is None else note,
            tags=found.tags if tag is None else tag,
        )
        _print(await stub.UpdateCustomer(messages.UpdateCustomerRequest(customer=said)), json=json)

    app.call(data, work)


@commands.command()
def timeline(
    name: Name,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most this many.")] = 20,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows what passed between a customer and us, newest first."""

    async def work(opened: Session) -> None:
        stub = await opened.customers()
        found = await _find(opened, name)
        wish = messages.ListTimelineEntriesRequest(parent=found.name, page_size=limit)
        entries = (await stub.ListTimelineEntries(wish)).entries
        if json:
            for entry in entries:
                output.print_json(output.as_dict(entry))
            return
        columns = ("when (UTC)", "who", "words", "opportunity")
        output.table("Timeline", columns, (_passed(entry) for entry in entries), lines=True)

    app.call(data, work)


@commands.command()
def merge(
    name: Name,
    joined: Annotated[str, typer.Argument(help="Customer that joins it, named in the same ways.")],
    reason: Reason = "",
    yes: Yes = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Makes two customers one; without --yes shows what it would do and what speaks for it."""

    async def work(opened: Session) -> None:
        stub = await opened.customers()
        stays, joins = await _find(opened, name), await _find(opened, joined)
        if not yes:
            asked = messages.GetMergePreviewRequest(name=stays.name, joined=joins.name)
            _print_preview(await stub.GetMergePreview(asked), json=json)
            return
        wish = messages.MergeCustomersRequest(name=stays.name, joined=joins.name, reason=reason)
        _print_merges([await stub.MergeCustomers(wish)], json=json)

    app.call(data, work)


@commands.command()
def merges(name: Name, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows the merges a customer is made of."""

    async def work(opened: Session) -> None:
        stub = await opened.customers()
        found = await _find(opened, name)
        answer = await stub.ListMerges(messages.ListMergesRequest(parent=found.name))
        _print_merges(answer.merges, json=json)

    app.call(data, work)


@commands.command()
def unmerge(
    name: Merge,
    reason: Reason = "",
    yes: Yes = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Takes a merge back; without --yes shows what it would do."""

    async def work(opened: Session) -> None:
        stub = await opened.customers()
        if not yes:
            _print_preview(
                await stub.GetUnmergePreview(messages.GetUnmergePreviewRequest(name=name)), json=json
            )
            return
        wish = messages.UnmergeCustomersRequest(name=name, reason=reason)
        _print_merges([await stub.UnmergeCustomers(wish)], json=json)

    app.call(data, work)


async def _find(opened: Session, name: str) -> messages.Customer:
    stub = await opened.customers()
    if name.startswith("opportunities/"):
        return await stub.LookUpCustomer(messages.LookUpCustomerRequest(opportunity=name))
    if ":" in name:
        return await stub.LookUpCustomer(messages.LookUpCustomerRequest(author_key=name))
    full = name if "/" in name else f"customers/{name}"
    return await stub.GetCustomer(messages.GetCustomerRequest(name=full))


def _print(customer: messages.Customer, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(customer))
        return
    title = " · ".join(filter(None, (customer.name, customer.display_name, ", ".join(customer.tags))))
    output.table(title, IDENTITIES, (_identity(one) for one in customer.identities))
    if customer.note:
        output.people.print(customer.note, markup=False)


def _print_preview(preview: messages.MergePreview, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(preview))
        return
    _print(preview.customer, json=False)
    if preview.HasField("separated"):
        _print(preview.separated, json=False)
    for reason in preview.reasons:
        output.people.print(f"  {reason}", markup=False)
    if not preview.HasField("separated"):
        output.say(f"By the names alone {preview.certainty:.0%} sure. Nothing was changed; --yes does it.")
    else:
        output.say("Nothing was changed; --yes does it.")


def _print_merges(found: Iterable[messages.Merge], *, json: bool) -> None:
    if json:
        for one in found:
            output.print_json(output.as_dict(one))
        return
    output.table("Merges", MERGES, (_merge(one) for one in found), empty="Nobody merged anything into it.")


def _merge(one: messages.Merge) -> tuple[str, ...]:
    undone = f"{output.moment(one.undo_time):%Y-%m-%d %H:%M}" if one.HasField("undo_time") else ""
    when = f"{output.moment(one.create_time):%Y-%m-%d %H:%M}"
    return (one.name, when, one.actor.removeprefix("user:"), one.joined, one.reason, undone)


def _identity(one: messages.CustomerIdentity) -> tuple[str, ...]:
    last = f"{output.moment(one.last_time):%Y-%m-%d %H:%M}" if one.HasField("last_time") else ""
    return (one.network, one.author.handle and f"@{one.author.handle}", one.author.display_name, last)


def _passed(entry: messages.TimelineEntry) -> tuple[str, ...]:
    when = f"{output.moment(entry.event_time):%Y-%m-%d %H:%M}"
    if entry.HasField("reply"):
        return (when, entry.reply.author.removeprefix("user:"), entry.reply.text, entry.opportunity)
    author = entry.mention.author
    return (when, author.handle and f"@{author.handle}", entry.mention.text, entry.opportunity)
