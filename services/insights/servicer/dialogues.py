"""What threads tell: how brands' accounts answer, and where others do."""

from __future__ import annotations

import asyncio
import functools
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.insights.core import answering, communities, coverage, slices
from services.insights.core.slices import Cut
from services.insights.servicer.numbers import Numbers
from services.insights.store import threads

MOST_ACCOUNTS: Final = 200
RESULTS: Final = 20
MOST_RESULTS: Final = 200
TOPICS: Final = 8
MOST_TOPICS: Final = 50


class Dialogues(Numbers):
    """Reads threads."""

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

    async def _answers(self, cut: Cut) -> tuple[list[answering.Answer], threads.Threads]:
        held = await self._analyst.db.read(functools.partial(threads.read, cut=cut))
        return await asyncio.to_thread(answering.answers, held.turns, held.wanted), held
