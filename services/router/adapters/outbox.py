"""Hands accepted replies to the listener and learns what became of them; at most once, whatever crashes.

A reply becomes SENDING in a transaction of its own before the listener is called. That transaction asks
whether it may leave: its moment has come, nobody stopped sending, the customer has not written. Whoever takes
over after a crash finds SENDING or CHECKING and asks the listener again under the same request id, which the
listener sends once. What the listener has once acknowledged is never handed over again, only asked about: a
listener that lost its memory would send it a second time. One outbox of all replicas works at a time, under a
named lease whose token guards every write.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from typing import Final

import grpc
import grpc.aio

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.rpc import errors as rpc_errors
from services.common.store import Database, leases
from services.common.store.leases import Lease
from services.router.core import practice, replies
from services.router.core.replies import Progress
from services.router.store import named_leases, outgoing, queue
from services.router.store.outgoing import Outgoing

log = logs.get()

LEASE_NAME: Final = "outbox"
LEASE_SECONDS: Final = 15.0
AT_ONCE: Final = 8
READY_SECONDS: Final = 1.0
"""How long to wait for a connection before a queued reply waits for its next turn."""
PAUSE_SECONDS: Final = 1.0

Learn = Callable[[Progress], Progress]


class Outbox:
    """Works on replies until it is cancelled."""

    def __init__(
        self,
        db: Database,
        channel: grpc.aio.Channel,
        waits: tuple[int, ...],
        poll_seconds: float,
        *,
        on_events: Callable[[], None],
        lease_seconds: float = LEASE_SECONDS,
        trains: Callable[[str], bool] = lambda _brand: False,
    ) -> None:
        self._db = db
        self._channel = channel
        self._listener = listening_grpc.ListeningServiceStub(channel)
        self._waits = waits
        self._poll_seconds = poll_seconds
        self._on_events = on_events
        self._lease_seconds = lease_seconds
        self._trains = trains
        self._holder = uuid.uuid4().hex
        self._poked = asyncio.Event()
        for ended in ("sent", "failed"):  # from 0 on, so that a rate sees the first, too
            metrics.REPLIES.labels(ended)

    def poke(self) -> None:
        """Says that a reply has been accepted, so that it leaves at once."""
        self._poked.set()

    async def run(self) -> None:
        """Works while this is the one outbox, and waits for its turn else."""
        while True:
            try:
                async with leases.hold(
                    self._db, named_leases, LEASE_NAME, self._holder, self._lease_seconds
                ) as lease:
                    await self._serve(lease)
            except (errors.LeaseLost, errors.StoreFull, errors.StoreUnavailable) as fault:
                log.warning("outbox.stopped", reason=fault.reason, cause=str(fault))
                await asyncio.sleep(PAUSE_SECONDS)

    async def round(self, lease: Lease) -> int:
        """Looks once at every reply that is due; how many those were."""
        waiting = await self._db.read(lambda conn: outgoing.due(conn, AT_ONCE))
        async with asyncio.TaskGroup() as tasks:
            for request_id in waiting:
                tasks.create_task(self._work(lease, request_id))
        return len(waiting)

    async def _serve(self, lease: Lease) -> None:
        while True:
            self._poked.clear()
            if not await self.round(lease):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._poll_seconds):
                        await self._poked.wait()

    async def _work(self, lease: Lease, request_id: str) -> None:
        reply = await self._db.read(lambda conn: outgoing.look(conn, request_id))
        if reply is None:
            return
        if reply.waits:
            begun = await self._begin(lease, request_id)
            if begun is None:
                await self._count(request_id, reply.progress.state)
                return
            reply = begun
            if barred := self._barred(reply):
                await self._settle(lease, request_id, reply.brand, barred)
                return
        await self._settle(lease, request_id, reply.brand, await self._ask(reply))

    def _barred(self, reply: Outgoing) -> Learn | None:
        """What is learned of an answer of practice on its way to customers: that it never leaves.

        Asked before the listener is called for the first time only: of what it may have, it alone knows.
        """
        network = reply.mention_key.partition(":")[0]
        if network == practice.NETWORK or not self._trains(reply.brand):
            return None
        log.warning("outbox.practice_kept_in", network=network)
        return lambda found: found.refused("NOT_REPLYABLE", practice.refusal(reply.brand, network))

    async def _begin(self, lease: Lease, request_id: str) -> Outgoing | None:
        """Marks a reply as sending, unless it must not leave now."""
        reachable = await self._is_reachable()
        begun = await self._db.write(
            lambda conn: outgoing.begin(
                conn, lease, request_id, reachable=reachable, pause=self._poll_seconds
            )
        )
        self._on_events()
        return begun

    async def _count(self, request_id: str, before: int) -> None:
        """Counts a reply that ended, or was held, before it left."""
        state = await self._db.read(lambda conn: outgoing.state_of(conn, request_id))
        if state != before:
            metrics.REPLIES.labels(replies.state_name(state).lower()).inc()

    async def _ask(self, reply: Outgoing) -> Learn:
        """Asks the listener; what its answer teaches."""
        try:
            if reply.progress.known:
                wish = listening.GetDeliveryRequest(request_id=reply.request_id)
                delivery = await self._listener.GetDelivery(wish)
            else:
                delivery = await self._listener.Deliver(_request(reply))
        except grpc.aio.AioRpcError as fault:
            refusal = rpc_errors.refusal_of(fault)
            if refusal.reason == rpc_errors.UNKNOWN_REASON:
                log.warning("outbox.no_answer", code=fault.code().name)
                return lambda found: found.wait(replies.SILENT)
            log.warning("outbox.refused", reason=refusal.reason)
            return lambda found: found.refused(refusal.reason, refusal.message)
        return lambda found: found.learn(delivery)

    async def _settle(self, lease: Lease, request_id: str, brand: str, learn: Learn) -> None:
        settled = await self._db.write(
            lambda conn: outgoing.settle(
                conn, lease, request_id, learn, pause=self._poll_seconds, waits=self._waits
            )
        )
        if settled is None or not settled.changed:
            return
        if settled.forgotten:
            await self._db.forget(queue.nothing)
        self._on_events()
        if self._trains(brand):  # practice that fails wakes nobody
            return
        metrics.REPLIES.labels(replies.state_name(settled.progress.state).lower()).inc()
        if not settled.progress.under_way:
            metrics.OUTBOX_SECONDS.observe(settled.seconds)

    async def _is_reachable(self) -> bool:
        """Whether the listener can be called at all: until then a reply stays where it can be cancelled."""
        if self._channel.get_state(try_to_connect=True) == grpc.ChannelConnectivity.READY:
            return True
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._channel.channel_ready()
        except TimeoutError:
            return False
        return True


def _request(reply: Outgoing) -> listening.DeliverRequest:
    own_thread = reply.conversation_key == reply.mention_key
    return listening.DeliverRequest(
        request_id=reply.request_id,
        reply=listening.ReplyPayload(
            mention_key=reply.mention_key,
            source=reply.source if reply.chosen_source is None else reply.chosen_source,
            text=reply.text,
            mention_author=reply.mention_author,
            conversation_key="" if own_thread else reply.conversation_key,
            media=reply.media,
            brand=reply.brand,
            private=reply.private,
            collecting_source=reply.source,
            recipient=reply.recipient,
            title=reply.title,
        ),
    )
