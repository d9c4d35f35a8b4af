"""Conversations by words or a query, whatever became of them: the archive knows mentions, the router them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common import queries
from services.common.model import errors, identity
from services.common.queries import filtering
from services.console.adapters import rooms
from services.console.adapters.contracts import METHODS
from services.console.api.access import check_scope
from services.console.api.desk import Parts
from services.console.core.messages import as_json

ARCHIVE: Final = METHODS["InsightsService.ListMentions"]
QUEUE: Final = METHODS["RoutingService.GetOpportunity"]
SPANS: Final = (timedelta(days=2), timedelta(days=30), None)
"""How far back is looked: further only where that brought too little."""

MOST_READ: Final = 500
MOST_SHOWN: Final = 50
MOST_WORDS: Final = 10
AT_ONCE: Final = 16
_WORD: Final = re.compile(r"\w[^\s\"\\]*")
_MERGED: Final = routing.Opportunity.STATE_MERGED

router = APIRouter(tags=["opportunities"])


@router.get("/opportunities:search", summary="Conversations by words or a query, whatever became of them")
async def search_opportunities(
    request: Request,
    text: Annotated[str, Query(max_length=300, description="Words; all must be in a mention.")] = "",
    query: Annotated[
        str,
        Query(
            max_length=queries.MAX_LENGTH, description="What a mention must be, in the language of queries."
        ),
    ] = "",
) -> Response:
    """Answers with `opportunities`, what was said last first, and `more`, whether there are others.

    Takes `text` or `query`; `reading` is the query in plain words. What was said in the last days is looked
    through before what is older; what was never worth a conversation is not found here but among `/mentions`.
    """
    for method in (ARCHIVE, QUEUE):
        check_scope(request.state.session, method.permission.name)
    parts: Parts = request.app.state.parts
    asked = filtering.Filter(query) if query else None
    conditions = [] if asked else [f'text:"{word}"' for word in _WORD.findall(text)[:MOST_WORDS]]
    if not (asked or conditions):
        raise errors.InvalidField("text", "has no word; write one, or a query.")
    uids, unfinished = await _uids(parts.rooms, conditions, query)
    found = await _read(parts.rooms, uids[:MOST_SHOWN])
    more = unfinished or len(uids) > MOST_SHOWN
    told = {"opportunities": [as_json(each) for each in found], "more": more}
    return JSONResponse({**told, "reading": asked.words} if asked else told)


async def _uids(services: rooms.Rooms, conditions: Sequence[str], query: str) -> tuple[list[str], bool]:
    """Opportunities that mentions asked for would belong to, the latest first; whether there may be more."""
    found: dict[str, None] = {}
    unfinished = False
    for span in SPANS:
        since = [f"create_time >= {(datetime.now(UTC) - span).isoformat()}"] if span else []
        mentions, unfinished = await _mentions(services, " AND ".join([*conditions, *since]), query)
        mentions.sort(key=lambda each: each.create_time.ToNanoseconds(), reverse=True)
        for mention in mentions:
            found.update(dict.fromkeys(_opportunities(mention)))
        if len(found) > MOST_SHOWN or unfinished:
            break
    return list(found), unfinished


async def _mentions(services: rooms.Rooms, wanted: str, query: str) -> tuple[list[mention_pb2.Mention], bool]:
    """Mentions of the archive, and whether it would look at more if it were asked again."""
    found: list[mention_pb2.Mention] = []
    unfinished = False
    async for piece in services.stream(ARCHIVE, ARCHIVE.request(filter=wanted, query=query, limit=MOST_READ)):
        found += (each.mention for each in piece.mentions)
        unfinished = piece.unfinished
    return found, unfinished


def _opportunities(mention: mention_pb2.Mention) -> Iterable[str]:
    conversation = mention.conversation_key or mention.key
    brands = dict.fromkeys(match.brand for match in mention.matches)
    return (identity.opportunity_uid(brand, conversation) for brand in brands)


async def _read(services: rooms.Rooms, uids: Iterable[str]) -> list[Any]:
    """Those that there are; of what was merged, where it is now."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> Any:
        try:
            async with turn:
                found: Any = await services.call(QUEUE, routing.GetOpportunityRequest(name=name))
        except errors.Refusal as refusal:
            if refusal.reason not in {"NOT_FOUND", "NOT_PERMITTED"}:
                raise
            return None
        return await one(found.merged_into) if found.state == _MERGED else found

    read = await asyncio.gather(*(one(f"opportunities/{uid}") for uid in uids))
    return list({each.name: each for each in read if each is not None}.values())
