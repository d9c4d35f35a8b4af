"""Everybody at once: cancel, hold, approve, pause and send race, the outbox dies, none leaves wrongly."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter

import pytest
import sqlalchemy as sa

from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import leases
from services.router.core import answering, names, opportunities, replies
from services.router.store import accepting, intake, outgoing, pauses, queue, replying, tables
from tests.acceptance.router.conftest import BRAND, scored
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World

LEAD = Principal("lea", "user", frozenset({"lead"}))
ANSWERS = 24
REPLY, STAND = tables.replies.c, tables.opportunities.c


class Race:
    """Answers on their way, and everybody who has a say; `sent` is what the network got, in order."""

    def __init__(self, database, seed):
        self.database = database
        self.chance = random.Random(seed)
        self.names = {}
        self.sent = []
        self.cancelled = set()
        self.pause = 0
        """Number of the pause that is on; 0 when none is."""
        self.wrote = set()
        self.broken = []

    async def accept(self):
        """Half of the answers wait for consent."""

        def work(conn):
            items = [scored(str(number), conversation=str(number)) for number in range(ANSWERS)]
            intake.record(conn, items, World(), WAITS)
            for number in range(ANSWERS):
                uid = queue.claim_next(conn, ALICE, "", TTL).uid
                name = names.ReplyId(uid, str(uuid.uuid4()))
                wish = answering.Wish(uid, name.request_id, "Soon.", 1, submit=number % 2 == 0)
                accepting.create(conn, ALICE, wish, World())
                self.names[name.request_id] = name
            return leases.acquire(conn, tables.named_leases, "outbox", "test", 600)

        self.lease = await self.database.write(work)

    async def outbox(self, rounds):
        """Hands out what may leave; at times it dies before it knows what became of an answer."""
        for _ in range(rounds):
            for request_id in await self.database.read(lambda conn: outgoing.due(conn, 8)):
                await self._send(request_id)
            await asyncio.sleep(0)

    async def _send(self, request_id):
        pause = self.pause
        reply = await self.database.read(lambda conn: outgoing.look(conn, request_id))
        if reply is None:
            return
        if reply.waits:
            reply = await self.database.write(lambda conn: outgoing.begin(conn, self.lease, request_id))
            if reply is None:
                return
            if pause and self.pause == pause:
                self.broken.append(f"{request_id} left while sending was paused")
            if request_id in self.cancelled:
                self.broken.append(f"{request_id} left after it was cancelled")
        if request_id not in self.sent:  # the listener sends a request id once
            self.sent.append(request_id)
        if self.chance.random() < 0.2:
            return
        found = replies.Progress(replies.SENT, known=True)
        await self.database.write(
            lambda conn: outgoing.settle(
                conn, self.lease, request_id, lambda _: found, pause=0.0, waits=WAITS
            )
        )

    async def people(self):
        """Cancel and approve at random."""
        for name in self.chance.sample(sorted(self.names.values()), ANSWERS):
            if self.chance.random() < 0.4:
                await self._try(lambda conn, name=name: accepting.cancel(conn, ALICE, name), name)
            else:
                await self._try(lambda conn, name=name: _approve(conn, name), None)

    async def _try(self, work, cancelled):
        try:
            await self.database.write(work)
        except errors.WrongState:
            return
        if cancelled is not None:
            self.cancelled.add(cancelled.request_id)

    async def customers(self):
        """Write again, each in a conversation of their own."""
        for number in self.chance.sample(range(ANSWERS), ANSWERS // 3):
            more = scored(f"{number}b", conversation=str(number))
            self.wrote.add(f"sandbox:-:{number}")
            await self.database.write(lambda conn, more=more: intake.record(conn, [more], World(), WAITS))

    async def lead(self):
        """Stops all sending and lets it go on, again and again."""
        for number in range(1, 5):
            await self.database.write(lambda conn: pauses.pause(conn, LEAD, BRAND, "", ""))
            self.pause = number
            await asyncio.sleep(0.01)
            self.pause = 0
            await self.database.write(lambda conn: pauses.resume(conn, LEAD, BRAND, ""))

    async def ends(self):
        """State of each reply with that of its opportunity."""
        query = sa.select(
            REPLY.request_id, REPLY.state, STAND.state.label("stands"), STAND.conversation_key
        ).join(tables.opportunities, STAND.id == REPLY.opportunity_id)
        return await self.database.read(lambda conn: conn.execute(query).all())


def _approve(conn, name):
    replying.approve(conn, LEAD, name, replying.Wording(), world=World(), undo=0)


@pytest.mark.parametrize("seed", range(4))
async def test_no_answer_leaves_that_was_cancelled_held_or_paused_and_none_twice(open_database, seed):
    race = Race(await open_database("router"), seed)
    await race.accept()
    await asyncio.gather(race.outbox(12), race.people(), race.customers(), race.lead())
    await race.outbox(4)
    assert not race.broken
    assert max(Counter(race.sent).values(), default=0) <= 1
    for row in await race.ends():
        out = row.request_id in race.sent
        assert out == (row.state in {replies.SENT, replies.SENDING}), row
        if row.state in {replies.HELD, replies.CANCELLED}:
            assert row.stands == opportunities.OPEN, row
        if row.state == replies.SENT:
            open_again = row.stands == opportunities.OPEN and row.conversation_key in race.wrote
            assert open_again or row.stands == opportunities.RESOLVED, row
        if row.state in {replies.AWAITING_APPROVAL, replies.SENDING}:
            assert row.stands == opportunities.ANSWERING, row
    assert {row.state for row in await race.ends()} > {replies.SENT}
