"""What becomes of a batch with an item that an analyzer fails on, over a real log."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import Consumer, codecs, fresh_id
from services.scorer.adapters import stream
from services.scorer.core.analyzers.judging import Judge
from services.scorer.core.analyzers.language import LanguageAnalyzer
from services.scorer.core.analyzers.sentiment import SentimentAnalyzer
from services.scorer.core.brands import BrandNames
from services.scorer.core.models import Models
from services.scorer.core.scoring import Scorer
from tests.acceptance.scorer.conftest import deletion, mention
from tests.fixtures.nats import eventually


class Allergic(SentimentAnalyzer):
    """Fails on one word, until it is cured."""

    cured = False

    def analyze(self, batch):
        if not self.cured and any("poison" in document.text for document in batch.documents):
            raise ValueError("poison")
        return super().analyze(batch)


@pytest.fixture
def allergic():
    return Allergic(Judge(Models.load()))


@pytest.fixture
async def consuming(bus, bus_settings, allergic):
    """A consumer that runs as the service's own does."""
    handler = stream.Stream(bus, Scorer([LanguageAnalyzer(), allergic]), BrandNames({}))
    consumer = Consumer(
        bus,
        bus_settings,
        name=stream.CONSUMER,
        stream=stream.STREAM,
        subjects=stream.SUBJECTS,
        codec=codecs.MENTIONS,
        handle=handler.handle,
        concurrency=4,
    )
    task = asyncio.create_task(consumer.run())
    yield consumer
    await consumer.stop()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def publish(bus, *items):
    await bus.publish("mentions.sandbox", codecs.MENTIONS.join(items), message_id=fresh_id())


async def next_scored(view):
    return codecs.SCORED.split((await anext(view)).payload)


async def test_the_failing_item_dies_and_the_rest_flows(bus, consuming):
    view = bus.live(["scored.>"], start="all")
    await publish(bus, mention(1, "good"), mention(2, "poison"), deletion(3), mention(4, "bad"))
    scored = await next_scored(view)
    assert [codecs.SCORED.identify(entry) for entry in scored] == [
        "sandbox:-:1@0",
        "sandbox:-:3@deleted",
        "sandbox:-:4@0",
    ]
    assert [bool(entry.score.model_version) for entry in scored] == [True, False, True]
    await eventually(lambda: _count(bus, 1))
    (entry,) = await bus.deadletters.list(stream.CONSUMER)
    assert entry.letter.reason == stream.ANALYSIS_FAILED
    assert entry.letter.item_id == "sandbox:-:2@0"
    assert "poison" not in entry.letter.cause
    await view.aclose()


async def test_a_batch_of_nothing_but_failures_is_not_published(bus, consuming):
    view = bus.live(["scored.>"], start="all")
    await publish(bus, mention(1, "poison"))
    await publish(bus, mention(2, "good"))
    (entry,) = await next_scored(view)
    assert entry.item.mention.key == "sandbox:-:2"
    await eventually(lambda: _count(bus, 1))
    await view.aclose()


async def test_a_replayed_dead_letter_is_scored_on_its_networks_subject(bus, consuming, allergic):
    view = bus.live(["scored.>"], start="all")
    await publish(bus, mention(1, "poison"))
    await eventually(lambda: _count(bus, 1))
    allergic.cured = True
    assert await bus.deadletters.replay(stream.CONSUMER) == 1
    message = await anext(view)
    assert message.subject == "scored.sandbox"
    (entry,) = codecs.SCORED.split(message.payload)
    assert entry.item.mention.key == "sandbox:-:1"
    await eventually(lambda: _count(bus, 0))
    await view.aclose()


async def test_an_item_without_a_fact_passes_with_an_empty_score(bus, consuming):
    view = bus.live(["scored.>"], start="all")
    await publish(bus, events_pb2.MentionItem(), mention(1, "good"))
    empty, good = await next_scored(view)
    assert not empty.score.model_version
    assert good.score.model_version
    await view.aclose()


async def _count(bus, wanted):
    return len(await bus.deadletters.list(stream.CONSUMER)) == wanted
