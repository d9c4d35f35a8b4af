"""What no sum tells: how brands' accounts answer, where others do, and how many channels people use."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.insights.core import answering, communities, coverage, figures, slices
from services.insights.core.slices import Cut
from services.insights.servicer.numbers import Numbers
from services.insights.store import customers, threads

MOST_ACCOUNTS: Final = 200
MOST_OWN_ANSWERS: Final = 100_000
"""Answers of brands' accounts that are added up for one question; spread evenly where there are more."""
MOST_ANSWERS: Final = 4_000
"""Answers of others whose words are compared for one question; spread evenly where there are more."""
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
        cut, found = self.cut(request.slice), answering.Performance()
        (read, total), seen = await asyncio.gather(
            self._answers(cut.where("own", 1), MOST_OWN_ANSWERS, found.add), self._sighting.view(cut)
        )
        return api.CarePerformance(
            slice=slices.told(request.slice, cut),
            total=found.total.told(),
            accounts=found.accounts(MOST_ACCOUNTS),
            read_count=read,
            answer_count=total,
            coverage=coverage.told(seen),
        )

    @override
    async def ListCommunities(
        self, request: api.ListCommunitiesRequest, context: Any
    ) -> api.ListCommunitiesResponse:
        cut = self.cut(request.slice).where("own", 0)
        found: list[answering.Answer] = []
        (read, total), seen = await asyncio.gather(
            self._answers(cut, MOST_ANSWERS, lambda some: found.extend(communities.given(some))),
            self._sighting.view(cut),
        )
        most = min(request.result_count or RESULTS, MOST_RESULTS)
        topics = min(request.topic_count or TOPICS, MOST_TOPICS)
        return api.ListCommunitiesResponse(
            places=communities.places(found, most),
            authors=communities.authors(found, most),
            topics=await asyncio.to_thread(communities.topics, found, topics),
            read_count=read,
            answer_count=total,
            coverage=coverage.told(seen),
        )

    @override
    async def GetChannelUse(self, request: api.GetChannelUseRequest, context: Any) -> api.ChannelUse:
        cut = self.cut(request.slice).where("own", 0)
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

    async def _answers(
        self, cut: Cut, most: int, take: Callable[[list[answering.Answer]], None]
    ) -> tuple[int, int]:
        """Gives the answers of a slice some threads at a time; how many were read, and how many there are."""
        read = self._analyst.db.read
        asked = await read(functools.partial(threads.asked, cut=cut, most=most))
        count = 0
        for keys in asked.pieces():
            turns = await read(functools.partial(threads.turns, keys=keys))
            take(await asyncio.to_thread(answering.answers, turns, asked.rows))
            count += sum(turn.id in asked.rows for turn in turns)
        return count, asked.total
