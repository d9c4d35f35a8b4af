"""Timelines read backwards to where reading stopped, without a gap.

A walk begins at the newest status and ends at the newest of the walk before, less an overlap: what comes from
another server gets an id by when it was written, so it can turn up behind what was read. Its state is stored
with every page, so that it goes on after a break.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from mastodon import Mastodon

from services.listener.sources import base
from services.listener.sources.mastodon import statuses
from services.listener.sources.mastodon.reading import Read, Reader
from services.listener.sources.mastodon.wire import Wire

OVERLAP: Final = timedelta(minutes=10)
"""How much later than its neighbours a status may arrive and still be found."""

HOME: Final = "home"
LOCAL: Final = "local"
NOTIFICATIONS: Final = "notifications"
SEARCH: Final = "search "
TAG: Final = "tag/"

_PAGE: Final = 40
_TYPES: Final = ["mention", "status", "update", "quote", "quoted_update"]
_SNOWFLAKE: Final = 1 << 56
"""Ids from here on tell the time: milliseconds since 1970, then 16 bits (Mastodon since 2.0)."""


class Walk(msgspec.Struct):
    """Where a walk stands.

    Attributes:
        begin: seconds since 1970 before which nothing is wanted.
        since: id at which it ends; empty when nothing was read yet.
        next: id behind which it goes on; empty at the beginning.
        top: the newest id it has seen; empty at the beginning.
    """

    begin: float
    since: str = ""
    next: str = ""
    top: str = ""


class _Entry(msgspec.Struct):
    """What all listings have: an id to go on from, and when it was written."""

    id: str
    created_at: datetime
    status: msgspec.Raw = statuses.NOTHING


class _Found(msgspec.Struct):
    statuses: list[msgspec.Raw]


_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_FOUND: Final = msgspec.json.Decoder(_Found)
_ENTRY: Final = msgspec.json.Decoder(_Entry)


async def steps(
    wire: Wire, name: str, walk: Walk, reader: Reader, *, choosy: bool = False
) -> AsyncIterator[Read]:
    """The pages of one walk through a listing; `walk` is brought up to date before each is given."""
    while True:
        raws = await _fetch(wire, name, walk)
        entries = [entry for raw in raws if (entry := _entry(raw)) is not None]
        done = _advance(walk, entries)
        if name == NOTIFICATIONS:
            raws = [_status_of(raw) for raw in raws if _tells(raw)]
        yield await reader.read(raws, choosy=choosy)
        if done:
            return


async def newest(wire: Wire, name: str) -> list[datetime]:
    """When what stands on the first page of a listing was written.

    Raises:
        SourceError: it could not be asked.
    """
    raws = await _fetch(wire, name, Walk(0))
    return [entry.created_at for raw in raws if (entry := _entry(raw)) is not None]


def call_of(name: str) -> str:
    """What the capability registry calls a request for a listing."""
    if name.startswith(SEARCH):
        return "search"
    return "notifications" if name == NOTIFICATIONS else "timeline"


async def _fetch(wire: Wire, name: str, walk: Walk) -> list[msgspec.Raw]:
    if name.startswith(SEARCH):
        return await _search(wire, name.removeprefix(SEARCH), walk)
    response = await wire.read(call_of(name), lambda api: _ask(api, name, walk))
    found: list[msgspec.Raw] = _decode(_LIST, response.content)
    return found


def _ask(api: Mastodon, name: str, walk: Walk) -> object:
    until, since = walk.next or None, walk.since or None
    if name == NOTIFICATIONS:
        return api.notifications(types=_TYPES, max_id=until, since_id=since, limit=_PAGE)
    if name.startswith(TAG):
        return api.timeline_hashtag(name.removeprefix(TAG), max_id=until, since_id=since, limit=_PAGE)
    if name == HOME:
        return api.timeline_home(max_id=until, since_id=since, limit=_PAGE)
    return api.timeline_public(local=name == LOCAL, max_id=until, since_id=since, limit=_PAGE)


async def _search(wire: Wire, words: str, walk: Walk) -> list[msgspec.Raw]:
    # In quotation marks a phrase is looked for as it stands, and nothing in it is read as an operator.
    phrase = words if words.isalnum() else '"' + words.replace('"', " ") + '"'
    until, since = walk.next or None, walk.since or None

    def ask(api: Mastodon) -> object:
        return api.search_v2(
            phrase, resolve=False, result_type="statuses", max_id=until, min_id=since, limit=_PAGE
        )

    response = await wire.read("search", ask)
    found: list[msgspec.Raw] = _decode(_FOUND, response.content).statuses
    return found


def _decode(decoder: msgspec.json.Decoder[Any], body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise base.SourceUnreachable(
            "The Mastodon server sent an answer that cannot be read; it is tried again."
        ) from None


def _advance(walk: Walk, entries: list[_Entry]) -> bool:
    """Notes a page; tells whether the walk has ended."""
    if entries:
        walk.top = max(walk.top, *(entry.id for entry in entries), key=order)
        last = min((entry.id for entry in entries), key=order)
        oldest = min(entry.created_at for entry in entries).timestamp()
        if last != walk.next and oldest >= walk.begin and order(last) > order(walk.since):
            walk.next = last
            return False
    walk.next = ""
    if walk.top:
        walk.since, walk.top = max(walk.since, earlier(walk.top), key=order), ""
    return True


def order(native_id: str) -> tuple[int, str]:
    """Ids of a server in the order in which it gave them: numbers by size, others by the alphabet."""
    return len(native_id), native_id


def tells_time(native_id: str) -> bool:
    """Whether an id says when it was given."""
    return native_id.isdecimal() and int(native_id) >= _SNOWFLAKE


def id_at(moment: datetime) -> str:
    """The first id of a moment, where ids tell the time."""
    return str(round(moment.timestamp() * 1000) << 16)


def earlier(native_id: str) -> str:
    """An id from before the overlap, where ids tell the time; else the same."""
    if not tells_time(native_id):
        return native_id
    return str(int(native_id) - (round(OVERLAP.total_seconds() * 1000) << 16))


def _entry(raw: msgspec.Raw) -> _Entry | None:
    try:
        return _ENTRY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _tells(raw: msgspec.Raw) -> bool:
    """Whether a notification is about a status; one that cannot be read passes, to be told of."""
    entry = _entry(raw)
    return entry is None or not statuses.is_nothing(entry.status)


def _status_of(raw: msgspec.Raw) -> msgspec.Raw:
    entry = _entry(raw)
    return raw if entry is None else entry.status
