"""Corrects and tags many mentions at once, and takes it back."""

from __future__ import annotations

import functools
import re
from typing import Any, Final

from typing_extensions import override

from antiphon.insights.v1 import curation_service_pb2 as api
from antiphon.insights.v1 import curation_service_pb2_grpc as api_grpc
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import metrics
from services.common.rpc import calls
from services.common.store import Database
from services.insights.core import changing, corrections, digests, naming, slices
from services.insights.servicer.calling import visible
from services.insights.store import changes, relevance, tagging
from services.insights.store.changes import Target

PAGE: Final = 50
MOST: Final = 500
MOST_TAGS: Final = 1_000

_BRAND: Final = re.compile(r"brands/[^/]+")


class CurationServicer(api_grpc.CurationServiceServicer):
    """Changes mentions."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    @override
    async def ChangeMentions(self, request: api.ChangeMentionsRequest, context: Any) -> api.MentionChange:
        actor = calls.principal().holder
        wish, wanted = changing.read(request, actor), self._target(request)
        target = await self._db.read(functools.partial(changes.settled, target=wanted))
        found = await self._db.read(functools.partial(changes.count, target=target))
        if found > changing.MOST:
            raise errors.InvalidField(
                "slice", f"it has {found:,} mentions; a change takes at most {changing.MOST:,}, so narrow it."
            )
        kept = changing.kept(request, actor)
        if request.validate_only or not found:
            kept.mention_count = found
            return kept
        number = await self._db.write(functools.partial(changes.begin, change=kept, now=self._now()))
        last: int | None = 0
        while last is not None:
            place = (last, self._now())
            change = functools.partial(changes.piece, number=number, wish=wish, target=target, place=place)
            last = await self._db.write(change)
        for question in wish.said:
            metrics.CORRECTIONS.labels(corrections.QUESTIONS[question]).inc(found)
        return await self._change(number)

    @override
    async def UndoMentionChange(
        self, request: api.UndoMentionChangeRequest, context: Any
    ) -> api.MentionChange:
        number = _number(request.name)
        await self._change(number)
        undo = functools.partial(changes.undo, number=number, actor=calls.principal().holder, now=self._now())
        while await self._db.write(undo):
            pass
        return await self._change(number)

    @override
    async def ListMentionChanges(
        self, request: api.ListMentionChangesRequest, context: Any
    ) -> api.ListMentionChangesResponse:
        count = _count(request.page_size)
        before = _number(f"mentionChanges/{request.page_token}") if request.page_token else 0
        found = await self._db.read(functools.partial(changes.listed, most=count + 1, before=before))
        answer = api.ListMentionChangesResponse(changes=[each for each in found[:count] if _is_theirs(each)])
        if len(found) > count:
            answer.next_page_token = found[count - 1].name.rpartition("/")[2]
        return answer

    @override
    async def ListTags(self, request: api.ListTagsRequest, context: Any) -> api.ListTagsResponse:
        counts = functools.partial(tagging.counts, visible=visible(), most=MOST_TAGS)
        found = await self._db.read(counts)
        return api.ListTagsResponse(tags=[api.Tag(tag=tag, mention_count=count) for tag, count in found])

    @override
    async def ListRelevanceJudgements(
        self, request: api.ListRelevanceJudgementsRequest, context: Any
    ) -> api.ListRelevanceJudgementsResponse:
        asked, most, before = _judged(request), _count(request.page_size), _before(request.page_token)
        mine = visible()
        if mine is not None and asked.brand not in mine:
            return api.ListRelevanceJudgementsResponse()
        read = functools.partial(relevance.page, asked=asked, most=most, before=before, visible=mine)
        found = await self._db.read(read)
        token = str(found.before) if found.before else ""
        return api.ListRelevanceJudgementsResponse(judgements=found.judgements, next_page_token=token)

    def _target(self, request: api.ChangeMentionsRequest) -> Target:
        if request.HasField("slice"):
            return Target(slices.read(request.slice, self._clock.now(), visible()), (), visible())
        uids = []
        for at, name in enumerate(request.names):
            uid = digests.uid_of_name(name.removeprefix("mentions/"))
            if uid is None or not name.startswith("mentions/"):
                raise errors.InvalidField(f"names[{at}]", "it must have the form mentions/{uid}.")
            uids.append(uid)
        return Target(None, uids, visible())

    async def _change(self, number: int) -> api.MentionChange:
        found = await self._db.read(functools.partial(changes.get, number=number))
        if found is None or not _is_theirs(found):
            raise errors.NotFound(f"mentionChanges/{number}")
        return found

    def _now(self) -> int:
        """Microseconds since 1970."""
        return round(self._clock.now().timestamp() * 1_000_000)


def _is_theirs(change: api.MentionChange) -> bool:
    """Whether the caller made it, or works for all brands that it names."""
    mine = visible()
    if mine is None or change.actor == calls.principal().holder:
        return True
    brands = frozenset(map(naming.brand, change.slice.brands))
    return bool(brands) and mine.issuperset(brands)


def _count(page_size: int) -> int:
    if not 0 <= page_size <= MOST:
        raise errors.InvalidField("page_size", f"it must be from 0 to {MOST}.")
    return page_size or PAGE


def _before(token: str) -> int:
    if token and not (token.isascii() and token.isdecimal() and len(token) <= 18):
        raise errors.InvalidField("page_token", "it must be next_page_token of the answer before.")
    return int(token or 0)


def _judged(request: api.ListRelevanceJudgementsRequest) -> relevance.Asked:
    if not _BRAND.fullmatch(request.parent):
        raise errors.InvalidField("parent", "it must have the form brands/{brand}.")
    if request.query and not request.query.startswith(f"{request.parent}/queries/"):
        raise errors.InvalidField("query", f"it must have the form {request.parent}/queries/{{query}}.")
    relevant = request.relevant if request.HasField("relevant") else None
    return relevance.Asked(request.parent, request.query, relevant)


def _number(name: str) -> int:
    text = name.removeprefix("mentionChanges/")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise errors.InvalidField("name", "it must have the form mentionChanges/{change}.")
    return int(text)
