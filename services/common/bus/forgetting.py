"""Takes what an author wrote out of the retries and the dead letters, for good.

The log overwrites what is deleted from it. Identities stay on record with those of purged dead letters,
so that the audit still accounts for them. What stands on the other streams goes with their age.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from nats.js import errors as js_errors

from antiphon.events.v1 import events_pb2
from services.common.bus import codecs, observing, publishing, streams, telemetry
from services.common.bus.codecs import Codec
from services.common.bus.connection import Connection
from services.common.bus.deadletters import DeadLetters
from services.common.bus.live import LiveMessage, Reader
from services.common.model import suppression

_CODECS: Final[Mapping[str, tuple[Codec[Any], Callable[[Any], events_pb2.MentionItem]]]] = {
    streams.MENTIONS.root: (codecs.MENTIONS, lambda item: item),
    streams.SCORED.root: (codecs.SCORED, lambda entry: entry.item),
}
"""First part of a subject -> how its payloads fall into items, and the fact that an item carries."""


class Forgetting:
    """Looks through the two streams; the bus has one."""

    def __init__(self, connection: Connection, publisher: publishing.Publisher, letters: DeadLetters) -> None:
        self._connection = connection
        self._publisher = publisher
        self._letters = letters

    async def forget(self, authors: Collection[bytes]) -> int:
        """Removes all items by authors of these references; how many those were.

        Raises:
            errors.LogFull: if there is no room for their identities; what went so far is gone.
            errors.LogUnavailable: if the log does not answer.

        """
        gone = 0
        for entry in await self._letters.list():
            letter = entry.letter
            if any(theirs for _, theirs in _judged(letter.subject, letter.payload, authors)):
                await self._letters.purge(letter.consumer, [entry.sequence])
                gone += 1
        for message in await self._retries():
            gone += await self._thin_out(message, authors)
        telemetry.log.info("log.forgotten", items=gone)
        return gone

    async def _retries(self) -> Sequence[LiveMessage]:
        reader = Reader(self._connection, streams.RETRY, [streams.RETRY.subject])
        found = []
        waiting = await reader.locate("all")
        try:
            while waiting > 0:
                message = await reader.next()
                waiting = message.pending
                found.append(message)
        finally:
            await reader.close()
        return found

    async def _thin_out(self, message: LiveMessage, authors: Collection[bytes]) -> int:
        """Deletes a message that holds an item of theirs; what else it holds waits on in another."""
        batch = events_pb2.RetryBatch.FromString(message.payload)
        judged = list(_judged(batch.subject, batch.payload, authors))
        rest = [item for item, theirs in judged if not theirs]
        if len(rest) == len(judged):
            return 0
        codec, _ = _CODECS[batch.subject.partition(".")[0]]
        names = [codec.name_of(item) for item, theirs in judged if theirs]
        await self._letters.record(batch.consumer, names)
        if rest and await self._still_waits(message, batch.consumer):
            batch.payload = codec.join(rest)
            batch.item_ids[:] = map(codec.name_of, rest)
            await self._publisher.publish(
                message.subject, batch.SerializeToString(), message_id=publishing.fresh_id()
            )
        await self._delete(message.sequence)
        return len(names)

    async def _still_waits(self, message: LiveMessage, consumer: str) -> bool:
        """Whether the consumer has not acknowledged it: others have been handled and only stand there yet."""
        lags = await observing.lags(self._connection)
        floors = {lag.name: lag.acknowledged for lag in lags if lag.stream == streams.RETRY.name}
        return message.sequence > floors.get(consumer, 0)

    async def _delete(self, sequence: int) -> None:
        with self._connection.asking():
            try:
                await self._connection.js.delete_msg(streams.RETRY.name, sequence)
            except js_errors.NotFoundError:
                return


def _judged(subject: str, payload: bytes, authors: Collection[bytes]) -> Iterator[tuple[Any, bool]]:
    """Items of a payload, and whether each is by one of the authors; nothing where it has none to read."""
    known = _CODECS.get(subject.partition(".")[0])
    if known is None:
        return
    codec, fact_of = known
    try:
        items = codec.split(payload)
    except Exception:  # noqa: BLE001  # dead letters keep bytes that nobody could read
        return
    for item in items:
        key = fact_of(item).mention.author.key
        yield item, bool(key) and suppression.reference(key) in authors
