"""Runs one source: reads its pages, brings them onto the log, moves its checkpoint, keeps its coverage.

Reading runs ahead of the log by a bounded number of pages. A checkpoint moves only when the log has
acknowledged everything before it, several pages in one commit when they come fast. Whatever ends a
session, the next one begins at the checkpoint: none is lost, and what the log has by then goes again only
where it could not be written down any more.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from google.protobuf import timestamp_pb2

from services.common.bus import BatchPublisher, Receipt
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.store import Database, leases
from services.listener.adapters import sighting
from services.listener.adapters.intake import Intake, Taken
from services.listener.adapters.sighting import Sighting, Turn
from services.listener.sources import base, kind, registry
from services.listener.store import connections, coverage, leasing, seen
from services.listener.store.connections import Connection, Progress
from services.listener.store.seen import Seen

log = logs.get()

PAGES_AHEAD: Final = 32
"""Pages read at most before the log has the first of them."""
COMMIT_PAUSE: Final = 0.2
"""Seconds between commits of a checkpoint; mentions do not wait for it."""
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 60.0
"""Seconds before a source that cannot be reached is tried again; doubling between the two."""
RATE_LIMIT_WAIT: Final = 30.0
"""Seconds to wait for a network that asks for patience and does not say how long; doubling."""
REJECTED_WAIT: Final = 300.0
"""Seconds before a source that waits for a person is tried again all the same."""
FULL_LOG_WAIT: Final = 1.0
"""Seconds before a full log is offered a page again; doubling."""
SILENCE_CHECK: Final = 5.0
"""Seconds between looks at whether a source should have spoken by now."""

State = connections.State
Sight = coverage.Sight
Cause = coverage.Cause
View = coverage.View


async def without_account(_connection: Connection) -> base.Credentials:
    """Credentials of a source that has none."""
    return base.GivenCredentials()


@dataclass(frozen=True, slots=True)
class Parts:
    """What every runner works with."""

    db: Database
    intake: Intake
    publisher: BatchPublisher
    clock: clocks.Clock
    sleep: base.Sleep
    holder: str
    lease_seconds: float
    allow_private: bool = False
    watched: base.Watched = field(default_factory=base.GivenWords)
    budget_of: Callable[[Connection], base.Budget] = lambda _connection: base.Unlimited()
    credentials_of: Callable[[Connection], Awaitable[base.Credentials]] = without_account


@dataclass(slots=True)
class _Pending:
    """A page on its way to the log."""

    page: base.Page
    taken: Taken
    receipts: list[Receipt] = field(default_factory=list)


class Runner:
    """Reads one source for as long as it lives."""

    def __init__(self, parts: Parts, connection: Connection) -> None:
        self._parts = parts
        self._at = connection
        self._kind = registry.SOURCES.get(connection.type) or _unknown(connection.type)
        self._recent: dict[str, Seen] = {}
        self._sighting = Sighting(self._kind.heartbeat_seconds)
        self._budget: base.Budget = base.Unlimited()
        self._failures = 0
        self._why = ""

    async def run(self) -> None:
        """Reads until cancelled, until the source is deleted, or to its end."""
        while True:
            try:
                async with leasing.hold(
                    self._parts.db, self._at.name, self._parts.holder, self._parts.lease_seconds
                ) as lease:
                    await self._read(lease)
                    return
            except errors.NotFound:
                return
            except errors.Refusal as fault:
                log.warning("source.interrupted", source=self._at.name, reason=fault.reason)
            except Exception:
                log.exception("source.crashed", source=self._at.name)
            await self._parts.sleep(_jitter(FIRST_WAIT))

    async def _read(self, lease: leases.Lease) -> None:
        await self._take_over(lease)
        while True:
            try:
                await self._session(lease)
                await self._finish(lease)
                return
            except base.SourceError as fault:
                wait = await self._stumble(lease, fault)
            except errors.Refusal:
                raise
            except Exception as fault:
                log.exception("source.crashed", source=self._at.name)
                told = base.SourceUnreachable(
                    f"Reading stopped at a fault of ours ({type(fault).__name__}); "
                    "the listener's log has the trace. It is tried again by itself."
                )
                wait = await self._stumble(lease, told)
            metrics.COVERAGE_BLIND_SECONDS.labels(self._kind.name, self._why).inc(wait)
            await self._parts.sleep(wait)

    async def _take_over(self, lease: leases.Lease) -> None:
        """Begins at the checkpoint; the time since the last news was blind if nobody wrote otherwise."""
        name, now = self._at.name, self._parts.clock.now()

        def work(conn: connections.Handle) -> tuple[Connection, bool]:
            leasing.check(conn, lease)
            at = connections.load(conn, name)
            connections.reset_counts(conn, name)
            sees = coverage.current(conn, name)
            if sees is not None and sees.sight in (Sight.SIGHT_FULL, Sight.SIGHT_PARTIAL):
                reason = "The listener was not reading this source."
                view = View(Sight.SIGHT_BLIND, reason, Cause.CAUSE_DOWN)
                coverage.turn(conn, name, view, at.receive_time or now)
            return at, sees is not None

        self._at, was_blind = await self._parts.db.write(work)
        self._sighting.load(self._at)
        log.info("source.started", source=name, type=self._kind.name, was_blind=was_blind)

    async def _session(self, lease: leases.Lease) -> None:
        """Reads from the checkpoint until the network ends it or something goes wrong."""
        try:
            self._kind = registry.find(self._at.type)
        except errors.InvalidField as fault:
            raise base.SourceRejected(f"{fault.problem} Delete this source and create it anew.") from None
        self._budget = self._parts.budget_of(self._at)
        self._sighting.begin(self._parts.clock.now())
        source = await self._kind.opened(
            base.SourceContext(
                name=self._at.name,
                config=self._at.config,
                allow_private=self._parts.allow_private,
                clock=self._parts.clock,
                sleep=self._parts.sleep,
                credentials=await self._parts.credentials_of(self._at),
                budget=self._budget,
                watched=self._parts.watched,
            )
        )
        self._recent.clear()
        pending: asyncio.Queue[_Pending | None] = asyncio.Queue(PAGES_AHEAD)
        try:
            async with asyncio.TaskGroup() as group:
                receiving = group.create_task(self._receive(source, pending))
                listening = group.create_task(self._mind_silence(lease))
                committing = group.create_task(self._commit(pending, lease))
                committing.add_done_callback(lambda _: listening.cancel())
        except BaseExceptionGroup as faults:
            raise _first(faults) from None
        finally:
            await source.close()
        if (ended := receiving.result()) is not None:
            raise ended

    async def _receive(
        self, source: base.Source, pending: asyncio.Queue[_Pending | None]
    ) -> base.SourceError | None:
        """Reads to the end, or to what ended it: that is told only once the pages before it are safe.

        A network that gives one page at a time between refusals would never get ahead otherwise.
        """
        fault = None
        try:
            await self._read_pages(source, pending)
        except base.SourceError as ended:
            fault = ended
        await pending.put(None)
        return fault

    async def _read_pages(self, source: base.Source, pending: asyncio.Queue[_Pending | None]) -> None:
        async for page in source.pages(self._at.cursor):
            collected = timestamp_pb2.Timestamp()
            collected.FromDatetime(page.received_time)
            taken = await self._parts.intake.take(
                page.items, self._at.name, collected, self._recent, brands_of(self._at)
            )
            taken.received += page.passed
            self._count(page, taken)
            self._recent.update(taken.published)
            entry = _Pending(page, taken)
            await self._publish(entry)
            await pending.put(entry)

    async def _publish(self, entry: _Pending) -> None:
        network = self._kind.network
        self._parts.intake.check_again(entry.taken)
        entry.receipts = [await self._parts.publisher.publish(entry.taken.items, network=network)]

    async def _commit(self, pending: asyncio.Queue[_Pending | None], lease: leases.Lease) -> None:
        while True:
            group = [await pending.get()]
            while not pending.empty():
                group.append(pending.get_nowait())
            pages = [entry for entry in group if entry is not None]
            for entry in pages:
                await self._acknowledged(entry, lease)
            if pages:
                await self._advance(pages, lease)
            if len(pages) < len(group):
                return
            await self._parts.sleep(COMMIT_PAUSE)

    async def _acknowledged(self, entry: _Pending, lease: leases.Lease) -> None:
        """Returns when the log has the page. While it is full nothing more is read, and coverage says so."""
        wait = FULL_LOG_WAIT
        while True:
            try:
                for receipt in entry.receipts:
                    await receipt.wait()
                return
            except errors.LogFull as full:
                view = View(Sight.SIGHT_PARTIAL, str(full), Cause.CAUSE_BACK_PRESSURE)
                await self._tell(lease, State.STATE_RETRYING, Turn(view, self._parts.clock.now()))
            await self._parts.sleep(_jitter(wait))
            wait = min(wait * 2, LONGEST_WAIT / 4)
            await self._publish(entry)

    async def _advance(self, pages: Sequence[_Pending], lease: leases.Lease) -> None:
        """One commit: the checkpoint, what to remember, and that the source sees."""
        at, last = self._at, pages[-1].page
        before = self._sighting.view
        turns = self._sighting.read([entry.page for entry in pages], self._budget.strain)
        progress = Progress(
            cursor=last.cursor,
            receive_time=last.received_time,
            received=sum(entry.taken.received for entry in pages),
            matched=sum(len(entry.taken.items) for entry in pages),
            item_time=self._sighting.item_time,
            rhythm=self._sighting.rhythm_due(last.received_time),
        )
        published = {key: entry for page in pages for key, entry in page.taken.published.items()}

        def work(conn: connections.Handle) -> None:
            leasing.check(conn, lease)
            connections.advance(conn, at, progress)
            seen.remember(conn, published.values(), last.received_time)
            for view, since in turns:
                coverage.turn(conn, at.name, view, since)

        try:
            await self._parts.db.write(work)
        except BaseException:
            self._sighting.view = before
            raise
        self._at = replace(self._at, cursor=progress.cursor, receive_time=progress.receive_time)
        self._failures = 0
        for key, entry in published.items():
            if self._recent.get(key) is entry:
                del self._recent[key]
        metrics.MENTIONS_COLLECTED.labels(self._kind.name).inc(progress.matched)

    async def _mind_silence(self, lease: leases.Lease) -> None:
        """Writes down when the source has been silent for longer than its rhythm explains."""
        while True:
            await self._parts.sleep(SILENCE_CHECK)
            if self._kind.receives:
                await self._overhear(lease)
            turn = self._sighting.suspect(self._parts.clock.now())
            if turn is not None:
                log.warning("source.suspect", source=self._at.name)
                await self._tell(lease, State.STATE_ACTIVE, turn)

    async def _overhear(self, lease: leases.Lease) -> None:
        """Takes note of what the network brought to the door, at whichever replica."""
        name = self._at.name
        at, sees = await self._parts.db.read(
            lambda conn: (connections.load(conn, name), coverage.current(conn, name))
        )
        if sees is not None and sees.cause == Cause.CAUSE_BACK_PRESSURE:
            self._sighting.view = View(sees.sight, sees.reason, sees.cause)
        turn = self._sighting.overhear(at.item_time)
        if turn is not None:
            await self._tell(lease, State.STATE_ACTIVE, turn)

    async def _stumble(self, lease: leases.Lease, fault: base.SourceError) -> float:
        """Writes down what is wrong; tells how long to wait."""
        state = State.STATE_FAILED if isinstance(fault, base.SourceRejected) else State.STATE_RETRYING
        wait = self._wait_after(fault)
        self._why = sighting.why(fault)
        self._failures += 1
        log.warning("source.stumbled", source=self._at.name, why=self._why, wait_seconds=round(wait, 1))
        since = self._at.receive_time or self._parts.clock.now()
        await self._tell(lease, state, Turn(sighting.blind(fault), since))
        return wait

    def _wait_after(self, fault: base.SourceError) -> float:
        if isinstance(fault, base.SourceRejected):
            return REJECTED_WAIT
        limited = isinstance(fault, base.SourceRateLimited)
        first = RATE_LIMIT_WAIT if limited and fault.retry_after is None else FIRST_WAIT
        longest = REJECTED_WAIT if limited else LONGEST_WAIT
        return max(fault.retry_after or 0.0, _jitter(min(first * 2.0**self._failures, longest)))

    async def _tell(self, lease: leases.Lease, state: State, turn: Turn) -> None:
        name = self._at.name

        def work(conn: connections.Handle) -> None:
            leasing.check(conn, lease)
            connections.report(conn, name, state, turn.view.reason)
            coverage.turn(conn, name, *turn)

        await self._parts.db.write(work)
        self._sighting.view = turn.view

    async def _finish(self, lease: leases.Lease) -> None:
        name = self._at.name

        def work(conn: connections.Handle) -> None:
            leasing.check(conn, lease)
            connections.report(conn, name, State.STATE_FINISHED, "")
            coverage.close(conn, name, self._at.receive_time or self._parts.clock.now())

        await self._parts.db.write(work)
        log.info("source.finished", source=name)

    def _count(self, page: base.Page, taken: Taken) -> None:
        kind = self._kind.name
        metrics.MENTIONS_RECEIVED.labels(kind).inc(taken.received)
        metrics.MENTIONS_UNMATCHED.labels(kind).inc(taken.unmatched)
        if taken.repeats:
            metrics.MENTIONS_REPEATED.labels(kind).inc(taken.repeats)
        if faults := taken.faults + len(page.faults):
            metrics.RECORD_FAULTS.labels(kind).inc(faults)
            log.warning("source.faults", source=self._at.name, count=faults)


def _unknown(type_name: str) -> kind.SourceType:
    """Stands for a type that an earlier build had: opening it fails with the registry's sentence."""
    return kind.SourceType(name=type_name, network="", module="", summary="", keys={})


def _first(faults: BaseExceptionGroup[BaseException]) -> BaseException:
    fault = faults.exceptions[0]
    return _first(fault) if isinstance(fault, BaseExceptionGroup) else fault


def _jitter(seconds: float) -> float:
    return seconds * random.uniform(0.75, 1.25)


def brands_of(at: Connection) -> Sequence[str]:
    """Who gets everything that a source brings, whatever the queries say: its setting `brand`."""
    brand = at.config.get("brand", "")
    return (brand,) if brand else ()
