"""What an answer costs is charged once: by the source that makes the calls, and by nobody else."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model.clock import SystemClock
from services.listener.adapters import outlets
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.budgets import Budgets
from services.listener.adapters.deliveries import Deliveries
from services.listener.adapters.purses import Use
from services.listener.core import capabilities
from services.listener.sources import base as sources
from services.listener.sources import mounted
from services.listener.store import connections
from tests.fixtures.peers import base, x

pytestmark = [pytest.mark.parametrize("dialect", ["sqlite"], indirect=True), pytest.mark.timeout(60)]
State = api.Delivery.State
POST, MESSAGE, READ = 15_000, 15_000, 5_000
"""Prices in millionths of a dollar, as the registry has them."""


class Noted:
    """A purse, and what was taken out of it."""

    strain = ""

    def __init__(self, purse):
        self.purse = purse
        self.calls = Counter()

    async def take(self, call, count=1):
        await self.purse.take(call, count)
        self.calls[call] += count

    def learn(self, headers):
        self.purse.learn(headers)


@pytest.fixture
async def peer(tmp_path):
    async with x.Peer(base.Scene(SystemClock(), tmp_path)).running() as running:
        yield running


@pytest.fixture
def purses():
    return []


@pytest.fixture
async def deliveries(open_database, peer, purses):
    db = await open_database("listener")
    given = api.Source(name="sources/x", type="x", config=peer.config())
    await db.write(lambda conn: connections.create(conn, given))
    budgets = Budgets(db, SystemClock())

    def budget_of(connection):
        purses.append(Noted(budgets.of(connection, Use.SEND)))
        return purses[-1]

    async def credentials_of(_connection):
        return sources.GivenCredentials(peer.credentials())

    outs = outlets.Outlets(
        db, outlets.opener(allow_private=True, budget_of=budget_of, credentials_of=credentials_of)
    )
    who = Answerers(db, lambda source, config: mounted.Mounted(source, config, peer.credentials()))
    yield Deliveries(db, outs, capabilities.registry(), SystemClock(), answerers=who)
    await outs.close()


async def send(deliveries, key, **more):
    reply = api.ReplyPayload(mention_key=key, text="We are on it.", **more)
    request = api.DeliverRequest(request_id=str(uuid.uuid4()), reply=reply)
    for _ in range(3):
        record = await deliveries.deliver(request)
    assert record.state == State.STATE_SENT, record.reason


async def test_an_answer_is_charged_once_however_often_it_is_asked_for(deliveries, peer, purses):
    await send(deliveries, await peer.post(f"@percolune {base.WORD} is late"))
    (purse,) = purses
    assert purse.calls == {"post": 1}
    assert (purse.purse.calls_made, purse.purse.micros_spent) == (1, POST)
    assert len(peer.answers) == 1


async def test_a_message_is_charged_once_beside_what_it_has_to_look_up(deliveries, peer, purses):
    await send(deliveries, await peer.post(f"{base.WORD} is late"), private=True)
    (purse,) = purses
    assert purse.calls == {"lookup": 1, "read_post": 1, "message": 1}
    assert (purse.purse.calls_made, purse.purse.micros_spent) == (3, MESSAGE + READ)
    assert len(peer.answers) == 1
