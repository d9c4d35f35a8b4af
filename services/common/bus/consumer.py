"""Consuming the log: durable, pulled, shared by replicas, with an outcome for every item.

A message is acknowledged only after the handler has committed its done items and the log has
acknowledged what became of the others. Whatever happens before that, the message comes again.
`handling` decides what happens to one message; this module keeps messages coming, keeps the
broker from handing them to somebody else meanwhile, and stops in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from nats.js import JetStreamContext, api
from nats.js import errors as js_errors

from services.common.bus import parcels, pulling, streams
from services.common.bus.bus import Bus
from services.common.bus.codecs import Codec
from services.common.bus.handling import Handler, Processor
from services.common.config.bus import BusSettings
from services.common.model.clock import Clock, SystemClock

Item = TypeVar("Item")

PREFETCH: Final = 2
"""Messages held per running handler: one in hand, one ready."""

MAX_ACK_PENDING: Final = 256
"""Messages that all replicas together may hold; the broker hands out no more."""

MAX_RETRIES_PENDING: Final = 50_000
"""The same for retries, where most of them only wait for their time."""


@dataclass(frozen=True, slots=True)
class _Lane:
    """One of the two streams a consumer reads: its own and its retries."""

    stream: str
    puller: pulling.Puller
    open: Callable[[pulling.Delivery, str], parcels.Parcel]
    workers: int


class Consumer(Generic[Item]):
    """A durable consumer of one stream, and of its own retries.

    Args:
        bus: the log.
        settings: limits and delays.
        name: of the durable; replicas share it, no other consumer may have it.
        stream: to read.
        subjects: of that stream.
        codec: how payloads fall into items.
        handle: gets each batch; returns an outcome per item, or None when all are done.
            Raise `errors.StoreUnavailable`, `StoreFull`, `LogFull` or `LogUnavailable` to be asked
            again with the same batch once the trouble is over; any other error counts as a failed try.
        concurrency: batches handled at once.
        clock: for tests.

    """

    def __init__(
        self,
        bus: Bus,
        settings: BusSettings,
        *,
        name: str,
        stream: str,
        subjects: Sequence[str],
        codec: Codec[Item],
        handle: Handler[Item],
        concurrency: int = 1,
        clock: Clock | None = None,
    ) -> None:
        self._bus = bus
        self._settings = settings
        self._name = name
        self._filters = {stream: list(subjects), streams.RETRY.name: [f"{streams.RETRY.root}.{name}"]}
        self._processor = Processor(
            bus, settings, clock or SystemClock(), name=name, codec=codec, handle=handle
        )
        self._turn = asyncio.Semaphore(concurrency)
        self._lanes = (
            self._lane(stream, parcels.open_first, concurrency),
            self._lane(streams.RETRY.name, parcels.open_retry, 1),
        )
        self._running: asyncio.Task[None] | None = None
        self._stopping = False

    async def run(self) -> None:
        """Consumes until `stop`, or until cancelled; waits while the log is away.

        Raises:
            errors.LogUnavailable: if the connection is closed for good.

        """
        self._running = asyncio.create_task(self._consume())
        try:
            await self._running
        except ExceptionGroup as group:
            raise _first(group) from group
        except asyncio.CancelledError:
            # Told apart: `stop` lost its patience, or our caller is being cancelled.
            if not self._stopping or not self._running.cancelled():
                raise

    async def stop(self, *, grace_seconds: float = 10.0) -> None:
        """Finishes what is in hand, gives back what is not, and returns when nothing runs any more.

        Args:
            grace_seconds: what handlers may still take; then they are cancelled and their messages
                given back.

        """
        self._stopping = True
        self._processor.stop()
        for lane in self._lanes:
            lane.puller.stop()
        if self._running is not None and not self._running.done():
            _, late = await asyncio.wait({self._running}, timeout=grace_seconds)
            for task in late:
                task.cancel()
                await asyncio.wait({task})

    async def _consume(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                helpers = [tasks.create_task(lane.puller.run()) for lane in self._lanes]
                helpers.append(tasks.create_task(self._keep_alive()))
                workers = [
                    tasks.create_task(self._work(lane)) for lane in self._lanes for _ in range(lane.workers)
                ]
                await asyncio.wait(workers)
                for helper in helpers:
                    helper.cancel()
        finally:
            await self._give_back()

    def _lane(
        self, stream: str, opener: Callable[[pulling.Delivery, str], parcels.Parcel], workers: int
    ) -> _Lane:
        puller = pulling.Puller(
            self._bus.connection,
            stream=stream,
            consumer=self._name,
            capacity=PREFETCH * workers,
            on_missing=self._ensure,
            made=False,
        )
        return _Lane(stream, puller, opener, workers)

    async def _ensure(self) -> None:
        for stream, filters in self._filters.items():
            await self._bus.connection.insist(self._ensurer(stream, filters), "make consumer")

    def _ensurer(self, stream: str, filters: list[str]) -> Callable[[JetStreamContext], Awaitable[None]]:
        async def ensure(js: JetStreamContext) -> None:
            wanted = self._config(stream, filters)
            try:
                present: api.ConsumerConfig = (await js.consumer_info(stream, self._name)).config
            except js_errors.NotFoundError:
                await js.add_consumer(stream, wanted)
                return
            if _differs(present, wanted):
                # The server keeps a pause when a consumer is changed.
                await js.add_consumer(stream, wanted)

        return ensure

    def _config(self, stream: str, filters: list[str]) -> api.ConsumerConfig:
        retries = stream == streams.RETRY.name
        return api.ConsumerConfig(
            name=self._name,
            durable_name=self._name,
            deliver_policy=api.DeliverPolicy.ALL,
            ack_policy=api.AckPolicy.EXPLICIT,
            ack_wait=self._settings.ack_wait_seconds,
            max_deliver=-1,
            max_ack_pending=MAX_RETRIES_PENDING if retries else MAX_ACK_PENDING,
            # One alone stands in the name of the request, where the log can check who may read what.
            filter_subject=filters[0] if len(filters) == 1 else None,
            filter_subjects=filters if len(filters) > 1 else None,
        )

    async def _work(self, lane: _Lane) -> None:
        while (delivery := await lane.puller.next()) is not None:
            async with self._turn:
                await self._process(lane, delivery)
            lane.puller.release(delivery)

    async def _process(self, lane: _Lane, delivery: pulling.Delivery) -> None:
        verdict = await self._processor.process(delivery, lane.stream, lane.open)
        if verdict.acknowledge:
            await lane.puller.answer(delivery, pulling.ACK)
        else:
            await lane.puller.nak(delivery, verdict.again_in)

    async def _keep_alive(self) -> None:
        """Tells the broker that everything held is being worked on, so that nobody else gets it."""
        while True:
            await asyncio.sleep(self._settings.ack_wait_seconds / 3)
            for lane in self._lanes:
                for delivery in lane.puller.held:
                    await lane.puller.answer(delivery, pulling.IN_PROGRESS)

    async def _give_back(self) -> None:
        for lane in self._lanes:
            for delivery in lane.puller.held:
                await lane.puller.nak(delivery)
                lane.puller.release(delivery)


def _differs(present: api.ConsumerConfig, wanted: api.ConsumerConfig) -> bool:
    return (present.ack_wait, present.max_ack_pending, _filters(present)) != (
        wanted.ack_wait,
        wanted.max_ack_pending,
        _filters(wanted),
    )


def _filters(config: api.ConsumerConfig) -> list[str | None]:
    # The server may fold a list of one into the single field.
    return [*config.filter_subjects] if config.filter_subjects else [config.filter_subject]


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
