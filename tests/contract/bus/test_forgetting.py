"""What a forgotten author wrote leaves the retries and the dead letters; what others wrote stays."""

from __future__ import annotations

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import ScoredItem, codecs, fresh_id
from services.common.model import suppression
from tests.fixtures import log

EVE = suppression.reference("x:-:eve")


def said(native_id, author):
    item = events_pb2.MentionItem()
    item.mention.key, item.mention.network = f"x:-:{native_id}", "x"
    item.mention.author.key = f"x:-:{author}"
    item.mention.text = f"{author} says so"
    return item


def scored(*items):
    return codecs.SCORED.join([ScoredItem(item, score_pb2.Score()) for item in items])


async def bury(bus, subject, payload, item_id):
    letter = events_pb2.DeadLetter(consumer="router", subject=subject, payload=payload, item_id=item_id)
    await bus.publish("deadletter.router", letter.SerializeToString(), message_id=fresh_id())


async def put_off(bus, *items):
    batch = events_pb2.RetryBatch(
        consumer="scorer", subject="mentions.x", payload=codecs.MENTIONS.join(items)
    )
    batch.item_ids[:] = map(codecs.MENTIONS.name_of, items)
    batch.not_before_time.FromSeconds(4_000_000_000)
    batch.tries = 1
    await bus.publish("retry.scorer", batch.SerializeToString(), message_id=fresh_id())


async def purged(bus):
    return {name async for record in bus.deadletters.purged() for name in record.item_ids}


async def test_dead_letters_of_the_author_go_and_leave_their_identity(bus):
    await bury(bus, "mentions.x", codecs.MENTIONS.join([said("1", "eve")]), "x:-:1@0")
    await bury(bus, "scored.x", scored(said("2", "eve")), "x:-:2@0")
    await bury(bus, "scored.x", scored(said("3", "adam")), "x:-:3@0")
    await bury(bus, "mentions.x", b"\xff what nobody can read", "")
    assert await bus.forget({EVE}) == 2
    left = [entry.letter.item_id for entry in await bus.deadletters.list()]
    assert left == ["x:-:3@0", ""]
    assert await purged(bus) == {"x:-:1@0", "x:-:2@0"}
    assert await bus.forget({EVE}) == 0


async def test_a_retry_goes_on_with_what_others_wrote(bus):
    await put_off(bus, said("1", "eve"), said("2", "adam"))
    await put_off(bus, said("3", "eve"))
    assert await bus.forget({EVE}) == 2
    waiting = await log.retries(bus, "scorer")
    assert [list(batch.item_ids) for batch in waiting] == [["x:-:2@0"]]
    assert waiting[0].not_before_time.seconds == 4_000_000_000
    assert b"eve" not in waiting[0].payload
    assert await purged(bus) == {"x:-:1@0", "x:-:3@0"}


async def test_a_deletion_and_other_messages_are_left_alone(bus):
    gone = events_pb2.MentionItem()
    gone.deletion.key = "x:-:1"
    await put_off(bus, gone)
    await bury(bus, "erasures.author", b"", "")
    assert await bus.forget({EVE}) == 0
    assert len(await log.retries(bus, "scorer")) == 1
