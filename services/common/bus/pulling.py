"""Pulling messages of one broker consumer: a bounded buffer that refills itself while work goes on.

One pull request is open at a time and asks for as many messages as there is room for. The server
sends heartbeats on it; when they stay away, or the connection was made anew, the request is
put again. Whoever takes deliveries gives each one back with `release`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from services.common.bus import backoff, telemetry
from services.common.bus.connection import Connection, Lost

EXPIRES_SECONDS: Final = 30.0
"""How long the server keeps one pull request open."""

HEARTBEAT_SECONDS: Final = 2.0
"""How often the server shows that it still has the request."""

SILENCE_SECONDS: Final = 3 * HEARTBEAT_SECONDS
"""After so long without any sign the request is put again."""

ACK: Final = b"+ACK"
NAK: Final = b"-NAK"
IN_PROGRESS: Final = b"+WPI"

HEARTBEAT_STATUS: Final = "100"
EXPIRED_STATUS: Final = "408"
GONE_STATUSES: Final = frozenset({"404", "503"})
NANOSECONDS: Final = 1_000_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Delivery:
    """One message as the broker handed it out.

    Attributes:
        subject: where it was published.
        payload: its bytes.
        headers: as published; empty when none.
        reply: where its acknowledgement goes.
        sequence: position in the stream.
        consumer_sequence: position among everything this consumer was handed.
        deliveries: how often it was handed out, this time included.
        time: when the log took it.
        pending: messages that wait behind it for this consumer.

    """

    subject: str
    payload: bytes
    headers: Mapping[str, str]
    reply: str
    sequence: int
    consumer_sequence: int
    deliveries: int
    time: datetime
    pending: int


class Puller:
    """Pulls from one consumer of the broker.

    Args:
        connection: to the log.
        stream: name of the stream.
        consumer: name of the consumer there.
        capacity: messages that may be held at once, in the buffer and in hand.
        on_missing: called when the broker does not know the consumer; is to make it again.
        made: whether the consumer exists already; otherwise `on_missing` is called first.

    """

    def __init__(
        self,
        connection: Connection,
        *,
        stream: str,
        consumer: str,
        capacity: int,
        on_missing: Callable[[], Awaitable[None]],
        made: bool = True,
    ) -> None:
        self._connection = connection
        self._next_subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._capacity = capacity
        self._on_missing = on_missing
        self._held: dict[int, Delivery] = {}
        self._buffer: deque[Delivery] = deque()
        self._wanted = 0
        self._missing = not made
        self._rejected = False
        self._stale = False
        self._stopping = False
        self._arrived = asyncio.Event()
        self._changed = asyncio.Event()
        self._requests = itertools.count()
        self._request = ""
        self._inbox = ""
        self._subscription: Subscription | None = None

    @property
    def held(self) -> tuple[Delivery, ...]:
        """Deliveries in the buffer and in hand."""
        return tuple(self._held.values())

    async def run(self) -> None:
        """Keeps the buffer filled until `stop`."""
        self._connection.listeners.add(self._on_reconnect)
        try:
            await self._subscribe()
            while not self._stopping:
                await self._refill()
        finally:
            self._connection.listeners.discard(self._on_reconnect)
            await self._leave()

    def stop(self) -> None:
        """Ends `run`, and `next` as well."""
        self._stopping = True
        self._changed.set()
        self._arrived.set()

    async def next(self) -> Delivery | None:
        """The next delivery, or None once stopped."""
        while not self._stopping:
            if self._buffer:
                return self._buffer.popleft()
            self._arrived.clear()
            await self._arrived.wait()
        return None

    def release(self, delivery: Delivery) -> None:
        """Gives back the room that a delivery took."""
        self._held.pop(delivery.sequence, None)
        self._changed.set()

    async def answer(self, delivery: Delivery, word: bytes) -> None:
        """Tells the broker what became of a delivery; a lost word only means that it comes again."""
        try:
            await self._connection.send(delivery.reply, word)
        except Lost as lost:
            telemetry.log.info("consumer.answer_lost", error=str(lost))

    async def nak(self, delivery: Delivery, delay: float = 0.0) -> None:
        """Asks for the delivery again, after `delay` seconds."""
        wait = b' {"delay": %d}' % int(delay * NANOSECONDS) if delay > 0 else b""
        await self.answer(delivery, NAK + wait)

    async def _subscribe(self) -> None:
        self._inbox = self._connection.client.new_inbox()
        self._subscription = await self._connection.client.subscribe(f"{self._inbox}.*", cb=self._on_message)

    async def _leave(self) -> None:
        if self._subscription is not None and not self._connection.client.is_closed:
            await self._subscription.unsubscribe()
        self._subscription = None

    async def _refill(self) -> None:
        self._changed.clear()
        if self._rejected:
            self._rejected = False
            await asyncio.sleep(backoff.reconnect(2))
        elif self._missing:
            self._missing = False
            await self._on_missing()
        elif self._wanted > 0 and not self._stale:
            await self._watch()
        elif self._room() >= max(self._capacity // 2, 1):
            await self._ask(self._room())
        else:
            await self._changed.wait()

    def _room(self) -> int:
        return self._capacity - len(self._held)

    async def _ask(self, wanted: int) -> None:
        await self._connection.connected()
        self._stale = False
        self._wanted = wanted
        self._request = f"{self._inbox}.{next(self._requests)}"
        order = {
            "batch": wanted,
            "expires": int(EXPIRES_SECONDS * NANOSECONDS),
            "idle_heartbeat": int(HEARTBEAT_SECONDS * NANOSECONDS),
        }
        try:
            await self._connection.send(self._next_subject, json.dumps(order).encode(), reply=self._request)
        except Lost:
            self._wanted = 0
            await asyncio.sleep(backoff.reconnect(1))

    async def _watch(self) -> None:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            self._stale = True

    def _on_reconnect(self) -> None:
        self._stale = True
        self._changed.set()

    async def _on_message(self, message: Msg) -> None:
        status = message.headers.get("Status") if message.headers and not message.data else None
        if status is None:
            self._take(message)
        elif message.subject == self._request:
            self._read_status(status, str((message.headers or {}).get("Description", "")))

    def _read_status(self, status: str, description: str) -> None:
        if status != HEARTBEAT_STATUS:
            self._wanted = 0
            self._rejected = status != EXPIRED_STATUS
            self._missing = status in GONE_STATUSES or "consumer deleted" in description.lower()
        self._changed.set()

    def _take(self, message: Msg) -> None:
        delivery = read(message)
        self._wanted = max(self._wanted - 1, 0)
        self._changed.set()
        if (twin := self._held.get(delivery.sequence)) is not None:
            # Handed out again while still in hand, for example after a restart of the server.
            twin.reply = delivery.reply
            return
        self._held[delivery.sequence] = delivery
        self._buffer.append(delivery)
        self._arrived.set()


def read(message: Msg) -> Delivery:
    """A delivery of a message; its place and history stand in the reply subject.

    `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<consumer sequence>.<time>.<pending>`,
    or, where the server knows domains, the same with two parts before the stream.
    """
    parts = message.reply.split(".")
    first = 4 if len(parts) == 9 else 6
    return Delivery(
        subject=message.subject,
        payload=message.data,
        headers=message.headers or {},
        reply=message.reply,
        deliveries=int(parts[first]),
        sequence=int(parts[first + 1]),
        consumer_sequence=int(parts[first + 2]),
        # Not by way of a float: it would move the time by some hundred nanoseconds.
        time=EPOCH + timedelta(microseconds=int(parts[first + 3]) // 1000),
        pending=int(parts[first + 4]),
    )
