"""Gives channels what waits for them: again and again, ever later, for a day; one replica does it."""

from __future__ import annotations

import asyncio
import functools
from typing import Final

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.config.insights import InsightsSettings
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import logs, metrics
from services.common.store import Database
from services.insights.adapters import mailing, posting
from services.insights.adapters.watching import Hold
from services.insights.core import channels as rules
from services.insights.core import messages
from services.insights.core.messages import Attempted, Message
from services.insights.core.sealing import Sealer
from services.insights.store import channels, deliveries
from services.insights.store.deliveries import Due

log = logs.get()

AT_ONCE: Final = 8
IDLE_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 5.0


class Delivering:
    """Tells channels."""

    def __init__(self, db: Database, settings: InsightsSettings, sealer: Sealer, clock: Clock) -> None:
        self._db = db
        self._settings = settings
        self._sealer = sealer
        self._clock = clock

    async def run(self, hold: Hold) -> None:
        """Until it is cancelled; `hold` keeps the other replicas out."""
        while True:
            try:
                async with hold():
                    while True:
                        if not await self.round():
                            await asyncio.sleep(IDLE_SECONDS)
            except errors.Refusal as fault:
                log.warning("channels.stopped", reason=fault.reason)
                await asyncio.sleep(PAUSE_SECONDS)

    async def round(self) -> int:
        """Offers once what is due; how many those were."""
        find = functools.partial(deliveries.due, now=self._now(), count=AT_ONCE)
        waiting = await self._db.read(find)
        async with asyncio.TaskGroup() as tasks:
            for one in waiting:
                tasks.create_task(self._offer(one))
        return len(waiting)

    async def try_now(self, channel: api.Channel, sealed: bytes, message: Message) -> Attempted:
        """What becomes of a message that is tried once."""
        begun = self._now()
        problem = await self._send(channel, sealed, message)
        fresh = Attempted(messages.QUEUED, 0, "", begun, None)
        if not problem:
            return fresh.taken(self._now())
        return Attempted(messages.GIVEN_UP, 1, problem, begun, None, self._now())

    async def _offer(self, one: Due) -> None:
        found = await self._db.read(functools.partial(channels.get, name=one.channel))
        problem = "The channel was removed." if found is None else await self._send(*found, one.message)
        tried = one.attempted.refused(problem, self._now()) if problem else one.attempted.taken(self._now())
        await self._db.write(functools.partial(deliveries.settle, one=one, found=tried))
        state = api.ChannelDelivery.State.Name(tried.state).removeprefix("STATE_").lower()
        metrics.CHANNEL_DELIVERIES.labels(state).inc()

    async def _send(self, channel: api.Channel, sealed: bytes, message: Message) -> str:
        """Why a message was not taken; nothing where it was."""
        if channel.kind == api.Channel.KIND_EMAIL:
            return await asyncio.to_thread(mailing.send, message, channel.recipients, self._settings)
        try:
            kept = self._sealer.open(channel.name, sealed)
        except errors.WrongState as fault:
            return str(fault)
        body, headers = messages.chat(message), {}
        if channel.kind == api.Channel.KIND_WEBHOOK:
            body = messages.webhook(message)
            secret = rules.secret_bytes(kept.secret)
            headers = dict(messages.signed(secret, message.id, self._clock.now(), body))
        post = functools.partial(posting.post, allow_private=self._settings.allow_private_addresses)
        return await asyncio.to_thread(post, kept.url, body, headers)

    def _now(self) -> int:
        """Microseconds since 1970."""
        return round(self._clock.now().timestamp() * 1_000_000)
