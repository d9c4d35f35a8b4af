"""Server-sent events for many readers: each event is written out once and the same bytes go to all.

The last events are kept, so that a reader who was away for a moment gets what it missed. One that
reads too slowly is let go; its browser comes back by itself and starts from a whole picture.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from services.common.obs import metrics
from services.console.core.writing import written

KEPT: Final = 256
BACKLOG: Final = 64


class Frame(NamedTuple):
    """One event, ready to be sent."""

    number: int
    payload: bytes


class Hub:
    """Hands events to everyone who listens."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._number = 0
        self._kept: deque[Frame] = deque(maxlen=KEPT)
        self._readers: set[asyncio.Queue[bytes | None]] = set()

    @property
    def readers(self) -> int:
        """How many listen."""
        return len(self._readers)

    @property
    def place(self) -> str:
        """Id of the last event."""
        return f"{self._run}-{self._number}"

    def send(self, event: str, data: Mapping[str, Any]) -> None:
        """Sends an event to everyone, and keeps it for those who are away for a moment."""
        self._number += 1
        payload = frame(event, data, self.place)
        self._kept.append(Frame(self._number, payload))
        for reader in list(self._readers):
            try:
                reader.put_nowait(payload)
            except asyncio.QueueFull:
                self._let_go(reader)

    @contextmanager
    def reader(self) -> Iterator[asyncio.Queue[bytes | None]]:
        """A queue of events from now on; None in it says that the reader is let go."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)
        self._readers.add(queue)
        metrics.LIVE_CLIENTS.inc()
        try:
            yield queue
        finally:
            metrics.LIVE_CLIENTS.dec()
            self._readers.discard(queue)

    def missed(self, last: str) -> list[bytes] | None:
        """Events since the one with id `last`; None when they are no longer known."""
        run, _, number = last.partition("-")
        if run != self._run or not number.isdecimal():
            return None
        seen = int(number)
        if seen > self._number or (self._kept and seen < self._kept[0].number - 1):
            return None
        return [kept.payload for kept in self._kept if kept.number > seen]

    def forget(self) -> None:
        """Drops what is kept, since it must not be shown again; who was away starts from a whole picture."""
        self._kept.clear()
        self._run = secrets.token_hex(4)

    def close(self) -> None:
        """Lets everyone go."""
        for reader in list(self._readers):
            self._let_go(reader)

    def _let_go(self, reader: asyncio.Queue[bytes | None]) -> None:
        self._readers.discard(reader)
        while not reader.empty():
            reader.get_nowait()
        reader.put_nowait(None)


def frame(event: str, data: Mapping[str, Any], place: str = "") -> bytes:
    """An event as a browser reads it."""
    head = f"id: {place}\n" if place else ""
    return f"{head}event: {event}\ndata: ".encode() + written(data) + b"\n\n"
