"""`antiphon staff report` and `steps`: what agents, teams and queues did, and each step behind a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf import duration_pb2

from antiphon.routing.v1 import care_service_pb2 as api
from services.cli import app, brands, output, staffing
from services.cli.commands import export
from services.cli.session import Session
from services.cli.sliced import moment

_GROUPS: Final = {
    "agent": api.CARE_GROUP_AGENT,
    "team": api.CARE_GROUP_TEAM,
    "queue": api.CARE_GROUP_QUEUE,
}
_COLUMNS: Final = ("taken", "answers", "ended", "wait p50", "p95", "in hand", "in time", "content")
MOST: Final = 1000
_NOBODY: Final = "-"

Brand = Annotated[str, typer.Option(help="Brand; all when left out.")]
Since = Annotated[str, typer.Option(help="First day or moment, UTC, or 7d for so long ago.")]
Until = Annotated[str, typer.Option(help="First moment after; now when left out.")]
Agent = Annotated[str, typer.Option(help="Only this agent; - for what nobody did.")]
Team = Annotated[str, typer.Option(help="Only this team; - for what no team did.")]
Queue = Annotated[str, typer.Option(help="Only this queue.")]


def register(group: typer.Typer) -> None:
    """Adds the commands to `antiphon staff`."""
    group.command()(report)
    group.command()(steps)


def report(
    by: Annotated[str, typer.Option(help="agent, team or queue.")] = "agent",
    brand: Brand = "",
    since: Since = "",
    until: Until = "",
    agent: Agent = "",
    team: Team = "",
    queue: Queue = "",
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Counts what was done, how long people waited and which deadlines were kept, by agent, team or queue."""
    if by not in _GROUPS:
        raise typer.BadParameter(f"{by!r} is none of {', '.join(_GROUPS)}.", param_hint="--by")
    wanted = _filter(brand, since, until, agent=agent, team=team, queue=queue)
    request = api.GetCareReportRequest(filter=wanted, group=_GROUPS[by])

    async def work(opened: Session) -> None:
        found = await (await opened.care()).GetCareReport(request)
        if json:
            output.print_json(output.as_dict(found))
            return
        rows = [(each.display_name or _NOBODY, *_cells(each.sums)) for each in found.rows]
        if len(rows) > 1:
            rows.append(("all", *_cells(found.total)))
        columns = (by, *_COLUMNS)
        output.table("Care", columns, rows, empty="Nothing was done in this time.", whole=(by,))
        for sentence in found.unseen:
            output.say(sentence)

    app.call(data, work)


def steps(
    kind: Annotated[
        list[str] | None, typer.Option(help="Kind of step, for example reopened; again for more.")
    ] = None,
    brand: Brand = "",
    since: Since = "",
    until: Until = "",
    agent: Agent = "",
    team: Team = "",
    queue: Queue = "",
    export_: Annotated[
        Path | None, typer.Option("--export", help="File to write: .csv, .jsonl, .xlsx or .parquet.")
    ] = None,
    data: app.Data = app.DEFAULT_DATA,
    json: app.Json = False,
) -> None:
    """Shows each step behind a number of the report, oldest first, or writes them all into a file."""
    wanted = _filter(brand, since, until, agent=agent, team=team, queue=queue)
    wanted.kinds.extend(map(_kind, kind or ()))
    form = None if export_ is None else export.form_of(export_)

    async def work(opened: Session) -> None:
        stub = await opened.care()
        if export_ is not None:
            request = api.ExportCareStepsRequest(filter=wanted, format=form)
            await export.save(stub.ExportCareSteps(request), export_, json=json)
            return
        page = await stub.ListCareSteps(api.ListCareStepsRequest(filter=wanted, page_size=MOST))
        if json:
            for each in page.steps:
                output.print_json(output.as_dict(each))
            return
        columns = ("time", "what", "queue", "agent", "team", "took", "opportunity")
        output.table("Steps", columns, map(_row, page.steps), empty="Nothing of this was done in this time.")
        if page.next_page_token:
            output.say(f"There are more than {MOST:,}; write them all into a file with --export.")

    app.call(data, work)


def _filter(brand: str, since: str, until: str, *, agent: str, team: str, queue: str) -> api.CareFilter:
    found = api.CareFilter(brand=brands.full_name(brand), team=team)
    found.agent = staffing.agent(agent) if agent else ""
    found.queue = staffing.queue(queue) if queue else ""
    for text, field in ((since, found.start_time), (until, found.end_time)):
        if text:
            field.FromDatetime(moment(text))
    return found


def _kind(word: str) -> api.CareStep.Kind:
    kinds = [name.removeprefix("KIND_").lower() for name, number in api.CareStep.Kind.items() if number]
    if word not in kinds:
        raise typer.BadParameter(f"{word!r} is none of {', '.join(kinds)}.", param_hint="--kind")
    found: api.CareStep.Kind = getattr(api.CareStep, f"KIND_{word.upper()}")
    return found


def _cells(sums: api.CareSums) -> tuple[str, ...]:
    met = sums.first_answer_met_count + sums.next_answer_met_count + sums.resolution_met_count
    missed = sums.first_answer_missed_count + sums.next_answer_missed_count + sums.resolution_missed_count
    return (
        str(sums.taken_count),
        str(sums.first_answer_count + sums.next_answer_count),
        str(sums.resolved_count + sums.dismissed_count),
        _span(sums.first_answer_wait.median, sums.first_answer_count),
        _span(sums.first_answer_wait.p95, sums.first_answer_count),
        _span(sums.handling.median, sums.handled_count),
        _of(met, missed),
        _of(sums.satisfied_count, sums.neutral_count + sums.dissatisfied_count),
    )


def _span(told: duration_pb2.Duration, count: int) -> str:
    """A length of time, where anything was measured."""
    return output.span(told.ToTimedelta().total_seconds()) if count else _NOBODY


def _of(good: int, bad: int) -> str:
    """How many of all, as `9 of 10`."""
    return f"{good} of {good + bad}" if good + bad else _NOBODY


def _row(step: api.CareStep) -> tuple[str, ...]:
    return (
        f"{output.moment(step.event_time):%Y-%m-%d %H:%M:%S}",
        api.CareStep.Kind.Name(step.kind).removeprefix("KIND_").lower().replace("_", " "),
        step.queue.partition("/")[2],
        step.agent.partition("/")[2] or _NOBODY,
        step.team or _NOBODY,
        _span(step.duration, step.HasField("duration")),
        step.opportunity.partition("/")[2],
    )
