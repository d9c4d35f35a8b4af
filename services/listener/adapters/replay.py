"""Brings a streamed file onto the log and reports up to where it is safe.

The next piece is read while the log still acknowledges earlier ones. Answers follow acknowledgements, about
ten a second, so that whoever sends the file can take a broken call up again from the last answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common.bus import BatchPublisher, Receipt
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import metrics
from services.listener.adapters import ingest
from services.listener.adapters.watching import Watching
from services.listener.core import cleaning, naming
from services.listener.core.watch import Watch
from services.listener.sources import base, items
from services.listener.sources.replay import pacing, reader

Request = listening_service_pb2.ReplayRecordsRequest
Response = listening_service_pb2.ReplayRecordsResponse
Settings = listening_service_pb2.ReplaySettings

SLICE_BYTES: Final = 64 * 1024
"""Bytes read without letting other calls run."""
STEPS_AHEAD: Final = 16
"""Slices read at most before the log has the first of them."""
ANSWER_SECONDS: Final = 0.1
ANSWER_BYTES: Final = 1024 * 1024
"""An answer goes after so long or so many bytes, whichever comes first."""
MAX_FAULTS: Final = 100
"""Faults told in one answer; all are counted."""
FULL_LOG_WAIT: Final = 1.0
SILENCE_SECONDS: Final = 5.0
"""How long the log may leave a step unacknowledged before that is told, and told again."""
_TYPE: Final = "replay"
_FORMS: Final[dict[int, reader.Format]] = {
    Settings.Format.FORMAT_JSON_LINES: "json-lines",
    Settings.Format.FORMAT_CSV: "csv",
}


@dataclass(slots=True)
class _Step:
    """A stretch of the file on its way to the log."""

    offset: int
    line: int
    unmatched: int
    faults: Sequence[reader.Note]
    notes: Sequence[reader.Note]
    groups: list[tuple[str, Sequence[events_pb2.MentionItem]]]
    erased: frozenset[bytes] = frozenset()
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return sum(len(group) for _, group in self.groups)


_QUIET: Final = _Step(0, 0, 0, (), (), [])
"""Stands for "nothing new" while an answer is owed."""


class Replay:
    """Reads files for `ReplayRecords`."""

    def __init__(
        self,
        watching: Watching,
        publisher: BatchPublisher,
        clock: clocks.Clock,
        sleep: base.Sleep = asyncio.sleep,
    ) -> None:
        self._watching = watching
        self._publisher = publisher
        self._clock = clock
        self._sleep = sleep

    async def run(self, requests: AsyncIterator[Request]) -> AsyncIterator[Response]:
        """Answers with what is on the log, until the file ends.

        Raises:
            InvalidField: the settings or the header cannot be used, or requests come in another order.
        """
        first = await anext(requests, None)
        if first is None or not first.HasField("settings"):
            raise errors.InvalidField(
                "settings", "must be in the first request and say how to read the file."
            )
        call = _Call(self, first.settings, self._watching.current)
        steps: asyncio.Queue[_Step | None] = asyncio.Queue(STEPS_AHEAD)
        feeding = asyncio.create_task(call.feed(first, requests, steps))
        try:
            async for response in call.answers(steps, feeding):
                yield response
            await feeding
        finally:
            feeding.cancel()

    async def publish(self, step: _Step) -> None:
        """Puts a step on its way, without those who asked to be forgotten while it waited for a full log."""
        watch = self._watching.current
        if watch.erased != step.erased:
            step.groups = [(network, watch.still_wanted(group)) for network, group in step.groups]
            step.erased = watch.erased
        step.receipts = [
            await self._publisher.publish(group, network=network) for network, group in step.groups
        ]

    async def waits(self, step: _Step) -> AsyncIterator[Response.Wait]:
        """Ends when the log has all of it; tells meanwhile what keeps it waiting, and offers it again."""
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    for receipt in step.receipts:
                        await receipt.wait()
                return
            except TimeoutError:
                yield Response.WAIT_LOG_SILENT
            except errors.LogFull:
                yield Response.WAIT_LOG_FULL
                await self._sleep(FULL_LOG_WAIT)
                await self.publish(step)

    def pacer(self, settings: Settings) -> pacing.Pacer:
        pacer = pacing.Pacer(settings.speed, self._clock, self._sleep)
        if settings.HasField("epoch_time"):
            pacer.epoch = items.Stamp(settings.epoch_time.seconds, settings.epoch_time.nanos)
        return pacer

    def reader(self, settings: Settings) -> reader.Reader:
        form = _FORMS.get(settings.format)
        if form is None:
            raise errors.InvalidField("settings.format", "must be FORMAT_JSON_LINES or FORMAT_CSV.")
        return reader.Reader(
            form,
            source=naming.REPLAY_SOURCE,
            clock=self._clock,
            columns=dict(settings.columns),
            network=settings.network,
            start_offset=settings.start_offset,
            start_line=settings.start_line,
            csv_header=settings.csv_header,
        )


class _Call:
    """One call of `ReplayRecords`."""

    def __init__(self, replay: Replay, settings: Settings, watch: Watch) -> None:
        _check(settings, watch)
        self._replay = replay
        self._brands = (settings.brand,) if settings.brand else ()
        self._reader = replay.reader(settings)
        self._pacer = replay.pacer(settings)

    async def feed(
        self, first: Request, requests: AsyncIterator[Request], steps: asyncio.Queue[_Step | None]
    ) -> None:
        """Reads what arrives and puts it on its way; an empty step says that nothing more comes."""
        try:
            await self._receive(first, requests, steps)
        except asyncio.CancelledError:
            # Nobody takes steps any more, so a full queue would never have room for the last one.
            raise
        except Exception:
            await steps.put(None)
            raise
        await steps.put(None)

    async def _receive(
        self, first: Request, requests: AsyncIterator[Request], steps: asyncio.Queue[_Step | None]
    ) -> None:
        await self._read(first.chunk, steps)
        async for request in requests:
            if request.HasField("settings"):
                raise errors.InvalidField("settings", "may be in the first request of a call only.")
            if not request.chunk:
                await self._play(self._reader.end(), steps)
                return
            await self._read(request.chunk, steps)

    async def answers(
        self, steps: asyncio.Queue[_Step | None], feeding: asyncio.Task[None]
    ) -> AsyncIterator[Response]:
        """Answers as the log acknowledges; the last one when all that was read is safe."""
        clock = asyncio.get_running_loop().time
        total, told_at, told_offset, untold = Response(), clock(), 0, False
        while True:
            try:
                # A paced file may rest for hours: what is safe by then is told all the same.
                async with asyncio.timeout_at(told_at + ANSWER_SECONDS if untold else None):
                    step = await steps.get()
            except TimeoutError:
                step = _QUIET
            if step is None:
                break
            if step is not _QUIET:
                async for wait in self._replay.waits(step):
                    total.wait = wait
                    yield total
                    del total.faults[:]
                total.ClearField("wait")
                self._add(total, step)
                untold = True
            due = (
                clock() - told_at >= ANSWER_SECONDS or total.acknowledged_offset - told_offset >= ANSWER_BYTES
            )
            if due or len(total.faults) >= MAX_FAULTS:
                yield total
                del total.faults[:]
                told_at, told_offset, untold = clock(), total.acknowledged_offset, False
        if not (feeding.done() and feeding.exception()):
            yield total

    async def _read(self, chunk: bytes, steps: asyncio.Queue[_Step | None]) -> None:
        for start in range(0, len(chunk), SLICE_BYTES):
            await self._play(self._reader.feed(chunk[start : start + SLICE_BYTES]), steps)
            await asyncio.sleep(0)

    async def _play(self, block: reader.Block, steps: asyncio.Queue[_Step | None]) -> None:
        async for part in self._pacer.play(block):
            step = self._step(part)
            await self._replay.publish(step)
            await steps.put(step)

    def _step(self, part: reader.Block) -> _Step:
        watch = self._replay._watching.current  # noqa: SLF001  # the call is a part of its replay
        wanted = [item for item in part.items if self._is_wanted(item, watch)]
        unmatched = len(part.items) - len(wanted)
        metrics.MENTIONS_RECEIVED.labels(_TYPE).inc(len(part.items))
        metrics.MENTIONS_UNMATCHED.labels(_TYPE).inc(unmatched)
        metrics.RECORD_FAULTS.labels(_TYPE).inc(len(part.faults))
        groups = list(ingest.by_network(wanted).items())
        return _Step(part.offset, part.line, unmatched, part.faults, part.notes, groups, watch.erased)

    def _is_wanted(self, item: events_pb2.MentionItem, watch: Watch) -> bool:
        if item.WhichOneof("fact") == "deletion":
            return True
        mention = item.mention
        if not watch.admit(mention, self._brands):
            return False
        if watch.own_handles and cleaning.fold_handle(mention.author.handle) in watch.own_handles:
            mention.author.own = True
        return True

    def _add(self, total: Response, step: _Step) -> None:
        total.acknowledged_offset = step.offset
        total.acknowledged_line = step.line
        total.accepted_count += step.accepted
        total.unmatched_count += step.unmatched
        total.fault_count += len(step.faults)
        room = MAX_FAULTS - len(total.faults)
        for note in sorted([*step.faults, *step.notes])[:room]:
            total.faults.add(line=note.line, problem=note.problem)
        if self._pacer.epoch is not None and self._pacer.speed:
            total.epoch_time.seconds, total.epoch_time.nanos = self._pacer.epoch
        metrics.MENTIONS_COLLECTED.labels(_TYPE).inc(step.accepted)


def _check(settings: Settings, watch: Watch) -> None:
    if settings.brand:
        naming.brand_id("settings.brand", settings.brand)
        if settings.brand not in watch.brands:
            raise naming.missing(settings.brand)
    if settings.network:
        naming.check_network("settings.network", settings.network)
    if not 0 <= settings.speed < float("inf"):
        raise errors.InvalidField("settings.speed", "must be 0 (as fast as possible) or a positive factor.")
    for name in ("start_offset", "start_line"):
        if getattr(settings, name) < 0:
            raise errors.InvalidField(f"settings.{name}", "must not be negative.")
