"""What happens to one message: read it, handle it, settle it, or find the item that ends us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from services.common.bus import backoff, outcomes, streams, suspects, telemetry
from services.common.bus.batches import Batch
from services.common.bus.bus import Bus
from services.common.bus.codecs import Codec
from services.common.bus.guard import Guard
from services.common.bus.parcels import Parcel
from services.common.bus.pulling import Delivery
from services.common.bus.settling import Settler, Tally
from services.common.config.bus import BusSettings
from services.common.model import errors
from services.common.model.clock import Clock

Item = TypeVar("Item")

Handler = Callable[[Batch[Item]], Awaitable[Sequence[outcomes.Outcome] | None]]
"""Handles a batch; says how each item ended, or None when all are done."""

Opener = Callable[[Delivery, str], Parcel]
"""Takes the envelope off a delivery."""

SLOW_DOWN: Final = (
    errors.StoreUnavailable,
    errors.StoreFull,
    errors.LogFull,
    errors.LogUnavailable,
)
"""Errors that say nothing about the items: the same batch is handled again when the trouble is over."""

WAIT_LIMIT_SECONDS: Final = 5.0
"""Longest wait before a batch is offered again after such an error."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell the broker about a message."""

    acknowledge: bool
    again_in: float = 0.0


FINISHED: Final = Verdict(acknowledge=True)


class _Stopped(Exception):  # not an error: a way out
    """The consumer stops while a batch waits for better times."""


class Processor(Generic[Item]):
    """Processes the messages of one consumer."""

    def __init__(
        self,
        bus: Bus,
        settings: BusSettings,
        clock: Clock,
        *,
        name: str,
        codec: Codec[Item],
        handle: Handler[Item],
    ) -> None:
        self._bus = bus
        self._settings = settings
        self._clock = clock
        self._name = name
        self._codec = codec
        self._handle = handle
        self._settler = Settler(bus, settings, clock, consumer=name, codec=codec)
        self._suspects = suspects.SuspectBook(bus, name)
        self._guard = Guard(settings)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ends every wait for better times; handlers that run are not disturbed."""
        self._stopping.set()

    async def process(self, delivery: Delivery, stream: str, opener: Opener) -> Verdict:
        """Handles and settles one message; says what to tell the broker."""
        try:
            parcel = opener(delivery, stream)
        except Exception as error:  # noqa: BLE001  # whatever the bytes provoke, they are unreadable
            return await self._bury_unreadable(
                Parcel(delivery, stream, delivery.subject, delivery.payload), error
            )
        early = parcel.early_by(self._clock.now())
        if early > 0:
            return Verdict(acknowledge=False, again_in=early)
        try:
            return await self._try(parcel)
        except _Stopped:
            return Verdict(acknowledge=False)
        except Exception as error:  # noqa: BLE001  # a failed try is a failed try, whatever failed
            return self._failed(parcel, error)

    async def _try(self, parcel: Parcel) -> Verdict:
        try:
            items = self._codec.split(parcel.payload)
        except Exception as error:  # noqa: BLE001  # whatever the bytes provoke, they are unreadable
            return await self._bury_unreadable(parcel, error)
        with telemetry.handling(self._name, parcel.delivery.headers):
            if parcel.delivery.deliveries > self._patience(parcel):
                tally = await self._try_one_by_one(parcel, items)
            else:
                said = await self._ask(parcel, items, parcel.payload)
                tally = await self._settler.settle(parcel, items, said)
        await self._note(tally)
        return FINISHED

    def _patience(self, parcel: Parcel) -> int:
        # A retry is handed out once too early and comes back when it is due.
        early = 1 if parcel.stream == streams.RETRY.name else 0
        return self._settings.suspect_after_deliveries + early

    async def _try_one_by_one(self, parcel: Parcel, items: Sequence[Item]) -> Tally:
        telemetry.suspected(self._name, parcel.delivery.sequence, parcel.delivery.deliveries)
        found = await self._suspects.find(parcel)
        tally = Tally()
        if found is not None and not found.cleared and 0 <= found.index < len(items):
            tally = await self._bury_poison(parcel, items[found.index])
        for index in range(suspects.resume_at(found), len(items)):
            tally += await self._try_alone(parcel, index, items[index])
        await self._suspects.clear(parcel, len(items) - 1)
        return tally

    async def _try_alone(self, parcel: Parcel, index: int, item: Item) -> Tally:
        await self._suspects.record(parcel, index, self._codec.name_of(item))
        try:
            said = await self._ask(parcel, [item], self._codec.join([item]))
        except _Stopped:
            await self._suspects.clear(parcel, index - 1)
            raise
        except Exception as error:  # noqa: BLE001  # an item whose handler fails is tried again alone
            said = [outcomes.Later(_failure(error))]
        return await self._settler.settle(parcel, [item], said)

    async def _bury_poison(self, parcel: Parcel, item: Item) -> Tally:
        never = outcomes.Never(outcomes.POISON, "The process ended while this item was tried alone.")
        return await self._settler.settle(parcel, [item], [never])

    async def _bury_unreadable(self, parcel: Parcel, error: Exception) -> Verdict:
        never = outcomes.Never(outcomes.UNREADABLE, f"The bytes cannot be read ({type(error).__name__}).")
        await self._settler.bury(parcel, never, "", parcel.payload)
        await self._note(Tally(dead=1))
        return FINISHED

    async def _ask(
        self, parcel: Parcel, items: Sequence[Item], payload: bytes
    ) -> Sequence[outcomes.Outcome] | None:
        """Calls the handler, again and again while only the surroundings are in trouble."""
        delivery = parcel.delivery
        batch = Batch(
            items, payload, parcel.subject, delivery.sequence, delivery.time, parcel.tries, delivery.headers
        )
        attempt = 0
        while True:
            attempt += 1
            try:
                return _checked(await self._handle(batch), len(items))
            except SLOW_DOWN as trouble:
                telemetry.log.warning("consumer.waiting", consumer=self._name, reason=trouble.reason)
                await self._rest(attempt)

    async def _rest(self, attempt: int) -> None:
        wait = backoff.delay(attempt, first=backoff.RECONNECT_FIRST_SECONDS, limit=WAIT_LIMIT_SECONDS)
        try:
            async with asyncio.timeout(wait):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise _Stopped

    def _failed(self, parcel: Parcel, error: Exception) -> Verdict:
        deliveries = parcel.delivery.deliveries
        again_in = backoff.delay(
            deliveries, first=self._settings.retry_delay_seconds, limit=backoff.RETRY_LIMIT_SECONDS
        )
        telemetry.log.error(
            "consumer.failed",
            consumer=self._name,
            sequence=parcel.delivery.sequence,
            deliveries=deliveries,
            error=_failure(error),
            again_in=again_in,
        )
        return Verdict(acknowledge=False, again_in=again_in)

    async def _note(self, tally: Tally) -> None:
        telemetry.handled(self._name, done=tally.done, later=tally.later, dead=tally.dead)
        self._guard.note(done=tally.done, dead=tally.dead)
        verdict = self._guard.verdict
        if not verdict:
            return
        telemetry.log.error("consumer.pausing", consumer=self._name, reason=verdict)
        self._guard.reset()
        try:
            await self._bus.pause(self._name)
        except errors.Refusal as error:
            # The next dead letters trip the guard again.
            telemetry.log.error("consumer.not_paused", consumer=self._name, error=str(error))


def _checked(said: Sequence[outcomes.Outcome] | None, items: int) -> Sequence[outcomes.Outcome] | None:
    if said is not None and len(said) != items:
        raise ValueError(f"the handler returned {len(said)} outcomes for {items} items")
    return said


def _failure(error: Exception) -> str:
    # The message of an unknown error may quote what somebody wrote; its type cannot.
    return f"{type(error).__name__} in {_place(error)}"


def _place(error: Exception) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last is not None else "nowhere"
