"""A source that is refused after every page still gets ahead."""

import asyncio
import sys
import types
from datetime import UTC, datetime

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.bus import BatchPublisher
from services.common.model.clock import SystemClock
from services.listener.adapters.intake import Intake
from services.listener.adapters.running import Parts, Runner
from services.listener.adapters.watching import Watching
from services.listener.sources import base, kind, registry
from services.listener.store import connections, coverage

PAGES = 4


class Grudging:
    """Gives one page, then asks for patience; ends when all pages are read."""

    asked: list[str]

    def __init__(self, context):
        pass

    async def pages(self, cursor):
        self.asked.append(cursor)
        position = int(cursor or 0)
        if position == PAGES or len(self.asked) > 2 * PAGES:
            return
        yield base.Page([post(position)], str(position + 1), datetime.now(UTC))
        raise base.SourceRateLimited("Slow down.", 0.0)

    async def close(self):
        pass


def post(number):
    item = events_pb2.MentionItem()
    item.mention.network, item.mention.native_id = "grudging", str(number)
    item.mention.text = "acme"
    return item


@pytest.fixture
def source_type(monkeypatch):
    source = type("Source", (Grudging,), {"asked": []})
    module = types.ModuleType("tests_grudging")
    module.Connection = source
    monkeypatch.setitem(sys.modules, "tests_grudging", module)
    made = kind.SourceType("grudging", "grudging", "tests_grudging", "A twin.", {})
    monkeypatch.setitem(registry.SOURCES, "grudging", made)
    return source


async def no_sleep(seconds):
    await asyncio.sleep(0)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_page_before_a_refusal_is_not_read_again(open_database, bus, bus_settings, source_type):
    db = await open_database("listener")
    given = api.Source(name="sources/g", type="grudging", config={})
    await db.write(lambda conn: connections.create(conn, given))
    connection = await db.read(lambda conn: connections.load(conn, "sources/g"))
    publisher = BatchPublisher(bus, bus_settings)
    parts = Parts(db, Intake(db, Watching(db)), publisher, SystemClock(), no_sleep, "here", 5)
    await Runner(parts, connection).run()
    await publisher.close()
    assert source_type.asked == ["", "1", "2", "3", "4"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_source_that_says_it_saw_only_part_is_believed_and_its_words_are_kept(
    open_database, bus, bus_settings, monkeypatch
):
    class Sampled(Grudging):
        async def pages(self, cursor):
            yield base.Page([post(1)], "1", datetime.now(UTC), partial="A tenth is shown.")
            yield base.Page([], "2", datetime.now(UTC))

    module = types.ModuleType("tests_sampled")
    module.Connection = Sampled
    monkeypatch.setitem(sys.modules, "tests_sampled", module)
    made = kind.SourceType("sampled", "sampled", "tests_sampled", "A twin.", {})
    monkeypatch.setitem(registry.SOURCES, "sampled", made)
    db = await open_database("listener")
    given = api.Source(name="sources/s", type="sampled", config={})
    await db.write(lambda conn: connections.create(conn, given))
    connection = await db.read(lambda conn: connections.load(conn, "sources/s"))
    publisher = BatchPublisher(bus, bus_settings)
    parts = Parts(db, Intake(db, Watching(db)), publisher, SystemClock(), asyncio.sleep, "here", 5)
    await Runner(parts, connection).run()
    await publisher.close()

    intervals = await db.read(lambda conn: coverage.list_intervals(conn, coverage.Scope("sources/s")))
    assert [(found.sight, found.reason) for _, found in intervals][:1] == [
        (coverage.Sight.SIGHT_PARTIAL, "A tenth is shown.")
    ]
