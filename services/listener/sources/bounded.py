"""Answers no larger than they may be, for client libraries that read them whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import httpx

MAX_BYTES: Final = 16 * 1024 * 1024
"""Largest answer that is read; a full page of any network takes less than a tenth."""


class BoundedTransport(httpx.AsyncBaseTransport):
    """Passes requests on and ends answers that go beyond the limit.

    It counts bytes as they come, so who uses it asks for answers without compression.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, most: int = MAX_BYTES) -> None:
        self._inner = inner
        self._most = most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Bounded(response.stream, self._most)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            self._left -= len(part)
            if self._left < 0:
                raise httpx.ReadError("the answer is larger than any answer should be")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()
