"""What no sum tells: how brands' accounts answer, where others do, and how many channels people use."""

from __future__ import annotations

import asyncio
import functools
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.insights.core import answering, communities, coverage, figures, slices
from services.insights.core.slices import Cut
from services.insights.servicer.numbers import Numbers
from services.insights.store import customers, threads

MOST_ACCOUNTS: Final = 200
RESULTS: Final = 20
MOST_RESULTS: Final = 200
TOPICS: Final = 8
MOST_TOPICS: Final = 50


class Dialogues(Numbers):
    """Reads threads and counts people."""

    @override
    async def GetCarePerformance(
        self, request: api.GetCarePerformanceRequest, context: Any
    ) -> api.CarePerformance:
        cut = self._cut(request.slice)
        (found, held), seen = await asyncio.gather(
            self._answers(cut.where("own", 1)), self._sighting.view(cut)
        )
        return api.CarePerformance(
            slice=slices.told(request.slice, cut),
            total=answering.care(found),
            accounts=answering.accounts(found, MOST_ACCOUNTS),
            read_count=len(held.wanted),
            answer_count=held.total,
            coverage=coverage.told(seen),
        )

    @override
    async def ListCommunities(
        self, request: api.ListCommunitiesRequest, context: Any
    ) -> api.ListCommunitiesResponse:
        cut = self._cut(request.slice).where("own", 0)
        (found, held), seen = await asyncio.gather(self._answers(cut), self._sighting.view(cut))
        found = communities.given(found)
        most = min(request.result_count or RESULTS, MOST_RESULTS)
        topics = min(request.topic_count or TOPICS, MOST_TOPICS)
        return api.ListCommunitiesResponse(
            places=communities.places(found, most),
            authors=communities.authors(found, most),
            topics=await asyncio.to_thread(communities.topics, found, topics),
            read_count=len(held.wanted),
            answer_count=held.total,
            coverage=coverage.told(seen),
        )

    @override
    async def GetChannelUse(self, request: api.GetChannelUseRequest, context: Any) -> api.ChannelUse:
        cut = self._cut(request.slice).where("own", 0)
        found, seen = await asyncio.gather(
            self._analyst.db.read(functools.partial(customers.use, cut=cut)), self._sighting.view(cut)
        )
        answer = api.ChannelUse(
            slice=slices.told(request.slice, cut),
            customer_count=found.customers,
            merged_customer_count=found.merged,
            coverage=coverage.told(seen),
        )
        for channels, count in found.steps.items():
            share = figures.share(count, found.customers)
            answer.steps.add(channel_count=channels, customer_count=count, share=share)
        for network, (count, only) in sorted(found.channels.items(), key=lambda each: (-each[1][0], each[0])):
            answer.channels.add(network=network, customer_count=count, only_count=only)
        return answer

    async def _answers(self, cut: Cut) -> tuple[list[answering.Answer], threads.Threads]:
        held = await self._analyst.db.read(functools.partial(threads.read, cut=cut))
        return await asyncio.to_thread(answering.answers, held.turns, held.wanted), held
