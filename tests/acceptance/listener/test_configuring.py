"""What a source is set to can be changed while it reads."""

import asyncio

import grpc
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.rpc import errors as rpc_errors
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.timeout(60)
NAME = "sources/feed"


@pytest.fixture
async def feed(stub, acme):
    """A feed that nobody serves: it tries, and can be changed meanwhile."""
    config = {"url": "https://jo:secret@127.0.0.1:9/feed", "poll_seconds": "60"}
    source = api.Source(type="rss", config=config)
    return await stub.CreateSource(api.CreateSourceRequest(source_id="feed", source=source))


async def changed(stub, source, **config):
    source.config.update(config)
    return await stub.UpdateSource(api.UpdateSourceRequest(source=source))


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return rpc_errors.refusal_of(caught.value)


async def test_a_source_goes_on_from_its_place_with_other_settings(stub, twin, network, log):
    network.post("1", "acme one")
    await eventually(lambda: _cursor(stub, "1"))
    before = await stub.GetSource(api.GetSourceRequest(name="sources/twin"))
    opened = network.opened
    after = await changed(stub, before, budget_calls="1000")
    assert (after.cursor, after.config["budget_calls"]) == ("1", "1000")
    assert after.etag != before.etag
    await eventually(lambda: asyncio.sleep(0, network.opened > opened))  # what read before has stopped
    second = network.post("2", "acme two")
    await eventually(lambda: _went(log, second))


async def test_a_source_that_reads_something_else_begins_anew_and_doubles_nothing(stub, twin, network, log):
    first = network.post("1", "acme one")
    await eventually(lambda: _cursor(stub, "1"))
    before = await stub.GetSource(api.GetSourceRequest(name="sources/twin"))
    opened = network.opened
    assert not (await changed(stub, before, url="y")).cursor
    # A reader that is stopped between telling and remembering tells again: the log is at least once.
    await eventually(lambda: asyncio.sleep(0, network.opened > opened))
    second = network.post("2", "acme two")
    await eventually(lambda: _cursor(stub, "2"))
    assert await log.ids() == [f"{first}@0", f"{second}@0"]


async def _cursor(stub, wanted):
    return (await stub.GetSource(api.GetSourceRequest(name="sources/twin"))).cursor == wanted


async def _went(log, key):
    ids = await log.ids()
    return ids[-1] == f"{key}@0" and len(ids) == 2


async def test_a_name_and_password_that_were_masked_stay(stub, listener, feed):
    assert feed.config["url"] == "https://***@127.0.0.1:9/feed"
    await changed(stub, feed, poll_seconds="90")
    other = await stub.GetSource(api.GetSourceRequest(name=NAME))
    told = await refused(changed(stub, other, url="https://***@elsewhere.example/feed"))
    assert told.metadata["field"] == "config.url"
    assert other.config["poll_seconds"] == "90"


async def test_a_setting_is_taken_away_by_leaving_it_empty_or_out(stub, feed):
    after = await changed(stub, feed, poll_seconds="")
    assert set(after.config) == {"url"}


async def test_a_change_based_on_what_was_is_refused(stub, feed):
    stale = api.Source.FromString(feed.SerializeToString())
    await changed(stub, feed, poll_seconds="90")
    assert (await refused(changed(stub, stale, poll_seconds="30"))).reason == "STALE_VERSION"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"poll_secs": "3"}, "config.poll_secs"),
        ({"poll_seconds": "soon"}, "config.poll_seconds"),
        ({"url": ""}, "config.url"),
    ],
)
async def test_settings_are_checked_as_those_of_a_new_source(stub, feed, config, field):
    told = await refused(changed(stub, feed, **config))
    assert (told.reason, told.metadata["field"]) == ("INVALID_FIELD", field)


async def test_a_type_stays_and_what_is_not_there_is_not_changed(stub, feed):
    feed.type = "sandbox"
    assert "stays so" in str(await refused(changed(stub, feed)))
    gone = api.Source(name="sources/gone", type="rss", config={"url": "https://x.example"})
    assert (await refused(changed(stub, gone))).reason == "NOT_FOUND"
