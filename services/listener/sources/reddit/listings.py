"""Reading Reddit's listings backwards from the newest to where reading stopped.

A listing can be asked for what is newer than an entry, but says "nothing" when that entry was deleted; so it
is always read from the newest on, by time, and what was given before is left out. Listings end about a
thousand entries back: what lies further is told as missing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from services.listener.sources import base
from services.listener.sources.reddit import records
from services.listener.sources.reddit.door import Door
from services.listener.sources.reddit.refusals import WHAT

OVERLAP_SECONDS: Final = 600.0
"""How much later than its neighbours an entry may come into a listing and still be found."""
AT_ONCE: Final = 100
"""Entries asked for at once, the most that Reddit gives."""
DEPTH: Final = 1000
"""About how many entries a listing goes back."""

_NEARLY: Final = 0.9
_SEARCH_DEPTH: Final = 250
_SHORT: Final = (
    f"{WHAT}'s listings go back about {DEPTH:,} entries, searches {_SEARCH_DEPTH}; older ones were not seen."
)


class Walk(msgspec.Struct):
    """Where a walk stands.

    Attributes:
        since: Unix time at which it ends.
        after: fullname of the entry after which it goes on; empty at the newest.
        top: Unix time of the newest entry it has seen.
        seen: how many entries it has seen.
    """

    since: float
    after: str = ""
    top: float = 0.0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Something that is read page by page, the newest first.

    Attributes:
        name: names it in cursors.
        call: what the capability registry calls the request.
        path: where it is.
        params: what goes with every request.
    """

    name: str
    call: str
    path: str
    params: Mapping[str, Any]

    @property
    def depth(self) -> int:
        """About how many entries it goes back."""
        return _SEARCH_DEPTH if self.call == "search" else DEPTH


def subreddits(names: str) -> list[Listing]:
    """New posts and new comments of subreddits, joined by plus signs."""
    return [
        Listing("posts", "listing", f"r/{names}/new", {}),
        Listing("comments", "listing", f"r/{names}/comments", {}),
    ]


def inbox() -> list[Listing]:
    """What addresses the account: its name in comments, answers to its comments and to its posts."""
    boxes = ("mentions", "comments", "selfreply")
    return [Listing(f"inbox {box}", "inbox", f"message/{box}", {"mark": "false"}) for box in boxes]


def search(phrase: str) -> Listing:
    """Posts with a phrase in them; Reddit does not search comments."""
    words = " ".join(phrase.replace('"', " ").split())
    params = {"q": f'"{words}"', "sort": "new", "t": "all", "type": "link", "restrict_sr": "false"}
    return Listing(f"search {phrase}", "search", "search", params)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a walk.

    Attributes:
        read: what it brought.
        last: whether the walk is complete.
        partial: why some may be missing.
    """

    read: records.Read
    last: bool
    partial: str


async def steps(walk: Walk, listing: Listing, door: Door) -> AsyncIterator[Step]:
    """The pages of one walk; `walk` is brought up to date before each is given."""
    anew = not walk.after
    while True:
        children, after = await fetch(door, listing, walk.after)
        if not children and walk.after and not anew:
            # The entry after which it would go on is gone; what was given before is left out anyhow.
            walk.after, walk.seen, anew = "", 0, True
            continue
        read = records.decode(children)
        walk.seen += len(children)
        times = [record.created_utc for record in read.records]
        walk.top = max([walk.top, *times])
        below = bool(times) and min(times) < walk.since
        last = below or not after or after == walk.after
        partial = _SHORT if last and not below and walk.seen >= _NEARLY * listing.depth else ""
        if last:
            walk.since, walk.after = max(walk.since, walk.top - OVERLAP_SECONDS), ""
            walk.top, walk.seen = 0.0, 0
        else:
            walk.after = after
        yield Step(read, last, partial)
        if last:
            return


async def fetch(door: Door, listing: Listing, after: str) -> tuple[list[Any], str]:
    """A page of a listing and where the next begins; raises SourceError."""
    params = {**listing.params, "limit": AT_ONCE, **({"after": after} if after else {})}
    return children_of(await door.get(listing.call, listing.path, params))


async def info(door: Door, names: list[str], call: str = "lookup") -> records.Read:
    """Posts and comments by their fullnames, as far as they are there; raises SourceError."""
    read = records.Read()
    for start in range(0, len(names), AT_ONCE):
        part = ",".join(names[start : start + AT_ONCE])
        children, _ = children_of(await door.get(call, "api/info", {"id": part}))
        found = records.decode(children)
        read.records += found.records
        read.faults += found.faults
    return read


def children_of(listing: Any) -> tuple[list[Any], str]:
    """The entries of a listing and where the next begin.

    Raises:
        SourceUnreachable: it is none.
    """
    data = listing.get("data") if isinstance(listing, dict) else None
    children = data.get("children") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(children, list):
        raise base.SourceUnreachable(f"{WHAT} sent an answer that cannot be read; it is tried again.")
    return children, str(data.get("after") or "")
