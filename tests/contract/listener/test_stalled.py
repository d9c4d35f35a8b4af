"""A replica that stalls between taking a turn and sending: it must not send what may be another's by now."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.adapters import deliveries
from services.listener.adapters.deliveries import Deliveries
from services.listener.core import delivery
from services.listener.sources import base
from services.listener.store import connections

State = delivery.State
Fact = events_pb2.CapabilityFact


class Clock:
    def __init__(self):
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self):
        return self.time

    def monotonic(self):
        return self.time.timestamp()


class Stalling:
    """The database, whose next commit of a taken turn takes as long as the test says."""

    def __init__(self, db, clock):
        self._db, self._clock = db, clock
        self.dialect = db.dialect
        self.seconds = 0.0

    async def read(self, work):
        return await self._db.read(work)

    async def write(self, work):
        done = await self._db.write(work)
        if isinstance(done, tuple):  # a turn and what to do with it
            self._clock.time += timedelta(seconds=self.seconds)
            self.seconds = 0.0
        return done


class Network:
    """A ledger of what arrived; also hands itself out as the source."""

    def __init__(self):
        self.ledger = []

    async def get(self, name):
        return self

    async def reply(self, request):
        self.ledger.append(request.request_id)
        return base.Sent("sandbox:-:r", "link")

    async def find_reply(self, request):
        return base.Sent("sandbox:-:r", "link") if request.request_id in self.ledger else None


async def no_sleep(seconds):
    raise AssertionError("nothing here has to wait")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def network():
    return Network()


@pytest.fixture
async def stalling(open_database, clock):
    db = await open_database("listener")
    source = api.Source(name="sources/twin", type="sandbox", config={})
    await db.write(lambda conn: connections.create(conn, source))
    return Stalling(db, clock)


@pytest.fixture
def out(stalling, network, clock):
    fact = Fact(network="sandbox", reply_mode=Fact.REPLY_MODE_API, read_back=True)
    return Deliveries(stalling, network, {"sandbox": fact}, clock, no_sleep)


def asked():
    reply = api.ReplyPayload(mention_key="sandbox:-:1", text="Hello")
    return api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)


async def test_a_short_stall_changes_nothing(out, stalling, network):
    stalling.seconds = deliveries.STALL_SECONDS
    request = asked()
    assert (await out.deliver(request)).state == State.STATE_SENT
    assert network.ledger == [request.request_id]


async def test_after_a_long_stall_nothing_is_sent_and_its_due_time_finds_it(out, stalling, network, clock):
    stalling.seconds = deliveries.STALL_SECONDS + 0.5
    request = asked()
    left = await out.deliver(request)
    assert network.ledger == []
    assert (left.state, left.in_flight) == (State.STATE_PUBLISHING, True)
    clock.time = left.due_time
    found = await out.deliver(request)
    assert network.ledger == []
    assert (found.state, found.in_flight) == (State.STATE_CHECKING, False)
