"""Dead letters for people, on a real nats-server."""

from __future__ import annotations

import contextlib
import itertools

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Bus, Never, fresh_id
from services.common.model import errors
from tests.fixtures import log
from tests.fixtures.log import mention_consumer, number_of, running
from tests.fixtures.nats import eventually, quick_settings


@pytest.fixture
async def letters(bus, bus_settings):
    """Three dead letters of `scorer`, one of `router`; both consumers have stopped."""

    async def refuse(batch):
        return [Never("INVALID_ITEM", "Too odd.") if number_of(item) else DONE for item in batch.items]

    async def refuse_one(batch):
        return [Never("NO_BRAND") if number_of(item) == 1 else DONE for item in batch.items]

    await log.publish(bus, 0, 1, 2, 3)
    scorer = mention_consumer(bus, bus_settings, refuse)
    router = mention_consumer(bus, bus_settings, refuse_one, name="router")
    async with running(scorer, router):
        await eventually(lambda: log.acknowledged(bus, "scorer"))
        await eventually(lambda: log.acknowledged(bus, "router"))


async def fill(bus, subject, payload):
    """Puts dead letters on a subject until there is no room for one more."""
    with contextlib.suppress(errors.LogFull):
        for number in itertools.count():
            letter = events_pb2.DeadLetter(
                consumer=subject.split(".")[1], item_id=f"x:-:{number}@0", payload=payload
            )
            await bus.publish(subject, letter.SerializeToString(), message_id=fresh_id())


@pytest.fixture
async def full(nats_server):
    """A log whose dead letters have reached the size of their stream."""
    bus = await Bus.connect(quick_settings(nats_server, stream_max_bytes=64 * 1024), service="test")
    await fill(bus, "deadletter.router", b"x" * 5000)
    await fill(bus, "deadletter.nobody.purged", b"")
    yield bus
    await bus.close()


async def test_listing_shows_all_or_those_of_one_consumer(bus, letters):
    assert len(await bus.deadletters.list()) == 4
    assert [entry.letter.consumer for entry in await bus.deadletters.list("router")] == ["router"]
    assert len(await bus.deadletters.list("scorer", limit=2)) == 2
    assert await bus.deadletters.list("nobody") == ()


async def test_one_dead_letter_can_be_looked_at(bus, letters):
    (listed,) = await bus.deadletters.list("router")
    shown = await bus.deadletters.show(listed.sequence)
    assert shown.letter == listed.letter
    assert (shown.letter.reason, shown.letter.item_id) == ("NO_BRAND", "sandbox:-:1@0")
    with pytest.raises(errors.NotFound, match="Dead letter 99 does not exist"):
        await bus.deadletters.show(99)


async def test_a_replay_shows_the_items_to_that_consumer_only_and_again_under_a_fresh_id(
    bus, bus_settings, letters
):
    seen = {"scorer": [], "router": []}

    def handler(name):
        async def handle(batch):
            seen[name].extend((number_of(item), batch.subject) for item in batch.items)

        return handle

    assert await bus.deadletters.replay("scorer") == 3
    assert await bus.deadletters.list("scorer") == ()
    async with running(
        mention_consumer(bus, bus_settings, handler("scorer")),
        mention_consumer(bus, bus_settings, handler("router"), name="router"),
    ):
        await eventually(lambda: len(seen["scorer"]) == 3)
        await eventually(lambda: log.acknowledged(bus, "router"))
    assert sorted(seen["scorer"]) == [(number, "mentions.sandbox") for number in (1, 2, 3)]
    assert seen["router"] == []


async def test_a_replayed_item_that_is_refused_again_is_a_dead_letter_again(bus, bus_settings, letters):
    async def refuse(batch):
        return [Never("STILL_ODD") for _ in batch.items]

    (entry, *_) = await bus.deadletters.list("scorer")
    for _ in range(2):
        await bus.deadletters.replay("scorer", [entry.sequence])
        async with running(mention_consumer(bus, bus_settings, refuse)):
            await eventually(lambda: log.acknowledged(bus))
        (*_, entry) = await bus.deadletters.list("scorer")
        assert (entry.letter.reason, entry.letter.tries) == ("STILL_ODD", 2)
    assert len(await bus.deadletters.list("scorer")) == 3


async def test_purging_throws_away_what_is_named_and_nothing_of_others(bus, letters):
    (first, *_) = await bus.deadletters.list("scorer")
    assert await bus.deadletters.purge("scorer", [first.sequence]) == 1
    assert len(await bus.deadletters.list("scorer")) == 2
    assert await bus.deadletters.purge("scorer") == 2
    assert [entry.letter.consumer for entry in await bus.deadletters.list()] == ["router"]


async def test_what_was_purged_leaves_its_identity_and_nothing_else(bus, letters):
    entries = await bus.deadletters.list("scorer")
    await bus.deadletters.purge("scorer", [entries[0].sequence])
    await bus.deadletters.purge("scorer")
    records = [record async for record in bus.deadletters.purged()]
    assert [(record.consumer, len(record.item_ids)) for record in records] == [("scorer", 1), ("scorer", 2)]
    names = {name for record in records for name in record.item_ids}
    assert names == {entry.letter.item_id for entry in entries}
    stored = await log.stored(bus, "deadletter.scorer.purged")
    assert not any(entry.letter.payload in message.payload for entry in entries for message in stored)


async def test_a_record_of_what_was_purged_is_no_dead_letter(bus, letters):
    await bus.deadletters.purge("scorer")
    (record,) = await log.stored(bus, "deadletter.*.purged")
    with pytest.raises(errors.NotFound, match=f"Dead letter {record.sequence} does not exist"):
        await bus.deadletters.show(record.sequence)
    assert [entry.letter.consumer for entry in await bus.deadletters.list()] == ["router"]
    assert await bus.deadletters.purge("scorer") == 0
    assert len([one async for one in bus.deadletters.purged()]) == 1


async def test_letters_that_fill_their_stream_can_be_purged(full):
    bus = full
    entries = await bus.deadletters.list("router")
    assert await bus.deadletters.purge("router") == len(entries) > 2
    assert await bus.deadletters.list() == ()
    (record,) = [record async for record in bus.deadletters.purged() if record.consumer == "router"]
    assert list(record.item_ids) == [entry.letter.item_id for entry in entries]


async def test_a_dead_letter_of_another_consumer_is_not_touched(bus, letters):
    (entry,) = await bus.deadletters.list("router")
    for change in (bus.deadletters.replay, bus.deadletters.purge):
        with pytest.raises(errors.NotFound, match=f"Dead letter {entry.sequence} of scorer"):
            await change("scorer", [entry.sequence])
    assert len(await bus.deadletters.list()) == 4
