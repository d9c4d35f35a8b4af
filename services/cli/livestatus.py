"""The live view of `antiphon up`: what comes in, how it feels, what lags, what waits first.

On a terminal it looks twice a second and redraws what has changed; elsewhere it writes one line every
ten seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

import grpc
import psutil
from rich.console import Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import embedded, meters, output, session, supervisor, told
from services.common import bus
from services.common.model import errors

REDRAW_SECONDS = 0.5
STILL_LOOKS = 4
"""Looks without anything new after which only the log is asked whether anything moves."""
STILL_SECONDS = 5.0
"""Longest time between two looks: the end of an opportunity comes nearer though nothing happens."""
LINE_SECONDS = 10.0
HEAD_LENGTH = 8
WIDE = 100
"""Columns from which on the reason stands beside the text."""
RECEIVED = "antiphon_listener_received_mentions_total"
SCORED = "antiphon_scorer_scored_items_total"
NEVER = meters.Reading(0.0)
"""Before the first look; a pace takes two."""
UNKNOWN = "\N{EN DASH}"
STATES = ("OPEN", "ANSWERING", "RESOLVED")
"""States of opportunities that a line counts."""
FEELINGS = (("negative", "red"), ("neutral", "white"), ("positive", "green"))


class LiveStatus:
    """Gathers what the services say and draws it."""

    def __init__(
        self,
        opened: session.Session,
        endpoints: embedded.Endpoints,
        children: supervisor.Supervisor,
        page: str,
    ) -> None:
        self._opened = opened
        self._meters = meters.Meters(
            (endpoints.metrics["listener"], endpoints.metrics["scorer"]), (RECEIVED, SCORED)
        )
        self._children = children
        self._page = page
        self._before = NEVER
        self._now = NEVER
        self._head: list[routing.Opportunity] = []
        self._summary: routing.QueueSummary | None = None
        self._lags: list[bus.ConsumerLag] | None = None
        self._notice = ""

    async def show(self, stopping: asyncio.Event) -> None:
        """Draws until `stopping` is set."""
        try:
            await (self._redraw(stopping) if output.people.is_terminal else self._write_lines(stopping))
        finally:
            await self._meters.close()

    def tell(self, sentence: str) -> None:
        """Says what happened by itself: in the view from now on, or on a line of its own."""
        if output.people.is_terminal:
            self._notice = f"{datetime.now(UTC).astimezone():%H:%M} {sentence}"
        else:
            output.people.print(sentence, soft_wrap=True, markup=False, highlight=False)

    async def _redraw(self, stopping: asyncio.Event) -> None:
        drawn: object = None
        still = 0
        with Live(console=output.people, auto_refresh=False, screen=False) as live:
            while not stopping.is_set():
                await self._gather()
                # Drawing costs more than looking, so what looks the same is not drawn again.
                if (shown := self._shown()) != drawn:
                    live.update(self._draw(), refresh=True)
                    drawn, still = shown, 0
                still += 1
                rest = self._rest if still > STILL_LOOKS else _pause
                await rest(stopping)

    async def _write_lines(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await self._gather()
            known = self._before is not NEVER
            rate = sum(self._rates(RECEIVED, "source_type").values()) if known else None
            output.people.print(line(rate, self._summary, self._lags), soft_wrap=True)
            await _sleep_unless(stopping, LINE_SECONDS)

    async def _gather(self) -> None:
        self._before, self._now = self._now, await self._meters.read()
        with contextlib.suppress(grpc.aio.AioRpcError):
            router = await self._opened.router()
            request = routing.ListOpportunitiesRequest(page_size=HEAD_LENGTH)
            self._head = list((await router.ListOpportunities(request)).opportunities)
            self._summary = await router.GetQueueSummary(routing.GetQueueSummaryRequest())
        with contextlib.suppress(Exception):  # the log may be restarting; the next look will tell
            self._lags = await (await self._opened.log()).lags()

    async def _rest(self, stopping: asyncio.Event) -> None:
        """Waits while nothing moves: everything that happens passes the log, or ends a process."""
        loop = asyncio.get_running_loop()
        wake = loop.time() + STILL_SECONDS
        before = await self._pulse()
        while not stopping.is_set() and loop.time() < wake:
            await _pause(stopping)
            if await self._pulse() != before:
                return

    async def _pulse(self) -> object:
        """What differs as soon as something happens; cheap to ask for."""
        children = [(child.pid, child.restarts) for child in self._children.children.values()]
        with contextlib.suppress(errors.LogUnavailable):
            return children, self._notice, await (await self._opened.log()).heads()
        return children, self._notice, None

    def _rates(self, name: str, label: str) -> dict[str, float]:
        return meters.rates(self._now, self._before, name, label)

    def _shown(self) -> object:
        """Everything a picture depends on: two that are equal look the same."""
        return (
            output.people.size,
            self._notice,
            self._rates(RECEIVED, "source_type"),
            self._now.by(SCORED, "sentiment"),
            self._lags,
            self._counts(),
            self._processes().plain,
            self._head,
            [told.time_left(opportunity) for opportunity in self._head],
        )

    def _draw(self) -> RenderableType:
        notice = [Text(self._notice, style="yellow")] if self._notice else []
        return Group(
            Panel(Text.assemble(("The desk  ", "bold"), (self._page, "underline cyan")), border_style="cyan"),
            self._flow(),
            self._processes(),
            self._queue(),
            *notice,
            Text("Ctrl-C ends everything in good order.", style="dim"),
        )

    def _flow(self) -> RenderableType:
        flow = Table.grid(padding=(0, 3))
        sources = self._rates(RECEIVED, "source_type")
        flow.add_row(
            Text("mentions/s", style="bold"),
            *[f"{kind} {rate:.0f}" for kind, rate in sorted(sources.items())] or ["none yet"],
        )
        feelings = self._now.by(SCORED, "sentiment")
        flow.add_row(
            Text("sentiment", style="bold"),
            *(Text(f"{name} {feelings.get(name, 0):.0f}", style=style) for name, style in FEELINGS),
        )
        flow.add_row(
            Text("behind", style="bold"),
            *(_lag(lag) for lag in self._lags or () if lag.stream != "RETRY" or lag.pending or lag.in_flight),
        )
        flow.add_row(
            Text("queue", style="bold"),
            *(f"{state.lower()} {count}" for state, count in sorted(self._counts().items())),
        )
        return flow

    def _counts(self) -> dict[str, int]:
        return dict(self._summary.opportunity_counts) if self._summary else {}

    def _processes(self) -> Text:
        line = Text("processes  ", style="bold")
        for name, child in self._children.children.items():
            restarts = f" ↻{child.restarts}" if child.restarts else ""
            style = "not bold" if child.pid else "bold red"
            line.append(f" {name} {_memory(child.pid)}{restarts}  ", style=style)
        return line

    def _queue(self) -> RenderableType:
        head = Table(title="Next to answer", title_justify="left", header_style="bold", expand=True)
        wide = output.people.width >= WIDE
        for column, width in (("time left", 16), ("prio", 4), ("author", 16)):
            head.add_column(column, min_width=width, no_wrap=True, overflow="ellipsis")
        head.add_column("text", ratio=3, no_wrap=True, overflow="ellipsis")
        if wide:
            head.add_column("why", ratio=2, no_wrap=True, overflow="ellipsis")
        for opportunity in self._head:
            mention = opportunity.mention
            head.add_row(
                told.time_left(opportunity),
                str(opportunity.priority),
                Text(told.author(mention)),
                Text(output.short(told.text(mention, opportunity.score), 200)),
                *([Text(opportunity.explanation.sentence)] if wide else []),
            )
        return head


def line(
    rate: float | None, summary: routing.QueueSummary | None, lags: Sequence[bus.ConsumerLag] | None
) -> str:
    """What the set does on one line; a dash stands for what could not be asked yet."""
    counts = summary.opportunity_counts if summary else None
    decided = UNKNOWN if summary is None else summary.decision_count
    states = (f"{name.lower()} {UNKNOWN if counts is None else counts.get(name, 0)}" for name in STATES)
    behind = UNKNOWN if lags is None else sum(lag.pending for lag in lags)
    pace = UNKNOWN if rate is None else f"{rate:.0f}"
    return " · ".join((f"{pace} mentions/s", f"decided {decided}", *states, f"behind {behind}"))


def _lag(lag: bus.ConsumerLag) -> str:
    """One consumer with what it has not handled yet."""
    name = f"{lag.name} retries" if lag.stream == "RETRY" else lag.name
    return f"{name} {lag.pending + lag.in_flight}{' (paused)' if lag.paused else ''}"


def _memory(pid: int | None) -> str:
    if pid is None:
        return "down"
    with contextlib.suppress(psutil.Error):
        return output.size(psutil.Process(pid).memory_info().rss)
    return "down"


async def _pause(stopping: asyncio.Event) -> None:
    await _sleep_unless(stopping, REDRAW_SECONDS)


async def _sleep_unless(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()
