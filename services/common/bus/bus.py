"""The front of the log: one object per process, made by `Bus.connect`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import datetime

from antiphon.events.v1 import events_pb2
from services.common.bus import observing, pausing, publishing, rewinding, streams, sweeping, telemetry
from services.common.bus.connection import Connection
from services.common.bus.deadletters import DeadLetters
from services.common.bus.forgetting import Forgetting
from services.common.bus.live import LiveMessage, LiveView, Start, stored
from services.common.config.bus import BusSettings
from services.common.model import errors


class Bus:
    """The event log as a service sees it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._publisher = publishing.Publisher(connection)
        self.deadletters = DeadLetters(connection, self._publisher)
        self._forgetting = Forgetting(connection, self._publisher, self.deadletters)
        self._repairing: asyncio.Task[None] | None = None
        connection.listeners.add(self._on_reconnect)

    @classmethod
    async def connect(cls, settings: BusSettings, *, service: str) -> Bus:
        """Connects, waiting for the log as long as it takes, and makes its streams.

        Raises:
            errors.LogUnavailable: if the log refuses our token or has no room for the streams.

        """
        connection = await Connection.open(settings, service)
        try:
            await _make_streams(connection)
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    @classmethod
    async def visit(cls, settings: BusSettings, *, service: str) -> Bus:
        """Connects, waiting for the log as long as it takes, and leaves its streams as they are.

        For those who only look: their settings may differ from those of the services, whose limits
        must not change because somebody asked how full a stream is.

        Raises:
            errors.LogUnavailable: if the log refuses our token.

        """
        visitor = cls(await Connection.open(settings, service))
        visitor.connection.listeners.discard(visitor._on_reconnect)
        return visitor

    @property
    def service(self) -> str:
        """Who connected."""
        return self.connection.service

    @property
    def max_payload(self) -> int:
        """Bytes the log takes in one message."""
        return self.connection.max_payload

    @property
    def is_up(self) -> bool:
        """Whether the log can be reached right now; for readiness."""
        return self.connection.is_up

    async def publish(
        self, subject: str, payload: bytes, *, message_id: str, headers: Mapping[str, str] | None = None
    ) -> publishing.Ack:
        """Stores a message; repeats the same bytes until the log has acknowledged them.

        Raises:
            errors.LogFull: if the stream is full; slow down and try again later.
            errors.InvalidField: if the payload is larger than the log takes.

        """
        return await self._publisher.publish(subject, payload, message_id=message_id, headers=headers)

    async def publish_reference(self, kind: str, name: str, fact: events_pb2.ReferenceFact) -> publishing.Ack:
        """Makes a fact known to every replica; an empty one withdraws it.

        Args:
            kind: `brand` or `capability`.
            name: id of the brand, or the network.
            fact: what is to be known.

        """
        subject = f"{streams.REFERENCE.root}.{kind}.{name}"
        return await self.publish(subject, fact.SerializeToString(), message_id=publishing.fresh_id())

    def live(self, subjects: Sequence[str], start: Start = "new") -> LiveView:
        """Follows subjects of one stream, without end.

        Args:
            subjects: with wildcards where wanted, for example `mentions.>`.
            start: `new`, `all`, or the first sequence wanted.

        """
        return LiveView(self.connection, subjects, start)

    def read(
        self, stream: str, start_time: datetime, end_time: datetime
    ) -> AsyncGenerator[LiveMessage, None]:
        """Every message that a stream stored from `start_time` up to, but not including, `end_time`."""
        found = next((known for known in streams.ALL if known.name == stream), None)
        if found is None:
            raise ValueError(f"The log has no stream {stream!r}.")
        return stored(self.connection, found, start=start_time, end=end_time)

    async def pause(self, consumer: str) -> None:
        """Stops a consumer on the server: all replicas, and after restarts as well."""
        await pausing.pause(self.connection, consumer)

    async def resume(self, consumer: str) -> None:
        """Lets a paused consumer go on."""
        await pausing.resume(self.connection, consumer)

    async def rewind(self, consumer: str) -> None:
        """Has a consumer begin with the oldest message of its stream again."""
        await rewinding.rewind(self.connection, consumer)

    async def paused(self, consumer: str) -> bool:
        """Whether a consumer is paused on the server."""
        return await pausing.is_paused(self.connection, consumer)

    async def forget(self, authors: Collection[bytes]) -> int:
        """Removes what authors of these references wrote from the retries and the dead letters.

        Returns how many items that were. Repeating it does no harm.

        Raises:
            errors.LogFull: if there is no room for the identities that stay on record.
            errors.LogUnavailable: if the log does not answer.

        """
        return await self._forgetting.forget(authors)

    async def lags(self) -> list[observing.ConsumerLag]:
        """How far each durable consumer is behind."""
        return await observing.lags(self.connection)

    async def heads(self) -> Mapping[str, int]:
        """Sequence of the newest message of each stream; the cheapest way to see whether anything moves."""
        return await observing.heads(self.connection)

    async def fills(self) -> list[observing.StreamFill]:
        """How full each stream is."""
        return await observing.fills(self.connection)

    async def letters(self) -> Mapping[str, int]:
        """How many dead letters of each consumer wait for a person."""
        return await observing.letters(self.connection)

    async def sweep(
        self,
        *,
        above: float = sweeping.JANITOR_SHARE,
        expected: Mapping[str, Collection[str]] | None = None,
    ) -> Sequence[str]:
        """Purges streams fuller than `above` up to what all their durable consumers have acknowledged.

        News that no durable consumer reads loses its oldest part; dead letters are never swept.

        Args:
            above: fill, 0 to 1.
            expected: consumers per stream without which nothing of that stream may go.

        """
        return await sweeping.sweep(self.connection, above=above, expected=expected or {})

    async def janitor(
        self, *, every_seconds: float = 10.0, expected: Mapping[str, Collection[str]] | None = None
    ) -> None:
        """Sweeps again and again until cancelled; one process does it, under a named lease."""
        while True:
            await sweeping.sweep_or_report(self.connection, expected=expected or {})
            await asyncio.sleep(every_seconds)

    async def watch(self, *, every_seconds: float = 10.0) -> None:
        """Tells the metrics how the log is doing, again and again until cancelled.

        Under no lease: whoever loses its database would lose the lease, and nobody would tell who is behind.
        """
        while True:
            await observing.observe_or_report(self.connection)
            await asyncio.sleep(every_seconds)

    async def close(self) -> None:
        """Ends the connection; what still waits for it is refused."""
        self.connection.listeners.discard(self._on_reconnect)
        if self._repairing is not None:
            self._repairing.cancel()
            await asyncio.wait({self._repairing})
        await self.connection.close()

    def _on_reconnect(self) -> None:
        # The server may have come back with an empty disk.
        if self.connection.is_up and (self._repairing is None or self._repairing.done()):
            self._repairing = asyncio.create_task(self._repair())

    async def _repair(self) -> None:
        try:
            await _make_streams(self.connection)
        except errors.LogUnavailable as error:
            telemetry.log.error("bus.streams_missing", error=str(error))


async def _make_streams(connection: Connection) -> None:
    await connection.insist(lambda js: streams.ensure(js, connection.settings), "make streams")
