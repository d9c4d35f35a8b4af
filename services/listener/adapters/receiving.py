"""What networks bring to us: checked by the source it is for, brought onto the log, and only then answered.

Any replica takes a request, whichever of them holds the lease of the source: nothing here moves a checkpoint,
and items that come twice are one by key and revision. A network that gets no 2xx brings it again; so
nothing is answered well before the log has it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from google.protobuf import timestamp_pb2

from services.common.bus import BatchPublisher
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.store import Database
from services.listener.adapters.ingest import by_network
from services.listener.adapters.intake import Intake, Taken
from services.listener.adapters.outlets import Outlets
from services.listener.core import naming
from services.listener.sources import base
from services.listener.sources.abilities import Delivered, Received, Receiving
from services.listener.store import connections, coverage, seen, webhooks

log = logs.get()

SECONDS: Final = 15.0
"""How long a request may take once it is here; networks wait no longer, and bring it again."""
AGAIN_SECONDS: Final = 5
"""After how many seconds a network is asked to bring again what could not be taken."""
PAUSED_SECONDS: Final = 300
"""The same for a source that a person paused."""

_NOWHERE: Final = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network is told.

    Attributes:
        status: HTTP status.
        body: plain text.
        retry_after: seconds after which it shall bring it again; None when it need not.
        outcome: for the metric.
        type: of the source; for the metric.
    """

    status: int
    body: str = ""
    retry_after: int | None = None
    outcome: str = field(default="failed", compare=False)
    type: str = field(default=_NOWHERE, compare=False)


UNKNOWN: Final = Answer(404, outcome="unknown")


class Door:
    """Takes what networks bring."""

    def __init__(
        self,
        db: Database,
        outlets: Outlets,
        intake: Intake,
        publisher: BatchPublisher,
        clock: clocks.Clock,
    ) -> None:
        self._db = db
        self._outlets = outlets
        self._intake = intake
        self._publisher = publisher
        self._clock = clock

    async def take(self, source_id: str, request: Delivered) -> Answer:
        """The answer to one request; never raises."""
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._take(source_id, request)
        except errors.NotFound:
            answer = UNKNOWN
        except (TimeoutError, base.SourceError, errors.Refusal) as fault:
            log.warning("webhook.interrupted", reason=type(fault).__name__)
            answer = Answer(503, retry_after=AGAIN_SECONDS)
        except Exception:
            log.exception("webhook.crashed")
            answer = Answer(500)
        metrics.WEBHOOK_REQUESTS.labels(answer.type, answer.outcome).inc()
        return answer

    async def _take(self, source_id: str, request: Delivered) -> Answer:
        try:
            name = f"sources/{naming.check_id('source', source_id)}"
        except errors.InvalidField:
            return UNKNOWN
        at = await self._db.read(lambda conn: connections.get(conn, name))
        source = await self._outlets.get(name)
        if not isinstance(source, Receiving):
            return UNKNOWN
        received = await source.receive(request)
        if received.faults:
            metrics.RECORD_FAULTS.labels(at.type).inc(len(received.faults))
            log.warning("source.faults", source=name, count=len(received.faults))
        if received.status >= 300:
            return Answer(received.status, received.body, None, "refused", at.type)
        if at.state == connections.State.STATE_PAUSED:
            return Answer(503, "", PAUSED_SECONDS, "paused", at.type)
        return await self._bring(name, at.type, received)

    async def _bring(self, name: str, kind: str, received: Received) -> Answer:
        def done(outcome: str) -> Answer:
            return Answer(received.status, received.body, None, outcome, kind)

        if not (received.items or received.mark):
            return done("answered")
        known = await self._db.read(lambda conn: webhooks.is_known(conn, name, received.mark))
        if received.mark and known:
            return done("repeated")
        taken = await self._sorted(name, received)
        try:
            await self._publish(taken)
        except errors.LogFull as full:
            reason = str(full)
            await self._db.write(lambda conn: self._tell_full(conn, name, reason))
            return Answer(503, "", AGAIN_SECONDS, "full", kind)
        await self._db.write(lambda conn: self._remember(conn, name, received, taken))
        _count(kind, taken)
        return done("taken")

    async def _sorted(self, name: str, received: Received) -> Taken:
        collected = timestamp_pb2.Timestamp()
        collected.FromDatetime(self._clock.now())
        brands = (received.brand,) if received.brand else ()
        return await self._intake.take(received.items, name, collected, {}, brands)

    async def _publish(self, taken: Taken) -> None:
        """Returns when the log has it.

        Raises:
            LogFull: it takes no more; whatever it took of this comes again and is known by its key.
        """
        self._intake.check_again(taken)
        receipts = [
            await self._publisher.publish(group, network=network)
            for network, group in by_network(taken.items).items()
        ]
        for receipt in receipts:
            await receipt.wait()

    def _remember(self, conn: connections.Handle, name: str, received: Received, taken: Taken) -> None:
        now = self._clock.now()
        if received.mark and received.mark_until is not None:
            webhooks.remember(conn, name, received.mark, received.mark_until)
        seen.remember(conn, taken.published.values(), now)
        if taken.received:
            webhooks.hear(conn, name, now, taken.received, len(taken.items))

    def _tell_full(self, conn: connections.Handle, name: str, reason: str) -> None:
        """Coverage says so, unless it says something worse already."""
        sees = coverage.current(conn, name)
        if sees is not None and sees.sight == coverage.Sight.SIGHT_FULL:
            view = coverage.View(coverage.Sight.SIGHT_PARTIAL, reason, coverage.Cause.CAUSE_BACK_PRESSURE)
            coverage.turn(conn, name, view, self._clock.now())


def _count(kind: str, taken: Taken) -> None:
    metrics.MENTIONS_RECEIVED.labels(kind).inc(taken.received)
    metrics.MENTIONS_COLLECTED.labels(kind).inc(len(taken.items))
    metrics.MENTIONS_UNMATCHED.labels(kind).inc(taken.unmatched)
    metrics.MENTIONS_REPEATED.labels(kind).inc(taken.repeats)
    if taken.faults:
        metrics.RECORD_FAULTS.labels(kind).inc(taken.faults)
