"""`antiphon brand`: whose name is watched, and the queries that do it."""

from __future__ import annotations

from typing import Annotated

import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, output, scene
from services.cli.session import Session

commands = typer.Typer(help="Name the brands to watch.", no_args_is_help=True)

MOST = 1000


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
                " · ".join(asked.get(brand.name, [])),
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
        list[str] | None, typer.Option(help='Words and "phrases"; the name when left out.')
    ] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Further name.")] = None,
    handle: Annotated[list[str] | None, typer.Option(help="Own account, without @.")] = None,
    brand_id: Annotated[str, typer.Option("--id", help="Id; made from the name when left out.")] = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Watches a name."""

    async def work(opened: Session) -> None:
        stub = await opened.listener()
        wanted = listening.Brand(display_name=name, aliases=alias or [], handles=handle or [])
        request = listening.CreateBrandRequest(brand_id=brand_id or scene.slug(name), brand=wanted)
        created = await stub.CreateBrand(request)
        for number, expression in enumerate(query or [f'"{name}"'], start=1):
            asked = listening.Query(expression=expression)
            made = await stub.CreateQuery(
                listening.CreateQueryRequest(parent=created.name, query_id=f"q{number}", query=asked)
            )
            if not json:
                _offer(made)
        if json:
            output.print_json(output.as_dict(created))
        else:
            output.say(f"{created.name} is watched.")

    app.call(data, work)


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
