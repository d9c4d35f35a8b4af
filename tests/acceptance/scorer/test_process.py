"""The scorer as a process: what it reads, what it writes, when it is ready, how it ends."""

from __future__ import annotations

import signal

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2, scoring_service_pb2
from services.common.bus import codecs, fresh_id
from services.common.rpc import errors as rpc_errors
from tests.acceptance.scorer.conftest import deletion, mention
from tests.fixtures.nats import eventually

LABELS = score_pb2.Sentiment
UNITED = events_pb2.BrandFact(name="brands/united", display_name="United")


async def publish(bus, items, network="sandbox") -> bytes:
    payload = codecs.MENTIONS.join(items)
    await bus.publish(f"mentions.{network}", payload, message_id=fresh_id())
    return payload


async def next_batch(view):
    message = await anext(view)
    return message, events_pb2.ScoredBatch.FromString(message.payload)


async def test_batches_come_out_scored_with_their_bytes_untouched(bus, running):
    view = bus.live(["scored.>"], start="all")
    batch = events_pb2.MentionBatch(
        items=[mention(1, "great crew"), deletion(2), mention(3, "terrible delay")]
    )
    # A field that this build does not know: number 3000, one byte long.
    payload = batch.SerializeToString() + b"\xc2\xbb\x01\x01x"
    await bus.publish("mentions.bluesky", payload, message_id=fresh_id())
    message, scored = await next_batch(view)
    assert message.subject == "scored.bluesky"
    assert scored.mention_batch == payload
    good, gone, bad = scored.scores
    assert good.sentiment.label == LABELS.LABEL_POSITIVE
    assert gone == score_pb2.Score()
    assert bad.sentiment.label == LABELS.LABEL_NEGATIVE
    await view.aclose()


async def test_every_batch_is_scored_once_while_all_goes_well(bus, running):
    sent = {await publish(bus, [mention(number, f"thing {number} was good")]) for number in range(60)}
    view = bus.live(["scored.>"], start="all")
    received = [(await next_batch(view))[1].mention_batch for _ in range(60)]
    assert set(received) == sent
    assert len(received) == len(sent)
    await view.aclose()


async def test_a_killed_scorer_goes_on_where_it_was(bus, running):
    await publish(bus, [mention(1, "good")])
    view = bus.live(["scored.>"], start="all")
    await next_batch(view)
    running.end(signal.SIGKILL)
    waiting = await publish(bus, [mention(2, "bad")])
    running.start()
    while (await next_batch(view))[1].mention_batch != waiting:
        pass
    await view.aclose()


async def test_names_of_brands_are_known_before_it_serves_and_followed_after(bus, scorer, is_serving, stub):
    await bus.publish_reference("brand", "united", events_pb2.ReferenceFact(brand=UNITED))
    scorer.start()
    await eventually(is_serving, 30)
    mentions = [
        mention_pb2.Mention(text="United again", matches=[mention_pb2.Match(brand=f"brands/{brand}")])
        for brand in ("united", "best")
    ]
    request = scoring_service_pb2.ScoreMentionsRequest(mentions=mentions)
    masked, seen = (await stub.ScoreMentions(request)).scores
    assert not masked.sentiment.terms
    assert [term.text for term in seen.sentiment.terms] == ["United"]

    best = events_pb2.BrandFact(name="brands/best", display_name="Best", aliases=["united"])
    await bus.publish_reference("brand", "best", events_pb2.ReferenceFact(brand=best))

    async def is_masked() -> bool:
        return not (await stub.ScoreMentions(request)).scores[1].sentiment.terms

    await eventually(is_masked)


async def test_questions_are_answered_in_their_order(running, stub):
    request = scoring_service_pb2.ScoreMentionsRequest(
        mentions=[
            mention_pb2.Mention(text=f"number item-{n} is {'good' if n % 2 else 'bad'}") for n in range(1000)
        ],
        neutral_names=["number"],
    )
    scores = (await stub.ScoreMentions(request)).scores
    assert [score.sentiment.terms[0].text for score in scores] == ["bad", "good"] * 500


async def test_a_question_about_nothing_gets_an_empty_answer(running, stub):
    assert not (await stub.ScoreMentions(scoring_service_pb2.ScoreMentionsRequest())).scores


async def test_neutral_names_of_the_question_are_masked(running, stub):
    request = scoring_service_pb2.ScoreMentionsRequest(
        mentions=[mention_pb2.Mention(text="Best Buy called me about the united parcel")],
        neutral_names=["Best Buy", "United"],
    )
    (score,) = (await stub.ScoreMentions(request)).scores
    assert not score.sentiment.terms


async def test_too_many_mentions_are_refused_by_name(running, stub):
    request = scoring_service_pb2.ScoreMentionsRequest(mentions=[mention_pb2.Mention()] * 1001)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ScoreMentions(request)
    refusal = rpc_errors.refusal_of(caught.value)
    assert refusal.reason == "INVALID_FIELD"
    assert str(refusal) == "mentions: holds 1,001; send at most 1,000 in one call."


async def test_it_is_alive_but_not_ready_while_the_log_is_away(nats_server, scorer, is_serving, stub):
    nats_server.stop()
    scorer.start()
    await eventually(lambda: b"rpc.listening" in scorer.said.read_bytes(), 30)
    assert not await is_serving()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ScoreMentions(scoring_service_pb2.ScoreMentionsRequest(mentions=[mention_pb2.Mention()]))
    assert rpc_errors.refusal_of(caught.value).reason == "LOG_UNAVAILABLE"
    nats_server.start()
    await eventually(is_serving, 30)


async def test_a_restart_of_the_log_loses_nothing(bus, nats_server, running):
    before = await publish(bus, [mention(1, "good")])
    nats_server.restart()
    after = await publish(bus, [mention(2, "bad")])
    view = bus.live(["scored.>"], start="all")
    found = set()
    while found != {before, after}:
        found.add((await next_batch(view))[1].mention_batch)
    await view.aclose()


async def test_a_signal_ends_it_in_order(bus, running):
    for number in range(20):
        await publish(bus, [mention(number, "good")])
    assert running.end() == 0
    assert b"Traceback" not in running.said.read_bytes()


async def test_texts_stay_out_of_its_log(bus, running):
    view = bus.live(["scored.>"], start="all")
    await publish(bus, [mention(1, "xylophone is good")])
    await next_batch(view)
    assert running.end() == 0
    assert b"xylophone" not in running.said.read_bytes()
    await view.aclose()


async def test_it_needs_little_memory_when_idle(running):
    assert running.resident_bytes < 130 * 1024 * 1024
