"""Shows on the metrics page how the sources fare, for alerts that wake somebody."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import metrics
from services.common.store import Database
from services.listener.adapters.budgets import Budgets
from services.listener.store import connections

EVERY_SECONDS: Final = 10.0

Source = listening_service_pb2.Source
Interval = listening_service_pb2.CoverageInterval
GAUGES: Final = (
    metrics.SOURCES,
    metrics.SIGHTS,
    metrics.BUDGET_SHARE,
    metrics.BUDGET_RUNS_OUT_SECONDS,
    metrics.CHECKPOINT_AGE_SECONDS,
)


async def run(db: Database, clock: clocks.Clock, budgets: Budgets) -> None:
    """Brings the gauges up to date until cancelled; while the tables are away they say nothing."""
    while True:
        try:
            sources = await db.read(connections.list_all)
            await budgets.describe(sources)
            show(sources, clock.now())
        except errors.Refusal:
            for gauge in GAUGES:
                gauge.clear()
        await asyncio.sleep(EVERY_SECONDS)


def show(sources: Sequence[Source], now: datetime) -> None:
    """Sets the gauges from the present condition of all sources."""
    metrics.SOURCES.clear()
    for (kind, state), count in Counter((source.type, _state(source)) for source in sources).items():
        metrics.SOURCES.labels(kind, state).set(count)
    metrics.CHECKPOINT_AGE_SECONDS.clear()
    for kind in {source.type for source in sources}:
        ages = [_age(source, now) for source in sources if source.type == kind]
        metrics.CHECKPOINT_AGE_SECONDS.labels(kind).set(max(ages))
    _show_sights(sources)
    _show_budgets(sources, now)


def _show_sights(sources: Sequence[Source]) -> None:
    metrics.SIGHTS.clear()
    seeing = [source for source in sources if source.sight]
    for (kind, sight, cause), count in Counter(
        (source.type, _word(Interval.Sight, "SIGHT", source.sight), _cause(source)) for source in seeing
    ).items():
        metrics.SIGHTS.labels(kind, sight, cause).set(count)


def _show_budgets(sources: Sequence[Source], now: datetime) -> None:
    metrics.BUDGET_SHARE.clear()
    metrics.BUDGET_RUNS_OUT_SECONDS.clear()
    for kind in {source.type for source in sources if source.HasField("budget")}:
        budgets = [source.budget for source in sources if source.type == kind and source.HasField("budget")]
        metrics.BUDGET_SHARE.labels(kind).set(max(map(_share, budgets)))
        ends = [budget.exhaust_time.ToDatetime(UTC) for budget in budgets if budget.HasField("exhaust_time")]
        if ends:
            metrics.BUDGET_RUNS_OUT_SECONDS.labels(kind).set(max((min(ends) - now).total_seconds(), 0.0))


def _share(budget: listening_service_pb2.SourceBudget) -> float:
    return max(
        budget.call_count / budget.max_call_count if budget.max_call_count else 0.0,
        budget.spent_micros / budget.max_spent_micros if budget.max_spent_micros else 0.0,
    )


def _cause(source: Source) -> str:
    return _word(Interval.Cause, "CAUSE", source.cause) if source.cause else "none"


def _word(kind: Any, prefix: str, value: int) -> str:
    return str(kind.Name(value)).removeprefix(f"{prefix}_").lower()


def _state(source: Source) -> str:
    """The state, and `suspect` for a source that reads and should have spoken by now."""
    if source.state == Source.State.STATE_ACTIVE and source.cause == Interval.Cause.CAUSE_SUSPECT:
        return "suspect"
    return Source.State.Name(source.state).removeprefix("STATE_").lower()


def _age(source: Source, now: datetime) -> float:
    """Seconds without news; none for a source that is not meant to have any."""
    if source.state in (Source.State.STATE_PAUSED, Source.State.STATE_FINISHED):
        return 0.0
    last = source.receive_time if source.HasField("receive_time") else source.create_time
    return max((now - last.ToDatetime(UTC)).total_seconds(), 0.0)
