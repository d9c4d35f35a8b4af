"""Answers whose source cannot do its part come to an end that people are told of, and never go round."""

import uuid

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters.deliveries import Deliveries
from services.listener.core import delivery
from services.listener.sources import base
from services.listener.store import connections
from tests.fixtures.clock import Clock

State = delivery.State
Fact = events_pb2.CapabilityFact
FACT = Fact(network="sandbox", reply_mode=Fact.REPLY_MODE_API, read_back=True)


class Faulty:
    """Opens itself, unless that is what goes wrong; nobody learns what became of an answer."""

    def __init__(self, *, opening=None):
        self.opening = opening
        self.sent = 0

    async def get(self, name):
        if self.opening is not None:
            raise self.opening
        return self

    async def reply(self, request):
        self.sent += 1
        return base.Unknown("Broke.")

    async def find_reply(self, request):
        raise ValueError("what the network told cannot be read")


async def no_sleep(seconds):
    raise AssertionError("nothing here has to wait")


@pytest.fixture
async def db(open_database):
    db = await open_database("listener")
    source = api.Source(name="sources/twin", type="sandbox", config={"token_file": "unused"})
    await db.write(lambda conn: connections.create(conn, source))
    return db


async def end_of(out, clock):
    """Asks for an answer and follows it from due time to due time."""
    reply = api.ReplyPayload(mention_key="sandbox:-:1", text="Hello")
    request = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)
    for _ in range(100):
        record = await out.deliver(request)
        if record.is_final:
            return record
        clock.time = max(record.due_time, clock.time)
    raise AssertionError(f"It has not come to an end: {record}")


async def test_an_answer_that_can_never_be_read_back_is_a_persons_to_look_after(db):
    network, clock = Faulty(), Clock()
    ended = await end_of(Deliveries(db, network, {"sandbox": FACT}, clock, no_sleep), clock)
    assert (ended.state, network.sent) == (State.STATE_UNCONFIRMED, 1)
    assert "at a fault of ours (ValueError)" in ended.reason
    assert "Look at the thread yourself" in ended.reason


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (errors.InvalidField("type", "'myspace' is no type of source."), "'myspace' is no type of source"),
        (base.SourceRejected("The key is broken; set another."), "The key is broken; set another."),
        (KeyError("url"), "at a fault of ours (KeyError)"),
        (errors.NotFound("sources/twin"), "sources/twin was deleted."),
    ],
)
async def test_an_answer_whose_source_cannot_be_opened_fails_and_says_why(db, opening, words):
    network, clock = Faulty(opening=opening), Clock()
    ended = await end_of(Deliveries(db, network, {"sandbox": FACT}, clock, no_sleep), clock)
    assert (ended.state, network.sent) == (State.STATE_FAILED, 0)
    assert words in ended.reason
