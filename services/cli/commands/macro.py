"""`antiphon macro` and `antiphon commitment`: saved replies, and what was promised to customers."""

from __future__ import annotations

from typing import Annotated

import grpc
import typer

from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.cli import app, brands, moments, output
from services.cli.commands.queue import full_name
from services.cli.session import Session
from services.cli.sliced import moment

commands = typer.Typer(help="Keep replies that are used again and again.", no_args_is_help=True)
promises = typer.Typer(help="Write down what was promised; it comes back when due.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Id of the saved reply.")]
Opportunity = Annotated[str, typer.Argument(help="Opportunity, for example opportunities/abc… or its id.")]
Commitment = Annotated[str, typer.Argument(help="Commitment, as `antiphon commitment list` names it.")]
MOST = 500


def register(root: typer.Typer) -> None:
    """Adds both groups to the tree."""
    root.add_typer(commands, name="macro")
    root.add_typer(promises, name="commitment")


@commands.command("list")
def list_(
    brand: Annotated[str, typer.Option(help="Only those that this brand can use.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows saved replies."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        request = drafting.ListMacrosRequest(brand=brands.full_name(brand), page_size=MOST)
        found = (await stub.ListMacros(request)).macros
        if json:
            for macro in found:
                output.print_json(output.as_dict(macro))
            return
        rows = (
            (_plain(macro.name), macro.display_name, macro.brand or "all", ", ".join(sorted(macro.texts)))
            for macro in found
        )
        empty = "No reply is saved yet. Save one with `antiphon macro set ID --text en=WORDS`."
        output.table("Saved replies", ("id", "name", "brand", "languages"), rows, empty=empty)

    app.call(data, work)


@commands.command("set")
def set_(
    macro_id: Id,
    text: Annotated[
        list[str], typer.Option(help='LANGUAGE=WORDS, for example en="Hi {customer.first_name}!".')
    ],
    title: Annotated[str, typer.Option(help="Name for people; the id when left out.")] = "",
    brand: Annotated[str, typer.Option(help="Only for this brand.")] = "",
    default: Annotated[str, typer.Option(help="Language taken where the customer's is missing.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Saves a reply, or replaces it."""
    macro = drafting.Macro(
        name=f"macros/{_plain(macro_id)}",
        display_name=title or _plain(macro_id),
        brand=brands.full_name(brand),
        texts=dict(map(_text, text)),
        default_language=default or _text(text[0])[0],
    )

    async def work(opened: Session) -> None:
        await brands.check(opened, brand)
        stub = await opened.drafting()
        try:
            kept = await stub.UpdateMacro(drafting.UpdateMacroRequest(macro=macro))
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            request = drafting.CreateMacroRequest(macro_id=_plain(macro_id), macro=macro)
            kept = await stub.CreateMacro(request)
        if json:
            output.print_json(output.as_dict(kept))
        else:
            output.say(f"{kept.name} is saved.")

    app.call(data, work)


@commands.command()
def delete(macro_id: Id, data: app.Data = app.DEFAULT_DATA) -> None:
    """Deletes a saved reply."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        await stub.DeleteMacro(drafting.DeleteMacroRequest(name=f"macros/{_plain(macro_id)}"))
        output.say(f"macros/{_plain(macro_id)} is gone.")

    app.call(data, work)


@commands.command()
def fill(
    macro_id: Id,
    name: Opportunity,
    language: Annotated[str, typer.Option(help="For example de; the customer's when left out.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Prints a saved reply filled in for one opportunity."""
    request = drafting.GetRenderedMacroRequest(
        name=f"macros/{_plain(macro_id)}", opportunity=full_name(name), language=language
    )

    async def work(opened: Session) -> None:
        rendered = await (await opened.drafting()).GetRenderedMacro(request)
        if json:
            output.print_json(output.as_dict(rendered))
        else:
            output.people.print(rendered.text, markup=False)

    app.call(data, work)


@promises.command()
def add(
    name: Opportunity,
    text: Annotated[str, typer.Argument(help="What was promised.")],
    by: Annotated[str, typer.Option(help="By when: 2026-12-24T09:00Z, or 'in 2d'.")],
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Writes down what was promised; the opportunity is work again when it is due."""
    asked = drafting.Commitment(text=text, due_time=moments.read(by))

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        request = drafting.CreateCommitmentRequest(parent=full_name(name), commitment=asked)
        _print(await stub.CreateCommitment(request), json=json)

    app.call(data, work)


@promises.command("list")
def list_promises(
    name: Annotated[
        str, typer.Argument(help="Opportunity; all that are still to be kept when left out.")
    ] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows commitments, the one due first before others."""
    parent = full_name(name) if name else "opportunities/-"

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        request = drafting.ListCommitmentsRequest(parent=parent, page_size=MOST)
        found = (await stub.ListCommitments(request)).commitments
        if json:
            for one in found:
                output.print_json(output.as_dict(one))
            return
        rows = ((output.until(one.due_time), _state(one), one.author, one.text, one.name) for one in found)
        columns = ("due", "state", "who", "what", "commitment")
        output.table("Commitments", columns, rows, empty="Nothing is promised.")

    app.call(data, work)


@promises.command()
def summary(
    brand: Annotated[str, typer.Option(help="Brand; all when left out.")] = "",
    since: Annotated[str, typer.Option(help="First day or moment that was promised for, UTC.")] = "",
    until: Annotated[str, typer.Option(help="First moment after; now when left out.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Counts what was promised for a time by brand: kept in time or late, called off, overdue."""
    request = drafting.GetCommitmentSummaryRequest(
        brand=f"brands/{brand.removeprefix('brands/')}" if brand else ""
    )
    for text, field in ((since, request.start_time), (until, request.end_time)):
        if text:
            field.FromDatetime(moment(text))

    async def work(opened: Session) -> None:
        found = await (await opened.drafting()).GetCommitmentSummary(request)
        if json:
            output.print_json(output.as_dict(found))
            return
        rows = ((each.brand.removeprefix("brands/"), *map(str, _counts(each))) for each in found.lines)
        columns = ("brand", "kept in time", "kept late", "called off", "overdue", "to come")
        output.table("Commitments", columns, rows, empty="Nothing was promised for this time.")

    app.call(data, work)


def _counts(line: drafting.CommitmentSummary.Line) -> tuple[int, ...]:
    kept = (line.kept_count, line.kept_late_count)
    return *kept, line.cancelled_count, line.overdue_count, line.pending_count


@promises.command()
def keep(name: Commitment, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Ends a commitment as kept."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        _print(await stub.EndCommitment(drafting.EndCommitmentRequest(name=name, kept=True)), json=json)

    app.call(data, work)


@promises.command("call-off")
def call_off(name: Commitment, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Ends a commitment that is not to be kept any more."""

    async def work(opened: Session) -> None:
        stub = await opened.drafting()
        _print(await stub.EndCommitment(drafting.EndCommitmentRequest(name=name)), json=json)

    app.call(data, work)


def _plain(name: str) -> str:
    return name.removeprefix("macros/")


def _text(pair: str) -> tuple[str, str]:
    language, equals, words = pair.partition("=")
    if not (language and equals and words):
        raise typer.BadParameter(f"{pair!r} must have the form LANGUAGE=WORDS, for example en=Hello.")
    return language, words


def _state(commitment: drafting.Commitment) -> str:
    return drafting.Commitment.State.Name(commitment.state).removeprefix("STATE_").lower()


def _print(commitment: drafting.Commitment, *, json: bool) -> None:
    if json:
        output.print_json(output.as_dict(commitment))
        return
    told = f"{_state(commitment)}, due {output.until(commitment.due_time)}"
    output.people.print(f"{commitment.name}: {told}", markup=False)
