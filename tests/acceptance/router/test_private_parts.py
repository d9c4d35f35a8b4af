"""What a customer goes on with in private lands where they were answered in public."""

from __future__ import annotations

import uuid

import pytest

from services.router.core import answering, opportunities, replies
from services.router.store import accepting, database, private_parts, queue, tables
from tests.acceptance.router.conftest import scored
from tests.acceptance.router.test_conversations import Desk, key, uid
from tests.acceptance.router.test_crashes import ALICE, TTL, World

MIRA, NOOR = {"key": "sandbox:-:mira"}, {"key": "sandbox:-:noor"}


def message(native_id, conversation="", seconds=0, **author):
    """A private message, written some seconds from now."""
    item = scored(native_id, conversation=conversation, **author)
    item.item.mention.private = True
    item.item.mention.create_time.GetCurrentTime()
    item.item.mention.create_time.seconds += seconds
    return item


@pytest.fixture
async def desk(open_database):
    return Desk(await open_database("router"))


async def answered(desk, one, state=replies.SENT, ago=0):
    """An answer that came to a state some time ago."""

    opp, request_id = tables.opportunities, str(uuid.uuid4())

    def work(conn):
        queue.claim(conn, ALICE, one, TTL)
        token = conn.execute(opp.select().where(opp.c.uid == one)).one().token
        wish = answering.Wish(one, request_id, "Write to us in private.", token)
        accepting.create(conn, ALICE, wish, World())
        moment = database.now(conn) - ago
        conn.execute(tables.replies.update().values(state=state, update_time=moment))
        ended = {"state": opportunities.RESOLVED, "holder": "", "expires": 0}
        conn.execute(opp.update().where(opp.c.uid == one).values(**ended))

    await desk.write(work)


async def test_a_private_message_goes_on_with_what_was_answered_in_public(desk):
    await desk.hear(scored("1", **MIRA), scored("2", **NOOR))
    await answered(desk, uid("1"))
    await desk.hear(message("dm", **MIRA))
    await desk.hear(message("dm2", conversation="dm", **MIRA))
    assert await desk.members() == {uid("1"): {"1", "dm", "dm2"}, uid("2"): {"2"}}
    shown = await desk.show(uid("1"))
    assert (shown.state, shown.mention.key) == (opportunities.OPEN, key("dm2"))


async def test_messages_of_one_batch_go_together(desk):
    await desk.hear(scored("1", **MIRA))
    await answered(desk, uid("1"))
    await desk.hear(message("dm", **MIRA), message("dm2", conversation="dm", **MIRA), scored("3", **MIRA))
    assert await desk.members() == {uid("1"): {"1", "dm", "dm2"}, uid("3"): {"3"}}


@pytest.mark.parametrize(
    ("state", "ago"), [(replies.FAILED, 0), (replies.CANCELLED, 0), (replies.SENT, private_parts.FOLLOWS + 1)]
)
async def test_who_was_not_answered_lately_begins_anew(desk, state, ago):
    await desk.hear(scored("1", **MIRA))
    await answered(desk, uid("1"), state, ago)
    await desk.hear(message("dm", **MIRA))
    assert await desk.members() == {uid("1"): {"1"}, uid("dm"): {"dm"}}


async def test_two_private_conversations_stay_two(desk):
    await desk.hear(message("letter", **MIRA))
    await answered(desk, uid("letter"))
    await desk.hear(message("other", **MIRA))
    assert await desk.members() == {uid("letter"): {"letter"}, uid("other"): {"other"}}


async def test_a_conversation_that_was_there_before_stays_where_it_is(desk):
    await desk.hear(message("dm", **MIRA), scored("1", **MIRA))
    await answered(desk, uid("1"))
    await desk.hear(message("dm2", conversation="dm", **MIRA))
    assert await desk.members() == {uid("1"): {"1"}, uid("dm"): {"dm", "dm2"}}


async def test_a_private_part_is_split_off_by_hand(desk):
    await desk.hear(scored("1", **MIRA))
    await answered(desk, uid("1"))
    await desk.hear(message("dm", **MIRA))
    left = await desk.split(uid("1"), "dm")
    await desk.hear(message("dm2", conversation="dm", **MIRA))
    assert await desk.members() == {uid("1"): {"1"}, left: {"dm", "dm2"}}


async def test_what_was_written_before_we_answered_is_another_matter(desk):
    await desk.hear(scored("1", **MIRA))
    await answered(desk, uid("1"))
    await desk.hear(message("dm", seconds=-60, **MIRA), message("dm2", conversation="dm", **MIRA))
    assert await desk.members() == {uid("1"): {"1"}, uid("dm"): {"dm", "dm2"}}
