"""`antiphon status`: how each part is doing, and with `--audit` whether anything was lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import grpc
import typer

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import answers, app, audit, output, session, sights, verdict
from services.cli.commands import sending
from services.cli.session import Session
from services.common.model import errors

LOG_SECONDS = 3.0
LOG_PROBLEM = "The event log does not answer; `antiphon doctor` says what to do."


class DoesNotBalance(errors.AntiphonError):
    """The audit does not balance."""


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("status")(status)


def status(
    data: app.Data = app.DEFAULT_DATA,
    take_audit: Annotated[
        bool, typer.Option("--audit", help="Compare collected with decided and archived, as sets.")
    ] = False,
    since: Annotated[
        datetime | None, typer.Option(help="Begin of the audit in UTC; all when left out.")
    ] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds the audit waits for work under way.")] = 10,
    json: app.Json = False,
) -> None:
    """Shows services, log, queue and archive; with --audit exits 1 when something is missing."""

    async def work(opened: Session) -> None:
        if take_audit:
            start = since.replace(tzinfo=UTC) if since else datetime.fromtimestamp(0, UTC)
            _report_audit(await audit.settled(opened, start, wait), json=json)
        else:
            there = session.running(data) or {}
            await _report(opened, there.get("processes", {}), json=json)

    app.call(data, work)


async def _report(opened: Session, processes: Mapping[str, str], *, json: bool) -> None:
    facts: dict[str, Any] = {
        "services": await _services(opened, processes),
        "sources": await _sources(opened),
        "log": await _log(opened),
        "queue": await _queue(opened),
        "archive": await _archive(opened),
    }
    if json:
        output.print_json(facts)
        return
    services = facts["services"].items()
    output.table("Services", ("service", "state"), services)
    log = facts["log"]
    columns = ("consumer", "stream", "behind", "in flight", "state")
    output.table("Log", columns, (_consumer_row(lag) for lag in log["consumers"]), empty=log["problem"])
    fills = ((fill["stream"], f"{fill['share']:.1%}", output.size(fill["bytes"])) for fill in log["streams"])
    output.table("Streams", ("stream", "full", "size"), fills, empty=log["problem"])
    for title, key in (("Sources", "sources"), ("Queue", "queue"), ("Archive", "archive")):
        rows = ((name.replace("_", " "), str(value)) for name, value in facts[key].items())
        output.table(title, ("what", "now"), rows, empty=f"The {key} does not answer.")


def _consumer_row(lag: dict[str, Any]) -> tuple[str, ...]:
    state = "paused: see `antiphon deadletter list`" if lag["paused"] else "running"
    return lag["name"], lag["stream"], str(lag["pending"]), str(lag["in_flight"]), state


async def _services(opened: Session, processes: Mapping[str, str]) -> dict[str, str]:
    """How each process answers; `processes` is where those of an embedded set listen."""
    rpc = opened.settings.rpc
    addresses = {name: rpc.address_of(name) for name in answers.GRPC_SERVICES} | dict(processes)
    healths = await answers.of_set(addresses, opened.settings)
    return {name: answers.WORDS[health] for name, health in healths.items()}


async def _log(opened: Session) -> dict[str, Any]:
    try:
        async with asyncio.timeout(LOG_SECONDS):
            log = await opened.log()
            lags, fills = await log.lags(), await log.fills()
    except (TimeoutError, errors.LogUnavailable):
        return {"problem": LOG_PROBLEM, "consumers": [], "streams": []}
    return {
        "problem": "",
        "consumers": [
            {
                "name": lag.name,
                "stream": lag.stream,
                "pending": lag.pending,
                "in_flight": lag.in_flight,
                "paused": lag.paused,
            }
            for lag in lags
        ],
        "streams": [{"stream": fill.stream, "bytes": fill.bytes, "share": fill.share} for fill in fills],
    }


async def _sources(opened: Session) -> dict[str, int]:
    """How many sources see all, some or nothing now, are suspiciously silent, or have a problem."""
    try:
        answer = await (await opened.listener()).ListSources(
            listening.ListSourcesRequest(page_size=sights.PAGE)
        )
    except grpc.aio.AioRpcError:
        return {}
    seen = Counter(sights.sees_now(source) for source in answer.sources)
    return {
        "seeing": seen["full"],
        "seeing_partly": sum(count for word, count in seen.items() if word.startswith("partly")),
        "blind": sum(count for word, count in seen.items() if word.startswith("blind")),
        "suspect": seen["partly: suspect"],
        "with_problem": sum(bool(source.problem) for source in answer.sources),
    }


async def _queue(opened: Session) -> dict[str, Any]:
    try:
        summary = await (await opened.router()).GetQueueSummary(routing.GetQueueSummaryRequest())
    except grpc.aio.AioRpcError:
        return {}
    counts = {f"opportunities_{state.lower()}": count for state, count in summary.opportunity_counts.items()}
    counts |= {f"replies_{state.lower()}": count for state, count in summary.reply_counts.items()}
    return {
        **dict(sorted(counts.items())),
        "sending_paused": ", ".join(sending.told(pause) for pause in summary.sending_pauses),
        "decisions": summary.decision_count,
        "longest_wait_seconds": summary.longest_wait.ToTimedelta().total_seconds(),
    }


async def _archive(opened: Session) -> dict[str, Any]:
    try:
        summary = await (await opened.insights()).GetArchiveSummary(insights.GetArchiveSummaryRequest())
    except grpc.aio.AioRpcError:
        return {}
    return {"mentions": summary.mention_count, "tombstones": summary.tombstone_count}


def _report_audit(outcome: audit.Audit, *, json: bool) -> None:
    if json:
        output.print_json(verdict.facts(outcome))
    else:
        output.table(verdict.title(outcome), verdict.COLUMNS, verdict.rows(outcome))
        for item in (*outcome.missing, *outcome.unexplained, *outcome.repeated)[: verdict.EXAMPLES]:
            output.people.print(f"  {item}", markup=False)
    if not outcome.balances:
        raise DoesNotBalance(verdict.of(outcome))
    if not json:
        output.people.print(verdict.of(outcome), markup=False, soft_wrap=True)
