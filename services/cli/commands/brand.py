"""`antiphon brand`: whose name is watched, and the queries that do it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import grpc
import typer
from google.protobuf import field_mask_pb2

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.cli import app, brands, output, scene
from services.cli.session import Session

commands = typer.Typer(help="Name the brands to watch.", no_args_is_help=True)

MOST = 1000
CHANGEABLE = ("display_name", "aliases", "handles", "reply_signature", "reply_sources", "training")


@commands.command("list")
def list_(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Shows brands with their queries."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        brands = await stub.ListBrands(listening.ListBrandsRequest(page_size=MOST))
        queries = await stub.ListQueries(listening.ListQueriesRequest(parent="brands/-", page_size=MOST))
        asked: dict[str, list[str]] = {}
        for query in queries.queries:
            asked.setdefault(query.name.split("/queries/")[0], []).append(query.expression)
        if json:
            for brand in brands.brands:
                output.print_json(output.as_dict(brand) | {"queries": asked.get(brand.name, [])})
            return
        rows = (
            (
                brand.name.removeprefix("brands/"),
                brand.display_name,
                " ".join(f"@{handle}" for handle in brand.handles),
                "(training)" if brand.training else " · ".join(asked.get(brand.name, [])),
            )
            for brand in brands.brands
        )
        empty = "No brand is watched yet. Add one with `antiphon brand add NAME`."
        output.table("Brands", ("id", "name", "own accounts", "queries"), rows, empty=empty)

    app.call(data, work)


@commands.command()
def add(
    name: Annotated[str, typer.Argument(help="Name for people.")],
    query: Annotated[
        list[str] | None,
        typer.Option(help="What to look for, see docs/reference/queries.md; the name when left out."),
    ] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Further name.")] = None,
    handle: Annotated[list[str] | None, typer.Option(help="Own account, without @.")] = None,
    brand_id: Annotated[str, typer.Option("--id", help="Id; made from the name when left out.")] = "",
    training: Annotated[
        bool, typer.Option("--training", help="Agents practise with it, on the sandbox network only.")
    ] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Watches a name."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        wanted = listening.Brand(
            display_name=name, aliases=alias or [], handles=handle or [], training=training
        )
        request = listening.CreateBrandRequest(brand_id=brand_id or scene.slug(name), brand=wanted)
        created = await stub.CreateBrand(request)
        async with _whole(stub, created):
            # Practice hears its lessons only, so it has no query unless one is asked for, which is refused.
            for number, expression in enumerate(query or ([] if training else [f'"{name}"']), start=1):
                asked = listening.Query(expression=expression)
                made = await stub.CreateQuery(
                    listening.CreateQueryRequest(parent=created.name, query_id=f"q{number}", query=asked)
                )
                if not json:
                    _offer(made)
        if json:
            output.print_json(output.as_dict(created))
        else:
            doing = "is for practice; see `antiphon training`." if training else "is watched."
            output.say(f"{created.name} {doing}")

    app.call(data, work)


@commands.command("set")
def set_(
    brand_id: Annotated[str, typer.Argument(help="Id of the brand.")],
    name: Annotated[str | None, typer.Option(help="Name for people.")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Further names, in the place of all.")] = None,
    handle: Annotated[list[str] | None, typer.Option(help="Own accounts, in the place of all.")] = None,
    signature: Annotated[
        str | None, typer.Option(help='What answers end with, for example " ^{initials}"; "" for nothing.')
    ] = None,
    answer_with: Annotated[
        list[str] | None, typer.Option(help="NETWORK=SOURCE whose account answers there; all anew.")
    ] = None,
    training: Annotated[
        bool | None, typer.Option("--training/--no-training", help="Whether agents practise with it.")
    ] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Changes a brand: its names, its accounts, how its answers end and who sends them."""
    wanted = listening.Brand(
        name=brands.full_name(brand_id),
        display_name=name or "",
        aliases=alias or [],
        handles=handle or [],
        reply_signature=signature or "",
        reply_sources=dict(map(_answering, answer_with or [])),
        training=bool(training),
    )
    given = zip(CHANGEABLE, (name, alias, handle, signature, answer_with, training), strict=True)
    paths = [path for path, value in given if value is not None]
    if not paths:
        raise typer.BadParameter("Say what to change, for example --signature.")

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        if name is None:
            known = await stub.GetBrand(listening.GetBrandRequest(name=wanted.name))
            wanted.display_name = known.display_name
        mask = field_mask_pb2.FieldMask(paths=paths)
        changed = await stub.UpdateBrand(listening.UpdateBrandRequest(brand=wanted, update_mask=mask))
        if json:
            output.print_json(output.as_dict(changed))
        else:
            output.say(f"{changed.name} is changed.")

    app.call(data, work)


def _answering(pair: str) -> tuple[str, str]:
    network, equals, source = pair.partition("=")
    if not (network and equals and source):
        raise typer.BadParameter(f"{pair!r} must have the form NETWORK=SOURCE, for example x=team.")
    return network, source if "/" in source else f"sources/{source}"


@contextlib.asynccontextmanager
async def _whole(
    stub: listening_grpc.ListeningServiceAsyncStub, created: listening.Brand
) -> AsyncIterator[None]:
    """A brand whose queries are refused is taken back, so that it can be added again under its name."""
    try:
        yield
    except grpc.aio.AioRpcError:
        with contextlib.suppress(grpc.aio.AioRpcError):
            await stub.DeleteBrand(listening.DeleteBrandRequest(name=created.name))
        raise


def _offer(query: listening.Query) -> None:
    """What was said before a query was made can still be read from some sources."""
    for source in query.backfill_sources:
        name = source.removeprefix("sources/")
        output.say(f"To read what was said before: antiphon backfill create {name} --query {query.name}")


@commands.command()
def remove(
    brand_id: Annotated[str, typer.Argument(help="Id of the brand.")], data: app.Data = app.DEFAULT_DATA
) -> None:
    """Watches a name no longer; what was collected stays."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        await stub.DeleteBrand(listening.DeleteBrandRequest(name=f"brands/{brand_id}"))
        output.say(f"brands/{brand_id} is watched no longer.")

    app.call(data, work)
