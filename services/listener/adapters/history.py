"""Reads the past: works on backfills, one of a source at a time, beside its live reading.

A job runs under a lease of its own, so that one replica does it; its cursor moves when the log has what came
before. It spends from the backfills' share of the source's quota and lets live reading go first. What it has
read to the end heals the ledger of coverage.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol, cast

from google.protobuf import timestamp_pb2

from antiphon.listening.v1 import listening_service_pb2
from services.common import queries
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.queries import pushing, searching
from services.common.store import leases
from services.listener.adapters.ingest import by_network
from services.listener.adapters.intake import Taken
from services.listener.adapters.purses import Purse
from services.listener.adapters.running import Parts, brands_of
from services.listener.sources import base, registry
from services.listener.sources.abilities import Backfilling
from services.listener.store import backfills, connections, coverage, leasing, seen, watchlist
from services.listener.store.backfills import Job, State, Step
from services.listener.store.connections import Connection

log = logs.get()

POLL_SECONDS: Final = 1.0
"""Between looks for jobs."""
AT_ONCE: Final = 4
"""Jobs a replica works on at most."""
RETRY_SECONDS: Final = 30.0
"""Before a job that could not go on is tried again, where the network does not say."""
FULL_LOG_SECONDS: Final = 5.0

PurseOf = Callable[[Connection], Purse]


class Reader(base.Source, Backfilling, Protocol):
    """A source that can read the past."""


@dataclass(frozen=True, slots=True)
class Only:
    """One query of all that is watched."""

    words: tuple[str, ...]
    wish: pushing.Wish | None
    every: base.Watched

    @property
    def revision(self) -> int:
        """See `base.Watched.revision`."""
        return self.every.revision

    def phrases(self) -> tuple[str, ...]:
        """Those of the query."""
        return self.words

    def wishes(self) -> tuple[pushing.Wish, ...]:
        """That of the query."""
        return (self.wish,) if self.wish is not None else ()

    def handles(self) -> tuple[str, ...]:
        """None: a query asks for words."""
        return ()

    def might_want(self, text: str) -> bool:
        """See `base.Watched.might_want`."""
        return self.every.might_want(text)

    def knows(self, key: str) -> bool:
        """See `base.Watched.knows`."""
        return self.every.knows(key)


def only(query: listening_service_pb2.Query, every: base.Watched) -> Only:
    """What is watched, narrowed to one query, so that a network is asked for nothing else."""
    read = queries.parse(query.expression)
    return Only(searching.phrases(read), pushing.wish(read), every)


async def can_read(at: Connection) -> bool:
    """Whether a source of this type can read the past."""
    kind = registry.SOURCES.get(at.type)
    if kind is None:
        return False
    connection = await kind.load()
    return all(hasattr(connection, method) for method in ("history", "estimate"))


async def open_source(parts: Parts, at: Connection, budget: base.Budget | None = None) -> Reader:
    """A connection for reading the past."""
    context = base.SourceContext(
        name=at.name,
        config=at.config,
        allow_private=parts.allow_private,
        clock=parts.clock,
        sleep=parts.sleep,
        credentials=await parts.credentials_of(at),
        budget=budget or base.Unlimited(),
        watched=parts.watched,
    )
    return cast("Reader", await registry.find(at.type).opened(context))


class Historian:
    """Works on the backfills of this replica."""

    def __init__(self, parts: Parts, purse_of: PurseOf) -> None:
        self._parts = parts
        self._purse_of = purse_of
        self._working: dict[str, asyncio.Task[None]] = {}
        self._not_before: dict[str, datetime] = {}

    async def run(self) -> None:
        """Looks for jobs until cancelled, then lets go of those under way."""
        try:
            while True:
                try:
                    await self._look()
                except errors.Refusal as fault:
                    log.warning("backfills.unavailable", reason=fault.reason)
                await asyncio.sleep(POLL_SECONDS)
        finally:
            tasks = [*self._working.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> None:
        now = self._parts.clock.now()
        jobs = await self._parts.db.read(backfills.list_open)
        wanted = {job.name for job in jobs}
        for task in self._working.values():
            if task.get_name() not in wanted:
                task.cancel()
        for job in jobs:
            waits = self._not_before.get(job.name, now) > now
            if job.source in self._working or waits or len(self._working) >= AT_ONCE:
                continue
            task = asyncio.create_task(self._hold(job), name=job.name)
            self._working[job.source] = task
            task.add_done_callback(partial(self._let_go, job.source))

    def _let_go(self, source: str, _task: asyncio.Task[None]) -> None:
        self._working.pop(source, None)

    async def _hold(self, job: Job) -> None:
        parts = self._parts
        try:
            name = f"backfill of {job.source}"
            async with leasing.take(parts.db, name, parts.holder, parts.lease_seconds) as lease:
                await self._work(job.name, lease)
        except errors.LeaseHeld:
            self._wait(job.name, parts.lease_seconds)
        except errors.Refusal as fault:
            log.warning("backfill.interrupted", backfill=job.name, reason=fault.reason)
        except Exception:
            log.exception("backfill.crashed", backfill=job.name)
            self._wait(job.name, RETRY_SECONDS)

    async def _work(self, name: str, lease: leases.Lease) -> None:
        job = await self._begin(name, lease)
        if job is None:
            return
        try:
            await self._read(job, lease)
        except base.SourceError as fault:
            if isinstance(fault, base.SourceRejected):
                await self._report(name, State.STATE_FAILED, fault.sentence, lease)
                return
            self._wait(name, fault.retry_after or RETRY_SECONDS)
            await self._report(name, State.STATE_RETRYING, fault.sentence, lease)
        except errors.NotFound as gone:
            await self._report(name, State.STATE_FAILED, f"{gone} Cancel this backfill.", lease)

    async def _begin(self, name: str, lease: leases.Lease) -> Job | None:
        def work(conn: connections.Handle) -> Job | None:
            leasing.check(conn, lease)
            job = backfills.load(conn, name)
            if job is not None:
                backfills.report(conn, name, State.STATE_RUNNING)
            return job

        return await self._parts.db.write(work)

    async def _report(self, name: str, state: State, problem: str, lease: leases.Lease) -> None:
        def work(conn: connections.Handle) -> None:
            leasing.check(conn, lease)
            backfills.report(conn, name, state, problem)

        await self._parts.db.write(work)
        log.info("backfill.changed", backfill=name, state=State.Name(state).removeprefix("STATE_").lower())

    async def _read(self, job: Job, lease: leases.Lease) -> None:
        at = await self._parts.db.read(lambda conn: connections.load(conn, job.source))
        purse = self._purse_of(at)
        source = await open_source(await self._narrowed(job), at, purse)
        try:
            async for page in source.history(job.start, job.end, job.cursor):
                taken = await self._bring(job, page, brands_of(at))
                step = Step(
                    page.cursor,
                    job.calls + purse.calls_made,
                    job.micros + purse.micros_spent,
                    taken.received,
                    len(taken.items),
                )
                if not await self._advance(job, step, page, taken, lease):
                    return
        finally:
            await source.close()
        await self._finish(job, lease)

    async def _narrowed(self, job: Job) -> Parts:
        if not job.query:
            return self._parts
        query = await self._parts.db.read(lambda conn: watchlist.get_query(conn, job.query))
        return replace(self._parts, watched=only(query, self._parts.watched))

    async def _bring(self, job: Job, page: base.Page, brands: Sequence[str]) -> Taken:
        """Returns when the log has the page; while it is full the job waits."""
        collected = timestamp_pb2.Timestamp()
        collected.FromDatetime(page.received_time)
        taken = await self._parts.intake.take(page.items, job.source, collected, {}, brands, anew=True)
        while True:
            try:
                self._parts.intake.check_again(taken)
                receipts = [
                    await self._parts.publisher.publish(group, network=network)
                    for network, group in by_network(taken.items).items()
                ]
                for receipt in receipts:
                    await receipt.wait()
                return taken
            except errors.LogFull:
                await self._parts.sleep(FULL_LOG_SECONDS)

    async def _advance(
        self, job: Job, step: Step, page: base.Page, taken: Taken, lease: leases.Lease
    ) -> bool:
        """One commit; tells whether to go on."""

        def work(conn: connections.Handle) -> bool:
            leasing.check(conn, lease)
            seen.remember(conn, taken.published.values(), page.received_time)
            return backfills.advance(conn, job.name, step)

        goes_on = await self._parts.db.write(work)
        metrics.BACKFILLED_MENTIONS.inc(len(taken.items))
        return goes_on

    async def _finish(self, job: Job, lease: leases.Lease) -> None:
        healing = coverage.Healing(job.name, job.source, job.query, job.start, job.end)

        def work(conn: connections.Handle) -> int:
            leasing.check(conn, lease)
            return coverage.heal(conn, healing) if backfills.report(conn, job.name, State.STATE_DONE) else 0

        healed = await self._parts.db.write(work)
        log.info("backfill.done", backfill=job.name, healed=healed)

    def _wait(self, name: str, seconds: float) -> None:
        self._not_before[name] = self._parts.clock.now() + timedelta(seconds=seconds)
