"""Watches slices: counts by the hour beside what could be seen, for spikes asked about and for alerts."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, NamedTuple

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import logs
from services.common.store import Database
from services.insights.adapters.sighting import Sighting
from services.insights.core import alerts as rules
from services.insights.core import cells, coverage, slices, telling
from services.insights.core.messages import Message
from services.insights.core.slices import Cut
from services.insights.core.spikes import Found
from services.insights.store import alerts
from services.insights.store.explorer import Explorer

log = logs.get()

EVERY_SECONDS: Final = 60.0
RECENT_HOURS: Final = 2
"""Hours that have ended in which something is still news."""
SEEN_SHARE: Final = 0.5
"""Share of an hour that must have been seen for its count to mean anything."""


Hold = Callable[[], AbstractAsyncContextManager[object]]
"""Holds the lease of the alerts."""


class Series(NamedTuple):
    """Counts of `whole` by the hour from `start` (microseconds); those from `first` on are asked about."""

    whole: Cut
    start: int
    first: int
    counts: Sequence[int]
    seen: Sequence[bool]
    view: coverage.View

    def between(self, found: Found) -> Cut:
        """The slice of what was found."""
        return self.whole.between(self.start + found.first * cells.HOUR, self.start + found.last * cells.HOUR)


class Watching:
    """Reads series."""

    def __init__(
        self,
        explorer: Explorer,
        sighting: Sighting,
        clock: Clock,
        practice: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`practice` tells which brands agents practise with: alerts that name none leave them out."""
        self.explorer = explorer
        self.practice = practice
        self._sighting = sighting
        self._clock = clock

    async def series(self, cut: Cut) -> Series:
        """Counts of a slice's whole hours that have ended, with the weeks before it."""
        now = round(self._clock.now().timestamp() * 1_000_000)
        first = cut.start // cells.HOUR
        last = max(first, min(cut.end, now) // cells.HOUR)
        start = max(0, first - rules.PAST_HOURS)
        whole = await self.explorer.settled(
            cut.between(start * cells.HOUR, max(last, start + 1) * cells.HOUR)
        )
        counts, view = await asyncio.gather(self.explorer.by_hour(whole), self._sighting.view(whole))
        hours = range(start, last)
        begun = next((at for at, count in enumerate(counts) if count), len(hours))
        known = min(begun, first - start)  # before its first mention nothing is known of what is usual
        seen = [at >= known and _is_seen(view, hour) for at, hour in enumerate(hours)]
        return Series(whole, start * cells.HOUR, first - start, counts[: len(hours)], seen, view)


class Alarm:
    """Looks after all alerts again and again; one replica does it."""

    def __init__(
        self,
        db: Database,
        watching: Watching,
        clock: Clock,
        on_event: Callable[[], None],
        desk: str = "",
    ) -> None:
        """`desk` is the address of the desk, which links begin with; empty for no links."""
        self._db = db
        self._watching = watching
        self._clock = clock
        self._on_event = on_event
        self._desk = desk

    async def run(self, hold: Hold) -> None:
        """Until it is cancelled; `hold` keeps the other replicas out."""
        while True:
            try:
                async with hold():
                    while True:
                        await self.round()
                        await asyncio.sleep(EVERY_SECONDS)
            except errors.Refusal as fault:
                log.warning("alerts.stopped", reason=fault.reason)
                await asyncio.sleep(EVERY_SECONDS)

    async def round(self) -> int:
        """Looks once; how many alerts had something to tell."""
        told = 0
        for alert in await self._db.read(alerts.everything):
            try:
                told += await self._look(alert)
            except errors.InvalidField as fault:  # its own, such as a query that asks for too much by now
                log.warning("alert.not_watched", alert=alert.name, reason=fault.reason, field=fault.field)
        return told

    async def _look(self, alert: api.Alert) -> int:
        """Looks at one alert; 1 where it had something to tell, else 0."""
        news = await self._news(alert)
        if not news:
            return 0
        now = round(self._clock.now().timestamp() * 1_000_000)
        said = await self._message(alert, *news[-1])
        await self._db.write(functools.partial(alerts.tell, alert=alert, message=said, now=now))
        self._on_event()
        return 1

    async def _message(self, alert: api.Alert, found: Found, cut: Cut) -> Message:
        """What is told; the causes are looked for only where somebody reads them."""
        causes = await self._watching.explorer.causes(cut) if alert.channels else []
        return telling.raised(alert, found, cut, causes, self._desk)

    async def _news(self, alert: api.Alert) -> list[tuple[Found, Cut]]:
        """What is new, each with its slice."""
        now = self._clock.now()
        end = round(now.timestamp() * 1_000_000) // cells.HOUR * cells.HOUR
        cut = slices.read(alert.slice, now, None, practice=self._watching.practice()).between(
            end - RECENT_HOURS * cells.HOUR, end
        )
        series = await self._watching.series(cut)
        found = rules.found(alert, series.counts, series.seen, series.first)
        before = slices.micros(alert.tell_time) if alert.HasField("tell_time") else 0
        # An hour is told once it has ended: what was told in the hour after it is no news.
        fresh = [each for each in found if series.start + each.last * cells.HOUR > before]
        return [(each, series.between(each)) for each in rules.told(alert, fresh, series.start, before)]


def _is_seen(view: coverage.View, hour: int) -> bool:
    seen, partial = view.between(hour * cells.HOUR, (hour + 1) * cells.HOUR)
    return seen + partial >= SEEN_SHARE
