"""A query before it listens: how it reads, what is worth a look, and what it would find in the archive.

Like a replay of policies, a comparison reads history in the caller's name; the language is everybody's,
so that the text need not travel to a service to be understood.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common import queries
from services.common.model import errors
from services.common.queries import linting, searching
from services.common.queries.matching import Matcher
from services.common.queries.programs import Match, Standing
from services.console.adapters.contracts import METHODS
from services.console.adapters.rooms import Rooms
from services.console.api.access import check_scope
from services.console.api.session import Body
from services.console.core.messages import as_json

QUERIES: Final = METHODS["ListeningService.ListQueries"]
HISTORY: Final = METHODS["InsightsService.ListMentions"]
REPLIES: Final = METHODS["RoutingService.ListReplies"]
DEFAULT: Final = 10_000
MOST: Final = 50_000
SAMPLES: Final = 30
TEXT: Final = "text"
MOST_REPLIES: Final = 20

Expression = Annotated[str, Field(max_length=queries.MAX_LENGTH, pattern=r"^[^\x00]*$")]

router = APIRouter(tags=["brands"])


class Told(BaseModel):
    """An answer, in the names of the interface."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Reading(Body):
    """A text to be understood."""

    expression: Expression = Field(examples=["(acme OR akme) NOT jobs lang:en"])


class Place(Told):
    """Something about a text, and where; column 0 is the whole."""

    column: int
    sentence: str
    dead: bool = Field(default=False, description="Whether a part of the text can find nothing.")


class Read(Told):
    """How a text was understood; without words it was not."""

    words: str = Field(default="", description="The query in plain words.")
    problem: Place | None = None
    fix: str = Field(default="", description="The whole text mended, where the way out is obvious.")
    findings: list[Place] = []
    asked: list[str] = Field(
        default=[], description="Words and phrases that networks that are searched are asked for."
    )


class Comparing(Body):
    """What would listen, beside what listens now."""

    expression: Expression
    before: Expression = Field(default="", description="What is in force; empty for a new query.")
    days: int = Field(default=30, ge=1, le=366, description="How far back, at most.")
    limit: int = Field(default=DEFAULT, ge=1, le=MOST, description="At most so many mentions, the oldest.")


class Sample(Told):
    """A mention that is found, is new, or would go; places are counted in code points of the text."""

    change: str = Field(description="`kept`, `added` or `removed`.")
    mention: dict[str, Any]
    spans: list[tuple[int, int]]


class Compared(Told):
    """What the archive says of it."""

    seen: int = 0
    found: int = 0
    added: int = 0
    removed: int = 0
    removed_answered: int = 0
    networks: dict[str, int] = Field(default={}, description="More or fewer, by network.")
    samples: list[Sample] = []


@router.post("/queries:read", summary="How a query reads, and what is worth a look")
async def read_query(request: Request, body: Reading) -> Read:
    """Refuses nothing: what cannot be read is told with its column and, where there is one, the way out."""
    check_scope(request.state.session, QUERIES.permission.name)
    try:
        query = queries.parse(body.expression)
    except queries.QueryError as fault:
        return Read(problem=Place(column=fault.column, sentence=fault.problem), fix=fault.fix)
    found = [
        Place(column=each.column, sentence=each.sentence, dead=each.dead) for each in linting.lint(query)
    ]
    return Read(words=queries.describe(query), findings=found, asked=list(searching.phrases(query)))


@router.post("/queries:compare", summary="What a query would find in the archive, beside what listens now")
async def compare_queries(request: Request, body: Comparing) -> Compared:
    """A second for some ten thousand mentions; the archive holds only what was listened for so far."""
    for method in (HISTORY, REPLIES):
        check_scope(request.state.session, method.permission.name)
    rooms: Rooms = request.app.state.parts.rooms
    after, before = _matcher(body.expression), _matcher(body.before)
    told = Compared()
    removed: set[str] = set()
    since = datetime.now(UTC) - timedelta(days=body.days)
    wish = HISTORY.request(filter=f"create_time >= {since.isoformat()}", limit=body.limit)
    async for piece in rooms.stream(HISTORY, wish):
        for each in piece.mentions:
            _look(told, each.mention, after.match(each.mention), before.match(each.mention), removed)
    told.removed_answered = len(removed & await _answered(rooms)) if removed else 0
    return told


def _matcher(expression: str) -> Matcher:
    try:
        return Matcher([Standing("", "q", queries.parse(expression))] if expression else [])
    except queries.QueryError as fault:
        raise errors.InvalidField("expression", str(fault)) from None


def _look(
    told: Compared, mention: Any, now: Sequence[Match], then: Sequence[Match], removed: set[str]
) -> None:
    told.seen += 1
    told.found += bool(now)
    if not now and not then:
        return
    change = "kept" if now and then else "added" if now else "removed"
    if change != "kept":
        step = 1 if now else -1
        told.added += bool(now)
        told.removed += bool(then)
        told.networks[mention.network] = told.networks.get(mention.network, 0) + step
    if change == "removed":
        removed.add(mention.key)
    spans = [(spot.start, spot.end) for match in (now or then) for spot in match.spots if spot.where == TEXT]
    told.samples.append(Sample(change=change, mention=as_json(mention), spans=spans))
    _forget_the_oldest(told.samples)


def _forget_the_oldest(samples: list[Sample]) -> None:
    """Keeps the latest, and what changes before what stays."""
    if len(samples) > SAMPLES:
        stays = (at for at, each in enumerate(samples) if each.change == "kept")
        del samples[next(stays, 0)]


async def _answered(rooms: Rooms) -> AbstractSet[str]:
    """Keys of mentions that were answered, as far as the latest replies tell."""
    return {reply.mention_key async for page in _pages(rooms) for reply in page}


async def _pages(rooms: Rooms) -> AsyncIterator[Iterable[Any]]:
    wish = REPLIES.request(parent="opportunities/-", page_size=500, states=[routing.Reply.STATE_SENT])
    for _ in range(MOST_REPLIES):
        page: Any = await rooms.call(REPLIES, wish)
        yield page.replies
        if not page.next_page_token:
            return
        wish.page_token = page.next_page_token
