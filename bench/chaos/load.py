"""Who uses the system meanwhile and what they saw: customers, a feed, agents, somebody at the desk."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import grpc
import httpx
import psycopg

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from bench.chaos.site import Site
from services.cli import scene

BRAND, FEED = "brands/acme", "forum"
AGENTS = 3
FEED_ITEMS, FEED_PAUSE = 40, 0.2
CUSTOMERS_PAUSE = 0.1
DESK_PAUSE = 0.5
PATIENCE_SECONDS = 5.0
"""What a person waits for a page or a button, and a feed for a call, before they try again."""
BROKEN = (grpc.aio.AioRpcError, httpx.HTTPError)
NOTHING_TO_DO = {grpc.StatusCode.NOT_FOUND, grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.ABORTED}


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt of somebody, in seconds of the clock of this process."""

    who: str
    began: float
    ended: float
    worked: bool


@dataclass(slots=True)
class Load:
    """The load and its books.

    Attributes:
        calls: every attempt.
        acknowledged: keys that the listener said are safe.
        posted: ids of the posts that the pretend network took from customers.
        answers: texts that agents were told are on their way.

    """

    site: Site
    calls: list[Call] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    posted: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _works: list[asyncio.Task[None]] = field(default_factory=list)

    async def begin(self) -> None:
        """Sets the brands up and lets everybody begin."""
        listener = await self.site.opened.listener()
        for brand, word in (("acme", "acme"), ("feed", "zeppelin")):
            made = listening.Brand(display_name=brand, handles=["percolune"] if brand == "acme" else [])
            await listener.CreateBrand(listening.CreateBrandRequest(brand_id=brand, brand=made))
            query = listening.CreateQueryRequest(
                parent=f"brands/{brand}", query_id="name", query=listening.Query(expression=word)
            )
            await listener.CreateQuery(query)
        await scene.connect_sandbox(listener, self.site.sandbox, self.site.folder.sandbox_token_file)
        works = [self._feed, self._customers, self._desk, *[self._agent] * AGENTS]
        self._works = [asyncio.create_task(work()) for work in works]

    async def end(self) -> None:
        """Lets everybody finish what they are at."""
        self._ending.set()
        await asyncio.gather(*self._works)

    async def hand_in(self, count: int) -> list[str]:
        """Hands new mentions in and tries again until they are safe; their keys."""
        listener = await self.site.opened.listener()
        numbers = [f"{next(self._numbers)}" for _ in range(count)]
        items = [
            mention_pb2.Mention(network=FEED, native_id=each, text=f"zeppelin {each}") for each in numbers
        ]
        request = listening.IngestMentionsRequest(mentions=items)
        while not await self._tried(
            "feed", lambda: listener.IngestMentions(request, timeout=PATIENCE_SECONDS)
        ):
            await asyncio.sleep(FEED_PAUSE)
        keys = [f"{FEED}:-:{each}" for each in numbers]
        self.acknowledged.update(keys)
        return keys

    async def _feed(self) -> None:
        while not self._ending.is_set():
            await self.hand_in(FEED_ITEMS)
            await asyncio.sleep(FEED_PAUSE)

    async def _customers(self) -> None:
        """People who post on the pretend network; what goes wrong there is not ours."""
        async with httpx.AsyncClient(base_url=self.site.sandbox, timeout=PATIENCE_SECONDS) as client:
            for number in itertools.count():
                if self._ending.is_set():
                    return
                text = f"@percolune please help, my acme order {number} never came. Why?"
                headers = {"Authorization": f"Bearer as:c{number % 7}", "Idempotency-Key": f"post-{number}"}
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.post("/api/v1/posts", json={"text": text}, headers=headers)
                    if answer.is_success:
                        self.posted.append(str(answer.json()["id"]))
                await asyncio.sleep(CUSTOMERS_PAUSE)

    async def _desk(self) -> None:
        """Somebody who looks at the queue in a browser."""
        place = f"http://127.0.0.1:{self.site.endpoints.console}"
        token = self.site.folder.link_token_file.read_text()
        async with httpx.AsyncClient(
            base_url=place, timeout=PATIENCE_SECONDS, follow_redirects=True
        ) as client:
            await client.get("/", params={"token": token})

            async def look() -> httpx.Response:
                return (await client.get("/api/v1/queue/summary")).raise_for_status()

            await look()
            while not self._ending.is_set():
                await self._tried("desk", look)
                await asyncio.sleep(DESK_PAUSE)

    async def _agent(self) -> None:
        """Claims and answers; what breaks is sent again under the same request id, as clients should."""
        while not self._ending.is_set():
            router = await self.site.opened.router()
            claimed: list[routing.Opportunity] = []

            async def claim(router: object = router, claimed: list[routing.Opportunity] = claimed) -> None:
                request = routing.ClaimNextOpportunityRequest(brand=BRAND)
                claimed.append(await router.ClaimNextOpportunity(request, timeout=PATIENCE_SECONDS))  # type: ignore[attr-defined]

            if not await self._tried("agents", claim) or not claimed:
                await asyncio.sleep(DESK_PAUSE)
                continue
            await self._answer(claimed[0])
            await asyncio.sleep(FEED_PAUSE)

    async def _answer(self, opportunity: routing.Opportunity) -> None:
        router = await self.site.opened.router()
        text = f"answer {uuid.uuid4()}"
        request = routing.CreateReplyRequest(
            parent=opportunity.name,
            reply=routing.Reply(text=text),
            lease_token=opportunity.lease.token,
            request_id=str(uuid.uuid4()),
        )
        said: list[routing.Reply] = []

        async def send() -> None:
            said.append(await router.CreateReply(request, timeout=PATIENCE_SECONDS))

        while not await self._tried("agents", send):
            if self._ending.is_set():
                return
            await asyncio.sleep(DESK_PAUSE)
        if said:
            self.answers.append(text)

    async def _tried(self, who: str, call: Callable[[], Awaitable[object]]) -> bool:
        """Whether a call was answered, be it with no; what broke is in the books."""
        began = time.monotonic()
        worked = True
        try:
            await call()
        except BROKEN as fault:
            worked = isinstance(fault, grpc.aio.AioRpcError) and fault.code() in NOTHING_TO_DO
        self.calls.append(Call(who, began, time.monotonic(), worked))
        return worked


@dataclass(frozen=True, slots=True)
class Books:
    """What of the acknowledged is missing, and what is there twice."""

    lost: int
    doubled: int


class Auditor:
    """Reads the tables past the services, by the database's own socket, and the pretend network's ledger."""

    def __init__(self, load: Load) -> None:
        self._load = load

    async def has(self, keys: list[str]) -> bool:
        """Whether mentions are decided and archived."""
        return not (set(keys) - await asyncio.to_thread(self._arrived))

    async def books(self) -> Books:
        """Compares what was acknowledged with what is there."""
        known = set(self._load.acknowledged)
        arrived = await asyncio.to_thread(self._arrived)
        accepted = await self._accepted()
        twice = sum(count - 1 for count in accepted.values()) + await asyncio.to_thread(self._archived_twice)
        return Books(len(known - arrived), twice)

    async def unheard(self) -> int:
        """Posts of customers that are not in the archive."""
        return len(set(self._load.posted) - await asyncio.to_thread(self._heard))

    async def unsent(self) -> int:
        """Answers whose agents were told that they are on their way, and that never left."""
        accepted = await self._accepted()
        return sum(text not in accepted for text in self._load.answers)

    async def _accepted(self) -> Counter[str]:
        async with httpx.AsyncClient(base_url=self._load.site.sandbox, timeout=10) as client:
            answer = await client.get("/api/v1/ledger", params={"account": "percolune"})
            return Counter(entry["text"] for entry in answer.raise_for_status().json()["entries"])

    def _arrived(self) -> set[str]:
        query = "SELECT mention_key FROM router.decisions INTERSECT SELECT key FROM insights.mentions"
        return {key for (key,) in self._rows(query)}

    def _archived_twice(self) -> int:
        (row,) = self._rows("SELECT count(*) - count(DISTINCT key) FROM insights.mentions")
        return int(row[0])

    def _heard(self) -> set[str]:
        """Ids of what was heard on the pretend network."""
        query = "SELECT key FROM insights.mentions WHERE key LIKE 'sandbox:%'"
        return {key.rpartition(":")[2] for (key,) in self._rows(query)}

    def _rows(self, query: str) -> list[tuple[str]]:
        with psycopg.connect(self._load.site.database.url("antiphon"), connect_timeout=5) as conn:
            return conn.execute(query.encode()).fetchall()
