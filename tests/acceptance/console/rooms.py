"""Twins of the services behind the desk: real gRPC, real tokens, real events on a real log; state in memory.

They keep the promises the desk relies on (one lease at a time, answering once) and nothing else.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import analytics_service_pb2_grpc as analytics_grpc
from antiphon.insights.v1 import curation_service_pb2_grpc as curation_grpc
from antiphon.insights.v1 import dashboard_service_pb2_grpc as dashboards_grpc
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.insights.v1 import insights_service_pb2_grpc as insights_grpc
from antiphon.insights.v1 import reporting_service_pb2_grpc as reporting_grpc
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from antiphon.routing.v1 import conversation_service_pb2_grpc as conversations_grpc
from antiphon.routing.v1 import customer_service_pb2_grpc as customers_grpc
from antiphon.routing.v1 import deadline_service_pb2_grpc as deadlines_grpc
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import policy_service_pb2_grpc as policy_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from antiphon.scoring.v1 import score_pb2
from services.common.bus import Bus
from services.common.config import Settings
from services.common.model import errors, identity
from services.common.queries import filtering
from services.common.rpc import calls
from services.common.rpc.server import Server
from services.common.rpc.tokens import Verifier
from tests.acceptance.console.rooms_care import Care
from tests.acceptance.console.rooms_joining import Conversations
from tests.acceptance.console.rooms_numbers import Dashboards, Numbers
from tests.acceptance.console.rooms_policies import Policies
from tests.acceptance.console.rooms_sources import Sources
from tests.acceptance.console.rooms_staffing import Deadlines, Staffing
from tests.acceptance.console.rooms_training import Clearing, Teaching
from tests.acceptance.console.rooms_webhooks import Channels
from tests.acceptance.console.rooms_writing import Customers, Drafting, check

OPEN, CLAIMED, ANSWERING = (
    routing.Opportunity.STATE_OPEN,
    routing.Opportunity.STATE_CLAIMED,
    routing.Opportunity.STATE_ANSWERING,
)
RESOLVED, DISMISSED = routing.Opportunity.STATE_RESOLVED, routing.Opportunity.STATE_DISMISSED
LEASE = timedelta(minutes=5)
BRAND = "brands/brewster"


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def term(text: str, word: str, valence: float) -> score_pb2.Term:
    start = text.index(word)
    return score_pb2.Term(text=word, span={"start": start, "end": start + len(word)}, valence=valence)


def a_score(text: str, words: dict[str, float]) -> score_pb2.Score:
    made = score_pb2.Score(model_version="vader/3.3.2", language={"code": "en", "probability": 0.98})
    total = sum(words.values())
    made.sentiment.compound = round(total / (total * total + 15) ** 0.5, 4)
    made.sentiment.label = (
        score_pb2.Sentiment.LABEL_NEGATIVE
        if made.sentiment.compound <= -0.05
        else score_pb2.Sentiment.LABEL_POSITIVE
        if made.sentiment.compound >= 0.05
        else score_pb2.Sentiment.LABEL_NEUTRAL
    )
    made.sentiment.terms.extend(term(text, word, valence) for word, valence in words.items())
    return made


def a_mention(
    native_id: str,
    text: str,
    *,
    author: str = "Mira Okafor",
    handle: str = "mira",
    created: datetime | None = None,
    conversation: str = "",
    own: bool = False,
    followers: int = 214,
) -> mention_pb2.Mention:
    key = identity.make_key("sandbox", "-", native_id)
    made = mention_pb2.Mention(
        name=identity.mention_name(key),
        key=key,
        network="sandbox",
        native_id=native_id,
        text=text,
        link=f"http://127.0.0.1:9/posts/{native_id}",
        conversation_key=conversation or key,
    )
    made.author.key = identity.make_key("sandbox", "-", handle)
    made.author.handle = handle
    made.author.display_name = author
    made.author.follower_count = followers
    made.author.own = own
    made.create_time.FromDatetime(created or ago(minutes=4))
    lowered = text.lower()
    for name in ("brewster",):
        if name in lowered:
            start = lowered.index(name)
            made.matches.add(brand=BRAND).spans.add(start=start, end=start + len(name))
    return made


def an_opportunity(
    mention: mention_pb2.Mention,
    score: score_pb2.Score,
    *,
    priority: int = 60,
    due: timedelta | None = timedelta(minutes=30),
    window: timedelta | None = None,
    sentence: str = "A customer is unhappy and nobody has answered.",
    parts: dict[str, int] | None = None,
    before: tuple[mention_pb2.Mention, ...] = (),
) -> routing.Opportunity:
    made = routing.Opportunity(
        name=f"opportunities/{identity.opportunity_uid(BRAND, mention.conversation_key)}",
        brand=BRAND,
        conversation_key=mention.conversation_key,
        state=OPEN,
        replyability=routing.Opportunity.REPLYABILITY_REPLY_API,
        priority=priority,
        mention=mention,
        mentions=[*before, mention],
        mention_count=len(before) + 1,
        score=score,
        max_reply_length=300,
        reply_length_unit="GRAPHEME",
    )
    made.rank_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=100 - priority))
    made.create_time.CopyFrom(mention.create_time)
    if due is not None:
        made.deadline_time.FromDatetime(datetime.now(UTC) + due)
    if window is not None:
        made.reply_window_end_time.FromDatetime(datetime.now(UTC) + window)
    made.explanation.policy = "default@2"
    made.explanation.rule = "unhappy"
    made.explanation.sentence = sentence
    for reason, points in (parts or {"negative sentiment": 30, "asks a question": 20}).items():
        made.explanation.parts.add(reason=reason, points=points)
    return made


class Router(Clearing):
    """A queue in memory."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._numbers = itertools.count(1)
        self.queue: dict[str, routing.Opportunity] = {}
        self.replies: dict[str, routing.Reply] = {}
        self.requests: dict[str, routing.Reply] = {}
        self.attached: dict[str, list[mention_pb2.Attachment]] = {}
        self.away = False
        self.cleared = []

    async def put(self, opportunity: routing.Opportunity) -> routing.Opportunity:
        self.queue[opportunity.name] = opportunity
        await self.tell(opportunity, "OPPORTUNITY_OPENED")
        return opportunity

    async def settle(self, reply: routing.Reply, state: str, *, link: str = "", reason: str = "") -> None:
        """The outbox learns what became of a reply."""
        reply.state = routing.Reply.State.Value(f"STATE_{state}")
        reply.link, reply.reason = link, reason
        opportunity = self.queue[reply.name.partition("/replies/")[0]]
        opportunity.latest_reply.CopyFrom(reply)
        if state == "SENT":
            opportunity.state = RESOLVED
        elif state in {"FAILED", "CANCELLED"}:
            opportunity.state = OPEN
        await self.tell(opportunity, "REPLY_CHANGED", reply)

    async def tell(
        self, opportunity: routing.Opportunity, kind: str, reply: routing.Reply | None = None, agent: str = ""
    ) -> None:
        event = events_pb2.EngagementEvent(
            kind=events_pb2.EngagementEvent.Kind.Value(f"KIND_{kind}"),
            opportunity=opportunity.name,
            brand=opportunity.brand,
            reply=reply.name if reply else "",
            actor="",
            agent=agent,
        )
        event.event_time.GetCurrentTime()
        brand = opportunity.brand.removeprefix("brands/")
        await self._bus.publish(
            f"engagements.{brand}", event.SerializeToString(), message_id=f"e{next(self._numbers)}"
        )

    def _get(self, name: str) -> routing.Opportunity:
        if name not in self.queue:
            raise errors.NotFound(name)
        return self.queue[name]

    def _shown(self, found: routing.Opportunity) -> routing.Opportunity:
        if found.state == CLAIMED and found.lease.expire_time.ToDatetime(tzinfo=UTC) < datetime.now(UTC):
            found.state = OPEN
            found.ClearField("lease")
        shown = routing.Opportunity()
        shown.CopyFrom(found)
        if found.state != CLAIMED:
            shown.ClearField("lease")
        elif found.lease.holder != calls.principal().holder:
            shown.lease.token = 0
        return shown

    def _held(self, name: str, token: int) -> routing.Opportunity:
        found = self._get(name)
        self._shown(found)
        if found.state == CLAIMED and (found.lease.token, found.lease.holder) == (
            token,
            calls.principal().holder,
        ):
            return found
        if found.state == OPEN and token == 0:
            return found
        raise errors.LeaseLost(
            "The claim has run out or somebody else has it; claim it again.", opportunity=name
        )

    @override
    async def GetOpportunity(self, request, context):
        return self._shown(self._get(request.name))

    def _there(self) -> None:
        if self.away:
            raise errors.StoreUnavailable("The router's database cannot be reached; it is tried again.")

    @override
    async def ListOpportunities(self, request, context):
        self._there()
        wanted = set(request.states) or {OPEN, CLAIMED, ANSWERING}
        query = filtering.Filter(request.query) if request.query else None
        found = [
            self._shown(each)
            for each in self.queue.values()
            if each.state in wanted and (query is None or query.holds_any([each.mention, *each.mentions]))
        ]
        found.sort(key=lambda each: each.rank_time.ToNanoseconds())
        for each in found:
            del each.mentions[:]
        start, size = int(request.page_token or 0), request.page_size or 50
        more = str(start + size) if start + size < len(found) else ""
        return routing.ListOpportunitiesResponse(
            opportunities=found[start : start + size],
            next_page_token=more,
            query_reading=query.words if query else "",
        )

    @override
    async def ClaimNextOpportunity(self, request, context):
        waiting = [each for each in self.queue.values() if self._shown(each).state == OPEN]
        if not waiting:
            raise errors.QueueEmpty("Nobody is waiting for an answer just now.")
        first = min(waiting, key=lambda each: each.rank_time.ToNanoseconds())
        return await self._claim(first)

    @override
    async def ClaimOpportunity(self, request, context):
        found = self._get(request.name)
        holder = calls.principal().holder
        state = self._shown(found).state
        if state == CLAIMED and found.lease.holder != holder:
            raise errors.LeaseHeld(
                f"{found.lease.holder.rpartition(':')[2]} is writing an answer to this already."
            )
        if state not in {OPEN, CLAIMED}:
            raise errors.WrongState("This conversation cannot be claimed now.", state=str(state))
        return await self._claim(found)

    async def _claim(self, found):
        found.state = CLAIMED
        found.lease.opportunity = found.name
        found.lease.holder = calls.principal().holder
        found.lease.token = next(self._numbers)
        found.lease.expire_time.FromDatetime(datetime.now(UTC) + LEASE)
        await self.tell(found, "OPPORTUNITY_CLAIMED")
        return self._shown(found)

    @override
    async def RenewLease(self, request, context):
        found = self._held(request.name, request.lease_token)
        found.lease.expire_time.FromDatetime(datetime.now(UTC) + LEASE)
        return found.lease

    async def _end(self, request, state, kind):
        found = self._held(request.name, request.lease_token)
        found.state = state
        found.ClearField("lease")
        await self.tell(found, kind)
        return self._shown(found)

    @override
    async def ReleaseOpportunity(self, request, context):
        return await self._end(request, OPEN, "OPPORTUNITY_RELEASED")

    @override
    async def DismissOpportunity(self, request, context):
        return await self._end(request, DISMISSED, "OPPORTUNITY_DISMISSED")

    @override
    async def ResolveOpportunity(self, request, context):
        return await self._end(request, RESOLVED, "OPPORTUNITY_RESOLVED")

    @override
    async def CreateReply(self, request, context):
        if request.request_id in self.requests:
            return self.requests[request.request_id]
        found = self._held(request.parent, request.lease_token)
        reply = routing.Reply(
            name=f"{found.name}/replies/{next(self._numbers)}",
            text=request.reply.text,
            state=routing.Reply.STATE_QUEUED,
            author=calls.principal().holder,
            request_id=request.request_id,
            media_count=len(request.reply.media),
        )
        self.attached[reply.name] = list(request.reply.media)
        reply.create_time.GetCurrentTime()
        self.replies[reply.name] = self.requests[request.request_id] = reply
        found.state = ANSWERING
        found.ClearField("lease")
        found.latest_reply.CopyFrom(reply)
        await self.tell(found, "REPLY_CHANGED", reply)
        return reply

    @override
    async def GetReply(self, request, context):
        return self.replies[request.name]

    @override
    async def ListReplies(self, request, context):
        found = [each for each in self.replies.values() if each.name.startswith(request.parent + "/")]
        return routing.ListRepliesResponse(replies=reversed(found))

    @override
    async def CancelReply(self, request, context):
        reply = self.replies[request.name]
        await self.settle(reply, "CANCELLED")
        return reply

    @override
    async def GetQueueSummary(self, request, context):
        self._there()
        made = routing.QueueSummary()
        for each in self.queue.values():
            made.opportunity_counts[routing.Opportunity.State.Name(each.state).removeprefix("STATE_")] += 1
        for reply in self.replies.values():
            made.reply_counts[routing.Reply.State.Name(reply.state).removeprefix("STATE_")] += 1
        waiting = [each.create_time.seconds for each in self.queue.values() if each.state == OPEN]
        if waiting:
            made.longest_wait.seconds = int(datetime.now(UTC).timestamp()) - min(waiting)
        return made


class Insights(insights_grpc.InsightsServiceServicer):
    """An archive in memory."""

    def __init__(self) -> None:
        self.kept: list[insights.ArchivedMention] = []
        self.corrected: list[insights.CorrectMentionRequest] = []
        self.count = 0

    def keep(self, mention: mention_pb2.Mention, score: score_pb2.Score) -> None:
        self.kept.append(insights.ArchivedMention(mention=mention, score=score))

    @override
    async def ListMentions(self, request, context):
        wanted = request.filter.partition('"')[2].partition('"')[0]
        by_words = request.filter.startswith("text:")
        found = [
            each
            for each in self.kept
            if not wanted
            or request.filter.startswith("brand =")
            or wanted in (each.mention.conversation_key, each.mention.author.key)
            or (by_words and wanted in each.mention.text)
        ]
        if request.query:
            found = [each for each in self.kept if filtering.Filter(request.query).holds(each.mention)]
        if found:
            yield insights.ListMentionsResponse(mentions=found)

    @override
    async def GetMention(self, request, context):
        for each in self.kept:
            if identity.mention_name(each.mention.key) == request.name:
                return each
        raise errors.NotFound(request.name)

    @override
    async def CorrectMention(self, request, context):
        self.corrected.append(request)
        return insights.CorrectedMention()

    @override
    async def GetArchiveSummary(self, request, context):
        self.count += 37
        made = insights.ArchiveSummary(mention_count=12_485 + self.count)
        made.sentiment_counts.update({"NEGATIVE": 4120, "NEUTRAL": 5210, "POSITIVE": 3155})
        made.network_counts["sandbox"] = made.mention_count
        return made


class Listener(Teaching, Sources):
    """A list of sources beside what is listened for."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[listening.Source] = []
        self.moderated: list[listening.ModerateRequest] = []

    @override
    async def ListSources(self, request, context):
        return listening.ListSourcesResponse(sources=self.sources)

    @override
    async def ListCapabilities(self, request, context):
        takes = events_pb2.CapabilityFact.ACTION_HIDE, events_pb2.CapabilityFact.ACTION_DELETE
        fact = events_pb2.CapabilityFact(network="sandbox", actions=takes)
        return listening.ListCapabilitiesResponse(capabilities=[fact])

    @override
    async def Moderate(self, request, context):
        self.moderated.append(request)
        return listening.Delivery(request_id=request.request_id, state=listening.Delivery.STATE_SENT)

    @override
    async def CheckReply(self, request, context):
        return check(request)


@dataclasses.dataclass
class Rooms:
    """The running twins."""

    router: Router
    insights: Insights
    listener: Listener
    drafting: Drafting
    settings: Settings
    numbers: Numbers
    staffing: Staffing
    policies: Policies
    care: Care
    deadlines: Deadlines
    channels: Channels


@contextlib.asynccontextmanager
async def running(settings: Settings, bus: Bus) -> AsyncIterator[Rooms]:
    """Serves the twins; the settings it gives say where."""
    verifier = Verifier.load(settings.auth)
    twins = {
        "router": (
            Router(bus),
            routing_grpc.add_RoutingServiceServicer_to_server,
            "antiphon.routing.v1.RoutingService",
        ),
        "insights": (
            Insights(),
            insights_grpc.add_InsightsServiceServicer_to_server,
            "antiphon.insights.v1.InsightsService",
        ),
        "listener": (
            Listener(),
            listening_grpc.add_ListeningServiceServicer_to_server,
            "antiphon.listening.v1.ListeningService",
        ),
    }
    drafting, numbers, staffing, policies = Drafting(), Numbers(), Staffing(), Policies()
    care = Care()
    deadlines, channels = Deadlines(), Channels()
    beside = (
        (
            conversations_grpc.add_ConversationServiceServicer_to_server,
            Conversations(twins["router"][0]),
            "antiphon.routing.v1.ConversationService",
        ),
        (
            staffing_grpc.add_StaffingServiceServicer_to_server,
            staffing,
            "antiphon.routing.v1.StaffingService",
        ),
        (
            drafting_grpc.add_DraftingServiceServicer_to_server,
            drafting,
            "antiphon.routing.v1.DraftingService",
        ),
        (policy_grpc.add_PolicyServiceServicer_to_server, policies, "antiphon.routing.v1.PolicyService"),
        (care_grpc.add_CareServiceServicer_to_server, care, "antiphon.routing.v1.CareService"),
        (
            deadlines_grpc.add_DeadlineServiceServicer_to_server,
            deadlines,
            "antiphon.routing.v1.DeadlineService",
        ),
        (
            customers_grpc.add_CustomerServiceServicer_to_server,
            Customers(),
            "antiphon.routing.v1.CustomerService",
        ),
    )
    async with contextlib.AsyncExitStack() as stack:
        addresses = {}
        for service, (twin, add, name) in twins.items():
            server = Server(settings, service=service, verifier=verifier)
            server.add(add, twin, name)
            if service == "insights":
                server.add(
                    analytics_grpc.add_AnalyticsServiceServicer_to_server,
                    numbers,
                    "antiphon.insights.v1.AnalyticsService",
                )
                server.add(
                    dashboards_grpc.add_DashboardServiceServicer_to_server,
                    Dashboards(),
                    "antiphon.insights.v1.DashboardService",
                )
                server.add(
                    curation_grpc.add_CurationServiceServicer_to_server,
                    numbers.curation,
                    "antiphon.insights.v1.CurationService",
                )
                server.add(
                    reporting_grpc.add_ReportingServiceServicer_to_server,
                    channels,
                    "antiphon.insights.v1.ReportingService",
                )
            for more, added, of in beside if service == "router" else ():
                server.add(more, added, of)
            addresses[f"{service}_address"] = f"127.0.0.1:{await server.start()}"
            stack.push_async_callback(server.drain)
            await server.set_serving(True)
        rpc = dataclasses.replace(settings.rpc, **addresses)
        router, archive, listener = (twins[name][0] for name in ("router", "insights", "listener"))
        yield Rooms(
            router,
            archive,
            listener,
            drafting,
            dataclasses.replace(settings, rpc=rpc),
            numbers,
            staffing,
            policies,
            care,
            deadlines,
            channels,
        )
