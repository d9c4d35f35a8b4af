"""What the log has already does not go there again; what it could learn something from does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.adapters.intake import Intake
from services.listener.adapters.watching import Watching
from services.listener.store import seen, watchlist

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


@pytest.fixture
async def watching(db):
    await ask(db, "acme")
    found = Watching(db)
    await found.refresh()
    return found


async def ask(db, word):
    def work(conn):
        watchlist.create_brand(conn, api.Brand(name=f"brands/{word}", display_name=word))
        query = api.Query(name=f"brands/{word}/queries/q", expression=word)
        watchlist.create_query(conn, f"brands/{word}", query)

    await db.write(work)


@pytest.fixture
def bring(db, watching):
    """Brings a page to a door of its own, as after a restart, and has the log take it."""

    async def bring(*items, **more):
        now = timestamp_pb2.Timestamp()
        now.GetCurrentTime()
        taken = await Intake(db, watching).take(items, "sources/t", now, more.pop("recent", {}), **more)
        await db.write(lambda conn: seen.remember(conn, taken.published.values(), datetime.now(UTC)))
        assert taken.received == len(taken.items) + taken.repeats + taken.unmatched
        return [tell(item) for item in taken.items]

    return bring


def tell(item):
    return "deleted" if item.HasField("deletion") else item.mention.revision


def post(revision=0, text="acme is late"):
    item = events_pb2.MentionItem()
    item.mention.network, item.mention.native_id, item.mention.text = "twin", "1", text
    item.mention.revision = revision
    return item


def deletion():
    return events_pb2.MentionItem(deletion={"key": "twin:-:1"})


async def test_what_a_page_says_twice_goes_once(bring):
    assert await bring(post(), post(), post(5), post(5), deletion(), deletion()) == [0, 5, "deleted"]


async def test_what_went_does_not_go_again(bring):
    assert await bring(post(5)) == [5]
    assert await bring(post(5)) == []


async def test_what_is_on_its_way_does_not_go_again(db, watching):
    now = timestamp_pb2.Timestamp()
    now.GetCurrentTime()
    intake = Intake(db, watching)
    first = await intake.take([post()], "sources/t", now, {})
    second = await intake.take([post()], "sources/t", now, first.published)
    assert (len(first.items), len(second.items), second.repeats) == (1, 0, 1)


async def test_an_edit_goes_and_what_it_replaced_does_not_come_back(bring):
    assert await bring(post()) == [0]
    assert await bring(post(5)) == [5]
    assert await bring(post(), post(5)) == []


async def test_a_deletion_goes_once_and_is_the_last_word(bring):
    assert await bring(post(5), deletion()) == [5, "deleted"]
    assert await bring(deletion(), post(5), post(7)) == []


async def test_who_asks_anew_gets_what_others_have(db, bring, watching):
    assert await bring(post(text="acme and zenith")) == [0]
    await ask(db, "zenith")
    await watching.refresh()
    assert await bring(post(text="acme and zenith")) == [0]
    assert await bring(post(text="acme and zenith")) == []


async def test_a_past_that_is_read_anew_goes_again_and_each_of_it_once(bring):
    assert await bring(post()) == [0]
    assert await bring(post(), post(), anew=True) == [0]


async def test_what_an_earlier_program_wrote_down_may_go_again(db, bring):
    earlier = seen.Seen("twin:-:1", "sources/t", ("brands/acme",))
    await db.write(lambda conn: seen.remember(conn, [earlier], datetime.now(UTC)))
    assert await bring(post()) == [0]
    assert await bring(post()) == []
