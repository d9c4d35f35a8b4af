"""A byte stream that can be taken up again from its last acknowledged place.

Standard input cannot be read twice; what has been sent but not acknowledged is therefore
kept here, so that a replay survives a restart of the listener without losing a record.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import BinaryIO

CHUNK_BYTES = 256 * 1024


class Rewindable:
    """Reads a stream in chunks and remembers those that are not acknowledged yet."""

    def __init__(self, stream: BinaryIO, chunk_bytes: int = CHUNK_BYTES) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._kept: deque[tuple[int, bytes]] = deque()
        self._next = 0
        self._end_of_kept = 0
        self._ended = False

    async def read(self) -> bytes:
        """Next chunk, first of all those that were rewound over; empty at the end."""
        for offset, chunk in self._kept:
            if offset + len(chunk) > self._next:
                piece = chunk[self._next - offset :]
                self._next = offset + len(chunk)
                return piece
        if self._ended:
            return b""
        chunk = await asyncio.to_thread(self._stream.read, self._chunk_bytes)
        if not chunk:
            self._ended = True
            return b""
        self._kept.append((self._end_of_kept, chunk))
        self._end_of_kept += len(chunk)
        self._next = self._end_of_kept
        return chunk

    def acknowledge(self, offset: int) -> None:
        """Forgets chunks that lie wholly before `offset`."""
        while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= offset:
            self._kept.popleft()

    def rewind(self, offset: int) -> None:
        """Reads on from `offset`, which must not lie before what was acknowledged."""
        first = self._kept[0][0] if self._kept else self._end_of_kept
        if not first <= offset <= self._end_of_kept:
            raise ValueError(f"offset {offset} is outside {first}..{self._end_of_kept}")
        self._next = offset
