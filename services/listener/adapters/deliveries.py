"""Sends what goes out, at most once, through crashes of anything at any moment.

What to do next is decided in `core.delivery`; here it is committed and done. The order is always the same:
the turn is taken and the attempt committed, then the network is asked, then the outcome is committed. A
delivery whose outcome never was is found by its due time, here or on another replica.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common.model import clock as clocks
from services.common.model import errors, identity
from services.common.obs import logs, metrics
from services.common.store import Database
from services.listener.adapters import acting, addressing, training
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.memory import Memory
from services.listener.adapters.outlets import Outlets
from services.listener.core import delivery
from services.listener.core.delivery import Action, Record
from services.listener.sources import base
from services.listener.store import connections, deliveries, seen
from services.listener.store.deliveries import Turn

log = logs.get()

ANSWER_SECONDS: Final = 2.0
"""How long `Deliver` waits for an outcome before it answers with the state reached."""
NETWORK_SECONDS: Final = 20.0
"""How long a network may take to answer; after that the outcome is unknown."""
GRACE_SECONDS: Final = NETWORK_SECONDS + 10.0
"""Seconds after which an attempt without an outcome is somebody else's to look after."""
STALL_SECONDS: Final = 5.0
"""Seconds a turn may be old when its sending begins. After a longer stall nothing is sent, for another
replica may be about to take the turn: this and what the network may take end well before the grace does."""
POLL_SECONDS: Final = 0.5
AT_ONCE: Final = 16
SAVE_TRIES: Final = 10
SAVE_PAUSE: Final = 1.0


class _UnforeseenError(Exception):
    """A delivery that was about to end without its network needs it after all."""


class Deliveries:
    """Everything on its way out of this replica."""

    def __init__(
        self,
        db: Database,
        outlets: Outlets,
        capabilities: addressing.Capabilities,
        clock: clocks.Clock,
        sleep: base.Sleep = asyncio.sleep,
        *,
        memory: Memory | None = None,
        answerers: Answerers | None = None,
    ) -> None:
        self._db = db
        self._answerers = answerers or Answerers(db)
        self._memory = memory or Memory(db)
        self._outlets = outlets
        self._capabilities = capabilities
        self._clock = clock
        self._sleep = sleep
        self._working: dict[str, asyncio.Task[None]] = {}

    async def deliver(self, request: listening_service_pb2.DeliverRequest) -> Record:
        """Commits a delivery and begins it; a request id that is known only tells how its delivery stands.

        Raises:
            Refusal: it cannot be sent at all, see `addressing.address`; nothing was committed.
            RequestIdReused: the id was used for something else.
        """
        request_id = addressing.check_request_id(request.request_id)
        payload = addressing.digest(request)
        record = await self._known(request_id)
        if record is None:
            now = self._clock.now()
            await self._db.read(lambda conn: training.check_answer(conn, request.reply))
            record = await addressing.address(self._db, self._answerers, self._capabilities, request, now)
        new, brand = record, request.reply.brand
        await self._db.write(lambda conn: _accept(conn, new, payload, brand))
        working = self._work_on(request_id)
        await asyncio.wait([working], timeout=ANSWER_SECONDS)
        return await self.get(request_id)

    async def get(self, request_id: str) -> Record:
        """How a delivery stands.

        Raises:
            NotFound: there is none.
        """
        return await self._db.read(lambda conn: deliveries.get(conn, request_id))

    async def recover(self) -> None:
        """Has what an earlier process left unfinished looked after at once, if no other can be at it."""
        if self._db.dialect == "sqlite":
            now = self._clock.now()
            await self._db.write(lambda conn: deliveries.orphan_all(conn, now))

    async def run(self) -> None:
        """Looks after deliveries whose time has come, until cancelled; then waits for those under way."""
        try:
            while True:
                try:
                    await self._sweep()
                except errors.Refusal as fault:
                    log.warning("deliveries.unavailable", reason=fault.reason)
                await self._sleep(POLL_SECONDS)
        finally:
            await self.drain()

    async def drain(self) -> None:
        """Waits for attempts under way; what does not end in time is found again by its due time."""
        if self._working:
            await asyncio.wait([*self._working.values()], timeout=NETWORK_SECONDS)

    async def _sweep(self) -> None:
        room = AT_ONCE - len(self._working)
        if room > 0:
            now = self._clock.now()
            for request_id in await self._db.read(lambda conn: deliveries.list_due(conn, now, room)):
                self._work_on(request_id)

    async def _known(self, request_id: str) -> Record | None:
        try:
            return await self.get(request_id)
        except errors.NotFound:
            return None

    def _work_on(self, request_id: str) -> asyncio.Task[None]:
        if request_id not in self._working:
            task = asyncio.create_task(self._work(request_id))
            self._working[request_id] = task
            task.add_done_callback(lambda _: self._working.pop(request_id, None))
        return self._working[request_id]

    async def _work(self, request_id: str) -> None:
        try:
            record = await self.get(request_id)
            if self._foresee(record) is Action.NOTHING:
                await self._db.write(lambda conn: self._open_turn(conn, request_id, ending=True))
                return
            source = await self._source_of(record)
            begun = self._clock.monotonic()
            opened = await self._db.write(lambda conn: self._open_turn(conn, request_id))
            if opened is not None:
                turn, action = opened
                await self._save(turn, await self._act(source, turn.record, action, begun))
        except _UnforeseenError:
            log.info("delivery.unforeseen", request_id=request_id)  # its due time has it looked at again
        except errors.Refusal as fault:
            log.warning("delivery.interrupted", request_id=request_id, reason=fault.reason)
        except Exception:
            log.exception("delivery.crashed", request_id=request_id)

    def _foresee(self, record: Record) -> Action:
        """What a delivery will need of its network."""
        now, capability = self._clock.now(), self._capability(record)
        return delivery.next_action(delivery.found(record, capability, now), capability, now)

    async def _source_of(self, record: Record) -> base.Source | str:
        """The source that answers, opened before anything is committed; else why there is none."""
        try:
            return await self._outlets.get(record.source)
        except errors.NotFound:
            return f"{record.source} was deleted."
        except errors.InvalidField as fault:
            return f"{record.source} cannot answer: {fault.problem}"
        except errors.Refusal:
            raise
        except base.SourceError as fault:
            return fault.sentence
        except Exception as fault:
            log.exception("delivery.crashed", request_id=record.request_id)
            return f"{record.source} was not opened, at a fault of ours ({type(fault).__name__})."

    def _open_turn(
        self, conn: connections.Handle, request_id: str, *, ending: bool = False
    ) -> tuple[Turn, Action] | None:
        """One transaction: takes the turn, decides, and commits the attempt that is about to begin.

        Raises:
            _UnforeseenError: no source was opened, for it was `ending`, and now it needs one.
        """
        now = self._clock.now()
        until = now + timedelta(seconds=GRACE_SECONDS)
        turn = deliveries.take(conn, request_id, now, until)
        if turn is None:
            return None
        capability = self._capability(turn.record)
        record = delivery.found(turn.record, capability, now)
        action = delivery.next_action(record, capability, now)
        if ending and action is not Action.NOTHING:
            raise _UnforeseenError
        if action is Action.SEND:
            record = delivery.begin(record, now, GRACE_SECONDS)
        elif action is Action.LOOK and not turn.record.in_flight:
            record = replace(record, due_time=until)
        elif action is Action.NOTHING and not record.is_final:
            record = delivery.give_up(record, record.reason, now)
        deliveries.save(conn, turn, record)
        deliveries.forget_if_asked(conn, record)
        return (Turn(record, turn.number), action) if record.due_time == until else None

    async def _act(self, source: base.Source | str, record: Record, action: Action, begun: float) -> Record:
        if isinstance(source, str):
            return self._without_source(record, source)
        if action is not Action.SEND:
            return await self._look(source, record)
        if (stalled := self._clock.monotonic() - begun) > STALL_SECONDS:
            # Not a byte has left. Unless another replica has taken the turn by now, that is written down.
            log.warning("delivery.stalled", request_id=record.request_id, seconds=round(stalled, 1))
            return delivery.never_left(record, delivery.STALLED, self._clock.now())
        return await self._send(source, record)

    async def _send(self, source: base.Source, record: Record) -> Record:
        capability = self._capability(record)
        try:
            async with asyncio.timeout(NETWORK_SECONDS):
                outcome = await acting.act(source, record)
        except TimeoutError:
            outcome = base.Unknown("The network did not answer in time.")
        except base.SourceQuotaSpent as held:
            # Raised where a call asks for its turn, which is before it is made.
            outcome = base.NeverLeft(held.sentence)
        except Exception as fault:
            log.exception("delivery.crashed", request_id=record.request_id)
            outcome = base.Unknown(f"Sending broke off at a fault of ours ({type(fault).__name__}).")
        now = self._clock.now()
        match outcome:
            case base.Sent(key, link):
                return delivery.sent(record, key, link, now)
            case base.NeverLeft(reason):
                return delivery.never_left(record, reason, now)
            case base.Refused(reason, permanent, retry_after):
                return delivery.refused(
                    record, reason, capability, now, permanent=permanent, retry_after=retry_after
                )
            case base.Unknown(reason):
                return delivery.unknown(record, reason, capability, now)

    async def _look(self, source: base.Source, record: Record) -> Record:
        try:
            async with asyncio.timeout(NETWORK_SECONDS):
                found = await source.find_reply(acting.request_of(record))
        except base.SourceError as fault:
            return delivery.could_not_look(record, fault.sentence, self._clock.now(), fault.retry_after)
        except TimeoutError:
            return delivery.could_not_look(record, "The network did not answer in time.", self._clock.now())
        except Exception as fault:
            log.exception("delivery.crashed", request_id=record.request_id)
            why = f"It broke off at a fault of ours ({type(fault).__name__})."
            return delivery.could_not_look(record, why, self._clock.now())
        if found is None:
            return delivery.not_found(record, self._capability(record), self._clock.now())
        return delivery.sent(record, found.mention_key, found.link, self._clock.now())

    def _without_source(self, record: Record, why: str) -> Record:
        now = self._clock.now()
        if record.state == delivery.State.STATE_PUBLISHING:
            return delivery.refused(record, why, self._capability(record), now, permanent=True)
        return delivery.give_up(record, why, now)

    async def _save(self, turn: Turn, record: Record) -> None:
        """Commits an outcome; a store that is away for a moment must not cost what the network told us."""
        if record.sent_key:
            self._memory.remember([record.sent_key])  # its first answer may come before the next look
        for attempt in range(SAVE_TRIES):
            try:
                if await self._db.write(lambda conn: _write(conn, turn, record)):
                    await self._db.forget(deliveries.nothing)
                break
            except (errors.StoreUnavailable, errors.StoreFull):
                if attempt == SAVE_TRIES - 1:
                    raise
            await self._sleep(SAVE_PAUSE)
        state = delivery.State.Name(record.state).removeprefix("STATE_").lower()
        metrics.DELIVERIES.labels(identity.split_key(record.mention_key).network, state).inc()
        log.info("delivery.changed", request_id=record.request_id, state=state, attempts=record.attempt_count)

    def _capability(self, record: Record) -> events_pb2.CapabilityFact:
        network = identity.split_key(record.mention_key).network
        fact = self._capabilities.get(network) or events_pb2.CapabilityFact(network=network)
        return delivery.rules(record, fact)


def _accept(conn: connections.Handle, record: Record, payload: bytes, brand: str) -> None:
    """Commits a delivery. What is written back to a first message belongs to the brand that wrote it."""
    if deliveries.insert(conn, record, payload) and record.recipient and brand:
        seen.remember(conn, [seen.Seen(record.mention_key, record.source, (brand,))], record.create_time)


def _write(conn: connections.Handle, turn: Turn, record: Record) -> bool:
    """Writes an outcome and what follows from it; tells whether the words of the answer went."""
    saved = deliveries.save(conn, turn, record)
    if saved and record.state == delivery.State.STATE_SENT and record.sent_key:
        # Answers to our answer belong to the same brands.
        known = seen.find(conn, [record.mention_key, record.sent_key])
        answered = known.get(record.mention_key)
        if answered is not None:
            ours = known.get(record.sent_key) or seen.Seen(record.sent_key, record.source, ())
            seen.remember(conn, [replace(ours, brands=answered.brands)], record.update_time)
    return saved and deliveries.forget_if_asked(conn, record)
