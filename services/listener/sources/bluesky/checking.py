"""What became of posts that were given: whether they stand, were changed or are gone; what was said below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from atproto_client import models

from antiphon.events.v1 import events_pb2
from services.common.model import identity
from services.listener.sources import items, jetstream
from services.listener.sources.bluesky import posts, refusals
from services.listener.sources.bluesky.session import Session
from services.listener.sources.recents import Recents

_BATCH: Final = 25
_THREADS: Final = 20
_DEPTH: Final = 6

Now = Callable[[], datetime]


async def standing(session: Session, reader: posts.Reader, now: Now) -> posts.Read:
    """The posts that still stand; those that were changed are among the items."""
    read = posts.Read()
    known = reader.known
    ids = known.ids()
    for start in range(0, len(ids), _BATCH):
        params = models.AppBskyFeedGetPosts.Params(uris=ids[start : start + _BATCH])
        found = await session.query("lookup", "app.bsky.feed.getPosts", params)
        views = found.get("posts")
        views = views if isinstance(views, list) else []
        part = reader.read([view for view in views if _is_other(known, view)], now())
        read.items += part.items
        read.faults += part.faults
        read.marks |= dict(_states(views))
    return read


async def gone(session: Session, uris: Sequence[str]) -> list[str]:
    """Those of which the network says that there is no such record.

    A post that is missing in an answer may only be hidden for now, and a deletion is for ever: so each is
    asked for by itself.
    """
    found = []
    for uri in uris:
        did, collection, rkey = uri.removeprefix("at://").split("/")
        params = models.ComAtprotoRepoGetRecord.Params(repo=did, collection=collection, rkey=rkey)
        try:
            await session.ask("lookup", "com.atproto.repo.getRecord", params)
        except refusals.FAILED as error:
            if refusals.absent(error):
                found.append(uri)
    return found


async def threads(session: Session, reader: posts.Reader, now: Now) -> posts.Read:
    """What was said below the posts given last."""
    read = posts.Read()
    for uri in reader.known.ids()[:_THREADS]:
        params = models.AppBskyFeedGetPostThread.Params(uri=uri, depth=_DEPTH, parent_height=0)
        try:
            found = await session.ask("thread", "app.bsky.feed.getPostThread", params)
        except refusals.FAILED as error:
            if refusals.absent(error):
                continue
            raise refusals.failure(error, now()) from error
        part = reader.read([*_below(found.get("thread"))], now())
        read.items += part.items
        read.faults += part.faults
        read.marks |= part.marks
    return read


def deletion(uri: str, source: str, collected: items.Stamp) -> events_pb2.MentionItem:
    """The fact that a post is gone; the network does not tell since when."""
    key = identity.make_key(jetstream.NETWORK, identity.GLOBAL_SITE, uri)
    return items.deletion(key, jetstream.NETWORK, source, None, collected)


def _below(node: Any) -> Iterator[Any]:
    replies = node.get("replies") if isinstance(node, dict) else None
    for reply in replies if isinstance(replies, list) else ():
        if isinstance(reply, dict) and "post" in reply:
            yield reply["post"]
            yield from _below(reply)


def _states(views: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for view in views:
        if isinstance(view, dict) and isinstance(view.get("uri"), str) and isinstance(view.get("cid"), str):
            yield view["uri"], posts.mark(view["cid"])


def _is_other(known: Recents, view: Any) -> bool:
    """Whether a view tells another state than the one that was given, or cannot be read."""
    return not any(known.marks(uri) == (mark,) for uri, mark in _states([view]))
