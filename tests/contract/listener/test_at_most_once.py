"""A delivery, killed between every two steps, with every thing a network can do: at most one answer arrives.

The process dies at a step by raising out of everything, as if it had been killed there: nothing after the
step happens. The next process finds the tables and the network as they were left.
"""

import asyncio
import contextlib
import itertools
import uuid
from datetime import timedelta

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters.deliveries import Deliveries
from services.listener.core import delivery
from services.listener.sources import base
from services.listener.store import connections
from tests.fixtures.clock import Clock

pytestmark = pytest.mark.timeout(100)
State = delivery.State
Fact = events_pb2.CapabilityFact


class Killed(BaseException):
    """The process is gone."""


class Guillotine:
    """Counts the steps of everything outside and kills at the chosen one, before or after it took effect."""

    def __init__(self, step, *, after):
        self.left = step
        self._after = after
        self.dead = False

    async def around(self, work):
        if self.dead:
            raise Killed
        self.left -= 1
        if self.left != 0:
            return await work()
        if self._after:
            with contextlib.suppress(errors.Refusal):
                await work()
        self.dead = True
        raise Killed


class Network:
    """A ledger of what arrived, and behaviours by attempt; `recognises` repeats of a request id or not."""

    def __init__(self, behaviours, *, recognises):
        self.behaviours = itertools.chain(behaviours, itertools.repeat("sent"))
        self.recognises = recognises
        self.ledger = []

    async def reply(self, request):
        behaviour = next(self.behaviours)
        if behaviour == "never left":
            return base.NeverLeft("No route.")
        if behaviour == "refused":
            return base.Refused("Slow down.", permanent=False)
        if behaviour == "lost on the way":
            return base.Unknown("Broke.")
        if not (self.recognises and request.request_id in self.ledger):
            self.ledger.append(request.request_id)
        return base.Unknown("Broke.") if behaviour == "answer lost" else base.Sent("sandbox:-:r", "link")

    async def find_reply(self, request):
        return base.Sent("sandbox:-:r", "link") if request.request_id in self.ledger else None


class Process:
    """One life of the deliveries: its database, outlets and network calls pass under the guillotine."""

    def __init__(self, db, network, fact, clock, guillotine):
        self._db, self._network, self._guillotine = db, network, guillotine
        self.dialect = db.dialect
        self.deliveries = Deliveries(self, self, {"sandbox": fact}, clock, self._no_sleep)

    async def read(self, work):
        return await self._guillotine.around(lambda: self._db.read(work))

    async def write(self, work):
        return await self._guillotine.around(lambda: self._db.write(work))

    async def get(self, name):
        return self

    async def reply(self, request):
        return await self._guillotine.around(lambda: self._network.reply(request))

    async def find_reply(self, request):
        return await self._guillotine.around(lambda: self._network.find_reply(request))

    @staticmethod
    async def _no_sleep(seconds):
        await asyncio.sleep(0)


async def live(process, request, clock):
    """One life: recovers, delivers, and sweeps until everything is settled, or dies on the way."""
    await process.deliveries.recover()
    await process.deliveries.deliver(request)
    for _ in range(60):
        record = await process.deliveries.get(request.request_id)
        if record.is_final:
            return record
        clock.time += timedelta(seconds=61)
        await process.deliveries._sweep()
        for task in [*process.deliveries._working.values()]:
            await task
    return record


MOST_STEPS = 100
"""More steps than any life has."""

BEHAVIOURS = ("sent", "answer lost", "lost on the way", "never left", "refused")


@pytest.mark.parametrize("recognises", [False, True], ids=["forgetful", "mindful"])
@pytest.mark.parametrize("first", BEHAVIOURS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_whatever_step_it_dies_at_the_network_gets_it_at_most_once(
    open_database, recognises, first, after
):
    db = await open_database("listener")
    await db.write(_create_source)
    fact = Fact(
        network="sandbox",
        reply_mode=Fact.REPLY_MODE_API,
        read_back=True,
        idempotency=Fact.IDEMPOTENCY_KEY if recognises else Fact.IDEMPOTENCY_NONE,
        idempotency_seconds=3600 if recognises else 0,
    )
    for step in range(1, MOST_STEPS):
        network, clock = Network([first], recognises=recognises), Clock()
        reply = api.ReplyPayload(mention_key="sandbox:-:1", text="Hello")
        request = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)
        guillotine = Guillotine(step, after=after)
        died = await _dies(Process(db, network, fact, clock, guillotine), request, clock)
        clock.time += timedelta(minutes=2)
        survivor = Process(db, network, fact, clock, Guillotine(0, after=False))
        ended = await live(survivor, request, clock)
        assert len(network.ledger) <= 1, f"sent twice after dying at step {step}"
        assert ended.is_final
        assert (ended.state == State.STATE_SENT) == bool(network.ledger), f"told wrongly after step {step}"
        if not died:
            break
    assert 8 <= step < MOST_STEPS - 1, "the life ended before all its steps were tried, or never"


async def _dies(process, request, clock):
    try:
        await live(process, request, clock)
    except Killed:
        return True
    return False


def _create_source(conn):
    source = api.Source(name="sources/twin", type="sandbox", config={"token_file": "unused"})
    return connections.create(conn, source)
