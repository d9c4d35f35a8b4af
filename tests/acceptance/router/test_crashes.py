"""The outbox may end at any point between two of its steps: what it left is taken up, and sent once."""

from __future__ import annotations

import asyncio
import uuid

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.common.store import leases
from services.router.adapters.outbox import Outbox
from services.router.core import answering, opportunities, parts, ranking, replies, replyability, signals
from services.router.store import accepting, intake, queue, tables
from tests.acceptance.router.conftest import BRAND, scored

WAITS = ranking.Patience(300, 259_200).table()
ALICE = Principal("alice", "user", frozenset({"agent"}))
TTL = 300_000_000

STEPS = range(8)
"""More than the outbox has between a queued and a settled reply."""


class World:
    def names(self, _brand, /):
        return signals.BrandNames(BRAND, frozenset({"acme"}))

    def capability(self, _network, /):
        return replyability.Capability(replyability.REPLY_API)


class Crash(BaseException):
    """The process ends here."""


class Mortal:
    """A database under a process that ends before or after one of its transactions."""

    def __init__(self, database, step, *, after):
        self._database = database
        self._left = step
        self._after = after
        self.died = False

    async def read(self, work):
        return await self._step(self._database.read, work)

    async def write(self, work):
        return await self._step(self._database.write, work)

    async def _step(self, call, work):
        self._left -= 1
        if self._left >= 0:
            return await call(work)
        if self._left == -1 and self._after:
            await call(work)
        self.died = True
        raise Crash


@pytest.fixture
async def sending(open_database, listener, settings, signer):
    """A database with one accepted reply, and what makes outboxes for it."""
    database = await open_database("router")
    pretend, address = listener
    request_id = str(uuid.uuid4())

    def accept(conn):
        intake.record(conn, [scored("1")], World(), WAITS)
        claimed = queue.claim_next(conn, ALICE, "", TTL)
        accepting.create(conn, ALICE, answering.Wish(claimed.uid, request_id, "Soon.", 1), World())

    await database.write(accept)
    async with channels.open(
        address, settings, signer=signer, principal=Principal("router", "service")
    ) as channel:

        def outbox(over):
            return Outbox(over, channel, WAITS, 0.001, on_events=lambda: None)

        yield database, pretend, outbox, request_id


async def lease_of(database):
    """The outbox's lease, taken from whoever died with it."""

    def work(conn):
        conn.execute(tables.named_leases.delete())
        return leases.acquire(conn, tables.named_leases, "outbox", "test", 60)

    return await database.write(work)


async def states(database):
    def work(conn):
        reply = conn.execute(sa.select(tables.replies.c.state)).scalar_one()
        opportunity = conn.execute(sa.select(tables.opportunities.c.state)).scalar_one()
        return reply, opportunity

    return await database.read(work)


async def finish(database, outbox):
    """Lets a new process work until nothing is under way."""
    lease = await lease_of(database)
    for _ in range(200):
        if not await outbox.round(lease) and (await states(database))[0] not in replies.UNDER_WAY:
            return
        await outbox_pause()
    pytest.fail("the reply never ended")


async def outbox_pause():
    await asyncio.sleep(0.005)


async def die(database, outbox, step, *, after):
    mortal = Mortal(database, step, after=after)
    lease = await lease_of(database)
    try:
        await outbox(mortal).round(lease)
    except (Crash, BaseExceptionGroup) as fault:
        if not isinstance(fault, Crash) and fault.split(Crash)[1] is not None:
            raise
    return mortal.died


@pytest.mark.parametrize("mood", ["sent", "sent, then silent", "checking", "failed", "unconfirmed"])
async def test_whatever_step_it_ends_at_the_answer_is_sent_at_most_once(sending, mood):
    database, pretend, outbox, request_id = sending
    died_at = 0
    for after in (False, True):
        for step in STEPS:
            await _begin_anew(database)
            pretend.deliveries.clear()
            pretend.published.clear()
            pretend.moods = [mood]
            died_at += await die(database, outbox, step, after=after)
            if mood == "checking" and request_id in pretend.deliveries:
                pretend.decide(request_id, pretend.deliveries[request_id].STATE_SENT)
            pretend.moods = [mood] if request_id not in pretend.deliveries else []
            if mood == "checking" and pretend.moods:
                pretend.moods = ["sent"]
            await finish(database, outbox(database))
            assert len(pretend.published) <= 1
            assert await states(database) == _ENDS[mood]
    assert died_at >= 6  # it did die at several points


_ENDS = {
    "sent": (replies.SENT, opportunities.RESOLVED),
    "sent, then silent": (replies.SENT, opportunities.RESOLVED),
    "checking": (replies.SENT, opportunities.RESOLVED),
    "failed": (replies.FAILED, opportunities.OPEN),
    "unconfirmed": (replies.UNCONFIRMED, opportunities.OPEN),
}


async def _begin_anew(database):
    def work(conn):
        conn.execute(
            tables.replies.update().values(
                state=replies.QUEUED, reason="", link="", known=False, tries=0, due_time=0
            )
        )
        conn.execute(tables.opportunities.update().values(state=opportunities.ANSWERING, news=False))

    await database.write(work)


async def test_an_outbox_that_lost_its_lease_writes_nothing(sending):
    database, pretend, outbox, _ = sending
    stale = await lease_of(database)
    await database.write(
        lambda conn: conn.execute(tables.named_leases.update().values(token=stale.token + 1))
    )
    with pytest.raises(BaseExceptionGroup) as caught:
        await outbox(database).round(stale)
    assert [type(fault).__name__ for fault in caught.value.exceptions] == ["LeaseLost"]
    assert pretend.calls == []
    assert await states(database) == (replies.QUEUED, opportunities.ANSWERING)


class NarrowWorld(World):
    """A network that takes five posts of twenty characters."""

    def capability(self, _network, /):
        fact = events_pb2.CapabilityFact(
            network="sandbox",
            reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API,
            max_reply_length=20,
            max_parts=5,
        )
        return replyability.capability(fact)


async def split_answer(database, number):
    """Request id of an answer of three posts to a new mention."""
    request_id = str(uuid.uuid4())

    def accept(conn):
        intake.record(conn, [scored(f"split{number}")], World(), WAITS)
        claimed = queue.claim_next(conn, ALICE, "", TTL)
        words = "one two three four five six seven eight"
        wish = answering.Wish(claimed.uid, request_id, words, 1, split=True)
        accepting.create(conn, ALICE, wish, NarrowWorld())

    await database.write(accept)
    return request_id


@pytest.mark.parametrize("after", [False, True])
async def test_whatever_step_it_ends_at_each_post_of_a_split_answer_is_sent_once_and_in_order(sending, after):
    database, pretend, outbox, first = sending
    await outbox(database).round(await lease_of(database))
    died_at = 0
    for step in range(16):
        request_id = await split_answer(database, step)
        pretend.published.clear()
        died_at += await die(database, outbox, step, after=after)
        lease = await lease_of(database)
        for _ in range(200):
            if not await outbox(database).round(lease):
                break
        ids = [parts.request_id(request_id, number) for number in (1, 2, 3)]
        assert pretend.published == ids
        assert [pretend.payloads[one].text[-3:] for one in ids] == ["1/3", "2/3", "3/3"]
        assert pretend.payloads[ids[2]].mention_key == "sandbox:-:answer"
    assert first not in pretend.published
    assert died_at >= 3
