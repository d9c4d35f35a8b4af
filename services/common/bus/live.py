"""Reading the log without changing anything: live views that resume by sequence, and spans of the past.

Both use an ephemeral consumer without acknowledgements. When the server restarts or a message is
missed, a new one starts right after the last sequence that was seen, so nothing is skipped or repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Self

from nats.js import JetStreamContext, api

from services.common.bus import publishing, streams, telemetry
from services.common.bus.connection import FAILURES, Connection
from services.common.bus.pulling import Delivery, Puller

Start = Literal["new", "all"] | int

WINDOW: Final = 64
"""Messages read ahead."""

INACTIVE_SECONDS: Final = 60.0
"""How long the broker remembers a reader that has gone."""


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message as a reader sees it.

    Attributes:
        subject: where it was published.
        payload: its bytes.
        sequence: position in its stream; start there plus one to go on after it.
        time: when the log took it.
        pending: messages behind it that match; 0 at the head.
        headers: as published; empty when none.

    """

    subject: str
    payload: bytes
    sequence: int
    time: datetime
    pending: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


class Reader:
    """An ordered reader of one stream. A call of `next` that is cancelled loses nothing."""

    def __init__(self, connection: Connection, stream: streams.Stream, subjects: Sequence[str]) -> None:
        self._connection = connection
        self._stream = stream
        self._subjects = list(subjects)
        self._name = ""
        self._next = 1
        self._since: datetime | None = None
        self._expected = 1
        self._puller: Puller | None = None
        self._pulling: asyncio.Task[None] | None = None

    async def locate(self, start: Start) -> int:
        """Decides where to start; returns how many messages wait from there on."""
        if start == "new":
            info = await self._connection.insist(lambda js: js.stream_info(self._stream.name), "read stream")
            self._next = info.state.last_seq + 1
        elif start != "all":
            self._next = max(start, 1)
        return await self._open()

    async def locate_time(self, start: datetime) -> int:
        """Starts at the first message stored at `start` or later; returns how many wait."""
        self._since = start
        return await self._open()

    async def next(self) -> LiveMessage:
        """The next message; waits for it as long as it takes."""
        while True:
            if self._puller is None:
                await self._open()
            delivery = await self._puller.next() if self._puller else None
            if delivery is None or delivery.consumer_sequence != self._expected:
                # The connection was made anew, or something between did not arrive: read it again.
                await self._drop()
                continue
            return self._taken(delivery)

    async def close(self) -> None:
        """Stops reading and lets the broker forget the reader."""
        await self._drop()
        if not self._connection.is_up or not self._name:
            return
        try:
            await self._connection.js.delete_consumer(self._stream.name, self._name)
        except FAILURES as error:
            # The broker forgets it by itself after INACTIVE_SECONDS.
            telemetry.log.debug("reader.not_deleted", error=str(error))

    def _taken(self, delivery: Delivery) -> LiveMessage:
        if self._puller is not None:
            self._puller.release(delivery)
        self._expected += 1
        self._next = delivery.sequence + 1
        self._since = None
        return LiveMessage(
            delivery.subject,
            delivery.payload,
            delivery.sequence,
            delivery.time,
            delivery.pending,
            delivery.headers,
        )

    async def _open(self) -> int:
        waiting = await self._connection.insist(self._make, "start reading")
        self._expected = 1
        self._puller = Puller(
            self._connection,
            stream=self._stream.name,
            consumer=self._name,
            capacity=WINDOW,
            on_missing=self._give_up,
        )
        self._connection.listeners.add(self._puller.stop)
        self._pulling = asyncio.create_task(self._puller.run())
        return waiting

    async def _drop(self) -> None:
        puller, pulling = self._puller, self._pulling
        self._puller = self._pulling = None
        if puller is not None and pulling is not None:
            self._connection.listeners.discard(puller.stop)
            pulling.cancel()
            await asyncio.wait({pulling})

    async def _give_up(self) -> None:
        if self._puller is not None:
            self._puller.stop()

    async def _make(self, js: JetStreamContext) -> int:
        self._name = f"reader-{publishing.fresh_id()}"
        info = await js.add_consumer(self._stream.name, self._config())
        return info.num_pending or 0

    def _config(self) -> api.ConsumerConfig:
        config = api.ConsumerConfig(
            name=self._name,
            ack_policy=api.AckPolicy.NONE,
            # One alone stands in the name of the request, where the log can check who may read what.
            filter_subject=self._subjects[0] if len(self._subjects) == 1 else None,
            filter_subjects=self._subjects if len(self._subjects) > 1 else None,
            inactive_threshold=INACTIVE_SECONDS,
            mem_storage=True,
            num_replicas=1,
        )
        if self._since is not None:
            return config.evolve(deliver_policy=api.DeliverPolicy.BY_START_TIME, opt_start_time=self._since)
        return config.evolve(deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=self._next)


class LiveView:
    """A live view: an async iterator that never ends by itself.

    It starts at its first message, or earlier with `ready`, which is worth calling before
    something is done whose messages must be seen. Close it, or use it as a context.
    """

    def __init__(self, connection: Connection, subjects: Sequence[str], start: Start) -> None:
        found = {streams.of_subject(subject) for subject in subjects}
        if len(found) != 1:
            raise ValueError("A live view follows subjects of exactly one stream; open one view for each.")
        self._reader = Reader(connection, found.pop(), subjects)
        self._start: Start = start
        self._located = False
        self.backlog = 0
        """Messages that waited when the view started."""

    async def ready(self) -> None:
        """Returns once the place where the view starts is fixed."""
        if not self._located:
            self.backlog = await self._reader.locate(self._start)
            self._located = True

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> LiveMessage:
        await self.ready()
        return await self._reader.next()

    async def __aenter__(self) -> Self:
        await self.ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Ends the view; iterating on starts it again where it stopped."""
        await self._reader.close()


async def stored(
    connection: Connection, stream: streams.Stream, *, start: datetime, end: datetime
) -> AsyncGenerator[LiveMessage, None]:
    """Every stored message of a stream from `start` up to, but not including, `end`."""
    reader = Reader(connection, stream, [stream.subject])
    waiting = await reader.locate_time(start)
    try:
        while waiting > 0:
            message = await reader.next()
            waiting = message.pending
            if message.time >= end:
                return
            yield message
    finally:
        await reader.close()
