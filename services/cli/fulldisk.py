"""Gets the event log going again after its disk was full.

A stream of nats-server that could not write once refuses every message from then on, also when there is
room again, until the server is restarted. It says so in its own output, once for every message it was
offered; whoever publishes offers the same message until it is taken. So where that is said and the disk has
room, a restart in good order is all it takes: the server recovers from its store, and nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services.cli import embedded, log_server, output, supervisor

STUCK_WORDS = b"no space left on device"
"""What nats-server 2.15 says of every message that it does not store for want of room."""

ROOM_BYTES = 2 * log_server.MAX_PAYLOAD_BYTES
"""Free space from which on the log is worth restarting: two of the largest messages."""

LOOK_SECONDS = 2.0
LEAST_GAP_SECONDS = 30.0
"""Between two restarts: a disk that goes on filling up must not keep the log from working in between."""

READ_BYTES = 256 * 1024
"""Newest part of the output that is looked at; what is stuck says so again and again."""


@dataclass(frozen=True, slots=True)
class Mending:
    """One restart of the log.

    Attributes:
        time: when it was restarted.
        free_bytes: room on the disk by then.

    """

    time: datetime
    free_bytes: int


class FullDisk:
    """Watches one set for a log that is stuck.

    Args:
        folder: of the set.
        children: its processes; the log is the one called `nats`.
        tell: takes a sentence for the person.
        free: bytes there is room for beside a path.

    """

    def __init__(
        self,
        folder: embedded.Folder,
        children: supervisor.Supervisor,
        tell: Callable[[str], None],
        free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        self._folder = folder
        self._children = children
        self._tell = tell
        self._free = free
        self._read = self._size()
        self._stuck = False

    async def watch(self) -> None:
        """Looks again and again until cancelled."""
        while True:
            restarted = False
            with contextlib.suppress(
                OSError
            ):  # whoever took the disk away altogether will hear of it elsewhere
                restarted = await self.look()
            await asyncio.sleep(LEAST_GAP_SECONDS if restarted else LOOK_SECONDS)

    async def look(self) -> bool:
        """Restarts the log if it is stuck without need; returns whether it did."""
        said = self._news()
        if STUCK_WORDS in said and not self._stuck:
            self._stuck = True
            self._tell(
                "The disk is full, and the event log stores nothing more; nothing is lost. "
                "Make room: everything then goes on by itself."
            )
        if not self._stuck or (free := self._free(self._folder.path)) < ROOM_BYTES:
            return False
        await self._children.restart("nats")
        self._stuck, self._read = False, self._size()
        remember(self._folder, Mending(datetime.now(UTC), free))
        self._tell(
            f"The disk has room again ({output.size(free)} free); the event log was stuck "
            "since it was full and has been restarted. Nothing was lost."
        )
        return True

    def _news(self) -> bytes:
        """What the server has said since the last look."""
        size = self._size()
        start = max(self._read if size >= self._read else 0, size - READ_BYTES)
        self._read = size
        if size == start:
            return b""
        with contextlib.suppress(OSError), self._output.open("rb") as words:
            words.seek(start)
            return words.read(size - start)
        return b""

    def _size(self) -> int:
        with contextlib.suppress(OSError):
            return self._output.stat().st_size
        return 0

    @property
    def _output(self) -> Path:
        return self._folder.logs / "nats.log"


def remember(folder: embedded.Folder, mending: Mending) -> None:
    """Keeps the last restart for `antiphon doctor`."""
    content = {"time": mending.time.isoformat(), "free_bytes": mending.free_bytes}
    with contextlib.suppress(OSError):
        _record(folder).write_text(json.dumps(content))


def last(folder: embedded.Folder) -> Mending | None:
    """The last restart of the log after a full disk; None when there was none."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        content = json.loads(_record(folder).read_text())
        return Mending(datetime.fromisoformat(content["time"]), int(content["free_bytes"]))
    return None


def _record(folder: embedded.Folder) -> Path:
    return folder.logs / "full_disk.json"
