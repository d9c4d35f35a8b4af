"""Waits until a process of the embedded set is ready, or says why it will not be."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from services.cli import embedded, supervisor
from services.common import config
from services.common.model import errors
from services.common.rpc import health

START_SECONDS = 60.0
POLL_SECONDS = 0.05
MOST_RESTARTS = 4
"""A process that ended so often while it starts will not become ready by itself."""


class NotReady(errors.AntiphonError):
    """A part did not become ready."""


async def serving(child: supervisor.Child, address: str, settings: config.Settings) -> None:
    """Waits until a gRPC service says that it serves.

    Raises:
        NotReady: when it refuses its settings, or after a minute.

    """

    async def serves() -> bool:
        return await health.is_serving(address, settings)

    await _until(serves, child)


async def listening(child: supervisor.Child, port: int) -> None:
    """Waits until something listens on a port of this machine.

    Raises:
        NotReady: when the process refuses its settings, or after a minute.

    """

    async def listens() -> bool:
        return accepts(port)

    await _until(listens, child)


def accepts(port: int) -> bool:
    """Whether something on this machine accepts connections on a port."""
    with socket.socket() as probe:
        probe.settimeout(POLL_SECONDS)
        return probe.connect_ex((embedded.LOOPBACK, port)) == 0


async def _until(ready: Callable[[], Awaitable[bool]], child: supervisor.Child) -> None:
    loop = asyncio.get_running_loop()
    give_up = loop.time() + START_SECONDS
    name = child.program.name
    while not await ready():
        if child.failure:
            raise NotReady(f"The {name} process refuses to start.{_quoted(child.failure)}")
        if child.restarts > MOST_RESTARTS or loop.time() > give_up:
            raise NotReady(f"The {name} process does not become ready.{_last_said(child)}")
        await asyncio.sleep(POLL_SECONDS)


def _last_said(child: supervisor.Child) -> str:
    """The words themselves, for the log may be gone before anybody can look."""
    words = child.explanation()
    said = f" It said last:{_quoted(words)}" if words else " It said nothing."
    return f"{said}\nEverything it wrote is in {child.log}." if child.log_stays else said


def _quoted(words: str) -> str:
    return f"\n{words}" if "\n" in words else f" {words}"
