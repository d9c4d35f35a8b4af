"""What an embedded set listens to: public sources for a brand, or the bundled scenario.

The public sources need no credentials: Bluesky's Jetstream, and feeds that search news,
forums and communities for the name.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

import grpc
import httpx

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.cli import session
from services.common.model import errors
from services.common.rpc import errors as rpc_errors

DEFAULT_SPEED = 1.0
"""As the scenario is written: its days pass in about four minutes."""

JETSTREAM = "wss://jetstream2.us-east.bsky.network/subscribe"
FEEDS = {
    "news": "https://news.google.com/rss/search?q=%22{name}%22",
    "reddit": "https://www.reddit.com/search.rss?q=%22{name}%22&sort=new",
    "hackernews": "https://hnrss.org/newest?q=%22{name}%22",
    "mastodon": "https://mastodon.social/tags/{tag}.rss",
}
REACH_SECONDS = 3.0
SANDBOX_SECONDS = 20.0


def slug(name: str) -> str:
    """Resource id of a name: lower-case letters, digits and hyphens, at most 63."""
    latin = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63]
    return latin or f"brand-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


async def online() -> bool:
    """Whether the public sources can be reached from here."""
    host = urlsplit(JETSTREAM).hostname
    try:
        async with asyncio.timeout(REACH_SECONDS):
            _, writer = await asyncio.open_connection(host, 443)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def watch_brand(opened: session.Session, name: str) -> None:
    """Makes a brand with a query for its name, and sources that need no credentials."""
    listener = await opened.listener()
    brand = slug(name)
    tag = re.sub(r"\W", "", name.lower())
    await _brand(
        listener, brand, {"display_name": name, "aliases": [], "handles": []}, [f'"{name}"', f"#{tag}"]
    )
    await _source(listener, "bluesky", "jetstream", {"url": JETSTREAM})
    for place, address in FEEDS.items():
        url = address.format(name=quote_plus(name), tag=tag)
        await _source(listener, f"{brand}-{place}"[:63], "rss", {"url": url})


async def play(opened: session.Session, sandbox: str, token_file: Path) -> None:
    """Makes the scenario's brand and connects the sandbox network that plays it."""
    async with httpx.AsyncClient(timeout=SANDBOX_SECONDS) as client:
        brand = (await client.get(f"{sandbox}/api/v1/scenario")).raise_for_status().json()["brand"]
    listener = await opened.listener()
    await _brand(listener, brand["id"], brand, brand["queries"])
    await connect_sandbox(listener, sandbox, token_file)


async def connect_sandbox(
    listener: listening_grpc.ListeningServiceAsyncStub, sandbox: str, token_file: Path
) -> None:
    """Listens to a sandbox network and answers on it with the brand's account."""
    await _source(listener, "sandbox", "sandbox", {"url": sandbox, "token_file": str(token_file)})


async def _brand(
    listener: listening_grpc.ListeningServiceAsyncStub,
    brand_id: str,
    facts: Mapping[str, Any],
    expressions: list[str],
) -> None:
    brand = listening.Brand(
        display_name=facts["display_name"], aliases=facts["aliases"], handles=facts["handles"]
    )
    await _unless_there(listener.CreateBrand(listening.CreateBrandRequest(brand_id=brand_id, brand=brand)))
    query = listening.Query(expression=" OR ".join(expressions))
    request = listening.CreateQueryRequest(parent=f"brands/{brand_id}", query_id="name", query=query)
    await _unless_there(listener.CreateQuery(request))


async def _source(
    listener: listening_grpc.ListeningServiceAsyncStub, source_id: str, kind: str, settings: Mapping[str, str]
) -> None:
    source = listening.Source(type=kind, config=settings)
    request = listening.CreateSourceRequest(source_id=source_id, source=source)
    await _unless_there(listener.CreateSource(request))


async def _unless_there(call: Awaitable[object]) -> None:
    """Awaits a creation; that it exists from an earlier start is fine."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        if rpc_errors.refusal_of(error).reason != errors.AlreadyExists.reason:
            raise
