"""`antiphon up` and `antiphon demo`: the embedded set, supervised, with a live view."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from services.cli import (
    app,
    embedded,
    fulldisk,
    livestatus,
    log_server,
    output,
    readiness,
    scene,
    session,
    stuck,
    supervisor,
)
from services.common import config
from services.common.model import errors
from services.common.rpc import tokens

ENDING = "Ending: what is under way is finished first …"


class AlreadyUp(errors.AntiphonError):
    """An embedded set runs in this data folder already; use it, or name another folder with `--data`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for.

    Attributes:
        brand: name to listen for, empty for the bundled scenario.
        speed: how many times faster than written the scenario plays; 0 plays nothing.
        seconds: end after so long; 0 goes on until Ctrl-C.

    """

    brand: str
    speed: float
    seconds: float


def register(root: typer.Typer) -> None:
    """Adds the commands to the tree."""
    root.command("up")(up)
    root.command("demo")(demo)


Speed = Annotated[float, typer.Option(min=0.1, help="Times faster than written the scenario plays.")]
Seconds = Annotated[
    float, typer.Option("--seconds", min=0, help="End after so long; 0 goes on until Ctrl-C.")
]


def up(
    data: app.Data = app.DEFAULT_DATA,
    brand: Annotated[str, typer.Option(help="Name to listen for on public sources.")] = "",
    speed: Speed = scene.DEFAULT_SPEED,
    seconds: Seconds = 0,
    *,
    idle: Annotated[bool, typer.Option("--idle", help="Start without brand and scenario.")] = False,
) -> None:
    """Starts everything on this machine and shows it live; Ctrl-C ends it in good order."""
    wish = Wish(brand, 0 if idle else speed, seconds)
    app.run(lambda: _embedded(embedded.Folder(data.absolute()), wish, app.environment()))


def demo(data: app.Data = app.DEFAULT_DATA, speed: Speed = scene.DEFAULT_SPEED, seconds: Seconds = 0) -> None:
    """Plays the bundled scenario: a fictional brand, its customers and a crisis."""
    wish = Wish("", speed, seconds)
    app.run(lambda: _embedded(embedded.Folder(data.absolute()), wish, app.environment()))


async def _embedded(folder: embedded.Folder, wish: Wish, environ: Mapping[str, str]) -> None:
    folder.prepare()
    with _only_one(folder):
        endpoints = embedded.choose_endpoints(folder, output.say)
        folder.secret(folder.link_token_file)
        folder.secret(folder.sandbox_token_file)
        folder.secret(folder.suppression_key_file)
        folder.secret(folder.credentials_key_file)
        tokens.create_key_pair(folder.keys)
        environment = dict(environ)
        listen = bool(wish.brand) and await scene.online()
        async with _running(folder, endpoints, environment, 0 if listen else wish.speed) as children:
            settings = session.settings_of(folder.path, environment)
            await _set_scene(folder, endpoints, settings, wish, listen=listen)
            await _watch(folder, endpoints, settings, children, wish)


@contextlib.contextmanager
def _only_one(folder: embedded.Folder) -> Iterator[None]:
    with (folder.path / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyUp(AlreadyUp.__doc__) from None
        yield


@contextlib.asynccontextmanager
async def _running(
    folder: embedded.Folder,
    endpoints: embedded.Endpoints,
    environment: dict[str, str],
    sandbox_speed: float,
) -> AsyncIterator[supervisor.Supervisor]:
    """Starts the set in order, and ends it whatever happens."""
    children = supervisor.Supervisor(folder.logs, environment)
    flush = environment.get("ANTIPHON_STORE_SQLITE_SYNCHRONOUS", "FULL") != "NORMAL"
    try:
        with output.aside.status("Starting the event log …") as status:
            log = await children.start(log_server.program(folder, endpoints, flush=flush))
            await readiness.listening(log, endpoints.nats)
            status.update("Preparing the databases …")
            await _upgrade(folder, endpoints, environment)
            for program in embedded.service_programs(folder, endpoints):
                status.update(f"Starting the {program.name} …")
                await children.start(program)
            network = await children.start(embedded.sandbox_program(folder, endpoints, sandbox_speed))
            await readiness.listening(network, endpoints.sandbox)
            settings = config.load({**environment, **embedded.common_environment(folder, endpoints)})
            for name in embedded.SERVICES:
                status.update(f"Waiting for the {name} …")
                await _ready(children.children[name], endpoints, settings)
        _write_run_file(folder, endpoints, environment, children.children, settings.rpc.silence_seconds)
        yield children
    finally:
        folder.run_file.unlink(missing_ok=True)
        if not output.aside.is_terminal:
            output.say(ENDING)
        with output.aside.status(ENDING):
            await children.stop()


def _write_run_file(
    folder: embedded.Folder,
    endpoints: embedded.Endpoints,
    environment: Mapping[str, str],
    processes: Iterable[str],
    silence_seconds: float,
) -> None:
    content = {
        "pid": os.getpid(),
        "environment": {
            **embedded.own_settings(environment),
            **embedded.common_environment(folder, endpoints),
        },
        "page": page_address(folder, endpoints),
        "processes": {name: endpoints.address(name) for name in processes},
        "silence_seconds": silence_seconds,
        "metrics": dict(endpoints.metrics),
        "sandbox": f"http://{embedded.LOOPBACK}:{endpoints.sandbox}",
    }
    descriptor = os.open(folder.run_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(content, stream, indent=2)


def page_address(folder: embedded.Folder, endpoints: embedded.Endpoints) -> str:
    """Address of the desk with its one-time link token."""
    token = folder.secret(folder.link_token_file)
    return f"http://{embedded.LOOPBACK}:{endpoints.console}/?token={token}"


async def _upgrade(
    folder: embedded.Folder, endpoints: embedded.Endpoints, environment: Mapping[str, str]
) -> None:
    """Brings the databases to this version in a process of its own, to keep ours small."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.cli", "db", "upgrade"),
        env={**environment, **embedded.common_environment(folder, endpoints)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    words, _ = await process.communicate()
    if process.returncode:
        raise readiness.NotReady(
            f"The databases could not be prepared. {words.decode(errors='replace').strip()}"
        )


async def _ready(child: supervisor.Child, endpoints: embedded.Endpoints, settings: config.Settings) -> None:
    """Waits until a service is ready: the console's page answers, the others say that they serve."""
    if child.program.name == "console":
        await readiness.listening(child, endpoints.console)
    else:
        await readiness.serving(child, endpoints.address(child.program.name), settings)


async def _set_scene(
    folder: embedded.Folder,
    endpoints: embedded.Endpoints,
    settings: config.Settings,
    wish: Wish,
    *,
    listen: bool,
) -> None:
    """Connects what the person wished to listen to."""
    async with session.open_session(settings) as opened:
        if listen:
            await scene.watch_brand(opened, wish.brand)
            return
        if wish.brand:
            output.say(
                f"The public sources cannot be reached from here, so {wish.brand!r} is not listened for."
            )
            output.say("The bundled scenario plays instead; try again when this machine is online.")
        if wish.speed:
            sandbox = f"http://{embedded.LOOPBACK}:{endpoints.sandbox}"
            await scene.play(opened, sandbox, folder.sandbox_token_file)


async def _watch(
    folder: embedded.Folder,
    endpoints: embedded.Endpoints,
    settings: config.Settings,
    children: supervisor.Supervisor,
    wish: Wish,
) -> None:
    """Shows the set until Ctrl-C, SIGTERM or the end of the wished time."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    output.say(f"The desk: {page_address(folder, endpoints)}")
    if wish.seconds:
        loop.call_later(wish.seconds, stopping.set)
    async with session.open_session(settings) as opened:
        view = livestatus.LiveStatus(opened, endpoints, children, page_address(folder, endpoints))
        addresses = {name: endpoints.address(name) for name in children.children}
        watches = (
            fulldisk.FullDisk(folder, children, view.tell),
            stuck.Stuck(folder, addresses, children, settings, view.tell),
        )
        watching = [asyncio.create_task(each.watch()) for each in watches]
        try:
            await view.show(stopping)
        finally:
            for each in watching:
                each.cancel()
