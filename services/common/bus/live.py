"""Reading the log without changing anything: live views that resume by sequence, and spans of the past.

Both use an ephemeral consumer without acknowledgements. When the server restarts or a message is
missed, a new one starts right after the last sequence that was seen, so nothing is skipped or repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
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
    """An ordered reader of one stream; iterate over it, and close it."""

    def __init__(self, connection: Connection, stream: streams.Stream, subjects: Sequence[str]) -> None:
        self._connection = connection
        self._stream = stream
        self._subjects = list(subjects)
        self._name = ""
        self._next = 1
        self._since: datetime | None = None

    async def locate(self, start: Start) -> int:
        """Decides where to start; returns how many messages wait from there on."""
        if start == "new":
            info = await self._connection.insist(lambda js: js.stream_info(self._stream.name), "read stream")
            self._next = info.state.last_seq + 1
        elif start != "all":
            self._next = max(start, 1)
        return await self._make()

    async def locate_time(self, start: datetime) -> int:
        """Starts at the first message stored at `start` or later; returns how many wait."""
        self._since = start
        return await self._make()

    async def messages(self) -> AsyncGenerator[LiveMessage, None]:
        """Every message from the start on, without end."""
        try:
            while True:
                async with self._pulling() as puller:
                    async for delivery in self._in_order(puller):
                        yield _message(delivery)
                await self._make()
        finally:
            await self._forget()

    async def _in_order(self, puller: Puller) -> AsyncIterator[Delivery]:
        expected = 1
        while (delivery := await puller.next()) is not None:
            puller.release(delivery)
            if delivery.consumer_sequence != expected:
                return
            expected += 1
            self._next = delivery.sequence + 1
            self._since = None
            yield delivery

    @asynccontextmanager
    async def _pulling(self) -> AsyncIterator[Puller]:
        async def give_up() -> None:
            puller.stop()

        puller = Puller(
            self._connection,
            stream=self._stream.name,
            consumer=self._name,
            capacity=WINDOW,
            on_missing=give_up,
        )
        # What the server handed out before the connection broke may not have arrived: read it again.
        self._connection.listeners.add(puller.stop)
        running = asyncio.ensure_future(puller.run())
        try:
            yield puller
        finally:
            self._connection.listeners.discard(puller.stop)
            puller.stop()
            await asyncio.wait({running})

    async def _make(self) -> int:
        self._name = f"reader-{publishing.fresh_id()}"
        config = self._config()

        async def make(js: JetStreamContext) -> int:
            return (await js.add_consumer(self._stream.name, config)).num_pending or 0

        return await self._connection.insist(make, "start reading")

    def _config(self) -> api.ConsumerConfig:
        config = api.ConsumerConfig(
            name=self._name,
            ack_policy=api.AckPolicy.NONE,
            filter_subjects=self._subjects,
            inactive_threshold=INACTIVE_SECONDS,
            mem_storage=True,
            num_replicas=1,
        )
        if self._since is not None:
            return config.evolve(deliver_policy=api.DeliverPolicy.BY_START_TIME, opt_start_time=self._since)
        return config.evolve(deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=self._next)

    async def _forget(self) -> None:
        if not self._connection.is_up:
            return
        try:
            await self._connection.js.delete_consumer(self._stream.name, self._name)
        except FAILURES as error:
            # The broker forgets it by itself after INACTIVE_SECONDS.
            telemetry.log.debug("reader.not_deleted", error=str(error))


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
        self._messages: AsyncGenerator[LiveMessage, None] | None = None
        self.backlog = 0
        """Messages that waited when the view started."""

    async def ready(self) -> None:
        """Returns once the place where the view starts is fixed."""
        if self._messages is None:
            self.backlog = await self._reader.locate(self._start)
            self._messages = self._reader.messages()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> LiveMessage:
        await self.ready()
        if self._messages is None:
            raise StopAsyncIteration
        return await anext(self._messages)

    async def __aenter__(self) -> Self:
        await self.ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Ends the view."""
        if self._messages is not None:
            await self._messages.aclose()


async def read(
    connection: Connection, stream: streams.Stream, start: datetime, end: datetime
) -> AsyncGenerator[LiveMessage, None]:
    """Every stored message of a stream from `start` up to, but not including, `end`."""
    reader = Reader(connection, stream, [stream.subject])
    waiting = await reader.locate_time(start)
    if waiting == 0:
        return
    async with aclosing(reader.messages()) as messages:
        async for message in messages:
            if message.time >= end:
                return
            yield message
            if message.pending == 0:
                return


def _message(delivery: Delivery) -> LiveMessage:
    return LiveMessage(
        delivery.subject,
        delivery.payload,
        delivery.sequence,
        delivery.time,
        delivery.pending,
        delivery.headers,
    )
