"""Channels that alerts and reports go by, and what became of what they were given."""

from __future__ import annotations

import functools
import uuid
from typing import Any, Final

from google.protobuf import empty_pb2
from typing_extensions import override

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.config.insights import InsightsSettings
from services.common.model import errors
from services.common.model.clock import Clock
from services.insights.adapters.delivering import Delivering
from services.insights.core import channels as rules
from services.insights.core.messages import Message
from services.insights.core.sealing import Sealer
from services.insights.servicer.marks import Marks
from services.insights.servicer.numbers import Numbers
from services.insights.store import channels, deliveries
from services.insights.store.analyst import Analyst

PAGE: Final = 50
MOST: Final = 500


class ReportingServicer(Marks):
    """Keeps channels, beside files and markers."""

    def __init__(
        self, analyst: Analyst, numbers: Numbers, clock: Clock, settings: InsightsSettings, sealer: Sealer
    ) -> None:
        super().__init__(analyst, numbers, clock)
        self._settings = settings
        self._sealer = sealer
        self.delivering = Delivering(analyst.db, settings, sealer, clock)

    @override
    async def CreateChannel(self, request: api.CreateChannelRequest, context: Any) -> api.Channel:
        given = request.channel
        rules.check(given, allow_private=self._settings.allow_private_addresses)
        kept, secrets = rules.parted(given)
        sealed = self._sealer.seal(given.name, secrets)
        create = functools.partial(channels.create, channel=kept, sealed=sealed, now=self._now())
        if not await self._db.write(create):
            raise errors.AlreadyExists(given.name)
        answer, _ = await self._channel(given.name)
        answer.secret = secrets.secret if given.kind == api.Channel.KIND_WEBHOOK else ""
        return answer

    @override
    async def UpdateChannel(self, request: api.UpdateChannelRequest, context: Any) -> api.Channel:
        before, sealed = await self._channel(request.channel.name)
        kept = self._sealer.open(before.name, sealed)
        wanted = rules.changed(request.channel, before, kept, renew=request.renew_secret)
        rules.check(wanted, allow_private=self._settings.allow_private_addresses)
        channel, secrets = rules.parted(wanted)
        sealed = self._sealer.seal(channel.name, secrets)
        if not await self._db.write(functools.partial(channels.update, channel=channel, sealed=sealed)):
            raise errors.NotFound(channel.name)
        answer, _ = await self._channel(channel.name)
        answer.secret = secrets.secret if request.renew_secret else ""
        return answer

    @override
    async def ListChannels(self, request: api.ListChannelsRequest, context: Any) -> api.ListChannelsResponse:
        return api.ListChannelsResponse(channels=await self._db.read(channels.everything))

    @override
    async def DeleteChannel(self, request: api.DeleteChannelRequest, context: Any) -> empty_pb2.Empty:
        if not await self._db.write(functools.partial(channels.delete, name=request.name)):
            raise errors.NotFound(request.name)
        return empty_pb2.Empty()

    @override
    async def TestChannel(self, request: api.TestChannelRequest, context: Any) -> api.ChannelDelivery:
        channel, sealed = await self._channel(request.name)
        message = Message(
            uuid.uuid4().hex,
            "test",
            "Antiphon can reach this channel",
            "Somebody tried it. Alerts that name it are told here.",
            self._settings.public_url,
        )
        found = await self.delivering.try_now(channel, sealed, message)
        return await self._db.write(
            functools.partial(deliveries.record, channel=channel.name, message=message, found=found)
        )

    @override
    async def ListChannelDeliveries(
        self, request: api.ListChannelDeliveriesRequest, context: Any
    ) -> api.ListChannelDeliveriesResponse:
        if not 0 <= request.page_size <= MOST:
            raise errors.InvalidField("page_size", f"it must be from 0 to {MOST}.")
        count = request.page_size or PAGE
        channel = "" if request.parent == "channels/-" else request.parent
        before = _row(request.page_token, "page_token") if request.page_token else 0
        listed = functools.partial(deliveries.listed, channel=channel, count=count + 1, before=before)
        found = await self._db.read(listed)
        answer = api.ListChannelDeliveriesResponse(deliveries=found[:count])
        if len(found) > count:
            answer.next_page_token = found[count - 1].name.rpartition("/")[2]
        return answer

    @override
    async def RetryChannelDelivery(
        self, request: api.RetryChannelDeliveryRequest, context: Any
    ) -> api.ChannelDelivery:
        channel, _, last = request.name.partition("/deliveries/")
        row_id = _row(last, "name")
        again = functools.partial(deliveries.again, channel=channel, row_id=row_id, now=self._now())
        if (found := await self._db.write(again)) is None:
            raise errors.NotFound(request.name)
        return found

    async def _channel(self, name: str) -> tuple[api.Channel, bytes]:
        found = await self._db.read(functools.partial(channels.get, name=name))
        if found is None:
            raise errors.NotFound(name)
        return found


def _row(text: str, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise errors.InvalidField(field, "it is none that was given; repeat it as it was.")
    return int(text)
