"""Dead letters for people: list them, look at one, send them round again, throw them away.

What is thrown away leaves its identity behind, so that the audit can still account for it. The record
lies beside the letters, under `deadletter.<consumer>.purged`, and goes with the age of the stream, as
what it accounts for does. It holds keys and revisions, as a tombstone does, and nothing of what was
said or of who said it: an erasure finds nothing personal in it to forget.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from nats.js import errors as js_errors

from antiphon.events.v1 import events_pb2
from services.common.bus import publishing, streams, telemetry
from services.common.bus.connection import Connection
from services.common.bus.live import Reader
from services.common.model import errors

STREAM = streams.DEADLETTER
LETTERS: Final = f"{STREAM.root}.*"
"""Subjects of the letters themselves."""

PURGED: Final = "purged"
"""Last part of the subjects of what was thrown away."""

PURGED_AT_ONCE: Final = 500
"""Letters that leave one record together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One dead letter on the log.

    Attributes:
        sequence: names it, for `show`, `replay` and `purge`.
        time: when the log took it.
        letter: the dead letter.

    """

    sequence: int
    time: datetime
    letter: events_pb2.DeadLetter


class DeadLetters:
    """The dead letters of all consumers; the bus has one."""

    def __init__(self, connection: Connection, publisher: publishing.Publisher) -> None:
        self._connection = connection
        self._publisher = publisher

    async def list(self, consumer: str | None = None, *, limit: int | None = None) -> Sequence[Entry]:
        """Dead letters in the order in which they were given up, of one consumer or of all."""
        found: deque[Entry] = deque()
        subject = f"{STREAM.root}.{consumer}" if consumer else LETTERS
        reader = Reader(self._connection, STREAM, [subject])
        waiting = await reader.locate("all")
        while waiting > 0 and (limit is None or len(found) < limit):
            message = await reader.next()
            waiting = message.pending
            letter = events_pb2.DeadLetter.FromString(message.payload)
            found.append(Entry(message.sequence, message.time, letter))
        await reader.close()
        return tuple(found)

    async def show(self, sequence: int) -> Entry:
        """One dead letter.

        Raises:
            errors.NotFound: if there is none of that number.

        """
        try:
            with self._connection.asking():
                stored = await self._connection.js.get_msg(STREAM.name, seq=sequence)
        except js_errors.NotFoundError as error:
            raise errors.NotFound(f"Dead letter {sequence}") from error
        if _is_purged(stored.subject or ""):
            raise errors.NotFound(f"Dead letter {sequence}")
        letter = events_pb2.DeadLetter.FromString(stored.data or b"")
        return Entry(sequence, _time_of(letter), letter)

    async def replay(self, consumer: str, sequences: Iterable[int] | None = None) -> int:
        """Lets a consumer, and only it, see dead letters again: all of its own, or those named.

        Returns how many were sent. Each goes under a fresh message id, so the log cannot take it
        for a repeat, and leaves the dead letters once the log has it.

        Raises:
            errors.NotFound: if a number names no dead letter of the consumer.
            errors.LogFull: if the log has no room; those sent so far are sent.

        """
        entries = await self._chosen(consumer, sequences)
        for entry in entries:
            await self._publisher.publish(
                f"{streams.RETRY.root}.{consumer}",
                _again(entry.letter).SerializeToString(),
                message_id=publishing.fresh_id(),
            )
            await self._delete(entry)
        telemetry.log.info("deadletter.replayed", consumer=consumer, letters=len(entries))
        return len(entries)

    async def purge(self, consumer: str, sequences: Iterable[int] | None = None) -> int:
        """Throws dead letters of a consumer away, all or those named; returns how many.

        Their identities stay on record, which the log has before they go: after a crash in between an
        item is known as dead and as thrown away.

        Raises:
            errors.NotFound: if a number names no dead letter of the consumer.
            errors.LogFull: if the log has no room for the record; what went so far is on record.

        """
        entries = await self._chosen(consumer, sequences)
        for start in range(0, len(entries), PURGED_AT_ONCE):
            await self._throw_away(consumer, entries[start : start + PURGED_AT_ONCE])
        telemetry.log.info("deadletter.purged", consumer=consumer, letters=len(entries))
        return len(entries)

    async def purged(self) -> AsyncIterator[events_pb2.PurgedItems]:
        """What is on record of all that was thrown away."""
        reader = Reader(self._connection, STREAM, [f"{LETTERS}.{PURGED}"])
        waiting = await reader.locate("all")
        try:
            while waiting > 0:
                message = await reader.next()
                waiting = message.pending
                yield events_pb2.PurgedItems.FromString(message.payload)
        finally:
            await reader.close()

    async def _throw_away(self, consumer: str, entries: Sequence[Entry]) -> None:
        left = deque(entries)
        try:
            await self.record(consumer, _names(entries))
        except errors.LogFull:
            # People purge because the stream is full. One letter makes room for the names of many.
            await self._delete(left.popleft())
            await self.record(consumer, _names(entries))
        for entry in left:
            await self._delete(entry)

    async def record(self, consumer: str, names: Sequence[str]) -> None:
        """Writes down identities of items that were thrown away."""
        if not names:
            return
        record = events_pb2.PurgedItems(consumer=consumer, item_ids=names)
        record.purge_time.GetCurrentTime()
        await self._publisher.publish(
            f"{STREAM.root}.{consumer}.{PURGED}",
            record.SerializeToString(),
            message_id=publishing.fresh_id(),
        )

    async def _chosen(self, consumer: str, sequences: Iterable[int] | None) -> Sequence[Entry]:
        if sequences is None:
            return await self.list(consumer)
        entries = [await self.show(sequence) for sequence in sequences]
        for entry in entries:
            if entry.letter.consumer != consumer:
                raise errors.NotFound(f"Dead letter {entry.sequence} of {consumer}")
        return entries

    async def _delete(self, entry: Entry) -> None:
        with self._connection.asking():
            await self._connection.js.delete_msg(STREAM.name, entry.sequence)


def _names(entries: Iterable[Entry]) -> Sequence[str]:
    """Who they were; letters whose bytes nobody could read have no name to write down."""
    return [entry.letter.item_id for entry in entries if entry.letter.item_id]


def _is_purged(subject: str) -> bool:
    return subject.count(".") > 1


def _again(letter: events_pb2.DeadLetter) -> events_pb2.RetryBatch:
    now = Timestamp()
    now.GetCurrentTime()
    return events_pb2.RetryBatch(
        consumer=letter.consumer,
        subject=letter.subject,
        payload=letter.payload,
        item_ids=[letter.item_id] if letter.item_id else [],
        tries=1,
        not_before_time=now,
        reason="Replayed from the dead letters.",
    )


def _time_of(letter: events_pb2.DeadLetter) -> datetime:
    return letter.dead_time.ToDatetime(UTC)
