"""Restarts processes of the embedded set that live and answer nothing any more.

The supervisor sees a process end; one that hangs, or was stopped, does not. In a cluster Kubernetes asks
for health and does this.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services.cli import answers, embedded, output, supervisor
from services.common import config
from services.common.obs import logs
from services.common.rpc.health import Health

LONGEST_PAUSE_SECONDS = 5.0
LOOKS = 6
"""How often a process is asked before its silence has lasted long enough."""


@dataclass(slots=True)
class Patience:
    """What is known of one process.

    Attributes:
        pid: which run of it; a new one starts with all our patience.
        answered: whether this run ever did; one that prepares itself is not listening yet.
        since: when it was first found silent, on the monotonic clock; None while it answers.
    """

    pid: int
    answered: bool = False
    since: float | None = None

    def hear(self, answer: Health, now: float) -> float:
        """Takes an answer, and returns for how many seconds there has been none."""
        if answer in {Health.SERVING, Health.NOT_READY}:
            self.answered, self.since = True, None
        elif self.since is None and (self.answered or answer is Health.SILENT):
            self.since = now
        return 0.0 if self.since is None else now - self.since


class Stuck:
    """Watches one set for processes that are silent for too long.

    Args:
        folder: of the set.
        addresses: `host:port` of each process by its name.
        children: the processes.
        settings: how to reach them; `rpc.silence_seconds` is how long is too long, 0 never.
        tell: takes a sentence for the person.
        clock: seconds that only rise.
    """

    def __init__(
        self,
        folder: embedded.Folder,
        addresses: Mapping[str, str],
        children: supervisor.Supervisor,
        settings: config.Settings,
        tell: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._addresses = addresses
        self._children = children
        self._settings = settings
        self._tell = tell
        self._clock = clock
        self._known: dict[str, Patience] = {}

    async def watch(self) -> None:
        """Looks again and again until cancelled."""
        longest = self._settings.rpc.silence_seconds
        while longest:
            await self.look()
            await asyncio.sleep(min(longest / LOOKS, LONGEST_PAUSE_SECONDS))

    async def look(self) -> list[str]:
        """Asks every process once, and restarts those that have been silent for too long; names them."""
        living = {name: child.pid for name, child in self._children.children.items() if child.pid}
        heard = await answers.of_set({name: self._addresses[name] for name in living}, self._settings)
        stuck = [name for name, pid in living.items() if self._is_stuck(name, pid, heard[name])]
        await asyncio.gather(*(self._restart(name) for name in stuck))
        return stuck

    def _is_stuck(self, name: str, pid: int, answer: Health) -> bool:
        known = self._known.get(name)
        if known is None or known.pid != pid:
            known = self._known[name] = Patience(pid)
        return known.hear(answer, self._clock()) >= self._settings.rpc.silence_seconds

    async def _restart(self, name: str) -> None:
        silence = output.span(self._settings.rpc.silence_seconds)
        logs.get().warning("process.silent", process=name, seconds=self._settings.rpc.silence_seconds)
        await self._children.restart(name)
        del self._known[name]
        remember(self._folder, name, datetime.now(UTC))
        self._tell(f"The {name} does not answer; restarted after {silence} of silence. Nothing was lost.")


def remember(folder: embedded.Folder, name: str, time: datetime) -> None:
    """Keeps the last restart of a process for `antiphon doctor`."""
    kept = {each: when.isoformat() for each, when in last(folder).items()}
    with contextlib.suppress(OSError):
        _record(folder).write_text(json.dumps(kept | {name: time.isoformat()}))


def last(folder: embedded.Folder) -> dict[str, datetime]:
    """When each process was last restarted because it did not answer; those that never were are left out."""
    with contextlib.suppress(OSError, ValueError):
        kept: dict[str, str] = json.loads(_record(folder).read_text())
        return {name: datetime.fromisoformat(text) for name, text in kept.items()}
    return {}


def _record(folder: embedded.Folder) -> Path:
    return folder.logs / "stuck.json"
