"""`antiphon insights`: numbers about what was said, each with what could be seen."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, charts, output
from services.cli.session import Session
from services.cli.sliced import moment, sliced

commands = typer.Typer(help="Numbers about what was said, and what is behind them.", no_args_is_help=True)

By = Literal["brand", "query", "network", "language", "sentiment", "emotion", "intent", "country"]
Division = Annotated[By | None, typer.Option("--by", help="What to divide by.")]
Zone = Annotated[str, typer.Option("--tz", help="Time zone, for example Europe/Berlin.")]
Bucket = Annotated[
    Literal["hour", "day", "week", "month"] | None,
    typer.Option(help="Length of a bucket; chosen if not given."),
]
Sensitive = Annotated[Literal["low", "medium", "high"], typer.Option(help="How easily something is unusual.")]
Many = Annotated[int, typer.Option(min=1, max=200, help="At most this many.")]

BLIND = listening.CoverageInterval.SIGHT_BLIND
PARTIAL = listening.CoverageInterval.SIGHT_PARTIAL


def ask(
    data: Path,
    json: bool,
    question: Callable[[Any], Any],
    show: Callable[[Any], None],
) -> None:
    """Asks a running set and shows the answer, as an object with `json`."""

    async def work(opened: Session) -> None:
        answer = await question(await opened.analytics())
        if json:
            output.print_json(output.as_dict(answer))
        else:
            show(answer)

    app.call(data, work)


def dimension(by: str | None) -> str:
    """The dimension of an option, by name."""
    return f"DIMENSION_{by.upper()}" if by else "DIMENSION_UNSPECIFIED"


def length(bucket: str | None) -> str:
    """The bucket of an option, by name."""
    return f"BUCKET_{bucket.upper()}" if bucket else "BUCKET_UNSPECIFIED"


def seen(coverage: api.Coverage) -> None:
    """Says how much could be seen."""
    if coverage.unknown_reason:
        output.say(f"What could be seen is not known: {coverage.unknown_reason}")
        return
    blind = f", blind {exactly(coverage.blind_share)}" if coverage.blind_share else ""
    output.people.print(f"[dim]seen {exactly(coverage.seen_share)} of the time{blind}[/]", highlight=False)


def exactly(value: float) -> str:
    """A share in which nothing is nought and all is 100 %, and no other is."""
    if 0 < value < 0.001:
        return "< 0.1%"
    return "> 99.9%" if 0.999 < value < 1 else f"{value:.1%}"


@commands.command()
@sliced
def trend(
    what: api.Slice,
    data: app.Data = app.DEFAULT_DATA,
    by: Division = None,
    bucket: Bucket = None,
    tz: Zone = "",
    json: app.Json = False,
) -> None:
    """Counts over time; stretches in which nobody could see are shaded, never nought."""
    request = api.GetTrendRequest(
        slice=what, dimension=dimension(by), bucket=length(bucket), time_zone=tz, part_count=10
    )

    def show(found: api.Trend) -> None:
        rows = []
        for series in found.series:
            points = [
                charts.Point(
                    each.mention_count, span.sight == BLIND and not each.mention_count, span.sight == PARTIAL
                )
                for each, span in zip(series.figures, found.spans, strict=True)
            ]
            rows.append((_name(series.value) if by else "mentions", points, _felt(series.total)))
        each_of = api.Bucket.Name(found.bucket).removeprefix("BUCKET_").lower()
        first, last = output.moment(found.slice.start_time), output.moment(found.slice.end_time)
        charts.lines(f"By {each_of}, {first:%Y-%m-%d} to {last:%Y-%m-%d}", rows)
        seen(found.coverage)

    ask(data, json, lambda stub: stub.GetTrend(request), show)


@commands.command()
@sliced
def share(what: api.Slice, data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Share of voice: how much of what is said is said of each brand."""
    request = api.GetBreakdownRequest(slice=what, dimension=api.DIMENSION_BRAND)
    ask(data, json, lambda stub: stub.GetBreakdown(request), lambda found: _parts("Share of voice", found))


@commands.command()
@sliced
def breakdown(
    what: api.Slice,
    data: app.Data = app.DEFAULT_DATA,
    by: Annotated[By, typer.Option("--by", help="What to divide by.")] = "network",
    json: app.Json = False,
) -> None:
    """Counts by network, language, sentiment and the like."""
    request = api.GetBreakdownRequest(slice=what, dimension=dimension(by))
    ask(data, json, lambda stub: stub.GetBreakdown(request), lambda found: _parts(f"By {by}", found))


@commands.command()
@sliced
def heatmap(
    what: api.Slice, data: app.Data = app.DEFAULT_DATA, tz: Zone = "", json: app.Json = False
) -> None:
    """Counts by hour of the day and day of the week."""
    request = api.GetHeatMapRequest(slice=what, time_zone=tz)

    def show(found: api.HeatMap) -> None:
        cells = (
            (
                each.weekday,
                each.hour,
                each.figures.mention_count,
                bool(each.hour_count) and not each.seen_hour_count,
            )
            for each in found.cells
        )
        charts.heat(f"{found.total.mention_count:,} mentions by hour of the week", cells)
        seen(found.coverage)

    ask(data, json, lambda stub: stub.GetHeatMap(request), show)


@commands.command()
@sliced
def compare(
    what: api.Slice,
    data: app.Data = app.DEFAULT_DATA,
    by: Division = None,
    against_brand: Annotated[str, typer.Option(help="Beside this brand at the same time.")] = "",
    against_since: Annotated[str, typer.Option(help="Beside the time from then on.")] = "",
    against_until: Annotated[str, typer.Option(help="Beside the time up to then.")] = "",
    json: app.Json = False,
) -> None:
    """Sets a slice beside the same time before, another time or another brand."""
    other = api.Slice()
    other.CopyFrom(what)
    if against_brand:
        other.brands[:] = [f"brands/{against_brand.removeprefix('brands/')}"]
    else:
        other.ClearField("start_time")
        other.ClearField("end_time")
    for text, name in ((against_since, "start_time"), (against_until, "end_time")):
        if text:
            getattr(other, name).FromDatetime(moment(text))
    request = api.GetComparisonRequest(slice=what, against=other, dimension=dimension(by))

    def show(found: api.Comparison) -> None:
        rows = [("all", found.total), *((_name(row.value), row) for row in found.rows)]
        columns = ("", "mentions", "beside", "change", "negative")
        output.table("Comparison", columns, (_compared(name, row) for name, row in rows))
        for warning in found.warnings:
            output.say(f"Take care: {warning}")

    ask(data, json, lambda stub: stub.GetComparison(request), show)


@commands.command()
@sliced
def spikes(
    what: api.Slice,
    data: app.Data = app.DEFAULT_DATA,
    sensitivity: Sensitive = "medium",
    json: app.Json = False,
) -> None:
    """Finds hours with far more or far less than usual, and what began them."""
    level = f"SENSITIVITY_{sensitivity.upper()}"
    request = api.ListSpikesRequest(slice=what, sensitivity=level)
    ask(data, json, lambda stub: stub.ListSpikes(request), show_spikes)


@commands.command()
@sliced
def topics(
    what: api.Slice, data: app.Data = app.DEFAULT_DATA, limit: Many = 10, json: app.Json = False
) -> None:
    """Finds what is talked about more than in the time before."""
    request = api.ListTopicsRequest(slice=what, topic_count=limit)

    def show(found: api.ListTopicsResponse) -> None:
        rows = (
            (
                each.name,
                f"{each.mention_count:,}",
                f"{each.before_count:,}",
                f"{each.negative_share.value:.0%}",
                api.Topic.Trend.Name(each.trend).removeprefix("TREND_").lower() if each.trend else "",
            )
            for each in found.topics
        )
        columns = ("topic", "mentions", "before", "negative", "")
        output.table("Topics", columns, rows, empty="Nothing stands out.")
        if found.read_count < found.mention_count:
            output.say(f"{found.read_count:,} of {found.mention_count:,} mentions were read, spread evenly.")

    ask(data, json, lambda stub: stub.ListTopics(request), show)


@commands.command()
@sliced
def drivers(
    what: api.Slice, data: app.Data = app.DEFAULT_DATA, limit: Many = 15, json: app.Json = False
) -> None:
    """Finds the words that tell bad mentions from good ones."""
    request = api.ListDriversRequest(slice=what, word_count=min(limit, 100))

    def show(found: api.ListDriversResponse) -> None:
        for title, words in (("Bad", found.drivers), ("Good", found.against_drivers)):
            rows = (
                (each.word, f"{each.mention_count:,}", f"{each.against_count:,}", f"{each.score:.1f}")
                for each in words
            )
            columns = ("word", "mentions", "on the other side", "deviations")
            output.table(title, columns, rows, empty=f"{title}: no word stands out.")

    ask(data, json, lambda stub: stub.ListDrivers(request), show)


@commands.command()
@sliced
def influencers(
    what: api.Slice, data: app.Data = app.DEFAULT_DATA, limit: Many = 20, json: app.Json = False
) -> None:
    """Finds the authors who carry the conversation."""
    request = api.ListInfluencersRequest(slice=what, author_count=limit)

    def show(found: api.ListInfluencersResponse) -> None:
        rows = (
            (
                each.handle or each.author_key,
                each.network,
                f"{each.mention_count:,}",
                f"{each.answer_count:,}",
                f"{each.engagement:,}",
                f"{each.reach:,}",
            )
            for each in found.influencers
        )
        columns = ("author", "network", "mentions", "answers", "engagement", "reach")
        output.table(f"{found.author_count:,} authors", columns, rows, empty="Nobody.")

    ask(data, json, lambda stub: stub.ListInfluencers(request), show)


def _name(value: str) -> str:
    return value.removeprefix("brands/") or "unknown"


def _felt(figures: api.Figures) -> str:
    felt = figures.negative_count + figures.neutral_count + figures.positive_count
    bad = f", {figures.negative_count / felt:.0%} negative" if felt else ""
    return f"{figures.mention_count:,}{bad}"


def _parts(title: str, found: api.Breakdown) -> None:
    most = max((part.share.value for part in found.parts), default=1.0)
    rows = (
        (
            _name(part.value),
            charts.bar(part.share.value / most),
            f"{part.share.value:.1%}",
            f"{part.figures.mention_count:,}",
            _felt(part.figures).partition(", ")[2],
        )
        for part in itertools.islice(found.parts, 50)
    )
    output.table(title, ("", "", "share", "mentions", ""), rows, empty="Nothing was said.")
    seen(found.coverage)


def _compared(name: str, row: api.Comparison.Row) -> tuple[str, ...]:
    change = f"{row.change:+.0%}" if row.HasField("change") else "new"
    bad = f"{row.negative_share_change * 100:+.1f} points{'' if row.negative_share_differs else ' (chance)'}"
    if not (row.figures.mention_count and row.against.mention_count):
        bad = "-"
    return name, f"{row.figures.mention_count:,}", f"{row.against.mention_count:,}", change, bad


def show_spikes(
    found: api.ListSpikesResponse, title: str = "Spikes and dips", empty: str = "Nothing was unusual."
) -> None:
    """Draws what was found; where nobody could see anything, nothing is said of it."""
    rows = (
        (
            f"{output.moment(each.start_time):%Y-%m-%d %H:%M}",
            f"{(each.end_time.seconds - each.start_time.seconds) // 3600} h",
            api.Spike.Direction.Name(each.direction).removeprefix("DIRECTION_").lower(),
            f"{each.mention_count:,}",
            f"{each.expected_count:,.0f}",
            "; ".join(f"{cause.kind} {cause.value} ({cause.share:.0%})" for cause in each.causes),
        )
        for each in found.spikes
    )
    columns = ("begin (UTC)", "length", "", "mentions", "usual", "because of")
    if found.hour_count and found.blind_hour_count == found.hour_count:
        empty = "Nothing can be said of it: nobody could see."
    output.table(title, columns, rows, empty=empty)
    if found.blind_hour_count:
        output.say(
            f"{found.blind_hour_count:,} of {found.hour_count:,} hours were left out: nobody could see."
        )
    seen(found.coverage)
