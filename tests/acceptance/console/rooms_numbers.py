"""Twins of what marketing's pages ask: sums over a made-up month of the coffee machine maker Brewster.

Each number is worked out from one list of mentions, so that what opens behind it is what was counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.insights.v1 import analytics_service_pb2_grpc as api_grpc
from antiphon.insights.v1 import curation_service_pb2 as curation
from antiphon.insights.v1 import curation_service_pb2_grpc as curation_grpc
from antiphon.insights.v1 import dashboard_service_pb2 as dashboards
from antiphon.insights.v1 import dashboard_service_pb2_grpc as dashboards_grpc
from antiphon.insights.v1 import insights_service_pb2 as archive
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from antiphon.scoring.v1 import findings_pb2, score_pb2
from services.common.model import errors
from services.common.queries.filtering import Filter
from services.common.rpc import calls
from tests.acceptance.console.scene_numbers import (
    BLIND,
    BRANDS,
    PARTIAL,
    STORM,
    STORM_HOURS,
    Said,
    said_between,
)

HOUR = timedelta(hours=1)
SIGHT_BLIND = listening.CoverageInterval.SIGHT_BLIND
SIGHT_PARTIAL = listening.CoverageInterval.SIGHT_PARTIAL
SIGHT_FULL = listening.CoverageInterval.SIGHT_FULL


def _time(stamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


def _enum(enum, number: int, prefix: str) -> str:
    return str(enum.Name(number)).removeprefix(prefix)


class Numbers(api_grpc.AnalyticsServiceServicer):
    """Counts what `scene_numbers` makes up; what was said is the same for the same hour."""

    def __init__(self) -> None:
        self.alerts: dict[str, api.Alert] = {}
        self.asked: list[api.Slice] = []
        self.curation = Curation()

    def _slice(self, given: api.Slice) -> api.Slice:
        found = api.Slice()
        found.CopyFrom(given)
        if not found.HasField("end_time"):
            found.end_time.FromDatetime(datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + HOUR)
        if not found.HasField("start_time"):
            found.start_time.FromDatetime(_time(found.end_time) - timedelta(days=30))
        self.asked.append(found)
        return found

    def said(self, given: api.Slice) -> list[Said]:
        return [
            each
            for each in said_between(_time(given.start_time), _time(given.end_time))
            if _matches(each, given)
        ]

    @override
    async def GetTrend(self, request, context):
        cut = self._slice(request.slice)
        start, end = _time(cut.start_time), _time(cut.end_time)
        hours = (end - start) / HOUR
        step = HOUR if hours <= 49 or request.bucket == api.BUCKET_HOUR else 24 * HOUR
        bucket = api.BUCKET_HOUR if step == HOUR else api.BUCKET_DAY
        edges = [start + step * at for at in range(math.ceil((end - start) / step))]
        found = self.said(cut)
        answer = api.Trend(slice=cut, bucket=bucket, total=_figures(found), coverage=_coverage(start, end))
        for edge in edges:
            span = answer.spans.add(sight=_sight(edge, step), seen_share=_seen(edge, step))
            span.start_time.FromDatetime(edge)
            span.end_time.FromDatetime(min(edge + step, end))
        for value, part in _divided(found, request.dimension):
            series = answer.series.add(value=value, total=_figures(part))
            for edge in edges:
                series.figures.append(_figures(each for each in part if edge <= each.time < edge + step))
        marker = answer.markers.add(name="markers/summer", display_name="Summer sale")
        marker.start_time.FromDatetime(start + (end - start) * 0.22)
        return answer

    @override
    async def GetBreakdown(self, request, context):
        cut = self._slice(request.slice)
        found = self.said(cut)
        answer = api.Breakdown(
            slice=cut,
            total=_figures(found),
            coverage=_coverage(_time(cut.start_time), _time(cut.end_time)),
        )
        for value, part in _divided(found, request.dimension):
            answer.parts.add(value=value, figures=_figures(part), share=_share(len(part), len(found)))
        return answer

    @override
    async def GetHeatMap(self, request, context):
        cut = self._slice(request.slice)
        start, end = _time(cut.start_time), _time(cut.end_time)
        answer = api.HeatMap(slice=cut, coverage=_coverage(start, end))
        by_hour: dict[tuple[int, int], list[Said]] = {}
        for each in self.said(cut):
            by_hour.setdefault((each.time.isoweekday(), each.time.hour), []).append(each)
        weeks = (end - start) / timedelta(days=7)
        for weekday in range(1, 8):
            for hour in range(24):
                unseen = weekday == 7 and hour in {3, 4}
                answer.cells.add(
                    weekday=weekday,
                    hour=hour,
                    figures=_figures(by_hour.get((weekday, hour), ())),
                    hour_count=weeks,
                    seen_hour_count=0 if unseen else weeks,
                )
        return answer

    @override
    async def GetComparison(self, request, context):
        cut = self._slice(request.slice)
        start, end = _time(cut.start_time), _time(cut.end_time)
        against = api.Slice()
        against.CopyFrom(cut)
        against.start_time.FromDatetime(start - (end - start))
        against.end_time.FromDatetime(start)
        here, there = _figures(self.said(cut)), _figures(self.said(against))
        row = api.Comparison.Row(figures=here, against=there, negative_share_differs=True)
        row.negative_share_change = _bad(here) - _bad(there)
        return api.Comparison(
            slice=cut,
            against=against,
            total=row,
            coverage=_coverage(start, end),
            against_coverage=_coverage(start - (end - start), start),
            warnings=_warnings(start, end),
        )

    @override
    async def ListSliceMentions(self, request, context):
        cut = self._slice(request.slice)
        after = int(request.resume_token or 0)
        for at, each in enumerate(self.said(cut)[after : after + (request.limit or 500)], start=after + 1):
            yield archive.ListMentionsResponse(mentions=[each.kept()], resume_token=str(at))

    @override
    async def ListSpikes(self, request, context):
        cut = self._slice(request.slice)
        return self._spikes(cut)

    def _spikes(self, cut: api.Slice) -> api.ListSpikesResponse:
        start, end = _time(cut.start_time), _time(cut.end_time)
        answer = api.ListSpikesResponse(hour_count=int((end - start) / HOUR), blind_hour_count=30)
        if not _overlap((STORM, STORM + STORM_HOURS * HOUR), (start, end)):
            return answer
        inside = api.Slice()
        inside.CopyFrom(cut)
        inside.start_time.FromDatetime(STORM)
        inside.end_time.FromDatetime(STORM + STORM_HOURS * HOUR)
        found = self.said(inside)
        spike = answer.spikes.add(
            direction=api.Spike.DIRECTION_SPIKE,
            start_time=inside.start_time,
            end_time=inside.end_time,
            mention_count=len(found),
            expected_count=len(found) / 4,
            score=9.3,
            slice=inside,
        )
        causes = (("topic", "recall", 0.61), ("cascade", "mentions/x", 0.22), ("network", "x", 0.48))
        for kind, value, share in causes:
            spike.causes.add(kind=kind, value=value, share=share, mention_count=int(len(found) * share))
        return answer

    @override
    async def ListTopics(self, request, context):
        cut = self._slice(request.slice)
        found = self.said(cut)
        answer = api.ListTopicsResponse(read_count=min(4000, len(found)), mention_count=len(found))
        for words, trend in ((("recall",), 1), (("pump", "leaks"), 2), (("grinder",), 0), (("app",), 0)):
            part = [each for each in found if any(word in each.text.lower() for word in words)]
            bad = sum(each.feeling == 1 for each in part)
            answer.topics.add(
                name=", ".join(words),
                words=words,
                mention_count=len(part),
                before_count=0 if trend == 1 else len(part) // 2,
                trend=trend,
                negative_share=_share(bad, len(part)),
            )
        return answer

    @override
    async def ListDrivers(self, request, context):
        found = self.said(self._slice(request.slice))
        counts = {
            feeling: Counter(
                word
                for each in found
                if each.feeling == feeling
                for word in {part.strip(".,!?").lower() for part in each.text.split()}
                if len(word) > 4
            )
            for feeling in (1, 3)
        }
        answer = api.ListDriversResponse(read_count=len(found), against_read_count=len(found))
        for feeling, into in ((1, answer.drivers), (3, answer.against_drivers)):
            for word, count in counts[feeling].most_common(40):
                if not counts[4 - feeling][word] and len(into) < 10:
                    sign = 1 if feeling == 1 else -1
                    into.add(word=word, mention_count=count, score=sign * math.sqrt(count), log_odds=sign)
        return answer

    @override
    async def ListInfluencers(self, request, context):
        by_author: dict[str, list[Said]] = {}
        for each in self.said(self._slice(request.slice)):
            by_author.setdefault(each.handle, []).append(each)
        answer = api.ListInfluencersResponse(author_count=len(by_author))
        for handle, part in by_author.items():
            answer.influencers.add(
                author_key=f"{part[0].network}:-:{handle}",
                handle=handle,
                network=part[0].network,
                mention_count=len(part),
                answer_count=len(part) // 4,
                reach=sum(each.reach for each in part),
                engagement=sum(each.engagement for each in part),
                negative_count=sum(each.feeling == 1 for each in part),
            )
        answer.influencers.sort(key=lambda each: -each.engagement)
        return answer

    @override
    async def GetCarePerformance(self, request, context):
        cut = self._slice(request.slice)
        answer = api.CarePerformance(slice=cut, read_count=40, answer_count=90)
        for handle, brand, wait in (("brewster_care", 0, 1500), ("umbra_help", 1, 7200)):
            account = answer.accounts.add(
                handle=handle, network="x", brands=BRANDS[brand : brand + 1], author_key=f"x:-:{handle}"
            )
            account.care.answer_count, account.care.replied_count = 45, 20
            account.care.better_count, account.care.worse_count = 15, 1
            account.care.median_wait.seconds = wait
            account.care.ninth_decile_wait.seconds = 3 * wait
        answer.total.CopyFrom(answer.accounts[0].care)
        answer.total.answer_count = 90
        return answer

    @override
    async def ListCommunities(self, request, context):
        by_author: dict[str, list[Said]] = {}
        for each in self.said(self._slice(request.slice)):
            by_author.setdefault(each.handle, []).append(each)
        answer = api.ListCommunitiesResponse()
        for handle, part in list(by_author.items())[:3]:
            told = answer.authors.add(
                network=part[0].network, author_key=f"{part[0].network}:-:{handle}", handle=handle
            )
            told.answer_count, told.thanked_count, told.accepted_count = len(part), 3, 1
        answer.places.add(network="discourse", place="talk.example", answer_count=31, thanked_count=12)
        topic = answer.topics.add(name="pump", words=["pump"], question_count=9, places=answer.places)
        topic.total.answer_count, topic.total.thanked_count = 11, 6
        return answer

    @override
    async def GetChannelUse(self, request, context):
        answer = api.ChannelUse(
            slice=self._slice(request.slice), customer_count=240, merged_customer_count=13
        )
        for channels, count in ((1, 229), (2, 9), (3, 2)):
            answer.steps.add(channel_count=channels, customer_count=count, share=_share(count, 240))
        answer.channels.add(network="x", customer_count=180, only_count=171)
        answer.channels.add(network="reddit", customer_count=73, only_count=58)
        return answer

    @override
    async def CreateAlert(self, request, context):
        if request.alert.name in self.alerts:
            raise errors.AlreadyExists(request.alert.name)
        self.alerts[request.alert.name] = request.alert
        return request.alert

    @override
    async def ListAlerts(self, request, context):
        return api.ListAlertsResponse(alerts=self.alerts.values())

    @override
    async def DeleteAlert(self, request, context):
        del self.alerts[request.name]
        return empty_pb2.Empty()

    @override
    async def BacktestAlert(self, request, context):
        return self._spikes(self._slice(request.alert.slice))


class Curation(curation_grpc.CurationServiceServicer):
    """Keeps what was asked to be changed."""

    def __init__(self) -> None:
        self.changed: list[curation.ChangeMentionsRequest] = []
        self.judged: list[curation.RelevanceJudgement] = []

    @override
    async def ChangeMentions(self, request, context):
        self.changed.append(request)
        return curation.MentionChange(mention_count=len(request.names), add_tags=request.add_tags)

    @override
    async def ListTags(self, request, context):
        tags = sorted({tag for each in self.changed for tag in each.add_tags})
        return curation.ListTagsResponse(tags=[curation.Tag(tag=tag, mention_count=1) for tag in tags])

    @override
    async def ListRelevanceJudgements(self, request, context):
        either = not request.HasField("relevant")
        found = [each for each in self.judged if either or each.relevant == request.relevant]
        return curation.ListRelevanceJudgementsResponse(judgements=found)


class Dashboards(dashboards_grpc.DashboardServiceServicer):
    """Keeps dashboards."""

    def __init__(self) -> None:
        self.kept: dict[str, dashboards.Dashboard] = {}
        self.links: dict[str, dashboards.DashboardLink] = {}

    @override
    async def CreateDashboard(self, request, context):
        self.kept[request.dashboard.name] = request.dashboard
        return request.dashboard

    @override
    async def ListDashboards(self, request, context):
        return dashboards.ListDashboardsResponse(dashboards=self.kept.values())

    @override
    async def DeleteDashboard(self, request, context):
        del self.kept[request.name]
        prefix = f"{request.name}/links/"
        self.links = {token: link for token, link in self.links.items() if not link.name.startswith(prefix)}
        return empty_pb2.Empty()

    @override
    async def CreateDashboardLink(self, request, context):
        token = f"token-{len(self.links) + 1}"
        made = dashboards.DashboardLink(name=f"{request.name}/links/{token[::-1]}", creator="user:local:ann")
        made.create_time.GetCurrentTime()
        made.expire_time.FromSeconds(made.create_time.seconds + request.ttl.seconds)
        self.links[token] = made
        return dashboards.DashboardLink(token=token, name=made.name, expire_time=made.expire_time)

    @override
    async def ListDashboardLinks(self, request, context):
        found = [each for each in self.links.values() if each.name.startswith(f"{request.parent}/")]
        return dashboards.ListDashboardLinksResponse(links=found[::-1])

    @override
    async def DeleteDashboardLink(self, request, context):
        token = next((token for token, link in self.links.items() if link.name == request.name), None)
        if token is None:
            raise errors.NotFound(request.name)
        del self.links[token]
        return empty_pb2.Empty()

    @override
    async def GetSharedDashboard(self, request, context):
        link = self.links.get(request.token)
        if link is None or calls.principal().subject != "console":
            raise errors.NotFound("This link shows nothing, or nothing any more.")
        link.use_time.GetCurrentTime()
        board = self.kept[link.name.partition("/links/")[0]]
        style = "<style>h1{color:#00f}</style>"
        html = f"<!doctype html><html lang=en><title>x</title>{style}<h1>{board.display_name}</h1>"
        return dashboards.RenderedDashboard(display_name=board.display_name, html=html)


class Staffing(staffing_grpc.StaffingServiceServicer):
    """Takes in what it is given; knows nothing else."""

    def __init__(self) -> None:
        self.taken: list[staffing.TakeOpportunityRequest] = []

    @override
    async def TakeOpportunity(self, request, context):
        self.taken.append(request)
        return routing.Opportunity(name="opportunities/taken", brand=request.brand)


def _matches(each: Said, given: api.Slice) -> bool:
    lists = (
        (given.brands, each.brand),
        (given.networks, each.network),
        (given.languages, each.language),
        (given.sentiments, each.feeling),
        (given.intents, each.intent),
        (given.emotions, each.emotion),
        (given.countries, each.country),
        (given.author_keys, f"{each.network}:-:{each.handle}"),
    )
    flags = (not given.HasField("own") or not given.own) and (not given.corrected or each.corrected)
    return (
        flags
        and (not given.query or Filter(given.query, "slice.query").holds(each.kept().mention))
        and given.text.lower() in each.text.lower()
        and all(not some or one in some for some, one in lists)
    )


def _divided(found: list[Said], dimension: int) -> Iterator[tuple[str, list[Said]]]:
    parts: dict[str, list[Said]] = {}
    for each in found:
        parts.setdefault(_value(each, dimension), []).append(each)
    yield from sorted(parts.items(), key=lambda part: -len(part[1]))


def _value(each: Said, dimension: int) -> str:
    return {
        api.DIMENSION_UNSPECIFIED: "",
        api.DIMENSION_BRAND: each.brand,
        api.DIMENSION_QUERY: f"{each.brand}/queries/name",
        api.DIMENSION_NETWORK: each.network,
        api.DIMENSION_LANGUAGE: each.language,
        api.DIMENSION_COUNTRY: each.country,
        api.DIMENSION_SENTIMENT: _enum(score_pb2.Sentiment.Label, each.feeling, "LABEL_"),
        api.DIMENSION_EMOTION: _enum(findings_pb2.Emotion.Label, each.emotion, "LABEL_"),
        api.DIMENSION_INTENT: _enum(findings_pb2.Intent.Kind, each.intent, "KIND_"),
    }[dimension]


def _figures(some: Iterable[Said]) -> api.Figures:
    found = list(some)
    feelings = Counter(each.feeling for each in found)
    return api.Figures(
        mention_count=len(found),
        negative_count=feelings[1],
        neutral_count=feelings[2],
        positive_count=feelings[3],
        reach=sum(each.reach for each in found),
        engagement=sum(each.engagement for each in found),
        corrected_count=sum(each.corrected for each in found),
        certainty=0.87 if found else 0,
    )


def _bad(figures: api.Figures) -> float:
    return figures.negative_count / max(1, figures.mention_count)


def _share(part: int, whole: int) -> api.Share:
    value = part / whole if whole else 0.0
    wide = 1.96 * math.sqrt(value * (1 - value) / whole) if whole else 0.0
    return api.Share(value=value, low=max(0.0, value - wide), high=min(1.0, value + wide))


def _warnings(start: datetime, end: datetime) -> list[str]:
    here, there = _coverage(start, end).seen_share, _coverage(start - (end - start), start).seen_share
    if abs(here - there) < 0.02:
        return []
    return [
        f"{here:.0%} of this time was seen and {there:.0%} of the other: part of the change may be sight."
    ]


def _overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> timedelta:
    return max(min(one[1], other[1]) - max(one[0], other[0]), timedelta())


def _coverage(start: datetime, end: datetime) -> api.Coverage:
    told = api.Coverage()
    for gap, sight in ((BLIND, SIGHT_BLIND), (PARTIAL, SIGHT_PARTIAL)):
        if _overlap(gap, (start, end)):
            made = told.gaps.add(sight=sight, sources=["sources/jetstream"])
            made.start_time.FromDatetime(max(gap[0], start))
            made.end_time.FromDatetime(min(gap[1], end))
            made.causes.append(listening.CoverageInterval.CAUSE_DOWN)
    told.blind_share = _overlap(BLIND, (start, end)) / (end - start)
    told.partial_share = _overlap(PARTIAL, (start, end)) / (end - start)
    told.seen_share = 1 - told.blind_share - told.partial_share
    return told


def _sight(edge: datetime, step: timedelta) -> int:
    if _overlap(BLIND, (edge, edge + step)) >= step * 0.9:
        return SIGHT_BLIND
    both = _overlap(BLIND, (edge, edge + step)) + _overlap(PARTIAL, (edge, edge + step))
    return SIGHT_PARTIAL if both else SIGHT_FULL


def _seen(edge: datetime, step: timedelta) -> float:
    return 1 - (_overlap(BLIND, (edge, edge + step)) + _overlap(PARTIAL, (edge, edge + step))) / step
