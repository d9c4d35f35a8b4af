"""Adaptive batches: many items become one message of the log, because a message costs what it costs.

A batch closes at so many items, so many bytes, or so long after its first item, whichever comes
first. Batches are sent side by side, up to a bound. While the bound is reached, batches whose time
has come stay open and fill up instead, so that their size follows the load by itself; when the
batches of a caller's network are full as well, `publish` waits, and with it whoever reads a source.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from antiphon.events.v1 import events_pb2
from services.common.bus import backoff, publishing, telemetry
from services.common.bus.bus import Bus
from services.common.config.bus import BusSettings
from services.common.model import errors

ITEM_HEADROOM_BYTES: Final = 512 * 1024
"""Bytes that a single item leaves free in a message, for its score and for the envelope of a dead letter."""

SILENCE_SECONDS: Final = 5.0
"""How long the log may leave a batch unanswered before that counts as back-pressure."""

ITEMS_TAG: Final = b"\n"
"""Field 1, length-delimited: how `MentionBatch.items` starts on the wire."""


class Receipt:
    """What a caller holds while its items are on their way."""

    def __init__(self) -> None:
        self._outcomes: list[asyncio.Future[publishing.Ack]] = []

    async def wait(self) -> None:
        """Returns once the log has acknowledged every item.

        Raises:
            errors.LogFull: if the log refused some; publish the same items again later.

        """
        for outcome in self._outcomes:
            await asyncio.shield(outcome)

    @property
    def done(self) -> bool:
        """Whether `wait` would return at once."""
        return all(outcome.done() for outcome in self._outcomes)

    def add(self, outcome: asyncio.Future[publishing.Ack]) -> None:
        """Makes the receipt wait for one more batch."""
        self._outcomes.append(outcome)


class _OpenBatch:
    """A batch that still takes items."""

    __slots__ = ("due", "frames", "headers", "outcome", "size", "subject", "timer")

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.frames: list[bytes] = []
        self.size = 0
        self.due = False
        self.headers = telemetry.trace_headers()
        self.timer: asyncio.TimerHandle | None = None
        self.outcome: asyncio.Future[publishing.Ack] = asyncio.get_running_loop().create_future()
        self.outcome.add_done_callback(_look_at)


class BatchPublisher:
    """Publishes mention items in adaptive batches, one subject per network.

    Args:
        bus: the log.
        settings: sizes, linger and the bound in flight.
        subject_of: subject of a network's batches.
        on_backpressure: told True when the log refuses a batch or says nothing for a while (it is
            away, or its disk is full), False when it takes one again.
        patience_seconds: how long a refused batch is offered again before its receipts say `LogFull`.

    """

    def __init__(
        self,
        bus: Bus,
        settings: BusSettings,
        *,
        subject_of: Callable[[str], str] = "mentions.{}".format,
        on_backpressure: Callable[[bool], None] | None = None,
        patience_seconds: float = 2.0,
    ) -> None:
        self._bus = bus
        self._settings = settings
        self._subject_of = subject_of
        self._on_backpressure = on_backpressure or (lambda _: None)
        self._patience = patience_seconds
        self._max_bytes = min(settings.batch_max_bytes, bus.max_payload - ITEM_HEADROOM_BYTES)
        self._open: dict[str, _OpenBatch] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._refused = False

    async def publish(self, items: Sequence[events_pb2.MentionItem], *, network: str) -> Receipt:
        """Hands items over; waits only while too much is in flight.

        Raises:
            errors.InvalidField: if an item is larger than the log takes; then none was taken.

        """
        receipt = Receipt()
        batch: _OpenBatch | None = None
        for frame in self._frames(items):
            if batch is None or not self._takes(batch, len(frame)):
                batch = await self._batch_with_room(network, len(frame))
                receipt.add(batch.outcome)
            batch.frames.append(frame)
            batch.size += len(frame)
        if batch is not None and self._is_full(batch):
            self._end(network, batch)
        return receipt

    async def flush(self) -> None:
        """Sends what is open and waits until nothing is on its way."""
        while self._open or self._sending:
            for batch in self._open.values():
                batch.due = True
            self._send_due()
            if self._sending:
                await asyncio.wait(self._sending)

    async def close(self) -> None:
        """Flushes; the publisher can be used again afterwards."""
        await self.flush()

    def _frames(self, items: Sequence[events_pb2.MentionItem]) -> list[bytes]:
        frames = [frame_of(item.SerializeToString()) for item in items]
        limit = self._bus.max_payload - ITEM_HEADROOM_BYTES
        for index, frame in enumerate(frames):
            if len(frame) > limit:
                raise errors.InvalidField(
                    f"items[{index}]",
                    f"is {len(frame):,} bytes; the log takes {limit:,} for one item. Cut its text.",
                )
        return frames

    async def _batch_with_room(self, network: str, size: int) -> _OpenBatch:
        while True:
            batch = self._open.get(network)
            if batch is None:
                return self._start(network)
            if self._takes(batch, size):
                return batch
            self._end(network, batch)
            if self._open.get(network) is batch:
                await self._room()

    def _start(self, network: str) -> _OpenBatch:
        batch = self._open[network] = _OpenBatch(self._subject_of(network))
        linger = self._settings.batch_linger_ms / 1000
        batch.timer = asyncio.get_running_loop().call_later(linger, self._end, network, batch)
        return batch

    def _takes(self, batch: _OpenBatch, size: int) -> bool:
        return len(batch.frames) < self._settings.batch_max_items and batch.size + size <= self._max_bytes

    def _is_full(self, batch: _OpenBatch) -> bool:
        return len(batch.frames) >= self._settings.batch_max_items or batch.size >= self._max_bytes

    def _end(self, network: str, batch: _OpenBatch) -> None:
        """Sends a batch whose time has come, or marks it to go as soon as something returns."""
        batch.due = True
        if len(self._sending) >= self._settings.publish_in_flight:
            return
        if self._open.get(network) is batch:
            del self._open[network]
            self._send(batch)

    def _send(self, batch: _OpenBatch) -> None:
        if batch.timer is not None:
            batch.timer.cancel()
        task = asyncio.get_running_loop().create_task(self._deliver(batch))
        self._sending.add(task)
        task.add_done_callback(self._on_delivered)

    def _on_delivered(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._send_due()
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)

    def _send_due(self) -> None:
        for network, batch in [*self._open.items()]:
            if batch.due:
                self._end(network, batch)

    async def _room(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        await waiter

    async def _deliver(self, batch: _OpenBatch) -> None:
        payload = b"".join(batch.frames)
        worrying = asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._on_silence)
        try:
            with telemetry.delivering(batch.headers):
                acknowledged = await self._offer(batch.subject, payload)
        except errors.AntiphonError as error:
            batch.outcome.set_exception(error)
        except asyncio.CancelledError:
            batch.outcome.cancel()
            raise
        else:
            telemetry.batch_published(batch.subject, len(batch.frames))
            self._tell(refused=False)
            batch.outcome.set_result(acknowledged)
        finally:
            worrying.cancel()

    def _on_silence(self) -> None:
        self._tell(refused=True)

    async def _offer(self, subject: str, payload: bytes) -> publishing.Ack:
        message_id = publishing.fresh_id()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._bus.publish(subject, payload, message_id=message_id)
            except errors.LogFull:
                self._tell(refused=True)
                if loop.time() >= deadline:
                    raise
            await asyncio.sleep(min(backoff.reconnect(attempt), max(deadline - loop.time(), 0)))

    def _tell(self, *, refused: bool) -> None:
        if refused != self._refused:
            self._refused = refused
            telemetry.log.warning("publish.backpressure", refused=refused)
            self._on_backpressure(refused)


def frame_of(encoded: bytes) -> bytes:
    """An encoded item as one entry of an encoded `MentionBatch`."""
    return _prefix(len(encoded)) + encoded


@lru_cache(maxsize=4096)
def _prefix(length: int) -> bytes:
    return ITEMS_TAG + _varint(length)


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    return bytes((number & 0x7F | 0x80,)) + _varint(number >> 7)


def _look_at(outcome: asyncio.Future[publishing.Ack]) -> None:
    # A receipt that nobody waits for must not make asyncio complain about its error.
    if not outcome.cancelled():
        outcome.exception()
