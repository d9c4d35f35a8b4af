"""Puts the sandbox together: settings in, a listening network out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from services.common.config import Settings, StoreSettings
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.sandbox import api, gate
from services.sandbox.network import Network
from services.sandbox.scenario import lessons, player, story
from services.sandbox.store import ledger

log = logs.get()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox.

    Attributes:
        network: its rules and its ledger.
        url: where it listens.
        token: bearer token of the brand's account.
    """

    network: Network
    url: str
    token: str


@contextlib.asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """The sandbox for as long as the context lasts."""
    async with running(settings):
        yield


@contextlib.asynccontextmanager
async def running(settings: Settings, clock: clocks.Clock | None = None) -> AsyncIterator[Sandbox]:
    """The same, with a hold on it."""
    clock = clock or clocks.SystemClock()
    listening = _listen(settings)
    token = read_token(settings)
    # Always its own SQLite file: it stands for a foreign system, which shares no database with us.
    database = Database.open(StoreSettings(), settings.data, service="sandbox")
    try:
        instance = await database.write(lambda conn: ledger.prepare(conn, clock.now()))
        network = Network(
            database,
            instance,
            account=settings.sandbox.account,
            token=token,
            honours_keys=settings.sandbox.idempotency == "key",
            posts_per_minute=settings.sandbox.posts_per_minute,
            clock=clock,
        )
        host, port = listening.getsockname()[:2]
        school = lessons.School(network)
        async with _serving(network, school, listening), _playing(network, settings):
            log.info("sandbox.listening", url=f"http://{host}:{port}")
            try:
                yield Sandbox(network, f"http://{host}:{port}", token)
            finally:
                await school.close()
    finally:
        listening.close()
        await database.close()


def read_token(settings: Settings) -> str:
    """The token of the brand's account; makes its file, readable by its owner only, when missing."""
    file = token_file(settings)
    with contextlib.suppress(FileNotFoundError):
        return file.read_text().strip()
    file.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_urlsafe(24)
    with (
        contextlib.suppress(FileExistsError),
        os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out,
    ):
        out.write(token + "\n")
    return file.read_text().strip()


def token_file(settings: Settings) -> Path:
    """Where the token lies."""
    return settings.sandbox.token_file or settings.data.folder / "sandbox.token"


def _listen(settings: Settings) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.sandbox.host, settings.sandbox.port))
    except OSError as error:
        listening.close()
        raise errors.AntiphonError(
            f"The sandbox cannot listen on port {settings.sandbox.port} of {settings.sandbox.host} "
            f"({error.strerror}); "
            "set ANTIPHON_SANDBOX_PORT to a free port, or to 0 for any."
        ) from error
    return listening


@contextlib.asynccontextmanager
async def _serving(network: Network, school: lessons.School, listening: socket.socket) -> AsyncIterator[None]:
    app = gate.FaultGate(api.build(network, school), network.faults)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            await asyncio.sleep(0.005)
            if serving.done():
                serving.result()
        yield
    finally:
        server.should_exit = True
        network.close()
        await serving


@contextlib.asynccontextmanager
async def _playing(network: Network, settings: Settings) -> AsyncIterator[None]:
    if not settings.sandbox.scenario:
        yield
        return
    name, speed = settings.sandbox.scenario, settings.sandbox.speed
    playing = asyncio.create_task(player.play(network, name, story.outage(), speed))
    try:
        yield
    finally:
        playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing


class _Server(uvicorn.Server):
    """Leaves signals to the process that runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
