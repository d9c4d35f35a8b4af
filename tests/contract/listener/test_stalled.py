"""A replica that stalls between taking a turn and sending: it must not send what may be another's by now."""

import uuid
from datetime import timedelta

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.adapters import addressing, deliveries
from services.listener.adapters.deliveries import Deliveries
from services.listener.core import delivery
from services.listener.sources import base
from services.listener.store import connections
from services.listener.store import deliveries as store
from tests.fixtures.clock import Clock

State = delivery.State
Fact = events_pb2.CapabilityFact


class Stalling:
    """The database, whose next commit of a taken turn takes as long as the test says."""

    def __init__(self, db, clock):
        self._db, self._clock = db, clock
        self.dialect = db.dialect
        self.seconds = 0.0
        self.meanwhile = None

    async def read(self, work):
        return await self._db.read(work)

    async def write(self, work):
        done = await self._db.write(work)
        if isinstance(done, tuple):  # a turn and what to do with it
            self._clock.time += timedelta(seconds=self.seconds)
            self.seconds = 0.0
            if self.meanwhile is not None:
                request_id = done[0].record.request_id
                await self._db.write(lambda conn: self.meanwhile(conn, request_id))
        return done


class Network:
    """A ledger of what arrived; also hands itself out as the source."""

    def __init__(self):
        self.ledger = []
        self.opened = 0

    async def get(self, name):
        self.opened += 1
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
    source = api.Source(name="sources/twin", type="sandbox", config={"token_file": "unused"})
    await db.write(lambda conn: connections.create(conn, source))
    return Stalling(db, clock)


@pytest.fixture(params=[True, False], ids=["read-back", "no-read-back"])
def out(request, stalling, network, clock):
    fact = Fact(network="sandbox", reply_mode=Fact.REPLY_MODE_API, read_back=request.param)
    return Deliveries(stalling, network, {"sandbox": fact}, clock, no_sleep)


def asked():
    reply = api.ReplyPayload(mention_key="sandbox:-:1", text="Hello")
    return api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)


async def test_a_short_stall_changes_nothing(out, stalling, network):
    stalling.seconds = deliveries.STALL_SECONDS
    request = asked()
    assert (await out.deliver(request)).state == State.STATE_SENT
    assert network.ledger == [request.request_id]


async def test_after_a_long_stall_nothing_is_sent_and_its_due_time_sends_it_once(
    out, stalling, network, clock
):
    stalling.seconds = deliveries.STALL_SECONDS + 0.5
    request = asked()
    left = await out.deliver(request)
    assert network.ledger == []
    assert (left.state, left.in_flight, left.attempt_count) == (State.STATE_PUBLISHING, False, 0)
    assert (left.will_retry, left.reason) == (True, delivery.STALLED)
    clock.time = left.due_time
    assert (await out.deliver(request)).state == State.STATE_SENT
    assert network.ledger == [request.request_id]


async def test_who_stalls_beyond_all_patience_fails_and_is_never_unconfirmed(out, stalling, network):
    stalling.seconds = delivery.PATIENCE.total_seconds() + 1
    failed = await out.deliver(asked())
    assert (failed.state, failed.reason, failed.attempt_count) == (State.STATE_FAILED, delivery.STALLED, 0)
    assert network.ledger == []


async def test_a_turn_that_another_took_meanwhile_is_not_written_back(out, stalling, network, clock):
    stalling.seconds = deliveries.GRACE_SECONDS + 1
    stalling.meanwhile = lambda conn, request_id: store.take(
        conn, request_id, clock.now(), clock.now() + timedelta(minutes=1)
    )
    left = await out.deliver(asked())
    assert network.ledger == []
    assert (left.state, left.in_flight, left.attempt_count) == (State.STATE_PUBLISHING, True, 1)


async def test_what_ends_without_its_network_opens_no_source(stalling, network, clock):
    fact = Fact(network="sandbox", reply_mode=Fact.REPLY_MODE_API)
    out = Deliveries(stalling, network, {"sandbox": fact}, clock, no_sleep)
    request = asked()
    record = delivery.Record(
        request.request_id, "sources/twin", "sandbox:-:1", "", "Hello", clock.now(), clock.now()
    )
    broken_off = delivery.begin(record, clock.now(), 0)
    payload = addressing.digest(request)
    await stalling.write(lambda conn: store.insert(conn, broken_off, payload))
    ended = await out.deliver(request)
    assert (ended.state, network.opened) == (State.STATE_UNCONFIRMED, 0)
    assert (await out.deliver(request)).state == State.STATE_UNCONFIRMED
    assert (network.opened, network.ledger) == (0, [])
