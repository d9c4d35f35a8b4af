"""What is found out about slices, and alerts: a person asks, or a rule does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.common.model.clock import Clock
from services.insights.adapters.sighting import Sighting
from services.insights.adapters.watching import Series, Watching
from services.insights.core import alerts as rules
from services.insights.core import buckets, coverage, figures, naming, slices, spikes, wording
from services.insights.core.spikes import Found
from services.insights.servicer.calling import visible
from services.insights.servicer.dialogues import Dialogues
from services.insights.servicer.numbers import Practice
from services.insights.store import alerts, channels
from services.insights.store.analyst import Analyst
from services.insights.store.explorer import Explorer

MOST_TOPICS: Final = 50
MOST_WORDS: Final = 100
MOST_PEOPLE: Final = 200
MOST_EXPLAINED: Final = 20
"""Spikes of one answer whose causes are looked for."""
_GROWN: Final = 1.5


class AnalyticsServicer(Dialogues):
    """Answers what takes more than a sum."""

    def __init__(
        self, analyst: Analyst, sighting: Sighting, clock: Clock, practice: Practice = frozenset
    ) -> None:
        super().__init__(analyst, sighting, clock, practice)
        self._db = analyst.db
        self._explorer = Explorer(analyst.db)
        self.watching = Watching(self._explorer, sighting, clock, practice)

    @override
    async def ListSpikes(self, request: api.ListSpikesRequest, context: Any) -> api.ListSpikesResponse:
        cut = self.cut(request.slice)
        buckets.zone(request.time_zone)
        series = await self.watching.series(cut)
        found = spikes.find(series.counts, series.seen, series.first, request.sensitivity)
        return await self._told(request.slice, series, found)

    async def _told(self, given: api.Slice, series: Series, found: Sequence[Found]) -> api.ListSpikesResponse:
        asked = series.seen[series.first :]
        answer = api.ListSpikesResponse(
            hour_count=len(asked), blind_hour_count=asked.count(False), coverage=coverage.told(series.view)
        )
        strongest = sorted(found, key=lambda each: -each.score)[:MOST_EXPLAINED]
        for each in found:
            own = series.between(each)
            spike = answer.spikes.add(
                direction=each.direction,
                mention_count=each.count,
                expected_count=round(each.usual, 2),
                score=round(each.score, 2),
                slice=slices.told(given, own),
            )
            spike.start_time.FromMicroseconds(own.start)
            spike.end_time.FromMicroseconds(own.end)
            if each in strongest and each.direction == api.Spike.DIRECTION_SPIKE:
                for cause in await self._explorer.causes(own):
                    share = round(cause.count / max(each.count, 1), 4)
                    spike.causes.add(
                        kind=cause.kind, value=cause.value, mention_count=cause.count, share=share
                    )
        return answer

    @override
    async def ListTopics(self, request: api.ListTopicsRequest, context: Any) -> api.ListTopicsResponse:
        cut = self.cut(request.slice)
        found = await self._explorer.topics(cut, min(request.topic_count or 10, MOST_TOPICS))
        seen = await self._sighting.view(cut)
        answer = api.ListTopicsResponse(
            read_count=found.read, mention_count=found.count, coverage=coverage.told(seen)
        )
        for topic, before, bad, names in found.found:
            count = len(topic.mentions)
            grown = 0 < before * _GROWN * found.read < count * found.read_before
            trend = api.Topic.TREND_RISING if grown and topic.score >= wording.TELLING else 0
            if not before and found.read_before:
                trend = api.Topic.TREND_NEW
            answer.topics.add(
                name=topic.name,
                words=topic.words,
                mention_count=count,
                before_count=before,
                negative_share=figures.share(bad, count),
                trend=trend,
                mentions=names,
            )
        return answer

    @override
    async def ListDrivers(self, request: api.ListDriversRequest, context: Any) -> api.ListDriversResponse:
        cut = self.cut(request.slice)
        against = self.cut(request.against, "against")
        if not request.HasField("against"):
            cut, against = cut.where("sentiment", 1), cut.where("sentiment", 3)
        found, read, read_there = await self._explorer.drivers(cut, against)
        most = min(request.word_count or 15, MOST_WORDS)
        return api.ListDriversResponse(
            drivers=[_driver(each) for each in wording.telling(found, most)],
            against_drivers=[_driver(each) for each in wording.telling(wording.turned(found), most)],
            read_count=read,
            against_read_count=read_there,
        )

    @override
    async def ListInfluencers(
        self, request: api.ListInfluencersRequest, context: Any
    ) -> api.ListInfluencersResponse:
        cut = self.cut(request.slice)
        people, count = await self._explorer.people(cut, min(request.author_count or 20, MOST_PEOPLE))
        answer = api.ListInfluencersResponse(author_count=count)
        for each in people:
            answer.influencers.add(
                author_key=each.key,
                handle=each.handle,
                network=each.network,
                mention_count=each.count,
                answer_count=each.answers,
                reach=each.reach,
                engagement=each.engagement,
                negative_count=each.negative,
            )
        return answer

    @override
    async def CreateAlert(self, request: api.CreateAlertRequest, context: Any) -> api.Alert:
        alert = request.alert
        rules.check(alert, named=True)
        self._may(alert)
        if nobody := await self._sighting.unknown_brands(_brands(alert)):
            raise errors.InvalidField(
                "alert.slice.brands", f"{nobody[0]} is not watched; see `antiphon brand list`."
            )
        if unknown := await self._db.read(lambda conn: channels.unknown(conn, alert.channels)):
            raise errors.InvalidField("alert.channels", f"there is no {unknown[0]}; create it first.")
        # What cannot be counted now is refused to who asks for it, not told to nobody every minute.
        await self.watching.series(self.cut(alert.slice, "alert.slice"))
        now = round(self._clock.now().timestamp() * 1_000_000)
        if not await self._db.write(lambda conn: alerts.create(conn, alert, now)):
            raise errors.AlreadyExists(alert.name)
        return await self._alert(alert.name)

    @override
    async def ListAlerts(self, request: api.ListAlertsRequest, context: Any) -> api.ListAlertsResponse:
        found = await self._db.read(alerts.everything)
        return api.ListAlertsResponse(alerts=[alert for alert in found if _is_theirs(alert)])

    @override
    async def DeleteAlert(self, request: api.DeleteAlertRequest, context: Any) -> empty_pb2.Empty:
        await self._alert(request.name)
        await self._db.write(lambda conn: alerts.delete(conn, request.name))
        return empty_pb2.Empty()

    @override
    async def BacktestAlert(self, request: api.BacktestAlertRequest, context: Any) -> api.ListSpikesResponse:
        alert = request.alert
        rules.check(alert, named=False)
        given = api.Slice()
        given.CopyFrom(alert.slice)
        for name in ("start_time", "end_time"):
            if request.HasField(name):
                getattr(given, name).CopyFrom(getattr(request, name))
        cut = self.cut(given, "alert.slice")
        series = await self.watching.series(cut)
        found = rules.found(alert, series.counts, series.seen, series.first)
        return await self._told(given, series, rules.told(alert, found, series.start))

    async def _alert(self, name: str) -> api.Alert:
        found = await self._db.read(lambda conn: alerts.get(conn, name))
        if found is None or not _is_theirs(found):
            raise errors.NotFound(name)
        return found

    def _may(self, alert: api.Alert) -> None:
        """Refuses an alert about a brand that is not the caller's."""
        if not _is_theirs(alert):
            raise errors.InvalidField("alert.slice.brands", "it names a brand that you do not work for.")


def _is_theirs(alert: api.Alert) -> bool:
    mine = visible()
    return mine is None or mine.issuperset(_brands(alert))


def _brands(alert: api.Alert) -> list[str]:
    return list(map(naming.brand, alert.slice.brands))


def _driver(each: wording.Driver) -> api.Driver:
    return api.Driver(
        word=each.word,
        mention_count=each.count,
        against_count=each.against,
        log_odds=round(each.log_odds, 4),
        score=round(each.score, 2),
    )
