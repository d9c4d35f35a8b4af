"""Our answers to people who asked to be forgotten: their words go, and what waits is never sent."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import customer_service_pb2 as messages
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import identity
from services.common.store import leases
from services.router.core import answering, facts, opportunities, replies
from services.router.store import accepting, customers, erasures, intake, outgoing, queue, tables
from tests.acceptance.router.conftest import BRAND, deletion, scored
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World

EVE, ADAM = "sandbox:-:eve", "sandbox:-:adam"
FINAL = (replies.SENT, replies.FAILED, replies.CANCELLED, replies.UNCONFIRMED)


def digest(author_key):
    return bytes.fromhex(identity.author_digest(author_key))[: facts.DIGEST_BYTES]


class Desk:
    """A router's database, an agent and an outbox."""

    def __init__(self, database):
        self.database = database
        self.write, self.read = database.write, database.read

    async def answer(self, *mentions):
        """Request id of an answer to the latest mention of a new opportunity."""
        request_id = str(uuid.uuid4())

        def work(conn):
            intake.record(conn, list(mentions), World(), WAITS)
            seat = queue.claim_next(conn, ALICE, "", TTL)
            accepting.create(conn, ALICE, answering.Wish(seat.uid, request_id, "Dear Eve!", 1), World())

        await self.write(work)
        return request_id

    async def come_to(self, request_id, state, reason=""):
        """The outbox learns this of an answer."""

        def work(conn):
            conn.execute(tables.named_leases.delete())
            lease = leases.acquire(conn, tables.named_leases, "outbox", "test", 60)
            outgoing.begin(conn, lease, request_id)
            found = replies.Progress(state, reason, known=True)
            outgoing.settle(conn, lease, request_id, lambda _: found, pause=1.0, waits=WAITS)

        await self.write(work)

    async def forget(self, author_key):
        await self.database.forget(lambda conn: erasures.erase(conn, [digest(author_key)], World(), WAITS))

    async def reply(self, request_id):
        query = sa.select(tables.replies).where(tables.replies.c.request_id == request_id)
        return await self.read(lambda conn: conn.execute(query).one())

    async def state(self):
        return await self.read(
            lambda conn: conn.execute(sa.select(tables.opportunities.c.state)).scalar_one()
        )


@pytest.fixture
async def desk(open_database):
    return Desk(await open_database("router"))


@pytest.mark.parametrize("state", FINAL)
async def test_a_finished_answer_loses_its_words(desk, state):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.come_to(request_id, state, "The network says: Eve blocks you.")
    await desk.forget(EVE)
    reply = await desk.reply(request_id)
    assert (reply.state, reply.text) == (state, "")
    assert reply.reason == ("" if state == replies.SENT else replies.FORGOTTEN)


async def test_a_waiting_answer_is_taken_back_and_says_why(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.forget(EVE)
    reply = await desk.reply(request_id)
    assert (reply.state, reply.text, reply.reason) == (replies.CANCELLED, "", replies.FORGOTTEN)
    assert await desk.state() == opportunities.WITHDRAWN
    assert await desk.read(lambda conn: outgoing.due(conn, 10)) == []


@pytest.mark.parametrize("between", [replies.SENDING, replies.CHECKING])
@pytest.mark.parametrize("state", [replies.SENT, replies.FAILED, replies.UNCONFIRMED])
async def test_an_answer_on_its_way_loses_its_words_when_it_has_ended(desk, between, state):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.come_to(request_id, between)
    await desk.forget(EVE)
    waiting = await desk.reply(request_id)
    assert (waiting.state, waiting.text) == (between, "Dear Eve!")
    await desk.come_to(request_id, state, "The network says: Eve blocks you.")
    ended = await desk.reply(request_id)
    assert (ended.state, ended.text) == (state, "")
    assert "Eve" not in ended.reason


async def test_an_answer_to_somebody_else_in_the_same_conversation_stays(desk):
    request_id = await desk.answer(scored("1", key=EVE), scored("2", conversation="1", key=ADAM))
    await desk.forget(EVE)
    reply = await desk.reply(request_id)
    assert (reply.mention_key, reply.state, reply.text) == ("sandbox:-:2", replies.QUEUED, "Dear Eve!")
    await desk.forget(ADAM)
    assert (await desk.reply(request_id)).state == replies.CANCELLED


async def test_an_answer_to_the_forgotten_one_goes_though_others_stay_in_the_conversation(desk):
    request_id = await desk.answer(scored("1", key=ADAM), scored("2", conversation="1", key=EVE))
    await desk.forget(EVE)
    reply = await desk.reply(request_id)
    assert (reply.state, reply.text) == (replies.CANCELLED, "")
    assert await desk.state() == opportunities.OPEN


async def test_repeating_a_forgotten_answer_is_still_a_repeat(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.forget(EVE)
    uid = (await desk.reply(request_id)).opportunity_uid
    wish = answering.Wish(uid, request_id, "Dear Eve!", 1)
    await desk.write(lambda conn: accepting.create(conn, ALICE, wish, World()))
    reply = await desk.reply(request_id)
    assert (reply.state, reply.text) == (replies.CANCELLED, "")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("length", [1, 2_000])
async def test_the_words_are_in_no_file_afterwards(desk, length):
    words = "@acme help me, a wolf ate my parcel! " * length
    request_id = await desk.answer(scored("1", words, key=EVE))
    await desk.come_to(request_id, replies.SENT)
    assert {b"a wolf ate", b"Dear Eve"} <= found_in_files(desk.database)
    await desk.forget(EVE)
    assert found_in_files(desk.database) == set()


def found_in_files(database):
    file = database.address.file
    kept = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    return {words for words in (b"a wolf ate", b"Dear Eve") if words in kept}


async def test_answers_to_a_mention_that_was_deleted_before_are_found(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.come_to(request_id, replies.SENT)
    await desk.write(lambda conn: intake.record(conn, [deletion("1")], World(), WAITS))
    assert (await desk.reply(request_id)).text == "Dear Eve!"
    await desk.forget(EVE)
    reply = await desk.reply(request_id)
    assert (reply.text, reply.mention_author) == ("", None)


async def test_an_answer_on_its_way_to_a_mention_that_is_gone_loses_its_words_at_its_end(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.come_to(request_id, replies.SENDING)
    await desk.write(lambda conn: intake.record(conn, [deletion("1")], World(), WAITS))
    await desk.forget(EVE)
    assert (await desk.reply(request_id)).text == "Dear Eve!"
    await desk.come_to(request_id, replies.SENT)
    assert (await desk.reply(request_id)).text == ""


@pytest.mark.parametrize("deleted", [False, True])
async def test_reasons_that_people_gave_are_forgotten_too(desk, deleted):
    def work(conn):
        intake.record(conn, [scored("1", key=EVE), scored("9", key=ADAM)], World(), WAITS)
        for _ in range(2):
            uid = queue.claim_next(conn, ALICE, "", TTL).uid
            queue.finish(conn, ALICE, uid, 1, state=opportunities.DISMISSED, reason="Said it by phone.")
        if deleted:
            intake.record(conn, [deletion("1")], World(), WAITS)

    await desk.write(work)
    await desk.forget(EVE)
    query = sa.select(tables.audit.c.detail).where(tables.audit.c.action == "dismiss")
    details = await desk.read(lambda conn: sorted(conn.execute(query).scalars()))
    assert details == ["", "Said it by phone."]


async def test_a_preview_counts_what_an_erasure_then_takes(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.come_to(request_id, replies.SENT)
    await desk.write(lambda conn: intake.record(conn, [scored("2", key=EVE)], World(), WAITS))

    async def preview():
        return await desk.read(lambda conn: erasures.preview(conn, digest(EVE)))

    expected = routing.ErasurePreview(mention_count=2, opportunity_count=2, reply_count=1)
    assert await preview() == expected
    await desk.forget(EVE)
    assert await preview() == routing.ErasurePreview(suppressed=True)


async def test_an_erasure_tells_those_who_show_opportunities(desk):
    await desk.answer(scored("1", key=EVE))
    await desk.forget(EVE)
    rows = await desk.read(lambda conn: conn.execute(sa.select(tables.events_out.c.payload)).scalars().all())
    told = [events_pb2.EngagementEvent.FromString(row) for row in rows]
    assert [(one.kind, one.brand) for one in told][-1] == (
        events_pb2.EngagementEvent.KIND_AUTHOR_ERASED,
        BRAND,
    )


async def test_whoever_is_forgotten_leaves_the_customer_they_were_part_of(desk):
    def known(conn):
        intake.record(conn, [scored("1", key=EVE), scored("2", key=ADAM)], World(), WAITS)
        eve, adam = digest(EVE).hex(), digest(ADAM).hex()
        customers.merge(conn, ALICE, adam, eve, "Eve told Adam's order number")
        said = messages.Customer(display_name="Adam", note="Married to Eve.")
        customers.update(conn, ALICE, adam, said)

    await desk.write(known)
    await desk.forget(EVE)
    adam = await desk.read(lambda conn: customers.show(conn, ALICE, digest(ADAM).hex()))
    assert len(adam.identities) == 1
    assert (adam.display_name, adam.note) == ("", "")
    (merge,) = await desk.read(lambda conn: customers.merges(conn, ALICE, digest(ADAM).hex()))
    assert (merge.identity_count, merge.reason) == (0, "")
    rows = await desk.read(lambda conn: conn.execute(sa.select(tables.identities.c.author)).all())
    assert rows == []


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_an_erasure_locks_opportunities_before_their_answers_as_the_outbox_does(desk):
    request_id = await desk.answer(scored("1", key=EVE))
    await desk.write(lambda conn: intake.record(conn, [deletion("1")], World(), WAITS))
    locked = []

    def work(conn):
        @sa.event.listens_for(conn, "before_cursor_execute")
        def _note(_conn, _cursor, statement, *_rest):
            if "FOR UPDATE" in statement:
                locked.extend(name for name in ("opportunities", "replies") if f"{name}.id" in statement)

        erasures.erase(conn, [digest(EVE)], World(), WAITS)

    await desk.database.forget(work)
    assert locked.index("opportunities") < locked.index("replies")
    assert (await desk.reply(request_id)).text == ""
