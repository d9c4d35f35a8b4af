"""Numbers as a client sees them: sums over gRPC that open into mentions, for the brands one works for."""

from __future__ import annotations

import dataclasses

import grpc
import pytest

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.insights.v1.analytics_service_pb2_grpc import AnalyticsServiceStub
from services.common.config import StoreSettings
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.insights import app
from tests.fixtures.nats import eventually
from tests.unit.insights.histories import BRANDS, said

HOUR = 3600
NOON = 1_700_049_600 // HOUR * HOUR


@pytest.fixture
async def ask(settings, bus_settings, store_settings, free_port, signer):
    """A stub in somebody's name, of an archive that runs."""
    rpc = dataclasses.replace(settings.rpc, listen=f"127.0.0.1:{free_port}")
    store = StoreSettings(url=store_settings.url, pool_size=4)
    opened = []

    def stub(principal):
        opened.append(channels.open(f"127.0.0.1:{free_port}", settings, signer=signer, principal=principal))
        return AnalyticsServiceStub(opened[-1])

    async with app.build(dataclasses.replace(settings, bus=bus_settings, rpc=rpc, store=store)):
        yield stub


async def publish(bus, *facts, message_id="numbers"):
    batch = events_pb2.MentionBatch(items=[item for item, _ in facts])
    scored = events_pb2.ScoredBatch(
        mention_batch=batch.SerializeToString(), scores=[score for _, score in facts]
    )
    await bus.publish("scored.x", scored.SerializeToString(), message_id=message_id)


def of_the_day(**more) -> api.Slice:
    found = api.Slice(**more)
    found.start_time.seconds, found.end_time.seconds = NOON - 12 * HOUR, NOON + 12 * HOUR
    return found


async def test_numbers_open_into_the_mentions_behind_them(bus, ask, administrator):
    stub = ask(administrator)
    await publish(
        bus,
        said("1", created=NOON, felt="NEGATIVE"),
        said("2", created=NOON + HOUR, felt="POSITIVE", brands=BRANDS),
        said("3", created=NOON + HOUR + 1, felt="NEGATIVE", brands=BRANDS[1:]),
    )

    async def all_there():
        trend = await stub.GetTrend(api.GetTrendRequest(slice=of_the_day()))
        return trend.total.mention_count == 3

    await eventually(all_there)
    trend = await stub.GetTrend(
        api.GetTrendRequest(
            slice=of_the_day(brands=["acme"]), bucket=api.BUCKET_HOUR, dimension=api.DIMENSION_SENTIMENT
        )
    )
    lines = {line.value: line for line in trend.series}
    assert {value: line.total.mention_count for value, line in lines.items()} == {
        "NEGATIVE": 1,
        "POSITIVE": 1,
    }
    at = next(at for at, each in enumerate(lines["POSITIVE"].figures) if each.mention_count)
    narrowed = of_the_day(brands=["acme"], sentiments=[3])
    narrowed.start_time.CopyFrom(trend.spans[at].start_time)
    narrowed.end_time.CopyFrom(trend.spans[at].end_time)
    answers = stub.ListSliceMentions(api.ListSliceMentionsRequest(slice=narrowed))
    found = [each.mention.native_id async for answer in answers for each in answer.mentions]
    assert found == ["2"]
    assert trend.coverage.unknown_reason
    voice = await stub.GetBreakdown(
        api.GetBreakdownRequest(slice=of_the_day(), dimension=api.DIMENSION_BRAND)
    )
    assert {part.value: part.figures.mention_count for part in voice.parts} == dict.fromkeys(BRANDS, 2)
    assert voice.total.mention_count == 3
    assert voice.parts[0].share.value == 0.5
    asked = await stub.GetTrend(api.GetTrendRequest(slice=of_the_day(query="lang:tlh OR NOT is:quote")))
    assert asked.total.mention_count == 3
    with pytest.raises(grpc.aio.AioRpcError, match=r"slice\.query: column 1: .*never closed"):
        await stub.GetTrend(api.GetTrendRequest(slice=of_the_day(query="(late")))
    week = await stub.GetHeatMap(api.GetHeatMapRequest(slice=of_the_day()))
    assert sum(cell.figures.mention_count for cell in week.cells) == 3
    assert len(week.cells) == 168
    compared = await stub.GetComparison(api.GetComparisonRequest(slice=of_the_day()))
    assert compared.total.figures.mention_count == 3
    assert not compared.total.HasField("change")
    assert compared.warnings
    other = ask(Principal("ben", "user", frozenset({"analyst"}), frozenset({"globex"})))
    theirs = await other.GetBreakdown(
        api.GetBreakdownRequest(slice=of_the_day(), dimension=api.DIMENSION_BRAND)
    )
    assert [part.value for part in theirs.parts] == ["brands/globex"]
    assert theirs.total.mention_count == 2


async def test_what_happened_is_found_and_told(bus, ask, administrator):
    stub = ask(administrator)
    first = NOON - 24 * HOUR * 21
    usual = [
        said(
            f"u{hour}-{number}",
            created=first + hour * HOUR + number,
            text="the seat was fine",
            felt="NEUTRAL",
        )
        for hour in range(24 * 21)
        for number in range(2)
    ]
    storm = [
        said(f"s{number}", created=NOON + number, text="strike at the airport", author="x:-:bob")
        for number in range(40)
    ]
    for at in range(0, len(usual), 400):
        await publish(bus, *usual[at : at + 400], message_id=f"usual{at}")
    await publish(bus, *storm, message_id="storm")
    week = api.Slice(brands=["acme"])
    week.start_time.seconds, week.end_time.seconds = NOON - 24 * HOUR, NOON + 2 * HOUR

    async def all_there():
        found = await stub.GetBreakdown(
            api.GetBreakdownRequest(slice=week, dimension=api.DIMENSION_SENTIMENT)
        )
        return found.total.mention_count == 48 + 40

    await eventually(all_there)
    answer = await stub.ListSpikes(api.ListSpikesRequest(slice=week))
    (spike,) = [each for each in answer.spikes if each.direction == api.Spike.DIRECTION_SPIKE]
    assert (spike.start_time.seconds, spike.mention_count, spike.expected_count) == (NOON, 40, 2)
    causes = {cause.kind: cause.value for cause in spike.causes}
    assert causes["author"] == "x:-:bob"
    assert "topic" in causes
    evidence = stub.ListSliceMentions(api.ListSliceMentionsRequest(slice=spike.slice))
    assert sum([len(piece.mentions) async for piece in evidence]) == 40
    topics = await stub.ListTopics(api.ListTopicsRequest(slice=week))
    assert {"strike", "airport"} & set(topics.topics[0].words)
    assert topics.topics[0].trend == api.Topic.TREND_NEW
    assert len(topics.topics[0].mentions) == 3
    drivers = await stub.ListDrivers(api.ListDriversRequest(slice=week, against=_of(week, sentiments=[2])))
    assert drivers.read_count == 88
    people = await stub.ListInfluencers(api.ListInfluencersRequest(slice=week))
    assert [each.author_key for each in people.influencers] == ["x:-:ann", "x:-:bob"]

    alert = api.Alert(name="alerts/storm", slice=api.Slice(brands=["acme"]))
    past = api.BacktestAlertRequest(alert=alert, start_time=week.start_time, end_time=week.end_time)
    assert [each.mention_count for each in (await stub.BacktestAlert(past)).spikes] == [40]
    kept = await stub.CreateAlert(api.CreateAlertRequest(alert=alert))
    assert kept.HasField("create_time")
    assert not kept.HasField("tell_time")
    assert [each.name for each in (await stub.ListAlerts(api.ListAlertsRequest())).alerts] == ["alerts/storm"]
    other = ask(Principal("ben", "user", frozenset({"analyst"}), frozenset({"globex"})))
    assert not (await other.ListAlerts(api.ListAlertsRequest())).alerts
    await stub.DeleteAlert(api.DeleteAlertRequest(name="alerts/storm"))
    assert not (await stub.ListAlerts(api.ListAlertsRequest())).alerts


def _of(given: api.Slice, **more) -> api.Slice:
    found = api.Slice(**more)
    found.MergeFrom(given)
    return found


async def test_practice_is_left_out_unless_it_is_named_and_that_is_said(bus, ask, administrator):
    stub = ask(administrator)
    school = "brands/school"
    fact = events_pb2.BrandFact(name=school, training=True)
    await bus.publish_reference("brand", "school", events_pb2.ReferenceFact(brand=fact))
    await publish(
        bus,
        said("1", created=NOON, felt="NEGATIVE"),
        said("2", created=NOON + HOUR, felt="POSITIVE", brands=(school,)),
    )

    async def counted(*brands):
        trend = await stub.GetTrend(api.GetTrendRequest(slice=of_the_day(brands=brands)))
        return trend.total.mention_count, list(trend.slice.practice_brands)

    async def named():
        return await counted(school) == (1, [])

    async def overall():
        return await counted() == (1, [school])

    await eventually(named)
    await eventually(overall)
    voice = await stub.GetBreakdown(
        api.GetBreakdownRequest(slice=of_the_day(), dimension=api.DIMENSION_BRAND)
    )
    assert [part.value for part in voice.parts] == ["brands/acme"]
    answers = stub.ListSliceMentions(api.ListSliceMentionsRequest(slice=of_the_day()))
    assert [each.mention.native_id async for answer in answers for each in answer.mentions] == ["1"]
    other = ask(Principal("ben", "user", frozenset({"analyst"}), frozenset({"acme"})))
    theirs = await other.GetTrend(api.GetTrendRequest(slice=of_the_day()))
    assert list(theirs.slice.practice_brands) == []
