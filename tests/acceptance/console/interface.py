"""The interface with dummies of all services behind it: real gRPC, real tokens, a real database, no log."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.common.config import ConsoleSettings, DataSettings, Settings, StoreSettings
from services.common.rpc.server import Server
from services.common.rpc.tokens import Signer, Verifier
from services.common.store import Database, migrations
from services.console import app as root
from services.console.adapters.contracts import SERVICES
from services.console.adapters.pushing import Pushes
from services.console.adapters.rooms import Rooms
from services.console.api.access import Doors
from services.console.api.desk import Parts
from services.console.api.server import create_app
from services.console.live.boards import Boards
from services.console.views.pages import Pages
from tests.fixtures import contracts

HOST = "127.0.0.1"
SECRET = "the secret of the first link"
PLENTY = 1_000_000.0


@dataclass
class Interface:
    """The interface, to be asked without a port."""

    app: FastAPI
    doors: Doors
    signer: Signer
    database: Database

    def client(self, **options: Any) -> httpx.AsyncClient:
        """Somebody who asks; nobody knows them yet."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", timeout=30, **options)

    def person(self, principal: Any) -> httpx.AsyncClient:
        """Somebody with a token that the command line signed."""
        return self.client(headers={"authorization": f"Bearer {self.signer.token(principal)}"})


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, *, per_second: float = PLENTY, **console: Any
) -> AsyncIterator[Interface]:
    """The interface as its composition root wires it, but for the log and the port."""
    folder: Path = settings.data.folder
    link, key = folder / "link.token", folder / "sealing.key"
    for file, content in ((link, SECRET), (key, "a key that seals for tests only, long enough")):
        file.write_text(content)
        file.chmod(0o600)
    desk = ConsoleSettings(link_token_file=link, sealing_key_file=key, **console)
    settings = dataclasses.replace(settings, console=desk)
    (folder / "console.db").write_bytes(_tables(settings.store))
    async with contextlib.AsyncExitStack() as stack:
        server = Server(settings, service="router", verifier=Verifier.load(settings.auth))
        contracts.add_dummies(server, contracts.SERVICES)
        address = f"{HOST}:{await server.start()}"
        stack.push_async_callback(server.drain)
        await server.set_serving(True)
        rpc = dataclasses.replace(settings.rpc, **{f"{name}_address": address for name in SERVICES})
        settings = dataclasses.replace(settings, rpc=rpc)
        signer = Signer.load(settings.auth)
        rooms = Rooms(settings, signer)
        stack.push_async_callback(rooms.close)
        database = Database.open(settings.store, settings.data, service="console")
        stack.push_async_callback(database.close)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        pages = Pages()
        boards = Boards(rooms, pages, tasks)
        stack.callback(boards.close)
        doors = root._doors(settings, database)
        parts = Parts(rooms, boards, pages, Pushes(settings.console, database, rooms))
        app = create_app(parts, doors, frozenset({HOST}), per_second)
        yield Interface(app, doors, signer, database)


@functools.cache
def _tables(store: StoreSettings) -> bytes:
    """An empty database, made once: its history takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        migrations.upgrade(store, DataSettings(folder=Path(folder)), service="console")
        return (Path(folder) / "console.db").read_bytes()
