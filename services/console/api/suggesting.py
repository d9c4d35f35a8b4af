"""What people judged not relevant of what a query finds: examples for its text, and exclusions.

Counted as `antiphon query suggest` counts, in the caller's name, for the text that somebody is writing.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import Field

from services.common.queries import comparing, judging
from services.common.queries.judging import Effect, Evidence, Judged
from services.console.adapters.contracts import METHODS
from services.console.adapters.rooms import Rooms
from services.console.api import querying
from services.console.api.access import EVERY_SCOPE, check_scope
from services.console.api.session import Body
from services.console.core.messages import as_json

JUDGED: Final = METHODS["CurationService.ListRelevanceJudgements"]
MOST_JUDGED: Final = 1_000
"""Judgements that are read, the last."""
PAGE: Final = 500
SHOWN: Final = 50

router = APIRouter(tags=["brands"])


class Asking(Body):
    """A query that listens, and the text that it may get."""

    query: str = Field(
        max_length=200, pattern=r'^brands/[^/"\s]+/queries/[^/"\s]+$', examples=["brands/acme/queries/name"]
    )
    expression: querying.Expression = Field(min_length=1)
    days: int = Field(default=30, ge=1, le=366, description="How far back effects are counted, at most.")
    limit: int = Field(
        default=querying.DEFAULT, ge=1, le=querying.MOST, description="At most so many mentions."
    )


class Example(querying.Told):
    """A mention that was judged not relevant."""

    mention: dict[str, Any]
    found: bool = Field(description="Whether the text still finds it.")


class Exclusion(querying.Told):
    """One way to leave out what was judged not relevant."""

    clause: str = Field(description="What would be excluded, as the language writes it.")
    expression: str = Field(description="The whole text with the exclusion.")
    unwanted: int = Field(description="Of what was judged not relevant and is found, how many go.")
    wanted: int = Field(description="Of what was judged relevant or answered, how many go.")
    removed: int = Field(description="Mentions of the archive that it would find no more.")
    removed_answered: int = Field(description="How many of these were answered.")
    price: str = Field(description="What that saves a day, where networks charge for reading.")


class Suggested(querying.Told):
    """Examples, the last judged first, and exclusions, the surest first."""

    examples: list[Example] = Field(default_factory=list)
    examples_left: int = Field(default=0, description="Examples that are not in the list.")
    exclusions: list[Exclusion] = Field(default_factory=list)
    unwanted: int = Field(description="Judged not relevant, and still found.")
    relevant: int = Field(description="Judged relevant or answered, and found.")
    why_none: str = Field(default="", description="Why there is no exclusion, in a sentence.")


@router.post("/queries:suggest", summary="What was judged not relevant of a query, and what would exclude it")
async def suggest_exclusions(request: Request, body: Asking) -> Suggested:
    """A second for some ten thousand mentions. Judgements come from dismissals at the desk."""
    for method in (JUDGED, querying.HISTORY, querying.REPLIES):
        check_scope(request.state.session, method.permission.name)
    rooms: Rooms = request.app.state.parts.rooms
    query = querying.parsed(body.expression)
    judged = await _judged(rooms, body.query)
    if query is None or not any(not each.relevant for each in judged):
        return Suggested(unwanted=0, relevant=0, why_none=judging.NOBODY)
    evidence = Evidence(query, judged, await querying.answered(rooms))
    brand, _, _ = body.query.partition("/queries/")
    since = datetime.now(UTC) - timedelta(days=body.days)
    span = f'brand = "{brand}" AND create_time >= {since.isoformat()}'
    async for piece in rooms.stream(
        querying.HISTORY, querying.HISTORY.request(filter=span, limit=body.limit)
    ):
        for each in piece.mentions:
            evidence.look(each.mention)
    effects = await asyncio.to_thread(evidence.effects)
    may_price = {querying.FACTS.permission.name, EVERY_SCOPE} & request.state.session.scopes
    facts = await querying.facts_of(rooms) if effects and may_price else {}
    shown = evidence.examples[:SHOWN]
    return Suggested(
        examples=[Example(mention=as_json(each.mention), found=each.found) for each in shown],
        examples_left=len(evidence.examples) - len(shown),
        exclusions=[
            _told(each, comparing.price(each.change.networks, evidence.span.days, facts)) for each in effects
        ],
        unwanted=len(evidence.unwanted),
        relevant=len(evidence.relevant),
        why_none="" if effects else judging.why_none(evidence),
    )


async def _judged(rooms: Rooms, query: str) -> list[Judged]:
    """What people judged of what a query found, the last judged first."""
    parent, _, _ = query.partition("/queries/")
    wish, found = JUDGED.request(parent=parent, query=query, page_size=PAGE), list[Judged]()
    while True:
        page: Any = await rooms.call(JUDGED, wish)
        found += [Judged(each.mention.mention, each.relevant) for each in page.judgements]
        wish.page_token = page.next_page_token
        if not wish.page_token or len(found) >= MOST_JUDGED:
            return found


def _told(effect: Effect, price: str) -> Exclusion:
    exclusion = effect.exclusion
    return Exclusion(
        clause=exclusion.clause,
        expression=exclusion.expression,
        unwanted=exclusion.unwanted,
        wanted=exclusion.wanted,
        removed=effect.change.removed,
        removed_answered=effect.answered,
        price=price,
    )
