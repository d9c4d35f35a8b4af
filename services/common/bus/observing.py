"""How the log is doing: fill of the streams, lag of the consumers, dead letters that wait for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.js import api
from nats.js import errors as js_errors

from services.common.bus import streams, telemetry
from services.common.bus.connection import Connection
from services.common.model import errors


@dataclass(frozen=True, slots=True)
class ConsumerLag:
    """How far a durable consumer is behind.

    Attributes:
        name: of the consumer.
        stream: it reads; `RETRY` for its own retries.
        pending: messages not handed out yet.
        in_flight: messages handed out and not acknowledged, those that wait for their next try included.
        redelivered: messages of those that were handed out more than once.
        paused: whether the server holds it.
        acknowledged: sequence up to which every message of the stream is acknowledged.

    """

    name: str
    stream: str
    pending: int
    in_flight: int
    redelivered: int
    paused: bool
    acknowledged: int


@dataclass(frozen=True, slots=True)
class StreamFill:
    """How full a stream is.

    Attributes:
        stream: its name.
        messages: stored.
        bytes: stored.
        max_bytes: it may hold.
        first_sequence: of the oldest message.
        last_sequence: of the newest message.

    """

    stream: str
    messages: int
    bytes: int
    max_bytes: int
    first_sequence: int
    last_sequence: int

    @property
    def share(self) -> float:
        """Part of the room that is used, 0 to 1."""
        return self.bytes / self.max_bytes if self.max_bytes > 0 else 0.0


async def fills(connection: Connection) -> list[StreamFill]:
    """How full each stream is."""
    found = []
    for stream in streams.ALL:
        with connection.asking():
            info = await connection.js.stream_info(stream.name)
        found.append(_fill(info))
        telemetry.stream_filled(stream.name, found[-1].share)
    return found


async def heads(connection: Connection) -> Mapping[str, int]:
    """Sequence of the newest message of each stream, in one question: whether anything moves."""
    with connection.asking():
        infos = await connection.js.streams_info()
    return {str(info.config.name): info.state.last_seq for info in infos}


async def letters(connection: Connection) -> Mapping[str, int]:
    """How many dead letters of each consumer wait for a person."""
    subjects = f"{streams.DEADLETTER.root}.*"
    with connection.asking():
        info = await connection.js.stream_info(streams.DEADLETTER.name, subjects_filter=subjects)
    found = {
        subject.rpartition(".")[2]: count for subject, count in sorted((info.state.subjects or {}).items())
    }
    telemetry.letters_waiting(found)
    return found


async def lags(connection: Connection) -> list[ConsumerLag]:
    """How far each durable consumer is behind."""
    found = []
    for stream in streams.ALL:
        found += [_lag(info) for info in await durables(connection, stream.name)]
    for lag in found:
        if lag.stream != streams.RETRY.name:
            telemetry.consumer_lagged(lag.name, lag.pending, lag.in_flight, paused=lag.paused)
    return found


async def observe_or_report(connection: Connection) -> None:
    """Tells the metrics how the whole log is doing; an absent log is reported, not raised."""
    try:
        await fills(connection)
        await letters(connection)
        await observe(connection)
    except errors.LogUnavailable as error:
        telemetry.log.warning("bus.unobserved", error=str(error))


async def observe(connection: Connection) -> None:
    """Tells the metrics how far each durable consumer is behind, by number and by age.

    The ages cost a question for each consumer that is behind.
    """
    for stream in streams.ALL:
        for info in await durables(connection, stream.name):
            lag = _lag(info)
            if stream is streams.RETRY:
                telemetry.retries_wait(lag.name, lag.pending + lag.in_flight)
                continue
            telemetry.consumer_lagged(lag.name, lag.pending, lag.in_flight, paused=lag.paused)
            telemetry.consumer_aged(lag.name, await _oldest(connection, info), lag.redelivered)


async def _oldest(connection: Connection, info: api.ConsumerInfo) -> float:
    """Age in seconds of the first message that a consumer has not acknowledged; 0 when there is none."""
    if not info.num_pending and not info.num_ack_pending:
        return 0.0
    read = info.config.filter_subject or (info.config.filter_subjects or [">"])[0]
    try:
        with connection.asking():
            first = await connection.js.get_msg(info.stream_name, acknowledged(info) + 1, read, next=True)
    except js_errors.NotFoundError:
        return 0.0
    return (datetime.now(UTC) - first.time).total_seconds() if first.time else 0.0


def acknowledged(info: api.ConsumerInfo) -> int:
    """Sequence up to which a consumer has acknowledged everything it was given."""
    return (info.ack_floor.stream_seq or 0) if info.ack_floor else 0


async def durables(connection: Connection, stream: str) -> list[api.ConsumerInfo]:
    """Every durable consumer of a stream."""
    found: list[api.ConsumerInfo] = []
    while True:
        with connection.asking():
            page = await connection.js.consumers_info(stream, offset=len(found))
        found += page
        if len(page) < 256:  # the server's page
            return [info for info in found if info.config.durable_name]


def _fill(info: api.StreamInfo) -> StreamFill:
    return StreamFill(
        stream=str(info.config.name),
        messages=info.state.messages,
        bytes=info.state.bytes,
        max_bytes=info.config.max_bytes or 0,
        first_sequence=info.state.first_seq,
        last_sequence=info.state.last_seq,
    )


def _lag(info: api.ConsumerInfo) -> ConsumerLag:
    return ConsumerLag(
        name=info.name,
        stream=info.stream_name,
        pending=info.num_pending or 0,
        in_flight=info.num_ack_pending or 0,
        redelivered=info.num_redelivered or 0,
        paused=bool(info.paused),
        acknowledged=acknowledged(info),
    )
