"""What the listener relies on, whichever network it reads."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, timedelta

import pytest

from services.common.model import identity
from services.listener.sources import base as sources
from tests.fixtures.peers.base import PAGE_SIZE, WORD, Lack
from tests.fixtures.peers.reading import Reading

pytestmark = pytest.mark.needs(Lack.PULL)


async def post_many(peer, count, start=0):
    return [await peer.post(f"{WORD} number {number}") for number in range(start, start + count)]


async def write_now_and_then(peer):
    """Three times more than two pages, most of it in the same moment; between them most sources look."""
    keys = []
    for batch in range(3):
        keys += await post_many(peer, 1, start=batch * 10)
        crowd = [f"{WORD} number {batch * 10 + number}" for number in range(1, 2 * PAGE_SIZE)]
        keys += await asyncio.gather(*(peer.post(text) for text in crowd))
        await asyncio.sleep(400)
    return keys


async def test_posts_come_with_identity_provenance_and_times(peer, reading):
    before = peer.scene.clock.now()
    key = await peer.post(f"a first {WORD}")
    mention = (await reading.see(key)).mention(key)
    collected = mention.collect_time.ToDatetime(tzinfo=UTC)
    assert mention.key == key
    assert mention.name == identity.mention_name(key)
    assert identity.split_key(key) == (mention.network, mention.site, mention.native_id)
    assert mention.network == reading.kind.network
    assert mention.revision == 0
    assert mention.source == "sources/test"
    assert mention.text == f"a first {WORD}"
    assert before <= collected <= peer.scene.clock.now()
    assert before - timedelta(seconds=1) <= mention.create_time.ToDatetime(tzinfo=UTC) <= collected


async def test_a_source_goes_on_from_its_cursor_without_loss(peer, reading):
    first = await post_many(peer, 5)
    await reading.see(*first)
    second = await post_many(peer, 5, start=5)
    await reading.see(*second)
    assert set(reading.states) == {*first, *second}


@pytest.mark.needs(Lack.RESUMING)
async def test_a_source_killed_at_any_page_boundary_goes_on_without_loss_or_gap(peer, reading):
    writing = asyncio.create_task(write_now_and_then(peer))
    await reading.until(lambda now: writing.done() and set(writing.result()) <= set(now.states))
    keys = writing.result()
    assert len(reading.pages) >= 3
    for count in range(len(reading.pages) + 1):
        before = reading.pages[:count]
        safe = {key for page in before for key in page.keys}
        again = reading.again(before[-1].cursor if before else "")
        await again.until(lambda now, safe=safe: safe | set(now.states) >= set(keys))


@pytest.mark.needs(Lack.RESUMING)
async def test_what_was_written_while_nobody_read_comes_afterwards(peer, reading):
    await reading.see(await peer.post(f"{WORD} before"))
    missed = await post_many(peer, 2 * PAGE_SIZE)
    await reading.again(reading.cursor).see(*missed)


@pytest.mark.needs(Lack.RESUMING)
async def test_reading_again_from_the_beginning_gives_the_same_again(peer, reading):
    keys = await post_many(peer, 3)
    await reading.see(*keys)
    again = await reading.again("").see(*keys)
    assert {(key, 0) for key in keys} <= set(again.got)


async def test_a_cursor_that_cannot_be_read_begins_anew_or_is_told(peer, reading):
    key = await peer.post(f"{WORD} here")
    with contextlib.suppress(sources.SourceError):
        await reading.again("no cursor of ours").see(key)


@pytest.mark.needs(Lack.REPEATING)
async def test_what_is_served_twice_changes_nothing(peer, reading):
    peer.repeats = True
    keys = await post_many(peer, 2 * PAGE_SIZE)
    await reading.see(*keys)
    assert [reading.text(key) for key in keys] == [peer.written[key].text for key in keys]


@pytest.mark.needs(Lack.SHUFFLING)
async def test_disorder_loses_nothing(peer, reading):
    peer.shuffled = True
    keys = await post_many(peer, 2 * PAGE_SIZE)
    await reading.see(*keys)
    keys += await post_many(peer, 2 * PAGE_SIZE, start=10)
    await reading.again(reading.cursor).until(lambda now: set(now.states) | set(reading.states) >= set(keys))


@pytest.mark.needs(Lack.EDITS)
async def test_an_edit_is_the_same_key_with_a_higher_revision(peer, reading):
    key = await peer.post(f"{WORD} befor")
    await reading.see(key)
    await peer.edit(key, f"{WORD} before")
    await reading.until(lambda now: now.text(key) == f"{WORD} before")
    revisions = [revision for found, revision in reading.got if found == key]
    assert revisions[0] == 0
    assert revisions[-1] > 10**12
    assert reading.mention(key).edit_time.ToMilliseconds() == revisions[-1]


@pytest.mark.needs(Lack.EDITS)
async def test_a_second_edit_is_newer_than_the_first(peer, reading):
    key = await peer.post(f"{WORD} one")
    for text in (f"{WORD} two", f"{WORD} three"):
        await reading.see(key)
        await peer.edit(key, text)
        await reading.until(lambda now, text=text: now.text(key) == text)


@pytest.mark.needs(Lack.EDITS)
async def test_an_edit_of_something_older_than_what_was_read_since_comes_too(peer, reading):
    old = await peer.post(f"{WORD} befor")
    await reading.see(old, *await post_many(peer, PAGE_SIZE))
    await peer.edit(old, f"{WORD} before")
    await reading.until(lambda now: now.text(old) == f"{WORD} before")


@pytest.mark.needs(Lack.EDITS, Lack.RESUMING)
async def test_an_edit_that_was_read_is_not_read_again_as_what_was_first_written(peer, reading):
    key = await peer.post(f"{WORD} befor")
    await reading.see(key)
    await peer.edit(key, f"{WORD} before")
    await reading.until(lambda now: now.text(key) == f"{WORD} before")
    await asyncio.sleep(1200)  # nobody reads
    await reading.see(await peer.post(f"{WORD} later"))
    assert reading.text(key) == f"{WORD} before"


@pytest.mark.needs(Lack.EDITS)
async def test_an_edit_read_in_one_go_ends_in_the_edited_text(peer, reading):
    key = await peer.post(f"{WORD} befor")
    await peer.edit(key, f"{WORD} before")
    await reading.until(lambda now: now.text(key) == f"{WORD} before")


@pytest.mark.needs(Lack.DELETIONS)
async def test_a_deletion_is_a_fact_that_names_the_key(peer, reading):
    key = await peer.post(f"{WORD} regretted")
    await reading.see(key)
    await peer.delete(key)
    await reading.until(lambda now: now.states[key] is None)
    assert reading.got[-1] == (key, identity.TOMBSTONE_REVISION)


@pytest.mark.needs(Lack.MALFORMED)
async def test_an_item_that_cannot_be_read_costs_nothing_but_itself(peer, reading):
    first = await peer.post(f"{WORD} before it")
    peer.broken = True
    second = await peer.post(f"{WORD} after it")
    await reading.see(first, second)
    await reading.until(lambda now: now.faults)
    assert all(fault.endswith(".") for fault in reading.faults)
    await reading.see(await peer.post(f"{WORD} later"))


@pytest.mark.needs(Lack.IDLE_PAGES)
async def test_silence_is_told_by_empty_pages_so_that_blindness_can_be_told_from_calm(peer, reading):
    await reading.see(await peer.post(f"{WORD} only one"))
    came = []
    reading.take = came.append
    await reading.until(lambda _: len(came) >= 3 and not came[-1].items)


@pytest.mark.needs(Lack.SKEW)
@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_network_whose_clock_is_wrong_loses_nothing_and_has_no_future(peer, reading, hours):
    peer.skew = timedelta(hours=hours)
    keys = await post_many(peer, 2 * PAGE_SIZE)
    await reading.see(*keys)
    keys += await post_many(peer, PAGE_SIZE, start=10)
    await reading.see(*keys)
    for key in keys:
        mention = reading.mention(key)
        assert mention.create_time.seconds > 0
        assert mention.create_time.ToNanoseconds() <= mention.collect_time.ToNanoseconds()


@pytest.mark.needs(Lack.SKEW, Lack.EDITS)
async def test_an_edit_by_a_clock_that_is_fast_lies_not_in_the_future(peer, reading):
    peer.skew = timedelta(hours=5)
    key = await peer.post(f"{WORD} befor")
    await reading.see(key)
    await peer.edit(key, f"{WORD} before")
    await reading.until(lambda now: now.text(key) == f"{WORD} before")
    mention = reading.mention(key)
    assert mention.edit_time.ToNanoseconds() <= mention.collect_time.ToNanoseconds()


async def test_closing_twice_changes_nothing(reading):
    async with reading.open() as source:
        await source.close()


@pytest.mark.needs(Lack.GUARD)
async def test_private_addresses_are_refused_unless_allowed(peer, reading):
    with pytest.raises(sources.SourceRejected, match="private address"):
        await reading.until(lambda _: False, allow_private=False)


class Spent:
    """A budget that is used up after some calls."""

    def __init__(self, calls):
        self.left = calls

    async def take(self, call, count=1):
        if self.left < count:
            raise sources.SourceRateLimited("The budget is used up.", 3600.0)
        self.left -= count

    def learn(self, headers):
        pass


@pytest.mark.needs(Lack.QUOTA)
async def test_a_source_asks_its_budget_before_it_asks_its_network(peer, reading):
    with pytest.raises(sources.SourceRateLimited, match="budget") as caught:
        await reading.until(lambda _: False, budget=Spent(2))
    assert caught.value.retry_after == 3600.0
    assert len([request for request in peer.gate.requests if peer.is_reading(request)]) <= 2


async def test_two_ways_through_one_source_do_not_disturb_each_other(peer, reading):
    keys = await post_many(peer, PAGE_SIZE)
    await reading.see(*keys)
    other = await Reading(peer).see(*keys)
    assert {key: other.text(key) for key in keys} == {key: reading.text(key) for key in keys}
