"""Lines of an answer that stays open, read ahead while something else is under way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import httpx

from services.listener.sources import base

MAX_LINE_BYTES: Final = 4 * 1024 * 1024
"""Longest line that is read; a post with all that belongs to it takes some 20 KiB."""
AHEAD: Final = 5_000
"""Lines that wait at most; X is made to wait beyond that."""
AT_ONCE: Final = 500

_LINGER_SECONDS: Final = 0.01


class Lines:
    """The lines of one answer; empty ones say that it lives."""

    def __init__(self, response: httpx.Response, silence: float) -> None:
        self._response = response
        self._silence = silence
        self._waiting: asyncio.Queue[bytes | base.SourceUnreachable] = asyncio.Queue(AHEAD)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._pump())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def some(self) -> Sequence[bytes]:
        """What waits, at least one line or the sign of life; without the signs of life.

        Raises:
            SourceUnreachable: the answer ended or fell silent, and all lines before that were given.
        """
        found = [self._line(await self._waiting.get())]
        await asyncio.sleep(_LINGER_SECONDS)
        while len(found) < AT_ONCE and not self._waiting.empty():
            entry = self._waiting.get_nowait()
            if isinstance(entry, base.SourceUnreachable):
                self._waiting.put_nowait(entry)  # met again at the next call
                break
            found.append(entry)
        return [line for line in found if line]

    @staticmethod
    def _line(entry: bytes | base.SourceUnreachable) -> bytes:
        if isinstance(entry, base.SourceUnreachable):
            raise entry
        return entry

    async def _pump(self) -> None:
        try:
            await self._read()
            fault = base.SourceUnreachable("X closed the stream; it is opened again.")
        except httpx.ReadTimeout:
            fault = base.SourceUnreachable(
                f"X has been silent for {self._silence:g} seconds; the stream is opened again."
            )
        except httpx.HTTPError:
            fault = base.SourceUnreachable("The stream of X was lost; it is opened again.")
        await self._waiting.put(fault)

    async def _read(self) -> None:
        rest = b""
        async for part in self._response.aiter_bytes():
            *whole, rest = (rest + part).split(b"\n")
            if len(rest) > MAX_LINE_BYTES:
                raise httpx.RemoteProtocolError("a line without end")
            for line in whole:
                await self._waiting.put(line.strip())
