"""Merged and split by hand, a conversation moves as a whole, and what comes later lands where it lives."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import conversation_service_pb2 as messages
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.config import RouterSettings
from services.common.model import errors, identity
from services.common.model.principal import Principal
from services.router.core import answering, facts, moving, opportunities, replies
from services.router.store import (
    accepting,
    commitments,
    database,
    drafts,
    erasures,
    handing,
    intake,
    merging,
    moves,
    notes,
    queue,
    rearranging,
    replyrows,
    retention,
    seats,
    splitting,
    tables,
    views,
)
from tests.acceptance.router.conftest import BRAND, deletion, scored
from tests.acceptance.router.test_crashes import ALICE, TTL, WAITS, World

BOB = Principal("bob", "user", frozenset({"agent"}))
EVE = "sandbox:-:eve"

one_dialect = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
"""What asks nothing new of a database is proved once."""


def uid(native_id, brand=BRAND):
    """Of the opportunity that a conversation has by itself."""
    return identity.opportunity_uid(brand, key(native_id))


def key(native_id):
    return f"sandbox:-:{native_id}"


def name(one):
    return f"opportunities/{one}"


def reply_to(parent, native_id, conversation, **author):
    """A mention that answers another one."""
    item = scored(native_id, conversation=conversation, **author)
    item.item.mention.parent_key = key(parent)
    return item


def merge_wish(stays, *joined, reason="", request_id=None):
    return moving.merge_wish(
        name(stays), [name(one) for one in joined], reason, request_id or str(uuid.uuid4())
    )  # fmt: skip


def split_wish(stays, *native_ids, move="", request_id=None):
    keys = [key(one) for one in native_ids]
    return moving.split_wish(name(stays), keys, move, "", request_id or str(uuid.uuid4()))


class Desk:
    """A router's database and who works on it."""

    def __init__(self, db):
        self.database = db
        self.write, self.read = db.write, db.read

    async def hear(self, *items):
        await self.write(lambda conn: intake.record(conn, list(items), World(), WAITS))

    async def merge(self, stays, *joined, who=ALICE, **more):
        wish = merge_wish(stays, *joined, **more)
        numbers = await self.write(lambda conn: merging.merge(conn, who, wish, World(), WAITS))
        return [moving.name(number) for number in numbers]

    async def split(self, stays, *native_ids, who=ALICE, **more):
        """Uid of what was split off."""
        wish = split_wish(stays, *native_ids, **more)

        def work(conn):
            number = splitting.split(conn, who, wish, World(), WAITS)
            (move,) = moves.of(conn, [number])
            return move.target.partition("/")[2]

        return await self.write(work)

    async def show(self, one):
        return await self.read(lambda conn: views.opportunity(conn, one, ALICE, World()))

    async def members(self):
        """Which mentions are in which opportunity."""
        opp, member = tables.opportunities.c, tables.members.c
        query = sa.select(opp.uid, member.mention_key).join(tables.members, member.opportunity_id == opp.id)
        found = {}
        for one, mention in await self.read(lambda conn: conn.execute(query).all()):
            found.setdefault(one, set()).add(mention.rpartition(":")[2])
        return found

    async def ledger(self):
        query = sa.select(tables.decisions.c.mention_key, tables.decisions.c.opportunity_uid)
        rows = await self.read(lambda conn: conn.execute(query).all())
        return {mention.rpartition(":")[2]: one for mention, one in rows if one}


@pytest.fixture
async def desk(open_database):
    return Desk(await open_database("router"))


async def test_a_merge_moves_mentions_and_ledger_and_leaves_a_pointer(desk):
    await desk.hear(scored("1"), scored("2"), scored("2b", conversation="2"))
    await desk.merge(uid("1"), uid("2"))
    assert await desk.members() == {uid("1"): {"1", "2", "2b"}}
    assert await desk.ledger() == dict.fromkeys(("1", "2", "2b"), uid("1"))
    left = await desk.show(uid("2"))
    assert (left.state, left.merged_into) == (opportunities.MERGED, name(uid("1")))
    assert (await desk.show(uid("1"))).mention_count == 3
    with pytest.raises(errors.WrongState, match=f"merged into {name(uid('1'))}"):
        await desk.write(lambda conn: queue.claim(conn, ALICE, uid("2"), TTL))


async def test_what_comes_later_lands_in_what_a_conversation_was_merged_into(desk):
    await desk.hear(scored("1"), scored("2"), scored("3"))
    await desk.merge(uid("2"), uid("3"))
    await desk.merge(uid("1"), uid("2"))
    await desk.hear(reply_to("3", "3b", "3"), scored("1b", conversation="1"), scored("4"))
    assert await desk.members() == {uid("1"): {"1", "2", "3", "3b", "1b"}, uid("4"): {"4"}}
    assert (await desk.show(uid("3"))).merged_into == name(uid("1"))


@one_dialect
async def test_a_deletion_finds_what_was_merged(desk):
    await desk.hear(scored("1"), scored("2"))
    await desk.merge(uid("1"), uid("2"))
    await desk.hear(deletion("1"))
    assert (await desk.show(uid("1"))).mention.key == key("2")
    await desk.hear(deletion("2"))
    assert (await desk.show(uid("1"))).state == opportunities.WITHDRAWN


async def test_taking_a_merge_back_restores_both_with_what_came_since(desk):
    await desk.hear(scored("1"), scored("2"))
    before = {one: await desk.show(uid(one)) for one in "12"}
    (move,) = await desk.merge(uid("1"), uid("2"))
    await desk.hear(scored("2b", conversation="2"), scored("1b", conversation="1"))
    assert await desk.split(uid("1"), move=move) == uid("2")
    assert await desk.members() == {uid("1"): {"1", "1b"}, uid("2"): {"2", "2b"}}
    after = {one: await desk.show(uid(one)) for one in "12"}
    assert [after[one].state for one in "12"] == [opportunities.OPEN] * 2
    assert [after[one].create_time for one in "12"] == [before[one].create_time for one in "12"]
    await desk.hear(scored("2c", conversation="2"))
    assert (await desk.members())[uid("2")] == {"2", "2b", "2c"}
    homes = sa.select(sa.func.count()).select_from(tables.conversation_homes)
    assert await desk.read(lambda conn: conn.execute(homes).scalar_one()) == 0
    with pytest.raises(errors.WrongState, match="taken back before"):
        await desk.split(uid("1"), move=move)


@one_dialect
async def test_what_answers_or_comes_from_whom_was_split_off_lands_there(desk):
    await desk.hear(scored("1"), scored("2", conversation="1", key=EVE), scored("3", conversation="1"))
    part = await desk.split(uid("1"), "2")
    await desk.hear(
        reply_to("2", "2a", "1"), reply_to("1", "1a", "1"), scored("2b", conversation="1", key=EVE)
    )
    await desk.hear(reply_to("2a", "2c", "1"))
    assert await desk.members() == {part: {"2", "2a", "2b", "2c"}, uid("1"): {"1", "3", "1a"}}
    await desk.merge(uid("1"), part)
    await desk.hear(reply_to("2", "2d", "1"))
    assert await desk.members() == {uid("1"): {"1", "3", "1a", "2", "2a", "2b", "2c", "2d"}}


@one_dialect
async def test_what_answers_our_answer_lands_where_that_was_given(desk):
    await desk.hear(scored("1"), scored("2", conversation="1"))
    part = await desk.split(uid("1"), "2")

    def answer(conn):
        claimed = queue.claim(conn, ALICE, part, TTL)
        accepting.create(
            conn, ALICE, answering.Wish(claimed.uid, str(uuid.uuid4()), "Soon.", 1), World()
        )  # fmt: skip
        said = {"state": replies.SENT, "sent_key": key("ours")}
        conn.execute(tables.replies.update().values(said))

    await desk.write(answer)
    await desk.hear(reply_to("ours", "2a", "1", key=EVE))
    assert (await desk.members())[part] == {"2", "2a"}


@one_dialect
async def test_words_tags_answers_and_promises_come_along_and_go_back(desk):
    await desk.hear(scored("1"), scored("2"))

    def say(conn):
        for one in (uid("1"), uid("2")):
            drafts.write(conn, ALICE, one, f"draft of {one}", 0)
            notes.write(conn, BOB, one, f"note on {one}")
        handing.tag(conn, ALICE, uid("2"), add=["late"], remove=[])
        promise = drafting.Commitment(text="By Tuesday.")
        promise.due_time.FromMicroseconds(database.now(conn) + 3_600_000_000)
        commitments.add(conn, ALICE, uid("2"), promise)

    await desk.write(say)
    (move,) = await desk.merge(uid("1"), uid("2"))
    stays = await desk.show(uid("1"))
    assert list(stays.tags) == ["late"]

    def words(conn, one):
        wish = drafting.ListNotesRequest(parent=name(one))
        return {note.text for note in notes.listed(conn, ALICE, wish).notes}

    every = {f"note on {uid('1')}", f"note on {uid('2')}", f"draft of {uid('2')}"}
    assert await desk.read(lambda conn: words(conn, uid("1"))) == every
    draft = await desk.read(lambda conn: drafts.get(conn, ALICE, uid("1")))
    assert draft.text == f"draft of {uid('1')}"
    kept = await desk.read(lambda conn: conn.execute(sa.select(tables.commitments)).one())
    assert kept.opportunity_uid == uid("1")
    await desk.split(uid("1"), move=move)
    assert await desk.read(lambda conn: words(conn, uid("1"))) == {f"note on {uid('1')}"}
    assert list((await desk.show(uid("1"))).tags) == []
    assert list((await desk.show(uid("2"))).tags) == ["late"]
    kept = await desk.read(lambda conn: conn.execute(sa.select(tables.commitments)).one())
    assert kept.opportunity_uid == uid("2")


@one_dialect
async def test_nothing_moves_while_somebody_else_works_or_an_answer_is_on_its_way(desk):
    await desk.hear(scored("1"), scored("2"), scored("3", brand="brands/bolt"))
    await desk.write(lambda conn: queue.claim(conn, BOB, uid("2"), TTL))
    with pytest.raises(errors.LeaseHeld, match="user:bob is writing"):
        await desk.merge(uid("1"), uid("2"))
    await desk.merge(uid("1"), uid("2"), who=BOB)

    def answer(conn):
        queue.claim(conn, ALICE, uid("1"), TTL)
        wish = answering.Wish(uid("1"), str(uuid.uuid4()), "Soon.", 1)
        accepting.create(conn, ALICE, wish, World())

    await desk.write(answer)
    with pytest.raises(errors.WrongState, match="A reply is on its way"):
        await desk.split(uid("1"), "2")
    with pytest.raises(errors.WrongState, match="of another brand"):
        await desk.merge(uid("3", "brands/bolt"), await desk.split(await _fresh(desk), "9"))
    stranger = Principal("carl", "user", frozenset({"agent"}), frozenset({"other"}))
    with pytest.raises(errors.NotFound):
        await desk.merge(uid("1"), uid("3", "brands/bolt"), who=stranger)


async def _fresh(desk):
    await desk.hear(scored("8"), scored("9", conversation="8"))
    return uid("8")


async def test_asking_twice_is_asking_once_and_an_id_is_used_for_one_thing(desk):
    await desk.hear(scored("1"), scored("2"), scored("3"))
    request_id = str(uuid.uuid4())
    first = await desk.merge(uid("1"), uid("2"), request_id=request_id)
    assert await desk.merge(uid("1"), uid("2"), request_id=request_id) == first
    with pytest.raises(errors.RequestIdReused):
        await desk.merge(uid("1"), uid("3"), request_id=request_id)
    split_id = str(uuid.uuid4())
    part = await desk.split(uid("1"), "2", request_id=split_id)
    assert await desk.split(uid("1"), "2", request_id=split_id) == part


async def test_a_preview_tells_what_would_be_and_leaves_nothing(desk):
    await desk.hear(scored("1"), scored("2"))
    wish = moving.merge_wish(name(uid("1")), [name(uid("2"))])
    told = await desk.write(lambda conn: rearranging.Desk(World(), WAITS).preview(conn, ALICE, wish))
    assert told.opportunity.mention_count == 2
    assert [(move.kind, move.mention_count) for move in told.moves] == [
        (messages.ConversationMove.KIND_MERGE, 1)
    ]
    assert await desk.members() == {uid("1"): {"1"}, uid("2"): {"2"}}
    audit = sa.select(sa.func.count()).where(tables.audit.c.action == "merge")
    assert await desk.read(lambda conn: conn.execute(audit).scalar_one()) == 0


async def test_of_two_merges_in_opposite_directions_one_happens(desk):
    await desk.hear(scored("1"), scored("2"))
    both = await asyncio.gather(
        desk.merge(uid("1"), uid("2")), desk.merge(uid("2"), uid("1")), return_exceptions=True
    )
    assert sorted(type(one) for one in both if isinstance(one, BaseException)) == [errors.WrongState]
    (members,) = (await desk.members()).values()
    assert members == {"1", "2"}


async def test_merges_claims_and_intake_at_once_lose_and_double_nothing(desk):
    count = 8
    await desk.hear(*(scored(f"m{number}") for number in range(count)))

    async def claim(number):
        await desk.write(lambda conn: queue.claim(conn, BOB, uid(f"m{number}"), TTL))

    async def pair(number):
        await asyncio.gather(
            desk.merge(uid(f"m{number}"), uid(f"m{number + 1}")),
            claim(number + 1),
            desk.hear(scored(f"n{number}", conversation=f"m{number + 1}")),
            return_exceptions=True,
        )

    await asyncio.gather(*(pair(number) for number in range(0, count, 2)))
    members = await desk.members()
    found = sorted(one for held in members.values() for one in held)
    assert found == sorted(
        [*(f"m{number}" for number in range(count)), *(f"n{number}" for number in range(0, count, 2))]
    )
    for number in range(0, count, 2):
        together = next(held for held in members.values() if f"m{number + 1}" in held)
        assert f"n{number}" in together
    seat = sa.select(tables.opportunities.c.uid, tables.opportunities.c.state)
    states = {row.uid: row.state for row in await desk.read(lambda conn: conn.execute(seat).all())}
    assert all((states[one] == opportunities.MERGED) == (one not in members) for one in states)


async def test_an_erasure_reaches_what_was_merged_and_why(desk):
    await desk.hear(scored("1"), scored("2", key=EVE))
    await desk.merge(uid("1"), uid("2"), reason="Eve wrote twice.")
    digest = bytes.fromhex(identity.author_digest(EVE))[: facts.DIGEST_BYTES]
    await desk.database.forget(lambda conn: erasures.erase(conn, [digest], World(), WAITS))
    reasons = sa.select(tables.conversation_moves.c.reason)
    assert await desk.read(lambda conn: conn.execute(reasons).scalars().all()) == [""]
    details = sa.select(tables.audit.c.detail).where(tables.audit.c.opportunity_uid == uid("1"))
    assert "Eve" not in " ".join(await desk.read(lambda conn: conn.execute(details).scalars().all()))
    assert (await desk.show(uid("1"))).mention.key == key("1")


@one_dialect
async def test_a_merge_keeps_the_older_age_and_the_lease_of_who_merges(desk):
    await desk.hear(scored("1"))
    await desk.hear(scored("2"))
    first = await desk.show(uid("1"))
    await desk.write(lambda conn: queue.claim(conn, ALICE, uid("2"), TTL))
    await desk.merge(uid("2"), uid("1"))
    merged = await desk.show(uid("2"))
    assert merged.create_time == first.create_time
    assert merged.deadline_time == first.deadline_time
    assert (merged.state, merged.lease.holder) == (opportunities.CLAIMED, ALICE.holder)
    assert await desk.read(lambda conn: seats.find(conn, uid("1"), ALICE).deadline) is None


@one_dialect
async def test_with_what_is_dropped_goes_where_conversations_lived_and_they_begin_anew(desk):
    await desk.hear(scored("1"), scored("2"))
    await desk.merge(uid("1"), uid("2"))
    await desk.write(
        lambda conn: queue.finish(conn, ALICE, uid("1"), 0, state=opportunities.RESOLVED, reason="")
    )
    row = tables.opportunities.c
    (number,) = await desk.read(
        lambda conn: conn.execute(sa.select(row.id).where(row.uid == uid("1"))).scalars().all()
    )
    later = datetime.now(UTC) + timedelta(days=400)
    drop = {chore.table: chore for chore in retention.chores(RouterSettings(), 0.0)}["opportunities"].drop
    assert await desk.write(lambda conn: drop(conn, later, [number])) == 1
    for table in (tables.conversation_homes, tables.conversation_moves):
        count = sa.select(sa.func.count()).select_from(table)
        assert await desk.read(lambda conn, count=count: conn.execute(count).scalar_one()) == 0
    await desk.hear(scored("2b", conversation="2"))
    assert await desk.members() == {uid("2"): {"2b"}}
    assert (await desk.show(uid("2"))).state == opportunities.OPEN


@one_dialect
async def test_a_merge_is_told_on_the_log_with_both_sides(desk):
    await desk.hear(scored("1"), scored("2"))
    await desk.write(lambda conn: conn.execute(tables.events_out.delete()))
    (move,) = await desk.merge(uid("1"), uid("2"))
    await desk.split(uid("1"), move=move)
    rows = await desk.read(lambda conn: conn.execute(sa.select(tables.events_out)).all())
    kinds = events_pb2.EngagementEvent.Kind
    told = [events_pb2.EngagementEvent.FromString(one.payload) for one in rows]
    sides = {
        kinds.Name(one.kind): (one.opportunity, one.other_opportunity)
        for one in told
        if one.other_opportunity
    }
    assert sides == {
        "KIND_OPPORTUNITY_MERGED": (name(uid("2")), name(uid("1"))),
        "KIND_OPPORTUNITY_SPLIT": (name(uid("2")), name(uid("1"))),
    }


@one_dialect
async def test_an_answer_in_a_merged_opportunity_names_the_thread_it_goes_to(desk):
    await desk.hear(scored("1"), scored("2a", conversation="2"))
    await desk.merge(uid("1"), uid("2"))
    shown = await desk.show(uid("1"))

    def answer(conn):
        queue.claim(conn, ALICE, uid("1"), TTL)
        wish = answering.Wish(uid("1"), str(uuid.uuid4()), "Soon.", 1)
        accepting.create(conn, ALICE, wish, World())
        return conn.execute(sa.select(tables.replies)).one()

    row = await desk.write(answer)
    assert (row.mention_key, row.conversation_key) == (shown.mention.key, shown.mention.conversation_key)
    assert row.conversation_key == key("2")


async def test_an_answer_that_was_being_looked_at_is_found_where_it_was_moved(desk):
    await desk.hear(scored("1"), scored("2"))
    request_id = str(uuid.uuid4())

    def hold(conn):
        queue.claim(conn, ALICE, uid("2"), TTL)
        accepting.create(conn, ALICE, answering.Wish(uid("2"), request_id, "Soon.", 1), World())
        conn.execute(tables.replies.update().values(state=replies.HELD))
        found = seats.lock(conn, uid("2"))
        seats.save(conn, found, found.seat.unanswered(), database.now(conn))

    await desk.write(hold)
    await desk.merge(uid("1"), uid("2"))
    found = await desk.write(lambda conn: replyrows.lock_opportunity(conn, request_id))
    assert found.seat.uid == uid("1")
    assert (await desk.show(uid("1"))).latest_reply.name.startswith(name(uid("1")))
