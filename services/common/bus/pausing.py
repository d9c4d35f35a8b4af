"""Pausing consumers on the server, so that every replica stops and a restart keeps it that way."""

from __future__ import annotations

from typing import Final

from nats.js import api
from nats.js import errors as js_errors

from services.common.bus import streams, telemetry
from services.common.bus.connection import Connection
from services.common.model import errors

FOREVER: Final = "2200-01-01T00:00:00Z"
"""The server wants an end of the pause; a person sets it earlier by resuming."""


async def pause(connection: Connection, consumer: str) -> None:
    """Stops deliveries to a consumer and to its retries, until `resume`.

    Raises:
        errors.NotFound: if no stream knows the consumer.

    """
    for info in await _infos(connection, consumer):
        with connection.asking():
            await connection.js.pause_consumer(info.stream_name, consumer, FOREVER)
    telemetry.log.warning("consumer.paused", consumer=consumer)


async def resume(connection: Connection, consumer: str) -> None:
    """Lets a paused consumer and its retries go on; without effect on one that is not paused.

    Raises:
        errors.NotFound: if no stream knows the consumer.

    """
    for info in await _infos(connection, consumer):
        with connection.asking():
            await connection.js.resume_consumer(info.stream_name, consumer)
    telemetry.log.info("consumer.resumed", consumer=consumer)


async def is_paused(connection: Connection, consumer: str) -> bool:
    """Whether a consumer is paused.

    Raises:
        errors.NotFound: if no stream knows the consumer.

    """
    return any(info.paused for info in await _infos(connection, consumer))


async def _infos(connection: Connection, consumer: str) -> list[api.ConsumerInfo]:
    found = []
    for stream in streams.ALL:
        with connection.asking():
            try:
                found.append(await connection.js.consumer_info(stream.name, consumer))
            except js_errors.NotFoundError:
                continue
    if not found:
        raise errors.NotFound(f"Consumer {consumer}")
    return found
