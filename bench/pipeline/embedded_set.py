"""The embedded set under measurement: started as a user would, watched from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from bench.pipeline import records
from services.cli import session
from services.cli.commands import replay
from services.common import config

START_SECONDS = 90.0
POLL_SECONDS = 0.05


@dataclass(slots=True)
class EmbeddedSet:
    """A running set with open connections."""

    folder: Path
    opened: session.Session
    supervisor: psutil.Process

    @property
    def processes(self) -> Mapping[str, psutil.Process]:
        """The processes that run now, by name."""
        return {_name(child): child for child in self.supervisor.children() if _name(child)}

    def cpu_seconds(self) -> dict[str, float]:
        """User and system seconds of each process so far."""
        return {name: sum(process.cpu_times()[:2]) for name, process in self.processes.items()}

    def memory_bytes(self) -> dict[str, int]:
        """Resident memory of each process."""
        return {name: process.memory_info().rss for name, process in self.processes.items()}

    async def decided(self) -> int:
        """Items the router has decided and committed."""
        router = await self.opened.router()
        return (await router.GetQueueSummary(routing.GetQueueSummaryRequest())).decision_count

    async def archived(self) -> int:
        """Mentions the archive has committed."""
        archive = await self.opened.insights()
        return (await archive.GetArchiveSummary(insights.GetArchiveSummaryRequest())).mention_count

    async def play(self, path: Path) -> int:
        """Replays a file as fast as it goes; tells how many records are on the log."""
        settings = listening.ReplaySettings(format=listening.ReplaySettings.FORMAT_JSON_LINES)
        with path.open("rb") as stream:
            playing = replay.Replay(self.opened, stream, settings)
            async for _ in playing.progress():
                pass
        return playing.tally.accepted

    async def until_done(self, count: int) -> None:
        """Waits until `count` items are decided and archived; asks the log meanwhile, not the services."""
        log = await self.opened.log()
        while any(lag.pending or lag.in_flight for lag in await log.lags()):
            await asyncio.sleep(POLL_SECONDS)
        decided, archived = await self.decided(), await self.archived()
        assert decided >= count, f"{count} were collected, {decided} decided"
        assert archived >= count, f"{count} were collected, {archived} archived"


@contextlib.asynccontextmanager
async def running(environment: Mapping[str, str]) -> AsyncIterator[EmbeddedSet]:
    """Starts `antiphon up --idle` in a folder of its own, with the bench's brands; ends it again."""
    with tempfile.TemporaryDirectory(prefix="antiphon-bench-") as name:
        folder = Path(name)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.cli", "up", "--idle", "--data", name),
            env={**_own_environment(), **environment},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            settings = await _settings(folder, environment, process)
            async with session.open_session(settings) as opened:
                await _brands(opened)
                yield EmbeddedSet(folder, opened, psutil.Process(process.pid))
        finally:
            if process.returncode is None:
                process.terminate()
                await process.communicate()


def _own_environment() -> dict[str, str]:
    """The environment without settings of the person who measures or tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")}


async def _settings(
    folder: Path, environment: Mapping[str, str], process: asyncio.subprocess.Process
) -> config.Settings:
    async with asyncio.timeout(START_SECONDS):
        while session.running(folder) is None:
            if process.returncode is not None:
                _, words = await process.communicate()
                raise RuntimeError(f"antiphon up ended: {words.decode(errors='replace')}")
            await asyncio.sleep(POLL_SECONDS)
    return session.settings_of(folder, environment)


async def _brands(opened: session.Session) -> None:
    listener = await opened.listener()
    for brand_id, handle in records.BRANDS.items():
        brand = listening.Brand(display_name=handle.lstrip("@"), handles=[handle.lstrip("@")])
        await listener.CreateBrand(listening.CreateBrandRequest(brand_id=brand_id, brand=brand))
        query = listening.Query(expression=handle)
        request = listening.CreateQueryRequest(parent=f"brands/{brand_id}", query_id="handle", query=query)
        await listener.CreateQuery(request)


def _name(child: psutil.Process) -> str:
    """What a child of the supervisor is: `nats`, a service, or nothing while it comes or goes."""
    try:
        words = child.cmdline()
    except psutil.Error:
        return ""
    if words and words[0].endswith("nats-server"):
        return "nats"
    return words[-1].removeprefix("services.") if words and words[-1].startswith("services.") else ""
