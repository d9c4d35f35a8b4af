"""The system under chaos: five services here, log and database across a cable that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.cli import embedded, fulldisk, log_server, output, readiness, session
from services.cli.supervisor import Supervisor
from services.common import config
from services.common.rpc import tokens
from tests.fixtures import postgres

HERE, THERE = "10.77.0.1", "10.77.0.2"
DATABASE_PORT = 5432
DISK_BYTES = {"nats": 400 * 2**20, "postgres": 2 * 2**30}
"""Room on each disk; the tables of the whole set of faults grow past 400 MB."""
HBA = f"host all all {HERE}/32 trust\n"
LOG_BYTES = 64 * 2**20
_CLONE_NEWNET = 0x40000000


@dataclass(slots=True)
class Site:
    """A running system and what can be done to it.

    Attributes:
        folder: of the services; the log's disk.
        endpoints: where each part listens.
        children: the processes, which are started again when they die.
        database: the server across the cable.
        opened: connections as an administrator.
        bench: network namespace of the services, as an open file.
        apart: network namespace of log and database, as an open file.

    """

    folder: embedded.Folder
    endpoints: embedded.Endpoints
    children: Supervisor
    database: postgres.PostgresServer
    opened: session.Session
    bench: int
    apart: int

    @property
    def ports(self) -> dict[str, int]:
        """Where a part is reached that a cable leads to."""
        services = {name: getattr(self.endpoints, name) for name in embedded.SERVICES}
        return services | {"nats": self.endpoints.nats, "postgres": DATABASE_PORT}

    def send(self, name: str, number: signal.Signals) -> None:
        """Sends a signal to a part, to Postgres with all its processes."""
        if name != "postgres":
            pid = self.children.children[name].pid
            assert pid is not None, f"{name} does not run"
            os.kill(pid, number)
            return
        for pid in _postgres_processes(self.database):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def crash_database(self, away_seconds: float) -> None:
        """Ends Postgres without a checkpoint and starts it after a while."""
        self.database.stop(signal.SIGQUIT)
        time.sleep(away_seconds)
        with inside(self.apart, self.bench):
            start_database(self.database)

    def disk(self, name: str) -> Path:
        """A folder on the disk of the log or of the database."""
        return self.folder.path if name == "nats" else data_folder(self.database)

    @property
    def sandbox(self) -> str:
        """Where the pretend network answers."""
        return f"http://{embedded.LOOPBACK}:{self.endpoints.sandbox}"


def data_folder(server: postgres.PostgresServer) -> Path:
    """Where a server keeps its files."""
    return Path(server.url("x").partition("host=")[2])


def start_database(server: postgres.PostgresServer) -> None:
    """Starts Postgres where the services reach it; it flushes, though its disk is memory."""
    server.start(listen_addresses=THERE, port=str(DATABASE_PORT), fsync="on", max_connections="200")


@contextlib.contextmanager
def inside(namespace: int, back: int) -> Iterator[None]:
    """Moves this thread, with what it starts meanwhile, into another network namespace."""
    enter(namespace)
    try:
        yield
    finally:
        enter(back)


def enter(namespace: int) -> None:
    """Moves this thread into a network namespace.

    Raises:
        OSError: where that is not allowed.

    """
    if ctypes.CDLL(None, use_errno=True).setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "Network namespaces need root.")


def run(*words: str) -> None:
    """Runs a program of the system.

    Raises:
        RuntimeError: with its words, if it fails.

    """
    said = subprocess.run(words, check=False, capture_output=True, text=True)
    if said.returncode:
        raise RuntimeError(f"{' '.join(words)}: {said.stderr.strip()}")


@contextlib.contextmanager
def cable() -> Iterator[tuple[int, int]]:
    """A namespace across a cable; this process must have one of its own already."""
    run("ip", "link", "set", "lo", "up")
    with subprocess.Popen(["/usr/bin/unshare", "--net", "sleep", "infinity"]) as holder:
        try:
            bench = os.open("/proc/self/ns/net", os.O_RDONLY)
            apart = _namespace_of(holder.pid, os.fstat(bench).st_ino)
            run("ip", "link", "add", "name", "here", "type", "veth", "peer", "name", "there")
            run("ip", "link", "set", "there", "netns", str(holder.pid))
            run("ip", "address", "add", f"{HERE}/24", "dev", "here")
            run("ip", "link", "set", "here", "up")
            with inside(apart, bench):
                run("ip", "link", "set", "lo", "up")
                run("ip", "address", "add", f"{THERE}/24", "dev", "there")
                run("ip", "link", "set", "there", "up")
            yield bench, apart
        finally:
            holder.kill()


def _namespace_of(pid: int, other_than: int) -> int:
    while True:
        found = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
        if os.fstat(found).st_ino != other_than:
            return found
        os.close(found)
        time.sleep(0.01)


@contextlib.asynccontextmanager
async def running(place: Path) -> AsyncIterator[Site]:
    """Starts everything; `place` and the folder of temporary files become disks of their own."""
    for disk, room in ((place, DISK_BYTES["nats"]), (Path("/tmp"), DISK_BYTES["postgres"])):  # noqa: S108
        run("mount", "-t", "tmpfs", "-o", f"size={room},mode=1777", "chaos", str(disk))
    programs = postgres.find_programs()
    assert programs is not None, "Postgres is missing: apt-get install postgresql"
    with cable() as (bench, apart), postgres.running(programs) as server:
        server.stop(signal.SIGINT)
        with (data_folder(server) / "data/pg_hba.conf").open("a") as file:
            file.write(HBA)
        with inside(apart, bench):
            start_database(server)
        os.environ["PGPORT"] = str(DATABASE_PORT)
        server.create("antiphon")
        async with _services(place, server, bench, apart) as site:
            yield site


@contextlib.asynccontextmanager
async def _services(
    place: Path, server: postgres.PostgresServer, bench: int, apart: int
) -> AsyncIterator[Site]:
    folder = embedded.Folder(place)
    folder.prepare()
    endpoints = embedded.choose_endpoints(folder)
    for file in (
        folder.link_token_file,
        folder.sandbox_token_file,
        folder.suppression_key_file,
        folder.credentials_key_file,
    ):
        folder.secret(file)
    tokens.create_key_pair(folder.keys)
    told = {
        "ANTIPHON_BUS_URL": f"nats://{THERE}:{endpoints.nats}",
        "ANTIPHON_BUS_STREAM_MAX_BYTES": str(LOG_BYTES),
        "ANTIPHON_STORE_URL": f"postgresql://postgres@{THERE}:{DATABASE_PORT}/antiphon",
        "ANTIPHON_SANDBOX_POSTS_PER_MINUTE": "60000",
    }
    plain = {name: text for name, text in os.environ.items() if not name.startswith("ANTIPHON_")}
    children = Supervisor(folder.logs, plain)
    settings = config.load({**embedded.common_environment(folder, endpoints), **told})
    try:
        await children.start(_log(folder, endpoints, apart))
        await _upgrade({**embedded.common_environment(folder, endpoints), **told})
        await _start(children, folder, endpoints, told)
        await _until_ready(children, endpoints, settings)
        # A log that was full must be restarted; `antiphon up` does so by itself, elsewhere somebody must.
        mending = asyncio.create_task(fulldisk.FullDisk(folder, children, output.say).watch())
        async with session.open_session(settings) as opened:
            yield Site(folder, endpoints, children, server, opened, bench, apart)
        mending.cancel()
    finally:
        await children.stop()


def _log(folder: embedded.Folder, endpoints: embedded.Endpoints, apart: int) -> embedded.Program:
    """The log as the embedded set starts it, but across the cable."""
    log = log_server.program(folder, endpoints)
    file = Path(log.command[-1])
    file.write_text(re.sub(r"listen: [^:]+", f"listen: {THERE}", file.read_text()))
    entered = ["nsenter", f"--net=/proc/{os.getpid()}/fd/{apart}", *log.command]
    return embedded.Program("nats", entered, {})


async def _start(
    children: Supervisor, folder: embedded.Folder, endpoints: embedded.Endpoints, told: dict[str, str]
) -> None:
    network = embedded.sandbox_program(folder, endpoints, 0)
    for program in (*embedded.service_programs(folder, endpoints), network):
        environment = {**program.environment, **told}
        await children.start(embedded.Program(program.name, program.command, environment))


async def _until_ready(
    children: Supervisor, endpoints: embedded.Endpoints, settings: config.Settings
) -> None:
    for name in ("listener", "scorer", "router", "insights"):
        await readiness.serving(children.children[name], endpoints.address(name), settings)
    for name in ("console", "sandbox"):
        await readiness.listening(children.children[name], getattr(endpoints, name))


async def _upgrade(told: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "db", "upgrade"),
        env={**os.environ, **told},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    words, _ = await process.communicate()
    assert process.returncode == 0, words.decode(errors="replace")


def _postgres_processes(server: postgres.PostgresServer) -> list[int]:
    """The server and all its children."""
    main = int((data_folder(server) / "data/postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    return [main, *map(int, children)]
