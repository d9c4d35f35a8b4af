"""Handing a consumer everything again that its stream still holds.

After a database was restored from a copy, its service has forgotten what the log was told is done. The
consumer is removed; the service finds it missing and makes it anew, from the oldest message on.
"""

from __future__ import annotations

from nats.js import errors as js_errors

from services.common.bus import streams, telemetry
from services.common.bus.connection import Connection
from services.common.model import errors


async def rewind(connection: Connection, consumer: str) -> None:
    """Has a consumer begin with the oldest message of its stream again; its retries stay as they are.

    Raises:
        errors.NotFound: if no stream knows the consumer.

    """
    found = False
    for stream in streams.ALL:
        if stream is streams.RETRY:
            continue
        with connection.asking():
            try:
                found = await connection.js.delete_consumer(stream.name, consumer) or found
            except js_errors.NotFoundError:
                continue
    if not found:
        raise errors.NotFound(f"Consumer {consumer}")
    telemetry.log.warning("consumer.rewound", consumer=consumer)
