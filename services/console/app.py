"""Composition root of the console: settings in, a served page out."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager

import uvicorn
from typing_extensions import override

from services.common.bus import Bus
from services.common.config import Settings
from services.common.model import errors
from services.common.obs import logs
from services.common.rpc.tokens import Signer, Verifier
from services.common.store import Database, preparing
from services.console.adapters import translating
from services.console.adapters.accounts import Accounts
from services.console.adapters.factors import Factors
from services.console.adapters.issuer import Issuer
from services.console.adapters.links import Links
from services.console.adapters.passwords import Passwords
from services.console.adapters.pushing import Pushes
from services.console.adapters.rooms import Rooms
from services.console.api import shell
from services.console.api.access import Doors
from services.console.api.desk import Parts
from services.console.api.server import create_app
from services.console.live.boards import Boards
from services.console.views.pages import Pages

SERVICE = "console"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DRAIN_SECONDS = 2

log = logs.get()


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """Serves the desk while the context is open; its end lets open pages go first."""
    await asyncio.to_thread(preparing.prepare, settings.store, settings.data, service=SERVICE)
    listening = _listen(settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(listening.close)
        db = Database.open(settings.store, settings.data, service=SERVICE)
        stack.push_async_callback(db.close)
        doors = _doors(settings, db)
        rooms = Rooms(settings, Signer.load(settings.auth))
        stack.push_async_callback(rooms.close)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        pages = Pages()
        boards = Boards(rooms, None if shell.is_built() else pages, tasks)
        per_second = settings.console.requests_per_second
        pushes = Pushes(settings.console, db, rooms)
        parts = Parts(rooms, boards, pages, pushes, translating.of(settings.console))
        app = create_app(parts, doors, _hosts(settings), per_second)
        server = _Server(app)
        serving = tasks.create_task(server.serve([listening]), name="http")
        following = tasks.create_task(_follow(settings, boards, pushes), name="live")
        pushing = tasks.create_task(pushes.run(), name="push")
        log.info("console.listening", host=settings.console.host, port=listening.getsockname()[1])
        try:
            yield
        finally:
            following.cancel()
            pushing.cancel()
            boards.close()
            server.should_exit = True
            await asyncio.wait({serving})


def _doors(settings: Settings, db: Database) -> Doors:
    """Ways in: where only this machine can reach the desk, its link is one for good."""
    console = settings.console
    accounts = Accounts(db, Passwords(), Factors.load(console.sealing_key_file))
    return Doors(
        links=Links.load(console.link_token_file),
        accounts=accounts,
        verifier=Verifier.load(settings.auth) if settings.auth.verify_key_files else None,
        issuer=Issuer(console, accounts) if console.oidc_issuer else None,
        link_always=console.host in LOOPBACK and not console.public_hosts,
    )


async def _follow(settings: Settings, boards: Boards, pushes: Pushes) -> None:
    """Follows the log; the page is served before the log is there and while it is away."""
    bus = await _connected(settings)
    try:
        await boards.follow(bus, pushes.hear)
    finally:
        await bus.close()


async def _connected(settings: Settings) -> Bus:
    """The log; a console that ends while it connects lets the connection be made, and closes it."""
    connecting = asyncio.create_task(Bus.connect(settings.bus, service=SERVICE))
    try:
        return await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await asyncio.wait({connecting}, timeout=DRAIN_SECONDS)
        if connecting.done() and not connecting.exception():
            await connecting.result().close()
        connecting.cancel()
        raise


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: the process has them."""

    def __init__(self, app: object) -> None:
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # an ASGI app; uvicorn's type is narrower
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _hosts(settings: Settings) -> frozenset[str]:
    return LOOPBACK | {settings.console.host, *settings.console.public_hosts}


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.console.host, settings.console.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(512)
    except OSError as fault:
        listening.close()
        raise errors.AntiphonError(
            f"The desk cannot be served on {host}:{port} ({fault.strerror}); "
            "set ANTIPHON_CONSOLE_PORT to a free port, or to 0 for any."
        ) from fault
    listening.setblocking(False)
    return listening
