"""The faults: each sets in, lasts its seconds, and ends; what it takes is in place again afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.site import Site, inside, run

FILLER = ".filler"
SPARE_BYTES = 64 * 1024
AWAY_SECONDS = 3.0
Setting = Callable[[Site], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong.

    Attributes:
        name: for the table.
        seconds: how long it lasts; 0 for what is over at once.
        setting: has it set in, and end.

    """

    name: str
    seconds: float
    setting: Setting


def killed(name: str) -> Fault:
    """A process ends without warning, and is started again as Kubernetes would."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        site.send(name, signal.SIGKILL)
        yield

    return Fault(f"{name} killed (-9)", 0, setting)


def paused(name: str, seconds: float) -> Fault:
    """A process is stopped in the middle of everything and goes on later, its connections open."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        site.send(name, signal.SIGSTOP)
        try:
            yield
        finally:
            site.send(name, signal.SIGCONT)

    return Fault(f"{name} stopped for {seconds:g} s", seconds, setting)


def cut(name: str, seconds: float) -> Fault:
    """No packet reaches a part, and none comes from it; nobody is told."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        rules = [
            (chain, "--protocol", "tcp", way, str(site.ports[name]), "--jump", "DROP")
            for chain in ("INPUT", "OUTPUT")
            for way in ("--dport", "--sport")
        ]
        for rule in rules:
            run("iptables", "--append", *rule)
        try:
            yield
        finally:
            for rule in rules:
                run("iptables", "--delete", *rule)

    return Fault(f"{name} cut off for {seconds:g} s", seconds, setting)


def full(name: str, seconds: float) -> Fault:
    """A disk has no room."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        filler = site.disk(name) / FILLER
        filling = asyncio.create_task(_keep_full(filler))
        try:
            yield
        finally:
            filling.cancel()
            filler.unlink(missing_ok=True)

    return Fault(f"disk of {name} full for {seconds:g} s", seconds, setting)


async def _keep_full(filler: Path) -> None:
    """Takes what is free, again when something was given back."""
    with filler.open("wb") as file:
        taken = 0
        while True:
            free = os.statvfs(filler)
            room = free.f_bavail * free.f_frsize - SPARE_BYTES
            if room > 0:
                os.posix_fallocate(file.fileno(), taken, room)
                taken += room
            await asyncio.sleep(0.1)


def slow(seconds: float, rate: str, loss: float) -> Fault:
    """The way to log and database is narrow and loses packets."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        words = ("root", "tbf", "rate", rate, "burst", "32kbit", "latency", "400ms")
        drop = ("INPUT", "--in-interface", "here", "--match", "statistic", "--mode", "random")
        losing = (*drop, "--probability", str(loss), "--jump", "DROP")
        run("tc", "qdisc", "add", "dev", "here", *words)
        with inside(site.apart, site.bench):
            run("tc", "qdisc", "add", "dev", "there", *words)
        run("iptables", "--append", *losing)
        try:
            yield
        finally:
            run("iptables", "--delete", *losing)
            run("tc", "qdisc", "delete", "dev", "here", "root")
            with inside(site.apart, site.bench):
                run("tc", "qdisc", "delete", "dev", "there", "root")

    return Fault(f"{rate} and {loss:.0%} of packets lost for {seconds:g} s", seconds, setting)


def crashed_database() -> Fault:
    """Postgres ends without a checkpoint, and is back after a moment."""

    @contextlib.asynccontextmanager
    async def setting(site: Site) -> AsyncIterator[None]:
        await asyncio.to_thread(site.crash_database, AWAY_SECONDS)
        yield

    return Fault(f"postgres crashed, back after {AWAY_SECONDS:g} s", 0, setting)


def all_faults(seconds: float) -> list[Fault]:
    """Every fault once; those that last do so for `seconds`."""
    return [
        *map(killed, ("listener", "scorer", "router", "insights", "console", "nats")),
        crashed_database(),
        *(paused(name, seconds) for name in ("listener", "scorer", "router", "insights", "nats", "postgres")),
        *(cut(name, seconds) for name in ("nats", "postgres", "listener", "router")),
        full("nats", seconds),
        full("postgres", seconds),
        slow(seconds, "2mbit", 0.05),
    ]
