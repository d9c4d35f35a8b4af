"""A day at the office in which any process may be killed at any moment, and what must still be true.

Customers post to the sandbox network, a file is replayed, agents claim and answer; meanwhile one
process after another gets SIGKILL. Used by the test that runs every time and by the soak.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import signal
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import httpx
import psutil

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from bench.pipeline import embedded_set
from services.cli import embedded, scene

VICTIMS = ("nats", "listener", "scorer", "router", "insights", "console", "sandbox")
BRAND = "brands/acme"
FIRST_REPLIES = 3
UNDER_WAY = {routing.Reply.STATE_QUEUED, routing.Reply.STATE_SENDING}
"""States that must pass by themselves soon; `checking` may last its two minutes."""


@dataclass(slots=True)
class Day:
    """What happened, as those outside the system saw it."""

    running: embedded_set.EmbeddedSet
    sandbox: str
    posted: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    replayed: int = 0


async def prepare(running: embedded_set.EmbeddedSet) -> Day:
    """Watches a brand on the sandbox network."""
    folder = embedded.Folder(running.folder)
    sandbox = embedded_set.session.running(running.folder)["sandbox"]
    listener = await running.opened.listener()
    brand = listening.Brand(display_name="Acme", handles=["percolune"])
    await listener.CreateBrand(listening.CreateBrandRequest(brand_id="acme", brand=brand))
    query = listening.Query(expression="acme")
    await listener.CreateQuery(listening.CreateQueryRequest(parent=BRAND, query_id="name", query=query))
    await scene.connect_sandbox(listener, sandbox, folder.sandbox_token_file)
    return Day(running, sandbox)


async def live(day: Day, seconds: float, *, replay: Path, seed: int, pause: tuple[float, float]) -> None:
    """Lets everybody work for `seconds` while processes die, then lets work under way come to its end."""
    ending = asyncio.Event()
    playing = asyncio.create_task(_play(day, replay))
    works = [
        asyncio.create_task(_customers(day, ending)),
        *(asyncio.create_task(_agent(day, ending)) for _ in range(3)),
    ]
    await _until_answering(day)
    await _kill(day, seconds, random.Random(seed), pause)
    ending.set()
    await asyncio.gather(*works)
    day.replayed = await playing
    await _until_settled(day)


async def _play(day: Day, replay: Path) -> int:
    return await day.running.play(replay)


async def _customers(day: Day, ending: asyncio.Event) -> None:
    """People who post until told to stop, and who try again when their network is away."""
    async with httpx.AsyncClient(base_url=day.sandbox, timeout=5) as client:
        for number in itertools.count():
            if ending.is_set():
                return
            text = f"@percolune please help, my acme order {number} never came. Why?"
            headers = {
                "Authorization": f"Bearer as:customer{number % 7}",
                "Idempotency-Key": f"post-{number}",
            }
            if await _posted(client, text, headers):
                day.posted.append(text)
            await asyncio.sleep(0.05)


async def _posted(client: httpx.AsyncClient, text: str, headers: dict[str, str]) -> bool:
    for _ in range(40):
        with contextlib.suppress(httpx.HTTPError):
            answer = await client.post("/api/v1/posts", json={"text": text}, headers=headers)
            if answer.status_code in (200, 201):
                return True
            if answer.status_code == 429:
                return False
        await asyncio.sleep(0.25)
    return False


async def _agent(day: Day, ending: asyncio.Event) -> None:
    """Claims and answers; when a call breaks, repeats it under the same request id, as clients should."""
    while not ending.is_set():
        router = await day.running.opened.router()
        try:
            request = routing.ClaimNextOpportunityRequest(brand=BRAND)
            opportunity = await router.ClaimNextOpportunity(request)
        except grpc.aio.AioRpcError:
            await asyncio.sleep(0.2)
            continue
        text = f"answer {uuid.uuid4()}"
        if await _answered(router, opportunity, text, str(uuid.uuid4())):
            day.replies[text] = opportunity.mention.key


async def _answered(router, opportunity: routing.Opportunity, text: str, request_id: str) -> bool:
    request = routing.CreateReplyRequest(
        parent=opportunity.name,
        reply=routing.Reply(text=text),
        lease_token=opportunity.lease.token,
        request_id=request_id,
    )
    for _ in range(60):
        try:
            await router.CreateReply(request)
        except grpc.aio.AioRpcError as error:
            if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                return False
            await asyncio.sleep(0.25)
        else:
            return True
    return False


async def _kill(day: Day, seconds: float, chance: random.Random, pause: tuple[float, float]) -> None:
    """Kills one process after another, in an order that covers all before it repeats."""
    end = time.monotonic() + seconds
    order: list[str] = []
    while time.monotonic() < end:
        await asyncio.sleep(chance.uniform(*pause))
        if not order:
            order = chance.sample(VICTIMS, len(VICTIMS))
        name = order.pop()
        process = day.running.processes.get(name)
        if process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
                day.kills[name] += 1


async def replies(day: Day) -> list[routing.Reply]:
    """All replies with their states."""
    router = await day.running.opened.router()
    found: list[routing.Reply] = []
    token = ""
    while True:
        request = routing.ListRepliesRequest(parent="opportunities/-", page_size=500, page_token=token)
        page = await router.ListReplies(request)
        found += page.replies
        token = page.next_page_token
        if not token:
            return found


async def _until_answering(day: Day) -> None:
    """Waits until the first answers are under way, so that the kills meet some."""
    async with asyncio.timeout(60):
        while len(day.replies) < FIRST_REPLIES:
            await asyncio.sleep(0.1)


async def _until_settled(day: Day) -> None:
    """Waits until no reply is on its way any more."""
    async with asyncio.timeout(120):
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):
                if not any(reply.state in UNDER_WAY for reply in await replies(day)):
                    return
            await asyncio.sleep(0.5)


async def ledger(day: Day) -> Counter[str]:
    """How often the network accepted each answer of the brand: its own books, not ours."""
    async with httpx.AsyncClient(base_url=day.sandbox, timeout=10) as client:
        answer = await client.get("/api/v1/ledger", params={"account": "percolune"})
        entries = answer.raise_for_status().json()["entries"]
    return Counter(entry["text"] for entry in entries)
