"""Asks each process of an embedded set whether it answers, in the words each of them understands.

Used by the watch for stuck processes, by `antiphon status` and by `antiphon doctor`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final

from services.common import config
from services.common.rpc import health
from services.common.rpc.health import Health

GRPC_SERVICES: Final = ("listener", "scorer", "router", "insights")
PAGES: Final = ("console", "sandbox")
"""Processes that answer over HTTP."""

QUESTION: Final = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

GREETING: Final = b"INFO "
"""What nats-server says to everyone who connects."""

WORDS: Final = {
    Health.SERVING: "serving",
    Health.NOT_READY: "not ready",
    Health.SILENT: "does not answer",
    Health.AWAY: "does not answer",
}


async def of_set(addresses: Mapping[str, str], settings: config.Settings) -> dict[str, Health]:
    """How each process answers, asked all at once; `addresses` is `host:port` by name."""
    answers = await asyncio.gather(
        *(of_process(name, address, settings) for name, address in addresses.items())
    )
    return dict(zip(addresses, answers, strict=True))


async def of_process(name: str, address: str, settings: config.Settings) -> Health:
    """How the process of that name answers at `host:port`, within `health.CHECK_SECONDS`."""
    if name in GRPC_SERVICES:
        return await health.ask(address, settings)
    asked, expected = (QUESTION, b"HTTP/1.1 200") if name in PAGES else (b"", GREETING)
    try:
        async with asyncio.timeout(health.CHECK_SECONDS):
            said = await _first_line(address, asked)
    except TimeoutError:
        return Health.SILENT
    except OSError:
        return Health.AWAY
    return Health.SERVING if said.startswith(expected) else Health.NOT_READY


async def _first_line(address: str, request: bytes) -> bytes:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(request)
        return await reader.readline()
    except ValueError:  # longer than a reader takes: whatever it is, it answers
        return b""
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
