"""The live view of `antiphon up`: what comes in, how it feels, what lags, what waits first.

On a terminal it redraws twice a second; elsewhere it writes one line every ten seconds.
"""

from __future__ import annotations

import asyncio
import contextlib

import grpc
import psutil
from rich.console import Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli import embedded, meters, output, session, supervisor
from services.common import bus

REDRAW_SECONDS = 0.5
LINE_SECONDS = 10.0
HEAD_LENGTH = 8
WIDE = 100
"""Columns from which on the reason stands beside the text."""
RECEIVED = "antiphon_listener_received_mentions_total"
SCORED = "antiphon_scorer_scored_items_total"
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
        self._endpoints = endpoints
        self._children = children
        self._page = page
        self._before = meters.Reading(0.0)
        self._now = meters.Reading(1.0)
        self._head: list[routing.Opportunity] = []
        self._summary = routing.QueueSummary()
        self._lags: list[bus.ConsumerLag] = []

    async def show(self, stopping: asyncio.Event) -> None:
        """Draws until `stopping` is set."""
        if not output.people.is_terminal:
            await self._write_lines(stopping)
            return
        with Live(console=output.people, auto_refresh=False, screen=False) as live:
            while not stopping.is_set():
                await self._gather()
                live.update(self._draw(), refresh=True)
                await _sleep_unless(stopping, REDRAW_SECONDS)

    async def _write_lines(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await self._gather()
            counts = self._summary.opportunity_counts
            rate = sum(self._rates(RECEIVED, "source_type").values())
            output.people.print(
                f"{rate:.0f} mentions/s · decided {self._summary.decision_count} · "
                f"open {counts.get('OPEN', 0)} · answering {counts.get('ANSWERING', 0)} · "
                f"resolved {counts.get('RESOLVED', 0)} · behind {sum(lag.pending for lag in self._lags)}",
                soft_wrap=True,
            )
            await _sleep_unless(stopping, LINE_SECONDS)

    async def _gather(self) -> None:
        self._before, self._now = self._now, await meters.read(self._endpoints.metrics.values())
        with contextlib.suppress(grpc.aio.AioRpcError):
            router = await self._opened.router()
            request = routing.ListOpportunitiesRequest(page_size=HEAD_LENGTH)
            self._head = list((await router.ListOpportunities(request)).opportunities)
            self._summary = await router.GetQueueSummary(routing.GetQueueSummaryRequest())
        with contextlib.suppress(Exception):  # the log may be restarting; the next look will tell
            self._lags = await (await self._opened.log()).lags()

    def _rates(self, name: str, label: str) -> dict[str, float]:
        return meters.rates(self._now, self._before, name, label)

    def _draw(self) -> RenderableType:
        return Group(
            Panel(Text.assemble(("The desk  ", "bold"), (self._page, "underline cyan")), border_style="cyan"),
            self._flow(),
            self._processes(),
            self._queue(),
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
            *(_lag(lag) for lag in self._lags if lag.stream != "RETRY" or lag.pending or lag.in_flight),
        )
        counts = self._summary.opportunity_counts
        flow.add_row(
            Text("queue", style="bold"),
            *(f"{state.lower()} {count}" for state, count in sorted(counts.items())),
        )
        return flow

    def _processes(self) -> RenderableType:
        line = Text("processes  ", style="bold")
        for name, child in self._children.children.items():
            restarts = f" ↻{child.restarts}" if child.restarts else ""
            style = "not bold" if child.pid else "bold red"
            line.append(f" {name} {_memory(child.pid)}{restarts}  ", style=style)
        return line

    def _queue(self) -> RenderableType:
        head = Table(title="Next to answer", title_justify="left", header_style="bold", expand=True)
        wide = output.people.width >= WIDE
        for column, width in (("due", 9), ("prio", 4), ("author", 16)):
            head.add_column(column, min_width=width, no_wrap=True, overflow="ellipsis")
        head.add_column("text", ratio=3, no_wrap=True, overflow="ellipsis")
        if wide:
            head.add_column("why", ratio=2, no_wrap=True, overflow="ellipsis")
        for opportunity in self._head:
            mention = opportunity.mention
            head.add_row(
                output.until(opportunity.rank_time),
                str(opportunity.priority),
                Text(f"@{mention.author.handle}"),
                Text(output.short(mention.text or mention.title, 200)),
                *([Text(opportunity.explanation.sentence)] if wide else []),
            )
        return head


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


async def _sleep_unless(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
