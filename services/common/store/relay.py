"""Publishes waiting events: in the order of their commits per key, each at least once.

One relay of all replicas works at a time, under a named lease. An event is removed only after the
log has acknowledged it; one that was published and not yet removed when its relay died goes out
again with the same message id, so the log can drop the repeat. Of waiting events that only say "look
again" the last one goes; after a round of nothing else the relay rests for a moment, so that under load
many batches share one such event and the transaction that removes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Final, Protocol

import sqlalchemy as sa

from services.common.model import errors
from services.common.obs import logs
from services.common.store import holding, lease_table, outbox_table, telemetry
from services.common.store.database import Database
from services.common.store.lease_table import Lease
from services.common.store.outbox_table import Event, Waiting

log = logs.get()

LEASE_SECONDS: Final = 15.0
POLL_SECONDS: Final = 0.5

REST_SECONDS: Final = 0.2
"""Pause after a round of nothing but events that a later one of their kind supersedes."""

TELL_SECONDS: Final = 5.0
"""Between two counts of what waits."""

_AT_ONCE: Final = 500
_IN_FLIGHT: Final = 32
_PAUSE_SECONDS: Final = 1.0


class Publish(Protocol):
    """How an event reaches the log: returns once it is acknowledged. `Bus.publish` is one."""

    def __call__(
        self, subject: str, payload: bytes, *, message_id: str, headers: dict[str, str] | None = None
    ) -> Awaitable[object]: ...


class Relay:
    """Moves events from the table to the log until it is cancelled."""

    def __init__(
        self,
        db: Database,
        table: sa.Table,
        publish: Publish,
        *,
        poll_seconds: float = POLL_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
        pause_seconds: float = _PAUSE_SECONDS,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._db = db
        self._table = table
        self._leases = lease_table.define(table.metadata)
        self._publish = publish
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds
        self._pause_seconds = pause_seconds
        self._rest_seconds = rest_seconds
        self._holder = uuid.uuid4().hex
        self._poked = asyncio.Event()
        self._blocked: dict[str, float] = {}

    def poke(self) -> None:
        """Says that a transaction with events has been committed, so that they leave at once."""
        self._poked.set()

    async def run(self) -> None:
        """Publishes while this is the one relay, and waits for its turn else. Ends when cancelled."""
        while True:
            try:
                async with (
                    holding.hold(
                        self._db, self._leases, f"relay:{self._table.name}", self._holder, self._lease_seconds
                    ) as lease,
                    self._telling(),
                ):
                    await self._serve(lease)
            except (errors.LeaseLost, errors.StoreFull, errors.StoreUnavailable) as fault:
                log.warning("relay.stopped", reason=fault.reason, cause=str(fault))
                await asyncio.sleep(self._pause_seconds)

    async def _serve(self, lease: Lease) -> None:
        while True:
            self._poked.clear()
            if not await self._round(lease):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._poll_seconds):
                        await self._poked.wait()

    async def _round(self, lease: Lease) -> bool:
        """Publishes the oldest waiting events; whether there were any."""
        blocked = self._still_blocked()
        waiting = await self._db.read(lambda conn: outbox_table.first(conn, self._table, _AT_ONCE, blocked))
        if not waiting:
            return False
        limit = asyncio.Semaphore(_IN_FLIGHT)
        sent = await asyncio.gather(*(self._send(chain, limit) for chain in _chains(waiting)))
        done = [entry.id for chain in sent for entry in chain]
        if done:
            await self._db.write(lambda conn: self._remove(conn, lease, done))
        if all(_kind(entry) for entry in waiting):
            await asyncio.sleep(self._rest_seconds)
        return bool(done)

    @contextlib.asynccontextmanager
    async def _telling(self) -> AsyncIterator[None]:
        """Tells meanwhile how many events wait: beside the road, which stands still while the log is away."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait({watching})
            telemetry.events_waiting(self._db.address.service, 0)  # who publishes next tells them

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(errors.StoreFull, errors.StoreUnavailable):
                count = await self._db.read(lambda conn: outbox_table.count(conn, self._table))
                telemetry.events_waiting(self._db.address.service, count)
            await asyncio.sleep(TELL_SECONDS)

    async def _send(self, chain: Sequence[Waiting], limit: asyncio.Semaphore) -> Sequence[Waiting]:
        """Publishes events one after the other; returns those that arrived before the first that did not."""
        superseded = _superseded(chain)
        async with limit:
            for position, waiting in enumerate(chain):
                if waiting.id in superseded:
                    continue
                try:
                    await self._send_one(waiting.event)
                except Exception as fault:  # noqa: BLE001 - one event that cannot leave must not stop the others
                    self._block(waiting, fault)
                    return chain[:position]
        return chain

    async def _send_one(self, event: Event) -> None:
        headers = dict(event.headers) if event.headers else None
        await self._publish(event.subject, event.payload, message_id=event.message_id, headers=headers)

    def _remove(self, conn: sa.Connection, lease: Lease, done: Sequence[int]) -> None:
        lease_table.check(conn, self._leases, lease.name, lease.token)
        outbox_table.remove(conn, self._table, done)

    def _block(self, waiting: Waiting, fault: Exception) -> None:
        """Lets a key rest for a while, so that others can go on."""
        self._blocked[waiting.event.ordering_key] = time.monotonic() + self._pause_seconds
        log.warning(
            "relay.refused", subject=waiting.event.subject, row=waiting.id, cause=type(fault).__name__
        )

    def _still_blocked(self) -> frozenset[str]:
        moment = time.monotonic()
        self._blocked = {key: until for key, until in self._blocked.items() if until > moment}
        return frozenset(self._blocked)


def _superseded(chain: Sequence[Waiting]) -> set[int]:
    """Events whose like follows in the chain, which says all that they said."""
    found: set[int] = set()
    later: set[tuple[str, str]] = set()
    for waiting in reversed(chain):
        kind = _kind(waiting)
        if kind is None:
            continue
        if (waiting.event.subject, kind) in later:
            found.add(waiting.id)
        later.add((waiting.event.subject, kind))
    return found


def _kind(waiting: Waiting) -> str | None:
    """What else supersedes an event when it follows; None for an event that stands for itself."""
    return (waiting.event.headers or {}).get(outbox_table.SUPERSEDES)


def _chains(waiting: Sequence[Waiting]) -> list[list[Waiting]]:
    """Events grouped by ordering key, each group in order; an event without a key stands alone."""
    keyed: dict[str, list[Waiting]] = {}
    alone: list[list[Waiting]] = []
    for entry in waiting:
        if entry.event.ordering_key:
            keyed.setdefault(entry.event.ordering_key, []).append(entry)
        else:
            alone.append([entry])
    return [*keyed.values(), *alone]
