"""What the listener relies on, whichever network it reads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from services.common.model import identity
from services.listener.sources import base


def sees(*keys):
    return lambda reading: set(keys) <= set(reading.states)


async def test_posts_come_with_identity_provenance_and_times(peer, reading):
    before = datetime.now(UTC)
    key = await peer.post("a first post")
    await reading.until(sees(key))
    mention = reading.states[key][1]
    assert mention.key == key
    assert mention.name == identity.mention_name(key)
    assert identity.split_key(key) == (mention.network, mention.site, mention.native_id)
    assert mention.revision == 0
    assert mention.source == "sources/test"
    assert mention.text == "a first post"
    assert mention.conversation_key == key
    assert mention.create_time.ToDatetime(tzinfo=UTC) <= mention.collect_time.ToDatetime(tzinfo=UTC)
    assert mention.collect_time.ToDatetime(tzinfo=UTC) >= before
    assert reading.kind.network == mention.network


async def test_a_source_goes_on_from_its_cursor_without_loss(peer, reading):
    first = [await peer.post(f"before {number}") for number in range(5)]
    await reading.until(sees(*first))
    second = [await peer.post(f"after {number}") for number in range(5)]
    await reading.until(sees(*second))
    assert set(reading.states) == {*first, *second}


async def test_reading_again_from_an_old_cursor_gives_the_same_again(peer, reading):
    keys = [await peer.post(f"post {number}") for number in range(3)]
    await reading.until(sees(*keys))
    reading.cursor, reading.got = "", []
    await reading.until(lambda now: {key for key, _ in now.got} >= set(keys))
    assert {(key, 0) for key in keys} <= set(reading.got)


async def test_duplicates_and_disorder_change_nothing(peer, reading):
    keys = [await peer.post(f"post {number}") for number in range(4)]
    await peer.repeat_and_shuffle()
    await reading.until(sees(*keys))
    assert [reading.text(key) for key in keys] == [f"post {number}" for number in range(4)]


async def test_an_edit_is_the_same_key_with_a_higher_revision(peer, reading):
    key = await peer.post("befor")
    await reading.until(sees(key))
    await peer.edit(key, "before")
    await reading.until(lambda now: now.text(key) == "before")
    revisions = [revision for found, revision in reading.got if found == key]
    assert revisions[0] == 0
    assert revisions[-1] > 10**12
    assert reading.states[key][1].edit_time.ToMilliseconds() == revisions[-1]


async def test_an_edit_read_in_one_go_ends_in_the_edited_text(peer, reading):
    key = await peer.post("befor")
    await peer.edit(key, "before")
    await reading.until(lambda now: now.text(key) == "before")


async def test_a_deletion_names_the_key(peer, reading):
    if not peer.edits_and_deletes:
        pytest.skip("feeds do not tell deletions")
    key = await peer.post("regretted")
    await peer.delete(key)
    await reading.until(lambda now: now.states.get(key, (0,))[0] == identity.TOMBSTONE_REVISION)


async def test_an_item_that_cannot_be_read_costs_nothing_but_itself(peer, reading):
    first = await peer.post("before it")
    await peer.send_malformed()
    second = await peer.post("after it")
    await reading.until(sees(first, second))
    await reading.until(lambda now: now.faults)
    assert all(fault.endswith(".") for fault in reading.faults)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, base.SourceRateLimited),
        (500, base.SourceUnreachable),
        (503, base.SourceUnreachable),
        (401, base.SourceRejected),
        (410, base.SourceRejected),
    ],
)
async def test_a_refusal_is_told_by_kind_and_reading_goes_on_after_it(peer, reading, status, kind):
    key = await peer.post("still there")
    await peer.say_status(status)
    with pytest.raises(kind) as caught:
        await reading.until(sees(key))
    assert caught.value.sentence.endswith(".")
    if status == 429 and peer.type != "jetstream":
        assert caught.value.retry_after == 7
    await reading.until(sees(key))


async def test_a_connection_that_is_cut_is_told_and_reading_goes_on_after_it(peer, reading):
    key = await peer.post("still there")
    await peer.vanish()
    with pytest.raises(base.SourceUnreachable):
        await reading.until(sees(key))
    await reading.until(sees(key))


async def test_a_server_that_is_not_there_is_told_with_a_sentence(peer, reading, unused_port):
    reading.config = {
        **peer.config,
        "url": peer.config["url"].replace(peer.config["url"].split(":")[2][:5], unused_port),
    }
    with pytest.raises(base.SourceUnreachable, match="tried again"):
        await reading.until(sees("nothing"))


async def test_silence_is_told_by_empty_pages_so_that_blindness_can_be_told_from_calm(peer, reading):
    key = await peer.post("only one")
    await reading.until(sees(key))
    pages = []
    async with reading.open() as source, asyncio.timeout(10):
        following = source.pages(reading.cursor)
        async for page in following:
            pages.append(page)
            if len(pages) == 3:
                break
        await following.aclose()
    assert not pages[-1].items
    assert pages[-1].cursor == reading.cursor


async def test_private_addresses_are_refused_unless_allowed(peer, reading):
    if peer.type == "sandbox":
        pytest.skip("the sandbox lives on this machine by nature")
    context = base.SourceContext("sources/test", peer.config, allow_private=False)
    source = reading.kind.open(context)
    with pytest.raises(base.SourceRejected, match="private address"):
        await anext(source.pages(""))
    await source.close()


async def test_closing_twice_changes_nothing(reading):
    async with reading.open() as source:
        await source.close()


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
