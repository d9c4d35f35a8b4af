"""Turning outcomes into messages: later ones go to `retry.<consumer>`, never ones to `deadletter.<consumer>`.

Settling is over when the log has acknowledged all of them; only then may the input be acknowledged.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from antiphon.events.v1 import events_pb2
from services.common.bus import backoff, outcomes, publishing, streams, telemetry
from services.common.bus.bus import Bus
from services.common.bus.codecs import Codec
from services.common.bus.parcels import Parcel
from services.common.config.bus import BusSettings
from services.common.model import errors
from services.common.model.clock import Clock

Item = TypeVar("Item")

ENVELOPE_BYTES: Final = 64 * 1024
"""Bytes that a dead letter's own fields may need in a message."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items ended how."""

    done: int = 0
    later: int = 0
    dead: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.done + other.done, self.later + other.later, self.dead + other.dead)


class Settler(Generic[Item]):
    """Settles the outcomes of one consumer."""

    def __init__(
        self, bus: Bus, settings: BusSettings, clock: Clock, *, consumer: str, codec: Codec[Item]
    ) -> None:
        self._bus = bus
        self._settings = settings
        self._clock = clock
        self._consumer = consumer
        self._codec = codec

    async def settle(
        self, parcel: Parcel, items: Sequence[Item], said: Sequence[outcomes.Outcome] | None
    ) -> Tally:
        """Publishes what the outcomes demand and returns once the log has it.

        Args:
            parcel: where the items came from.
            items: handled.
            said: one outcome per item; None when all are done.

        """
        if said is None:
            return Tally(done=len(items))
        put_off: dict[outcomes.Later, list[Item]] = defaultdict(list)
        dead: list[tuple[Item, outcomes.Never]] = []
        for item, outcome in zip(items, said, strict=True):
            if isinstance(outcome, outcomes.Later) and parcel.tries + 1 < self._settings.retry_limit:
                put_off[outcome].append(item)
            elif not isinstance(outcome, outcomes.Done):
                dead.append((item, _final(outcome)))
        await asyncio.gather(
            *(self._put_off(parcel, group, later) for later, group in put_off.items()),
            *(self._bury_item(parcel, item, never) for item, never in dead),
        )
        later_count = sum(map(len, put_off.values()))
        return Tally(len(items) - later_count - len(dead), later_count, len(dead))

    async def bury(self, parcel: Parcel, never: outcomes.Never, item_id: str, payload: bytes) -> None:
        """Writes one dead letter."""
        letter = events_pb2.DeadLetter(
            consumer=self._consumer,
            subject=parcel.subject,
            payload=payload,
            item_id=item_id,
            reason=never.reason,
            cause=never.cause,
            tries=parcel.tries + 1,
        )
        letter.dead_time.FromDatetime(self._clock.now())
        if len(payload) > self._bus.max_payload - ENVELOPE_BYTES:
            _leave_out_payload(letter, parcel)
        telemetry.dead_letter(self._consumer)
        telemetry.log.warning("consumer.dead_letter", consumer=self._consumer, reason=never.reason)
        await self._publish(f"{streams.DEADLETTER.root}.{self._consumer}", letter.SerializeToString())

    async def _bury_item(self, parcel: Parcel, item: Item, never: outcomes.Never) -> None:
        await self.bury(parcel, never, self._codec.name_of(item), self._codec.join([item]))

    async def _put_off(self, parcel: Parcel, items: Sequence[Item], later: outcomes.Later) -> None:
        tries = parcel.tries + 1
        batch = events_pb2.RetryBatch(
            consumer=self._consumer,
            subject=parcel.subject,
            payload=self._codec.join(items),
            item_ids=map(self._codec.name_of, items),
            tries=tries,
            reason=later.reason,
        )
        batch.not_before_time.FromDatetime(self._due(later, tries))
        await self._publish(f"{streams.RETRY.root}.{self._consumer}", batch.SerializeToString())

    def _due(self, later: outcomes.Later, tries: int) -> datetime:
        seconds = later.delay
        if seconds is None:
            seconds = backoff.delay(
                tries, first=self._settings.retry_delay_seconds, limit=backoff.RETRY_LIMIT_SECONDS
            )
        return self._clock.now() + timedelta(seconds=seconds)

    async def _publish(self, subject: str, payload: bytes) -> None:
        # The items are handled: there is nothing to slow down but this consumer, so it waits here.
        message_id = publishing.fresh_id()
        attempt = 0
        while True:
            attempt += 1
            try:
                await self._bus.publish(subject, payload, message_id=message_id)
            except errors.LogFull as full:
                telemetry.log.warning("consumer.waiting", consumer=self._consumer, reason=str(full))
                await asyncio.sleep(backoff.reconnect(attempt))
            else:
                return


def _final(outcome: outcomes.Later | outcomes.Never) -> outcomes.Never:
    if isinstance(outcome, outcomes.Never):
        return outcome
    return outcomes.Never(outcomes.RETRIES_EXHAUSTED, outcome.reason)


def _leave_out_payload(letter: events_pb2.DeadLetter, parcel: Parcel) -> None:
    place = f"message {parcel.delivery.sequence} of stream {parcel.stream}"
    letter.cause = f"{letter.cause} Its {len(letter.payload):,} bytes do not fit here; see {place}.".strip()
    letter.ClearField("payload")
