"""What became of statuses that were given: whether they stand, were changed or are gone."""

from __future__ import annotations

from typing import Final

import httpx
import msgspec

from antiphon.events.v1 import events_pb2
from services.listener.sources.mastodon import statuses
from services.listener.sources.mastodon.reading import Read, Reader
from services.listener.sources.mastodon.wire import Wire

_BATCH: Final = 20
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])


async def again(wire: Wire, reader: Reader) -> Read:
    """Asks for all that were given last; raises SourceError."""
    read = Read()
    ids = reader.known.ids()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        response = await wire.read("lookup", lambda api, batch=batch: api.statuses(batch))  # type: ignore[misc]
        found = _standing(response.content)
        part = await reader.read(
            [raw for native_id, raw in found.items() if _is_other(reader, native_id, raw)]
        )
        read.add(part)
        for native_id in batch:
            if native_id not in found:
                read.items += await _gone(wire, reader, native_id)
    return read


async def _gone(wire: Wire, reader: Reader, native_id: str) -> list[events_pb2.MentionItem]:
    """Asks for a status by itself: missing in an answer it may only be hidden, and a deletion is for ever."""
    response = await wire.look("lookup", lambda api: api.status(native_id))
    missing = response.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}
    return reader.gone(native_id) if missing else []


def _standing(body: bytes) -> dict[str, msgspec.Raw]:
    found = {}
    try:
        for raw in _LIST.decode(body):
            found[statuses.decode(raw).id] = raw
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return found
    return found


def _is_other(reader: Reader, native_id: str, raw: msgspec.Raw) -> bool:
    marks = reader.known.marks(native_id)
    return marks is None or marks[1] != statuses.decode(raw).edit_mark
