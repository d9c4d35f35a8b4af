"""A query before it listens: how it reads, what is worth a look, and what it would find in the archive.

Like a replay of policies, a comparison reads history in the caller's name; the language is everybody's,
so that the text need not travel to a service to be understood.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common import queries
from services.common.model import errors
from services.common.queries import comparing, expecting, linting, searching
from services.common.queries.matching import Matcher
from services.common.queries.programs import Standing
from services.console.adapters.contracts import METHODS
from services.console.adapters.rooms import Rooms
from services.console.api.access import EVERY_SCOPE, check_scope
from services.console.api.session import Body
from services.console.core.messages import as_json

QUERIES: Final = METHODS["ListeningService.ListQueries"]
HISTORY: Final = METHODS["InsightsService.ListMentions"]
FACTS: Final = METHODS["ListeningService.ListCapabilities"]
SOURCES: Final = METHODS["ListeningService.ListSources"]
TYPES: Final = METHODS["ListeningService.ListSourceTypes"]
SIGHT: Final = METHODS["ListeningService.ListCoverage"]
REPLIES: Final = METHODS["RoutingService.ListReplies"]
DEFAULT: Final = 10_000
MOST: Final = 50_000
SAMPLES: Final = 30
TEXT: Final = "text"
MOST_REPLIES: Final = 20
"""Pages of replies, or of coverage, that are read at most."""
DAY_S: Final = 86_400

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
    price: str = Field(default="", description="What it costs more a day, where networks charge for reading.")
    coverage: str = Field(default="", description="What these numbers leave out.")
    volume: list[str] = Field(default=[], description="What to expect of each network a day, and its price.")
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
    after, before = parsed(body.expression), parsed(body.before)
    seen = _Seen(_matcher(after), _matcher(before))
    since = datetime.now(UTC) - timedelta(days=body.days)
    wish = HISTORY.request(filter=f"create_time >= {since.isoformat()}", limit=body.limit)
    async for piece in rooms.stream(HISTORY, wish):
        for each in piece.mentions:
            seen.look(each.mention)
    told = seen.told()
    told.removed_answered = len(seen.removed & await answered(rooms)) if seen.removed else 0
    told.coverage = comparing.coverage(before, after) if after else ""
    if {FACTS.permission.name, EVERY_SCOPE} & request.state.session.scopes:
        facts = await facts_of(rooms)
        told.price = comparing.price(seen.change.networks, seen.span.days, facts)
        if after and {SIGHT.permission.name, EVERY_SCOPE} & request.state.session.scopes:
            until = seen.span.until(datetime.now(UTC), cut=seen.span.seen >= body.limit)
            sights = await _sights(rooms, since, until)
            days = (until - since).total_seconds() / DAY_S
            complete = not told.coverage
            told.volume = expecting.volume(seen.change.found, sights, days, facts, complete=complete)
    return told


class _Seen:
    """What was looked at so far, and what both wordings made of it."""

    def __init__(self, after: Matcher, before: Matcher) -> None:
        self._after, self._before = after, before
        self.span, self.change = comparing.Span(), comparing.Change()
        self.removed: set[str] = set()
        self._found = 0
        self._samples: list[Sample] = []

    def look(self, mention: mention_pb2.Mention) -> None:
        """Counts one mention, and keeps it among the samples where either finds it."""
        self.span.look(mention)
        now, then = self._after.match(mention), self._before.match(mention)
        self._found += bool(now)
        if not now and not then:
            return
        change = self.change.look(mention, before=bool(then), after=bool(now))
        if change == comparing.REMOVED:
            self.removed.add(mention.key)
        spots = (spot for match in (now or then) for spot in match.spots if spot.where == TEXT)
        spans = [(spot.start, spot.end) for spot in spots]
        self._samples.append(Sample(change=change, mention=as_json(mention), spans=spans))
        _forget_the_oldest(self._samples)

    def told(self) -> Compared:
        """The counts and samples."""
        change = self.change
        return Compared(
            seen=self.span.seen,
            found=self._found,
            added=change.added,
            removed=change.removed,
            networks=dict(change.networks),
            samples=self._samples,
        )


def parsed(expression: str) -> queries.Query | None:
    """The query of a text; None of an empty one.

    Raises:
        InvalidField: it cannot be read; the sentence names the column.
    """
    try:
        return queries.parse(expression) if expression else None
    except queries.QueryError as fault:
        raise errors.InvalidField("expression", str(fault)) from None


def _matcher(query: queries.Query | None) -> Matcher:
    return Matcher([Standing("", "q", query)] if query else [])


def _forget_the_oldest(samples: list[Sample]) -> None:
    """Keeps the latest, and what changes before what stays."""
    if len(samples) > SAMPLES:
        stays = (at for at, each in enumerate(samples) if each.change == comparing.KEPT)
        del samples[next(stays, 0)]


async def answered(rooms: Rooms) -> AbstractSet[str]:
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


async def _sights(rooms: Rooms, since: datetime, until: datetime) -> Mapping[str, expecting.Seen]:
    """By network, how much its sources saw of that time."""
    types: Any = await rooms.call(TYPES, TYPES.request())
    network_of = {each.name: each.network for each in types.source_types}
    sources: Any = await rooms.call(SOURCES, SOURCES.request(page_size=1000))
    networks = {each.name: network_of.get(each.type, each.type) for each in sources.sources}
    wish = SIGHT.request(parent="sources/-", page_size=1000)
    wish.start_time.FromDatetime(since)
    wish.end_time.FromDatetime(until)
    intervals: list[Any] = []
    for _ in range(MOST_REPLIES):
        page: Any = await rooms.call(SIGHT, wish)
        intervals += page.intervals
        if not page.next_page_token:
            break
        wish.page_token = page.next_page_token
    return expecting.seen(intervals, networks, since, until)


async def facts_of(rooms: Rooms) -> Mapping[str, events_pb2.CapabilityFact]:
    """What each network allows, and at what price."""
    told: Any = await rooms.call(FACTS, FACTS.request())
    return {fact.network: fact for fact in told.capabilities}
