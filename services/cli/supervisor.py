"""Starts processes, restarts those that die, and ends them in good order.

Used by `antiphon up` for the embedded set; in a cluster Kubernetes does this.
Children get the death signal of their parent, so that a killed supervisor leaves no orphans.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from services.cli.embedded import Program
from services.common.obs import logs

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
RESPAWN_SECONDS = 1.0
"""Until a process is started again that the machine could not start."""
HEALTHY_AFTER_SECONDS = 30.0
"""A process that lived this long is restarted at once the next time."""

SETTINGS_FAULT = 2
"""Exit code of a service that refuses its settings: restarting would not help."""

LOOKED_BACK_BYTES = 64 * 1024
SHOWN_LINES = 5
"""Lines of its log that explain the end of a process which says nothing to people."""

_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One supervised process and what became of it."""

    program: Program
    log: Path
    log_stays: bool = True
    """Whether the log outlives this command, so that people can be sent there."""
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    failure: str = ""
    started: float = field(default=0.0)
    wished: bool = False
    """Whether its present end is ours: a restart in good order, not a death."""
    _log_start: int = field(init=False)
    """Where in the log, which earlier commands wrote too, its own words begin."""

    def __post_init__(self) -> None:
        self._log_start = self.log.stat().st_size if self.log.exists() else 0

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        process = self.process
        return process.pid if process is not None and process.returncode is None else None

    def explanation(self) -> str:
        """What it said to people, each sentence once; else the last lines that it wrote."""
        lines = self._own_lines()
        said = [line for line in lines if line.startswith(f"antiphon {self.program.name}: ")]
        return "\n".join(dict.fromkeys(said) if said else lines[-SHOWN_LINES:])

    def _own_lines(self) -> list[str]:
        with contextlib.suppress(OSError), self.log.open("rb") as written:
            end = written.seek(0, os.SEEK_END)
            written.seek(max(self._log_start, end - LOOKED_BACK_BYTES))
            return written.read().decode(errors="replace").strip().splitlines()
        return []


class Supervisor:
    """Keeps a list of programs running until told to stop."""

    def __init__(self, logs_folder: Path, environment: dict[str, str], *, logs_stay: bool = True) -> None:
        self._logs = logs_folder
        self._logs_stay = logs_stay
        self._environment = environment
        self.children: dict[str, Child] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self.on_failure: Callable[[Child], None] = lambda _child: None

    async def start(self, program: Program) -> Child:
        """Starts one program and watches it from then on."""
        child = Child(program, self._logs / f"{program.name}.log", self._logs_stay)
        self.children[program.name] = child
        await self._spawn(child)
        self._watchers[program.name] = asyncio.create_task(self._watch(child))
        return child

    async def stop(self) -> None:
        """Ends all programs, the last started first, each within its time to drain."""
        for name in reversed(list(self.children)):
            await self._end(name)

    async def restart(self, name: str) -> None:
        """Ends one program within its time to drain; its watcher starts it again at once."""
        child = self.children[name]
        child.wished = child.pid is not None
        await _drain(child)

    async def _spawn(self, child: Child) -> None:
        with child.log.open("ab") as output:
            child.process = await asyncio.create_subprocess_exec(
                *child.program.command,
                env=self._environment | dict(child.program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        child.started = time.monotonic()

    async def _watch(self, child: Child) -> None:
        pause = FIRST_PAUSE_SECONDS
        while child.process is not None:
            code = await child.process.wait()
            if child.wished:
                child.wished = False
                await self._respawn(child)
                continue
            if code == SETTINGS_FAULT:
                child.failure = child.explanation()
                self.on_failure(child)
                return
            logs.get().warning("process.ended", process=child.program.name, exit_code=code)
            lived = time.monotonic() - child.started
            pause = (
                FIRST_PAUSE_SECONDS
                if lived > HEALTHY_AFTER_SECONDS
                else min(pause * 2, LONGEST_PAUSE_SECONDS)
            )
            await asyncio.sleep(pause)
            await self._respawn(child)

    async def _respawn(self, child: Child) -> None:
        """Starts a process again; a machine that has no room for it at the moment is asked until it has."""
        while True:
            try:
                await self._spawn(child)
            except OSError as fault:
                logs.get().warning("process.not_started", process=child.program.name, errno=fault.errno)
                await asyncio.sleep(RESPAWN_SECONDS)
            else:
                child.restarts += 1
                return

    async def _end(self, name: str) -> None:
        watcher = self._watchers.pop(name)
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher
        await _drain(self.children[name])


async def _drain(child: Child) -> None:
    process = child.process
    if process is None or process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(child.program.drain_seconds):
            await process.wait()
    except TimeoutError:
        _kill_group(process.pid)
        await process.wait()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
