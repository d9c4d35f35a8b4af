"""`antiphon query`: queries as files, looked over, tried and compared before they listen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import app, brands, history, judged, output, querydiff, queryfiles
from services.cli.queryfiles import Kept
from services.cli.session import Session
from services.common import queries
from services.common.queries import dialects, expecting, judging, linting, searching

commands = typer.Typer(help="Keep queries in files, and try them before they listen.", no_args_is_help=True)

MOST = 1000
DAY_S = 86_400.0
_T = TypeVar("_T")
Paths = Annotated[list[Path], typer.Argument(exists=True, help="YAML files, or folders of them.")]


@commands.command()
def lint(paths: Paths, json: app.Json = False) -> None:
    """Reads queries of files, and tells what can hardly be meant; fails where one cannot be read."""
    rows = _read(lambda: [(kept, queryfiles.findings(kept)) for kept in queryfiles.read(paths)])
    for kept, found in rows:
        if json:
            output.print_json({**_facts(kept), "findings": [each._asdict() for each in found]})
            continue
        mark = "[yellow]![/]" if found else "[green]✓[/]"
        read = queries.describe(queryfiles.parsed(kept))
        output.people.print(mark, escape(f"{queryfiles.short(kept.name)}: {read}"), soft_wrap=True)
        for each in found:
            place = f"column {each.column}: " if each.column else ""
            output.people.print("   ", escape(f"{place}{each.sentence}"), soft_wrap=True)
    if not json:
        output.say(f"Queries: {len(rows)}; worth a look: {sum(1 for _, found in rows if found)}.")


@commands.command("test")
def examples(paths: Paths, json: app.Json = False) -> None:
    """Tries queries of files on their examples; fails where one does not come out."""
    results = _read(lambda: [each for kept in queryfiles.read(paths) for each in queryfiles.tried(kept)])
    if json:
        for each in results:
            told = {"text": each.mention.text, "must_match": each.must, "passed": each.passed}
            output.print_json({**_facts(each.kept), **told})
    else:
        _print_results(results)
    if any(not each.passed for each in results):
        raise typer.Exit(1)


@commands.command()
def explain(expression: Annotated[str, typer.Argument(help="A query.")], json: app.Json = False) -> None:
    """Says how a query is read, what networks that are searched are asked for, and what is worth a look."""
    try:
        query = queries.parse(expression)
    except queries.QueryError as fault:
        output.complain(f"{fault}{f' Mended: {fault.fix}' if fault.fix else ''}")
        raise typer.Exit(1) from None
    asked, found = searching.phrases(query), linting.lint(query)
    taken = {name: dialects.pushed(name, query) for name in dialects.BY_NETWORK}
    networks = {name: each._asdict() for name, each in taken.items() if each is not None}
    if json:
        told = {"reads": queries.describe(query), "asked": list(asked), "networks": networks}
        output.print_json({**told, "findings": [each._asdict() for each in found]})
        return
    output.people.print(escape(queries.describe(query)), soft_wrap=True)
    words = (
        ", ".join(f'"{each}"' for each in asked) or "nothing; it is answered from what other queries bring"
    )
    output.people.print(escape(f"Networks that are searched are asked for {words}."), soft_wrap=True)
    output.people.print("The rest is decided here, as on networks that send everything.")
    for name, pushed in networks.items():
        output.people.print(escape(_pushed(name, **pushed)), soft_wrap=True)
    for each in found:
        output.people.print("[yellow]![/]", escape(each.sentence), soft_wrap=True)


def _pushed(network: str, asked: Sequence[str], left: Sequence[str]) -> str:
    """What of a query a network with a boolean search takes over."""
    name = network.title()
    if not asked:
        return f"{name} is asked for nothing of it."
    rest = f"here it is decided what of that is {'; '.join(left)}" if left else "nothing more is decided here"
    return f"{name} is asked for {' or '.join(asked)}; {rest}."


@commands.command()
def diff(
    paths: Paths,
    since: Annotated[datetime | None, typer.Option(help="Published at or after, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Published before, UTC.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many mentions; 0 for all.")] = 0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Counts on the archive what changed queries would find more, and what no more, with examples."""

    async def work(opened: Session) -> None:
        files = queryfiles.read(paths)
        standing = {name: query.expression for name, query in (await _standing(opened, files)).items()}
        told = querydiff.Comparison(files, standing, await _answered(opened))
        span = history.span(since, until, "")
        if told.found:
            await _look(opened, told, span, limit, quiet=json)
        facts = await _capabilities(opened)
        until_when = until.replace(tzinfo=UTC) if until else datetime.now(UTC)
        end = told.span.until(until_when, cut=bool(limit) and told.span.seen >= limit)
        start = since or told.span.first
        looked = await _looked(opened, start.replace(tzinfo=UTC) if start else end, end)
        for each in told.found.values():
            expected = querydiff.volume(each, facts, looked)
            _print_difference(each, told.price(each, facts), expected, json=json)
        if not json:
            output.say(f"{told.span.seen:,} mentions were looked at; {len(told.found)} queries differ.")

    app.call(data, work)


@commands.command()
def apply(
    paths: Paths,
    take_over: Annotated[bool, typer.Option("--take-over", help="Also what is kept elsewhere.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="End those that left their file.")] = False,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Puts queries of files in force, once all of them can be read and all their examples come out."""

    async def work(opened: Session) -> None:
        files = queryfiles.read(paths)
        failed = [each for kept in files for each in queryfiles.tried(kept) if not each.passed]
        if failed:
            _print_results(failed)
            raise queryfiles.Unusable("Nothing was applied: examples do not come out.")
        standing = await _standing(opened, files)
        for kept in files:
            _tell(
                kept.name, await _put(opened, kept, standing.get(kept.name), take_over=take_over), json=json
            )
        if prune:
            for query in _left(standing.values(), files):
                wish = listening.DeleteQueryRequest(name=query.name, managed_in=query.managed_in)
                await (await opened.listener()).DeleteQuery(wish)
                _tell(query.name, "ended", json=json)

    app.call(data, work)


@commands.command()
def suggest(
    query: Annotated[str, typer.Argument(help="BRAND/QUERY, for example acme/name.")],
    since: Annotated[
        datetime | None, typer.Option(help="Counts on what was published at or after, UTC; 30 days ago.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many mentions.")] = judged.LIMIT,
    number: Annotated[
        int, typer.Option("--apply", min=0, help="Puts the exclusion of this number in force.")
    ] = 0,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows what people judged not relevant, and exclusions that follow, with what each would take away."""

    async def work(opened: Session) -> None:
        found = await _named(opened, query)
        if number and found.managed_in:
            short = queryfiles.short(found.name)
            raise queryfiles.Unusable(
                f"{short} is kept in {found.managed_in}; change it there and apply that."
            )
        told = await judged.read(opened, found.name)
        evidence = judging.Evidence(queries.parse(found.expression), told, await _answered(opened))
        brand = found.name.partition("/queries/")[0]
        start = since or datetime.now(UTC) - timedelta(days=judged.DAYS)
        async for page in history.read(opened, history.span(start, None, brand), limit):
            for archived in page:
                evidence.look(archived.mention)
        effects, facts = evidence.effects(), await _capabilities(opened)
        if json:
            output.print_json(judged.facts(found, evidence, effects, facts))
        else:
            judged.show(found, evidence, effects, facts)
            output.say(
                f"{evidence.span.seen:,} mentions were looked at; it finds {evidence.found:,} of them."
            )
        if number:
            await _exclude(opened, found, effects, number)

    app.call(data, work)


async def _named(opened: Session, query: str) -> listening.Query:
    """The query in force of a name: `acme/name`, or as a resource."""
    brand, _, last = query.removeprefix("brands/").replace("/queries/", "/").partition("/")
    async with brands.explaining(opened, brand):
        found = await _queries(opened, brands.full_name(brand))
    for each in found:
        if each.name.rpartition("/")[2] == last:
            return each
    await brands.check(opened, brand)
    known = ", ".join(queryfiles.short(each.name) for each in found) or "none yet"
    raise queryfiles.Unusable(f"There is no query {query!r}; name one as BRAND/QUERY: {known}.")


async def _exclude(
    opened: Session, query: listening.Query, effects: Sequence[judging.Effect], number: int
) -> None:
    """Puts a suggested exclusion in force, unless somebody has changed the query since it was read."""
    if number > len(effects):
        raise queryfiles.Unusable(f"--apply: there is no exclusion {number}; choose one that is shown.")
    text = effects[number - 1].exclusion.expression
    changed = listening.Query(name=query.name, expression=text, owner=query.owner, etag=query.etag)
    await (await opened.listener()).UpdateQuery(listening.UpdateQueryRequest(query=changed))
    output.say(f"{queryfiles.short(query.name)} asks for {text} from now on.")


@commands.command()
def export(
    brand: Annotated[str, typer.Argument(help="Id of the brand.")], data: app.Data = app.DEFAULT_DATA
) -> None:
    """Writes the queries of a brand as a file, to keep them in a repository from now on."""

    async def work(opened: Session) -> None:
        full = brands.full_name(brand)
        async with brands.explaining(opened, brand):
            found = await _queries(opened, full)
        kept = [
            {"id": each.name.rpartition("/")[2], "text": each.expression, "owner": each.owner}
            for each in found
        ]
        sys.stdout.write(queryfiles.dump(full.removeprefix("brands/"), kept))

    app.call(data, work)


def _read(work: Callable[[], _T]) -> _T:
    """What files say; a sentence where they cannot be read."""
    try:
        return work()
    except queryfiles.Unusable as fault:
        output.complain(str(fault))
        raise typer.Exit(1) from None


async def _look(opened: Session, told: querydiff.Comparison, span: str, limit: int, *, quiet: bool) -> None:
    with output.bar(quiet=quiet) as bar:
        task = bar.add_task("mentions", total=await history.total(opened, span, limit))
        async for page in history.read(opened, span, limit):
            for archived in page:
                told.look(archived)
            bar.update(task, completed=told.span.seen)


async def _put(opened: Session, kept: Kept, stands: listening.Query | None, *, take_over: bool) -> str:
    stub = await opened.listener()
    query = listening.Query(expression=kept.text, owner=kept.owner, managed_in=kept.file)
    if stands is None:
        parent, _, query_id = kept.name.partition("/queries/")
        await stub.CreateQuery(listening.CreateQueryRequest(parent=parent, query_id=query_id, query=query))
        return "made"
    if (stands.expression, stands.owner, stands.managed_in) == (kept.text, kept.owner, kept.file):
        return "unchanged"
    query.name, query.etag = kept.name, stands.etag
    here = take_over or not stands.managed_in
    await stub.UpdateQuery(listening.UpdateQueryRequest(query=query, take_over=here))
    return "changed"


def _left(standing: Iterable[listening.Query], files: Sequence[Kept]) -> list[listening.Query]:
    """Queries in force that say they are kept in one of these files, and are not in it."""
    names, places = {kept.name for kept in files}, {kept.file for kept in files}
    return [query for query in standing if query.managed_in in places and query.name not in names]


async def _standing(opened: Session, files: Sequence[Kept]) -> dict[str, listening.Query]:
    """The queries in force of the brands that files name, by name."""
    found: dict[str, listening.Query] = {}
    for brand in sorted({kept.name.partition("/queries/")[0] for kept in files}):
        async with brands.explaining(opened, brand):
            found |= {query.name: query for query in await _queries(opened, brand)}
    return found


async def _queries(opened: Session, brand: str) -> list[listening.Query]:
    stub, token = await opened.listener(), ""
    found: list[listening.Query] = []
    while True:
        wish = listening.ListQueriesRequest(parent=brand, page_size=MOST, page_token=token)
        page = await stub.ListQueries(wish)
        found += page.queries
        token = page.next_page_token
        if not token:
            return found


async def _answered(opened: Session) -> set[str]:
    """Keys of mentions with an answer that was sent."""
    stub, keys, token = await opened.router(), set(), ""
    while True:
        wish = routing.ListRepliesRequest(parent="opportunities/-", page_size=500, page_token=token)
        page = await stub.ListReplies(wish)
        keys |= {each.mention_key for each in page.replies if each.state == routing.Reply.STATE_SENT}
        token = page.next_page_token
        if not token:
            return keys


async def _capabilities(opened: Session) -> Mapping[str, events_pb2.CapabilityFact]:
    told = await (await opened.listener()).ListCapabilities(listening.ListCapabilitiesRequest())
    return {fact.network: fact for fact in told.capabilities}


async def _looked(opened: Session, start: datetime, end: datetime) -> querydiff.Looked:
    stub = await opened.listener()
    types = await stub.ListSourceTypes(listening.ListSourceTypesRequest())
    network_of = {each.name: each.network for each in types.source_types}
    sources = await stub.ListSources(listening.ListSourcesRequest(page_size=1000))
    networks = {each.name: network_of.get(each.type, each.type) for each in sources.sources}
    request = listening.ListCoverageRequest(parent="sources/-", page_size=1000)
    request.start_time.FromDatetime(start)
    request.end_time.FromDatetime(end)
    intervals: list[listening.CoverageInterval] = []
    while True:
        page = await stub.ListCoverage(request)
        intervals += page.intervals
        request.page_token = page.next_page_token
        if not request.page_token:
            days = (end - start).total_seconds() / DAY_S
            return querydiff.Looked(expecting.seen(intervals, networks, start, end), days)


def _facts(kept: Kept) -> dict[str, Any]:
    return {"name": kept.name, "file": kept.file, "text": kept.text, "owner": kept.owner}


def _print_results(results: Sequence[queryfiles.Result]) -> None:
    rows = (
        (
            "✓" if each.passed else "✗",
            queryfiles.short(each.kept.name),
            "found" if each.must is each.passed else "not found",
            "must be found" if each.must else "must not be found",
            each.mention.text,
        )
        for each in results
    )
    empty = "There are no examples; add some under `must_match:` and `must_not_match:`."
    output.table("Examples", ("", "query", "it is", "and", "text"), rows, empty=empty)


def _print_difference(told: querydiff.Difference, price: str, expected: Sequence[str], *, json: bool) -> None:
    if json:
        counts = {"added": told.added, "removed": told.removed, "removed_answered": told.answered}
        shown = {"added_examples": told.more, "removed_examples": told.fewer, "price": price}
        whole = {**_facts(told.kept), "before": told.before, **counts, **shown, "coverage": told.coverage}
        output.print_json({**whole, "volume": list(expected)})
        return
    ends = f"; {price}" if price else ""
    head = f"{queryfiles.short(told.kept.name)}: {told.sentence}{ends}"
    output.people.print(f"[bold]{escape(head)}[/]", soft_wrap=True)
    if told.coverage:
        output.people.print("  ", escape(told.coverage), soft_wrap=True)
    for sentence in expected:
        output.people.print("  ", escape(sentence), soft_wrap=True)
    for sign, colour, texts in (("+", "green", told.more), (querydiff.MINUS, "red", told.fewer)):
        for text in texts:
            output.people.print(f"  [{colour}]{sign}[/]", escape(text), soft_wrap=True)


def _tell(name: str, outcome: str, *, json: bool) -> None:
    if json:
        output.print_json({"name": name, "outcome": outcome})
    else:
        output.say(f"{queryfiles.short(name)}: {outcome}.")
