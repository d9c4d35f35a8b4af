"""What time and erasures do to what surrounds an answer, on both databases."""

from __future__ import annotations

import dataclasses
import uuid

import pytest
import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import leases
from services.router.core import answering, commitments, names, opportunities, replies
from services.router.store import (
    accepting,
    answering_settings,
    drafts,
    forgetting,
    intake,
    notes,
    outgoing,
    pauses,
    queue,
    replying,
    tables,
)
from services.router.store import (
    commitments as promises,
)
from tests.acceptance.router.conftest import BRAND, scored
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, NarrowWorld, World
from tests.acceptance.router.test_erasures import Desk, digest

LEAD = Principal("lea", "user", frozenset({"lead"}))
EVE = "sandbox:-:eve"
C = tables.commitments.c


@pytest.fixture
async def desk(open_database):
    return Desk(await open_database("router"))


def message(native_id, **author):
    """A private message with an address."""
    item = scored(native_id, key=EVE, **author)
    item.item.mention.kind = mention_pb2.Mention.KIND_MESSAGE
    item.item.mention.link = f"https://sandbox.test/{native_id}"
    return item


async def taken(desk, item):
    """The one opportunity, claimed."""

    def work(conn):
        intake.record(conn, [item], World(), WAITS)
        return queue.claim_next(conn, ALICE, "", TTL).uid

    return await desk.write(work)


async def pass_time(desk, table, column):
    """The moment a column names is now in the past."""
    await desk.write(lambda conn: conn.execute(table.update().values({column: 1})))


async def all_replies(desk):
    query = sa.select(tables.replies).order_by(tables.replies.c.id)
    return await desk.read(lambda conn: conn.execute(query).all())


def promise(text="Refund"):
    asked = drafting.Commitment(text=text)
    asked.due_time.GetCurrentTime()
    asked.due_time.FromMicroseconds(asked.due_time.ToMicroseconds() + 3_600_000_000)
    return asked


async def test_what_was_promised_comes_back_when_it_is_due_and_only_once(desk):
    uid = await taken(desk, scored("1"))
    await desk.write(lambda conn: promises.add(conn, ALICE, uid, promise()))
    await desk.write(lambda conn: queue.finish(conn, ALICE, uid, 1, state=opportunities.RESOLVED, reason=""))
    assert not await desk.write(promises.tick)
    await pass_time(desk, tables.commitments, "due_time")
    assert await desk.write(promises.tick)
    assert await desk.state() == opportunities.OPEN
    assert not await desk.write(promises.tick)
    again = await desk.write(lambda conn: queue.claim_next(conn, ALICE, "", TTL))
    assert again.uid == uid
    state = await desk.read(lambda conn: conn.execute(sa.select(C.state)).scalar_one())
    assert state == commitments.DUE


async def test_a_closed_window_does_not_keep_a_promise_out_of_the_queue(desk):
    uid = await taken(desk, scored("1"))
    await desk.write(lambda conn: promises.add(conn, ALICE, uid, promise()))
    await desk.write(lambda conn: queue.finish(conn, ALICE, uid, 1, state=opportunities.RESOLVED, reason=""))
    await pass_time(desk, tables.opportunities, "window_end_time")
    await pass_time(desk, tables.commitments, "due_time")
    await desk.write(promises.tick)
    await desk.write(queue.tick)
    assert await desk.state() == opportunities.OPEN


async def handed(desk):
    uid = await taken(desk, message("1"))
    name = names.ReplyId(uid, str(uuid.uuid4()))
    await desk.write(lambda conn: replying.hand_off(conn, ALICE, name, 1, text="Dear Eve", ttl=TTL))
    return name


async def begin(desk, request_id):
    """The outbox looks at it."""

    def work(conn):
        conn.execute(tables.named_leases.delete())
        lease = leases.acquire(conn, tables.named_leases, "outbox", "test", 60)
        due = outgoing.due(conn, 10)
        return due, outgoing.begin(conn, lease, request_id)

    return await desk.write(work)


async def test_a_hand_off_that_nobody_confirms_comes_back_as_work(desk):
    name = await handed(desk)
    assert await begin(desk, name.request_id) == ([], None)
    assert await desk.state() == opportunities.ANSWERING
    await pass_time(desk, tables.replies, "due_time")
    assert await begin(desk, name.request_id) == ([name.request_id], None)
    (row,) = await all_replies(desk)
    assert (row.state, row.reason) == (replies.UNCONFIRMED, replies.NOT_CONFIRMED)
    assert await desk.state() == opportunities.OPEN
    draft = await desk.read(lambda conn: drafts.get(conn, ALICE, name.opportunity))
    assert draft.text == "Dear Eve"


async def test_a_late_confirmation_does_not_take_an_opportunity_from_who_has_it(desk):
    name = await handed(desk)
    await pass_time(desk, tables.replies, "due_time")
    await begin(desk, name.request_id)
    bob = dataclasses.replace(ALICE, subject="bob")
    await desk.write(lambda conn: queue.claim_next(conn, bob, "", TTL))

    def confirm(conn):
        replying.confirm(conn, ALICE, name, link="", text="", waits=WAITS)

    with pytest.raises(errors.LeaseHeld):
        await desk.write(confirm)
    await desk.write(lambda conn: queue.release(conn, bob, name.opportunity, 2))
    await desk.write(confirm)
    assert await desk.state() == opportunities.RESOLVED


def asking(question="All well now?"):
    return drafting.AnsweringSettings(satisfaction_question=question)


async def sent(desk, *mentions):
    request_id = await desk.answer(*mentions)
    await desk.come_to(request_id, replies.SENT)
    return request_id


async def test_a_private_conversation_is_asked_once_whether_all_is_well(desk):
    await desk.write(lambda conn: answering_settings.write(conn, LEAD, BRAND, asking()))
    await sent(desk, message("1"))
    question = (await all_replies(desk))[-1]
    assert (question.text, question.state) == ("All well now?", replies.SCHEDULED)
    assert await desk.state() == opportunities.RESOLVED
    await pass_time(desk, tables.replies, "due_time")
    await desk.come_to(question.request_id, replies.SENT)
    assert await desk.state() == opportunities.RESOLVED
    assert {row.state for row in await all_replies(desk)} == {replies.SENT}


async def test_nobody_is_asked_in_each_of_many_conversations(desk):
    await desk.write(lambda conn: answering_settings.write(conn, LEAD, BRAND, asking()))
    await sent(desk, message("1"))
    await sent(desk, message("2"))
    assert [row.text for row in await all_replies(desk)].count("All well now?") == 1
    await pass_time(desk, tables.replies, "create_time")
    await sent(desk, message("3"))
    assert [row.text for row in await all_replies(desk)].count("All well now?") == 2


async def test_whoever_writes_again_is_not_asked(desk):
    await desk.write(lambda conn: answering_settings.write(conn, LEAD, BRAND, asking()))
    await sent(desk, message("1"))
    more = message("2")
    more.item.mention.conversation_key = "sandbox:-:1"
    await desk.write(lambda conn: intake.record(conn, [more], World(), WAITS))
    question = (await all_replies(desk))[-1]
    await pass_time(desk, tables.replies, "due_time")
    assert (await begin(desk, question.request_id))[1] is None
    assert (await all_replies(desk))[-1].state == replies.CANCELLED
    assert await desk.state() == opportunities.OPEN


@pytest.mark.parametrize("case", ["public", "spam", "off"])
async def test_who_must_not_be_asked_is_not(desk, case):
    if case != "off":
        await desk.write(lambda conn: answering_settings.write(conn, LEAD, BRAND, asking()))
    item = scored("1") if case == "public" else message("1")
    await desk.write(lambda conn: intake.record(conn, [item], World(), WAITS))
    if case == "spam":
        item.score.spam.present = True
        kept = tables.members.update().values(score=item.score.SerializeToString())
        await desk.write(lambda conn: conn.execute(kept))
    await sent(desk)
    assert len(await all_replies(desk)) == 1


async def test_an_erasure_reaches_drafts_notes_promises_and_wordings(desk):
    uid = await taken(desk, message("1"))

    def work(conn):
        drafts.write(conn, ALICE, uid, "Dear Eve", 0)
        notes.write(conn, ALICE, uid, "Eve is cross.")
        promises.add(conn, ALICE, uid, promise("Call Eve"))
        wish = answering.Wish(uid, str(uuid.uuid4()), "Dear Eve!", 1, submit=True, alternatives=("Hi Eve",))
        accepting.create(conn, ALICE, wish, World())
        return forgetting.count_asides(conn, digest(EVE))

    assert await desk.write(work) == 3
    await desk.forget(EVE)

    def left(conn):
        found = [tables.drafts, tables.notes, tables.commitments, tables.replies, tables.reply_alternatives]
        return [row.text for table in found for row in conn.execute(sa.select(table))]

    assert set(await desk.read(left)) == {""}
    (row,) = await all_replies(desk)
    assert row.state == replies.CANCELLED
    state = await desk.read(lambda conn: conn.execute(sa.select(C.state)).scalar_one())
    assert state == commitments.CANCELLED
    assert await desk.read(lambda conn: forgetting.count_asides(conn, digest(EVE))) == 0


async def first_post_out(desk):
    """Request id of an answer of three posts of which one is out."""
    request_id = str(uuid.uuid4())

    def accept(conn):
        intake.record(conn, [message("1")], World(), WAITS)
        claimed = queue.claim_next(conn, ALICE, "", TTL)
        words = "one two three four five six seven eight"
        wish = answering.Wish(claimed.uid, request_id, words, 1, split=True)
        accepting.create(conn, ALICE, wish, NarrowWorld())

    await desk.write(accept)
    await step(desk, request_id)
    return request_id


async def step(desk, request_id):
    """The outbox hands the next post out and learns that it is sent; None when it must not leave."""

    def work(conn):
        conn.execute(tables.named_leases.delete())
        lease = leases.acquire(conn, tables.named_leases, "outbox", "test", 60)
        begun = outgoing.begin(conn, lease, request_id)
        if begun is None:
            return None
        out = replies.Progress(replies.SENT, link="https://x.test/1", known=True, key=f"key of {begun.text}")
        outgoing.settle(conn, lease, request_id, lambda _: out, pause=1.0, waits=WAITS)
        return begun

    return await desk.write(work)


async def test_a_pause_stops_an_answer_between_two_posts(desk):
    request_id = await first_post_out(desk)
    await desk.write(lambda conn: pauses.pause(conn, LEAD, BRAND, "", ""))
    assert await step(desk, request_id) is None
    (row,) = await all_replies(desk)
    assert (row.state, row.reason) == (replies.SENDING, "Of 3 posts 1 is out.")
    await desk.write(lambda conn: pauses.resume(conn, LEAD, BRAND, ""))
    second = await step(desk, request_id)
    assert (second.text[-3:], second.mention_key[-3:]) == ("2/3", "1/3")
    assert (await step(desk, request_id)).text[-3:] == "3/3"
    (row,) = await all_replies(desk)
    assert row.state == replies.SENT


async def test_no_further_post_goes_to_whoever_asked_to_be_forgotten(desk):
    request_id = await first_post_out(desk)
    await desk.forget(EVE)
    (row,) = await all_replies(desk)
    assert (row.state, row.text) == (replies.PARTIAL, "")
    assert await desk.state() == opportunities.WITHDRAWN
    assert await desk.read(lambda conn: outgoing.look(conn, request_id)) is None
