"""What waits for a full log is looked at again before it goes: its author may be forgotten by then."""

import asyncio
import json

import pytest
from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors, suppression
from services.common.model.clock import SystemClock
from services.listener.adapters.intake import Intake
from services.listener.adapters.replay import Replay
from services.listener.adapters.watching import Watching
from services.listener.store import erasures, watchlist

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


class FullOnce:
    """A publisher whose log has no room for the first offer; then something happens, then it has."""

    def __init__(self, meanwhile):
        self.meanwhile = meanwhile
        self.offers = []

    async def publish(self, items, *, network):
        self.offers.append([item.mention.native_id for item in items])
        return self

    async def wait(self):
        if len(self.offers) == 1:
            await self.meanwhile()
            raise errors.LogFull("full")


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


@pytest.fixture
async def watching(db):
    def work(conn):
        watchlist.create_brand(conn, api.Brand(name="brands/acme", display_name="Acme"))
        watchlist.create_query(
            conn, "brands/acme", api.Query(name="brands/acme/queries/q", expression="acme")
        )

    await db.write(work)
    found = Watching(db)
    await found.refresh()
    return found


@pytest.fixture
def forget(db, watching):
    async def eve():
        author = suppression.reference("twin:-:eve")
        await db.write(lambda conn: erasures.remember(conn, [author]))
        await watching.refresh()

    return eve


def post(native_id, author):
    item = events_pb2.MentionItem()
    item.mention.network, item.mention.native_id, item.mention.text = "twin", native_id, "acme is late"
    item.mention.author.key = f"twin:-:{author}"
    return item


async def test_a_page_is_checked_again(db, watching, forget):
    intake = Intake(db, watching)
    now = timestamp_pb2.Timestamp()
    now.GetCurrentTime()
    taken = await intake.take([post("1", "eve"), post("2", "adam")], "sources/t", now, {})
    intake.check_again(taken)
    assert [item.mention.native_id for item in taken.items] == ["1", "2"]
    await forget()
    intake.check_again(taken)
    assert [item.mention.native_id for item in taken.items] == ["2"]


async def test_a_replayed_file_is_checked_again(watching, forget):
    async def no_sleep(_seconds):
        await asyncio.sleep(0)

    lines = [{"id": "1", "text": "acme", "author": "eve"}, {"id": "2", "text": "acme", "author": "adam"}]

    async def requests():
        settings = api.ReplaySettings(format=api.ReplaySettings.FORMAT_JSON_LINES, network="twin")
        data = "".join(json.dumps(line) + "\n" for line in lines).encode()
        yield api.ReplayRecordsRequest(settings=settings, chunk=data)
        yield api.ReplayRecordsRequest()

    publisher = FullOnce(forget)
    replay = Replay(watching, publisher, SystemClock(), no_sleep)
    answers = [answer async for answer in replay.run(requests())]
    assert publisher.offers == [["1", "2"], ["2"]]
    assert answers[-1].accepted_count == 1
