"""Bytes cut anywhere into whole records, so that a file can arrive in chunks and break off at any byte.

A record is known by the line it starts on and the offset after its last byte: the offset is what a
broken call is taken up again from, the line is what a person looks up.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Final, NamedTuple

MAX_RECORD_BYTES: Final = 8 * 1024 * 1024
"""Longest line or quoted record in bytes; a longer one is skipped and told, never held in memory."""

_TOO_LONG: Final = "is longer than 8 MiB and was skipped; cut it or split the file."


class Line(NamedTuple):
    """A line without its end. `problem` is set instead of `content` when it cannot be used.

    Attributes:
        number: which line of the file it is, from 1.
        last: the same; records that span lines differ here.
        end: offset after it, its line end included.
    """

    content: bytes
    number: int
    last: int
    end: int
    problem: str = ""


class LineSplitter:
    """Cuts chunks into lines; numbers are 1-based, offsets count from the beginning of the file."""

    def __init__(self, offset: int = 0, line: int = 0) -> None:
        self._tail: list[bytes] = []
        self._held = 0
        self._offset = offset
        self._line = line
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Lines that end in this chunk."""
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            yield self._finish(chunk[start:end], 1)
            start = end + 1
        self._hold(chunk[start:])

    def end(self) -> Iterator[Line]:
        """The last line, where it has no end of its own."""
        if self._held:
            yield self._finish(b"", 0)

    def _hold(self, part: bytes) -> None:
        self._held += len(part)
        if self._held > MAX_RECORD_BYTES:
            self._skipping = True
            self._tail.clear()
        elif part:
            self._tail.append(part)

    def _finish(self, part: bytes, separator: int) -> Line:
        self._line += 1
        skipped = False
        size = self._held + len(part)
        if self._held:
            self._hold(part)
            part, skipped = b"".join(self._tail), self._skipping
            self._tail, self._held, self._skipping = [], 0, False
        if self._offset == 0:
            part = part.removeprefix(codecs.BOM_UTF8)
        self._offset += size + separator
        return Line(part, self._line, self._line, self._offset, _TOO_LONG if skipped else "")


def utf8_problem(error: UnicodeDecodeError) -> str:
    """Says where a line stops being UTF-8, without quoting it."""
    return f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8."
