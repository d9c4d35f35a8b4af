"""Reads answers of bounded size: whatever a server sends, memory stays ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx

from services.listener.sources import base

MAX_BYTES: Final = 8 * 1024 * 1024
"""Largest answer that is read."""


async def get(
    http: httpx.AsyncClient,
    url: str,
    what: str,
    *,
    params: Mapping[str, Any],
    headers: Mapping[str, str],
    max_bytes: int = MAX_BYTES,
) -> httpx.Response:
    """The answer to a GET, read whole; `what` names the network in the sentence.

    Raises:
        SourceUnreachable: it is larger than allowed.
        HTTPError: there is none.
    """
    async with http.stream("GET", url, params=params, headers=headers) as response:
        body = bytearray()
        async for part in response.aiter_bytes(65_536):
            body += part
            if len(body) > max_bytes:
                raise base.SourceUnreachable(f"{what} sent more than {max_bytes:,} bytes; it is tried again.")
        told = {
            name: value
            for name, value in response.headers.items()
            if name not in {"content-encoding", "transfer-encoding", "content-length"}
        }
        return httpx.Response(
            response.status_code, headers=told, content=bytes(body), request=response.request
        )
