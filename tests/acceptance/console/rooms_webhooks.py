"""Twins of what brings and tells by webhook: a log of deliveries that keeps what was asked of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import reporting_service_pb2 as reporting
from antiphon.insights.v1 import reporting_service_pb2_grpc as reporting_grpc
from antiphon.listening.v1 import listening_service_pb2 as listening
from services.common.model import errors
from tests.acceptance.console.rooms_queries import Queries


class Telling(Queries):
    """The listener's delivery log and accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: list[listening.Account] = []
        self.events: list[listening.EventDelivery] = []
        self.answers: dict[str, listening.TestEvent] = {}
        """What systems answer to a test, by source."""

    @override
    async def ListAccounts(self, request: Any, context: Any) -> listening.ListAccountsResponse:
        return listening.ListAccountsResponse(accounts=self.accounts)

    @override
    async def ListEventDeliveries(
        self, request: Any, context: Any
    ) -> listening.ListEventDeliveriesResponse:  # fmt: skip
        found = [each for each in self.events if each.name.startswith(f"{request.parent}/")]
        return listening.ListEventDeliveriesResponse(event_deliveries=found)

    @override
    async def RetryEventDelivery(self, request: Any, context: Any) -> listening.EventDelivery:
        found = next((each for each in self.events if each.name == request.name), None)
        if found is None:
            raise errors.NotFound(request.name)
        found.state, found.reason = listening.EventDelivery.STATE_QUEUED, ""
        found.update_time.GetCurrentTime()
        return found

    @override
    async def SendTestEvent(self, request: Any, context: Any) -> listening.TestEvent:
        found = self.answers.get(request.name)
        if found is None:
            raise errors.WrongState(f"{request.name} tells no system anything.")
        return found


class Channels(reporting_grpc.ReportingServiceServicer):
    """Channels of which each takes what it is given, or says why not."""

    def __init__(self) -> None:
        self.channels: list[reporting.Channel] = []
        self.deliveries: list[reporting.ChannelDelivery] = []
        self.refusing: dict[str, str] = {}
        self.given: list[Any] = []
        """What channels were made and changed with."""

    @override
    async def ListChannels(self, request: Any, context: Any) -> reporting.ListChannelsResponse:
        return reporting.ListChannelsResponse(channels=self.channels)

    @override
    async def CreateChannel(self, request: Any, context: Any) -> reporting.Channel:
        given = request.channel
        if given.url and not given.url.startswith("https://"):
            raise errors.InvalidField("channel.url", "it must be a whole address that begins with https://.")
        if any(each.name == given.name for each in self.channels):
            raise errors.AlreadyExists(given.name)
        self.given.append(request)
        made = reporting.Channel()
        made.CopyFrom(given)
        made.host = urlsplit(given.url).hostname or ""
        made.url, made.secret = "", ""
        self.channels.append(made)
        return _with_secret(made, made=made.kind == reporting.Channel.KIND_WEBHOOK)

    @override
    async def UpdateChannel(self, request: Any, context: Any) -> reporting.Channel:
        given, kept = request.channel, self._channel(request.channel.name)
        self.given.append(request)
        kept.display_name, kept.recipients[:] = given.display_name, given.recipients
        kept.host = urlsplit(given.url).hostname or kept.host
        return _with_secret(kept, made=request.renew_secret)

    @override
    async def DeleteChannel(self, request: Any, context: Any) -> empty_pb2.Empty:
        self.channels.remove(self._channel(request.name))
        return empty_pb2.Empty()

    @override
    async def TestChannel(self, request: Any, context: Any) -> reporting.ChannelDelivery:
        return self.give(request.name, "Antiphon can reach this channel")

    @override
    async def ListChannelDeliveries(
        self, request: Any, context: Any
    ) -> reporting.ListChannelDeliveriesResponse:
        return reporting.ListChannelDeliveriesResponse(deliveries=self.deliveries)

    @override
    async def RetryChannelDelivery(self, request: Any, context: Any) -> reporting.ChannelDelivery:
        found = next((each for each in self.deliveries if each.name == request.name), None)
        if found is None:
            raise errors.NotFound(request.name)
        found.state, found.problem = reporting.ChannelDelivery.STATE_QUEUED, ""
        found.attempt_count = 0
        return found

    def _channel(self, name: str) -> reporting.Channel:
        found = next((each for each in self.channels if each.name == name), None)
        if found is None:
            raise errors.NotFound(name)
        return found

    def give(self, channel: str, subject: str, *, ago: int = 0) -> reporting.ChannelDelivery:
        problem = self.refusing.get(channel, "")
        made = reporting.ChannelDelivery(
            name=f"{channel}/deliveries/{len(self.deliveries) + 1}",
            subject=subject,
            state="STATE_GIVEN_UP" if problem else "STATE_DELIVERED",
            attempt_count=1,
            problem=problem,
        )
        made.create_time.FromDatetime(datetime.now(UTC) - timedelta(minutes=ago))
        self.deliveries.insert(0, made)
        return made


def _with_secret(channel: reporting.Channel, *, made: bool) -> reporting.Channel:
    """What the maker of a secret is told of it, once."""
    told = reporting.Channel()
    told.CopyFrom(channel)
    told.secret = "whsec_bWFkZSBhbmQgdG9sZCBvbmNlIG9ubHksIHNlZT8=" if made else ""
    return told
