"""`antiphon replay`: plays a file of records into the listener, with a progress bar.

The listener acknowledges what is safely on the log; a call that breaks (a restart, a kill)
is taken up again from there, so no record is lost and repeats are recognised by their keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import sys
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import grpc
import typer
from google.protobuf import timestamp_pb2

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import app, brands, output, patient, rewindable
from services.cli.session import Session
from services.common import config
from services.common.model import errors
from services.common.rpc import health

FORMATS = {
    "jsonl": listening.ReplaySettings.FORMAT_JSON_LINES,
    "csv": listening.ReplaySettings.FORMAT_CSV,
}
LONGEST_PAUSE_SECONDS = 5.0
MOST_BREAKS_WITHOUT_PROGRESS = 60
SHOWN_FAULTS = 20
PATIENCE_SECONDS = 180.0
"""Longer than `antiphon up` takes to notice that the listener hangs and to restart it."""

PLAYING = "replay"
SILENT = "the listener does not answer"
WAITS = {
    listening.ReplayRecordsResponse.WAIT_LOG_FULL: (
        "the log is full",
        (
            "The log is full; the replay waits for room and goes on by itself. "
            "`antiphon status` shows which consumer is behind, `antiphon doctor` what to do."
        ),
    ),
    listening.ReplayRecordsResponse.WAIT_LOG_SILENT: (
        "the log does not answer",
        (
            "The log stores nothing at present; the replay waits and goes on by itself. "
            "`antiphon doctor` says whether its disk is full or it is away, and what to do."
        ),
    ),
}
"""What a replay can wait for: a few words for the progress line, and the sentence that is said once."""


class UnreadableFile(errors.AntiphonError):
    """The file cannot be read to its end."""


class NothingReadable(errors.AntiphonError):
    """Not one record could be read; the lines above say why. Name the columns with --map."""


@dataclass(slots=True)
class Tally:
    """What became of the records, over all calls of one replay."""

    offset: int = 0
    line: int = 0
    accepted: int = 0
    unmatched: int = 0
    faults: int = 0
    epoch: timestamp_pb2.Timestamp | None = None
    _before: tuple[int, int, int] = field(default=(0, 0, 0))

    def begin_call(self) -> None:
        """Counts of a call begin at zero; remember what earlier calls counted."""
        self._before = (self.accepted, self.unmatched, self.faults)

    def take(self, progress: listening.ReplayRecordsResponse) -> None:
        """Takes over the counts of a response."""
        self.offset = progress.acknowledged_offset
        self.line = progress.acknowledged_line
        self.accepted = self._before[0] + progress.accepted_count
        self.unmatched = self._before[1] + progress.unmatched_count
        self.faults = self._before[2] + progress.fault_count
        if progress.HasField("epoch_time"):
            self.epoch = progress.epoch_time


class Replay:
    """One replay from its first record to its last acknowledgement."""

    def __init__(self, opened: Session, stream: BinaryIO, settings: listening.ReplaySettings) -> None:
        self._opened = opened
        self._stream = rewindable.Rewindable(stream)
        self._settings = settings
        self._header = b""
        self._unreadable: UnreadableFile | None = None
        self.tally = Tally()

    async def progress(self) -> AsyncIterator[listening.ReplayRecordsResponse]:
        """Plays everything and yields the listener's responses; takes broken calls up again."""
        breaks = 0
        while True:
            offset = self.tally.offset
            try:
                async for response in self._call():
                    yield response
                return
            except (asyncio.CancelledError, grpc.aio.AioRpcError) as error:
                if self._unreadable is not None:
                    raise self._unreadable from None
                if isinstance(error, asyncio.CancelledError):
                    raise
                if not _is_broken(error):
                    raise
                breaks = 0 if self.tally.offset > offset else breaks + 1
                if breaks >= MOST_BREAKS_WITHOUT_PROGRESS:
                    raise
                await asyncio.sleep(min(0.1 * 2**breaks, LONGEST_PAUSE_SECONDS))

    async def _call(self) -> AsyncIterator[listening.ReplayRecordsResponse]:
        self.tally.begin_call()
        self._stream.rewind(self.tally.offset)
        stub = await self._opened.listener()
        async for response in stub.ReplayRecords(self._requests(), timeout=None):
            self.tally.take(response)
            self._stream.acknowledge(response.acknowledged_offset)
            yield response

    async def _requests(self) -> AsyncIterator[listening.ReplayRecordsRequest]:
        settings = listening.ReplaySettings()
        settings.CopyFrom(self._settings)
        settings.start_offset, settings.start_line = self.tally.offset, self.tally.line
        if self.tally.offset:
            settings.csv_header = self._header.decode("utf-8-sig", "replace")
        if self.tally.epoch is not None:
            settings.epoch_time.CopyFrom(self.tally.epoch)
        yield listening.ReplayRecordsRequest(settings=settings)
        first = self.tally.offset == 0
        while chunk := await self._read():
            if first:
                self._header, first = chunk.split(b"\n", 1)[0], False
            yield listening.ReplayRecordsRequest(chunk=chunk)
        yield listening.ReplayRecordsRequest()

    async def _read(self) -> bytes:
        """Next bytes; what keeps them from being read also ends the call, which only cancels it."""
        try:
            return await self._stream.read()
        except (EOFError, OSError, zlib.error) as error:
            self._unreadable = UnreadableFile(
                f"The file cannot be read on ({error}); is it complete, and gzip where its name ends in .gz? "
                "Records before that place may be on the log already; replaying the mended file is safe."
            )
            raise


def register(root: typer.Typer) -> None:
    """Adds the command to the tree."""
    root.command("replay")(replay)


def replay(
    file: Annotated[str, typer.Argument(help="JSON lines or CSV, also gzipped; - for standard input.")],
    data: app.Data = app.DEFAULT_DATA,
    form: Annotated[
        str, typer.Option("--format", help="jsonl or csv; by the file's name when left out.")
    ] = "",
    column: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN, for example text=body.")
    ] = None,
    brand: Annotated[str, typer.Option(help="Brand id all records belong to; else the queries decide.")] = "",
    network: Annotated[str, typer.Option(help="Network of records that do not name one.")] = "",
    speed: Annotated[
        float, typer.Option(min=0, help="Times faster than life; 0 is as fast as possible.")
    ] = 0,
    patience: Annotated[
        float, typer.Option(min=1, help="Seconds to wait for a listener that does not answer.")
    ] = PATIENCE_SECONDS,
    json: app.Json = False,
) -> None:
    """Plays a file of records into the listener; every acknowledged record is safe."""
    settings = listening.ReplaySettings(
        format=_format(file, form),
        columns=_columns(column or []),
        brand=brands.full_name(brand),
        network=network,
        speed=speed,
    )

    async def work(opened: Session) -> None:
        with _open(file) as (stream, length):
            async with brands.explaining(opened, brand):
                await _play(Replay(opened, stream, settings), opened.settings, length, patience, json=json)

    app.call(data, work)


def _is_broken(error: grpc.aio.AioRpcError) -> bool:
    """Whether the call broke and can be taken up again, rather than being refused."""
    if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED):
        return True
    # What grpc.aio itself says when the connection goes while it writes.
    return error.code() is grpc.StatusCode.INTERNAL and "from Core" in (error.details() or "")


async def _play(
    replay_: Replay, settings: config.Settings, length: int | None, patience: float, *, json: bool
) -> None:
    shown = 0
    told: set[str] = set()
    with output.bar(quiet=json) as bar:
        task = bar.add_task(PLAYING, total=length)
        wait = _wait(settings, patience, lambda words: bar.update(task, description=words))
        async for response in patient.heard(replay_.progress(), wait):
            for fault in response.faults[: max(0, SHOWN_FAULTS - shown)]:
                output.complain(f"line {fault.line}: {fault.problem}")
            shown += len(response.faults)
            words, sentence = WAITS.get(response.wait, (PLAYING, ""))
            if sentence and sentence not in told:
                told.add(sentence)
                output.say(sentence)
            bar.update(task, completed=response.acknowledged_offset, description=words)
    tally = replay_.tally
    if json:
        output.print_json(
            {
                "accepted_count": tally.accepted,
                "unmatched_count": tally.unmatched,
                "fault_count": tally.faults,
                "line_count": tally.line,
            }
        )
        return
    records = tally.accepted + tally.unmatched + tally.faults
    output.say(
        f"{tally.accepted} of {records} records are on the log; "
        f"no query asked for {tally.unmatched}, {tally.faults} could not be read."
    )
    if tally.faults and not tally.accepted and not tally.unmatched:
        raise NothingReadable(NothingReadable.__doc__)


def _wait(settings: config.Settings, patience: float, show: Callable[[str], None]) -> patient.Wait:
    """The wait for a listener that does not answer, told on the progress line and in a sentence."""

    def tell(sentence: str | None) -> None:
        show(SILENT if sentence else PLAYING)
        output.say(sentence or "The listener answers again.")

    def ask() -> Awaitable[health.Health]:
        return health.ask(settings.rpc.listener_address, settings)

    return patient.Wait("listener", ask, tell, patience)


@contextlib.contextmanager
def _open(file: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """The bytes to play and their count, where it is known beforehand."""
    if file == "-":
        yield sys.stdin.buffer, None
        return
    path = Path(file)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}. Name another file.") from None
    with stream:
        if path.suffix == ".gz":
            with gzip.open(stream) as unpacked:
                yield cast("BinaryIO", unpacked), None
        else:
            yield stream, path.stat().st_size


def _format(file: str, form: str) -> listening.ReplaySettings.Format:
    name = form or ("csv" if Path(file.removesuffix(".gz")).suffix == ".csv" else "jsonl")
    if name not in FORMATS:
        raise typer.BadParameter(f"--format {name!r} is not known; choose jsonl or csv.")
    return FORMATS[name]


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not (name and equals and column):
            raise typer.BadParameter(f"--map {pair!r} must be FIELD=COLUMN, for example text=body.")
        columns[name] = column
    return columns
