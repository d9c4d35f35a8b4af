"""Reading backwards to where reading stopped: how listings that begin with the newest are read without a gap.

A walk begins at the newest post and ends when it is older than what the walk before began with, less an
overlap, because posts come into the index late and out of order. Its state is stored with every page, so that
it goes on after a break.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from services.listener.sources import base
from services.listener.sources.bluesky import posts

OVERLAP: Final = timedelta(minutes=10)
"""How much later than its neighbours a post may come into the index and still be found."""


class Walk(msgspec.Struct):
    """Where a walk stands.

    Attributes:
        since: moment at which it ends.
        next: the network's cursor of the next page; empty at the beginning.
        top: the newest moment it has seen; empty at the beginning.
    """

    since: str
    next: str = ""
    top: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of the network.

    Attributes:
        views: its posts.
        next: cursor of the page after it; empty at the end.
        hits: how many there are in all, as far as the network tells.
    """

    views: list[Any]
    next: str
    hits: int | None = None


Fetch = Callable[[Walk], Awaitable[Step]]
"""Gets the views of a listing at which a walk stands."""


async def steps(
    walk: Walk, fetch: Fetch, reader: posts.Reader, now: Callable[[], datetime]
) -> AsyncIterator[posts.Read]:
    """The pages of one walk; `walk` is brought up to date before each is given."""
    while True:
        step = await _fetch(walk, fetch)
        read = reader.read(step.views, now())
        _climb(walk, read)
        end = posts.moment(walk.since)
        below = read.oldest is not None and end is not None and read.oldest < end
        walk.next = "" if below or not step.views or step.next == walk.next else step.next
        done = not walk.next
        if done and (top := posts.moment(walk.top)) is not None:
            walk.since = max(walk.since, posts.text(top - OVERLAP))
            walk.top = ""
        yield read
        if done:
            return


async def _fetch(walk: Walk, fetch: Fetch) -> Step:
    try:
        return await fetch(walk)
    except base.SourceRejected:
        if not walk.next:
            raise
    # A network may have forgotten a cursor that was stored for long; then the walk begins anew.
    walk.next = ""
    return await fetch(walk)


def begin(since: datetime) -> Walk:
    """A walk that ends at that moment."""
    return Walk(posts.text(since))


def _climb(walk: Walk, read: posts.Read) -> None:
    if read.newest is not None:
        walk.top = max(walk.top, posts.text(read.newest))
