"""The past of Bluesky: the same searches, for a stretch that is over."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

import msgspec

from services.listener.sources import abilities, base, cursors
from services.listener.sources.bluesky import listings, posts
from services.listener.sources.bluesky.session import Session
from services.listener.sources.recents import Recents

_PAGE: Final = 100


class _Cursor(msgspec.Struct):
    """Where reading the past stands: at a page of a phrase, of which those before it are done."""

    phrase: str = ""
    next: str = ""
    ended: bool = False


async def history(
    session: Session, context: base.SourceContext, start: datetime, end: datetime, cursor: str
) -> AsyncIterator[base.Page]:
    """See `abilities.Backfilling.history`; phrase by phrase, each from its newest post on."""
    at = cursors.read(cursor, _Cursor)
    reader = posts.Reader(context.name, Recents((), 0))
    phrases = sorted(phrase for phrase in context.watched.phrases() if phrase >= at.phrase)
    following = [*phrases[1:], ""]
    for phrase, after in zip(phrases, following, strict=True):
        at = at if at.phrase == phrase else _Cursor(phrase)
        while not at.ended and at.phrase == phrase:
            asked = listings.Search(phrase, posts.text(start), posts.text(end))
            step = await listings.search(session, asked, at.next)
            read = reader.read(step.views, context.clock.now())
            at = _advance(at, step.next if step.views else "", after)
            kept = msgspec.json.encode(at).decode()
            yield base.Page(read.items, kept, context.clock.now(), read.faults)


async def estimate(
    session: Session, context: base.SourceContext, start: datetime, end: datetime
) -> abilities.Estimate:
    """See `abilities.Backfilling.estimate`; where the network does not count, a page for each phrase."""
    calls = items = 0
    for phrase in context.watched.phrases():
        asked = listings.Search(phrase, posts.text(start), posts.text(end))
        hits = (await listings.search(session, asked, "")).hits
        items += hits or 0
        calls += max(1, math.ceil((hits or 0) / _PAGE))
    return abilities.Estimate({"search": max(calls, 1)}, items or None)


def _advance(at: _Cursor, following: str, after: str) -> _Cursor:
    if following and following != at.next:
        return _Cursor(at.phrase, following)
    return _Cursor(after) if after else _Cursor(at.phrase, ended=True)
