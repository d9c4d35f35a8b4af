"""The real `antiphon` command as tests use it: run one, or keep a whole set up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from services.cli import embedded, session

EXECUTABLE = Path(sys.executable).with_name("antiphon")
COMMAND_SECONDS = 60.0
START_SECONDS = 90.0
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What it printed with `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """The one object it printed with `--json`."""
        (only,) = self.objects
        return only


def environment(**variables: str) -> dict[str, str]:
    """The environment of a command: ours without its settings, and what is given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ANTIPHON_")}
    return {**kept, **variables}


async def antiphon(*words: str, stdin: bytes = b"", check: bool = True, **variables: str) -> Outcome:
    """Runs a command to its end; one that should succeed fails the test when it does not."""
    process = await asyncio.create_subprocess_exec(
        *(str(EXECUTABLE), *words),
        env=environment(**variables),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(stdin), COMMAND_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise AssertionError(f"antiphon {' '.join(words)} did not end") from None
    outcome = Outcome(process.returncode or 0, out.decode(), err.decode())
    assert "Traceback" not in outcome.out + outcome.err, outcome.err
    if check:
        assert outcome.code == 0, (words, outcome.out, outcome.err)
    return outcome


async def until(condition, seconds: float = 60.0, pause: float = POLL_SECONDS):
    """Waits for an awaitable condition to hold and returns what it gave."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):
            await asyncio.sleep(pause)
        return found


@dataclass(slots=True)
class Set:
    """A running embedded set.

    Attributes:
        folder: its data folder.
        process: its `antiphon up`.
        out: file that its words go to.
        family: all its processes, as last seen.
    """

    folder: Path
    process: asyncio.subprocess.Process
    out: Path
    family: list[psutil.Process] = field(default_factory=list)

    async def __call__(self, *words: str, **options: Any) -> Outcome:
        """Runs a command on this set."""
        return await antiphon(*words, "--data", str(self.folder), **options)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What `run.json` says; empty before the set is ready and after it has ended."""
        return session.running(self.folder) or {}

    def session(self) -> contextlib.AbstractAsyncContextManager[session.Session]:
        """Open connections to its services."""
        return session.open_session(session.settings_of(self.folder, {}))

    def part(self, name: str) -> psutil.Process:
        """The process of a service, or of `nats`."""
        wanted = "nats-server" if name == "nats" else f"services.{name}"
        for child in psutil.Process(self.process.pid).children():
            if any(word.endswith(wanted) for word in child.cmdline()):
                return child
        raise AssertionError(f"{name} does not run")

    async def status(self) -> dict[str, Any]:
        return (await self("status", "--json")).object

    async def audit(self) -> dict[str, Any]:
        """The audit once it balances; the last one otherwise."""
        return (await self("status", "--audit", "--wait", "30", "--json")).object

    async def end(self, number: int = signal.SIGINT) -> int:
        """Asks the set to end as Ctrl-C does; returns its exit code."""
        if self.process.returncode is None:
            supervisor = psutil.Process(self.process.pid)
            self.family = [supervisor, *supervisor.children(recursive=True)]
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), START_SECONDS)


async def launch(folder: Path, **variables: str) -> Set:
    """Starts `antiphon up --idle`; returns when it is ready."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    out = folder.parent / f"{folder.name}.out"
    with out.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *(str(EXECUTABLE), "up", "--idle", "--data", str(folder)),
            env=environment(**variables),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    running = Set(folder, process, out)

    async def ready() -> bool:
        assert process.returncode is None, out.read_text()
        return bool(running.facts)

    try:
        await until(ready, START_SECONDS)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    return running


@contextlib.asynccontextmanager
async def up(folder: Path, **variables: str) -> AsyncIterator[Set]:
    """A set that ends with the block."""
    running = await launch(folder, **variables)
    try:
        yield running
    finally:
        await running.end()


async def connect_sandbox(running: Set) -> httpx.AsyncClient:
    """Listens to the set's sandbox network; returns a client for posting on it."""
    address = running.facts["sandbox"]
    token = embedded.Folder(running.folder).sandbox_token_file
    await running(
        *("source", "add", "sandbox", "sandbox"), *("--set", f"url={address}", "--set", f"token_file={token}")
    )
    return httpx.AsyncClient(base_url=address, timeout=10)


async def post(network: httpx.AsyncClient, author: str, text: str, parent: str = "") -> str:
    """Publishes on the sandbox network, as an answer where a parent is given; returns the post's id."""
    headers = {"Authorization": f"Bearer as:{author}"}
    said = {"text": text, "in_reply_to": parent or None}
    answer = await network.post("/api/v1/posts", json=said, headers=headers)
    return answer.raise_for_status().json()["id"]
