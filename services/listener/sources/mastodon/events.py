"""Server-sent events of a Mastodon stream: https://docs.joinmastodon.org/methods/streaming/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

MAX_EVENT_BYTES: Final = 4 * 1024 * 1024
"""Longest event that is read; the longest status takes a tenth."""


class Event(NamedTuple):
    """One event; without a name it is a heartbeat."""

    name: str
    data: bytes = b""


class Parser:
    """Bytes in, events out, wherever the network cuts them."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, part: bytes) -> Iterator[Event]:
        """The events that are complete with this part.

        Raises:
            ValueError: an event has no end.
        """
        lines = (self._rest + part).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_EVENT_BYTES:
            raise ValueError("an event without end")
        for line in lines:
            yield from self._take(line.removesuffix(b"\r"))

    def _take(self, line: bytes) -> Iterator[Event]:
        if line.startswith(b":"):
            yield Event("")
        elif not line:
            if self._name:
                yield Event(self._name, b"\n".join(self._data))
            self._name, self._data = "", []
        else:
            field, _, value = line.partition(b":")
            if field == b"event":
                self._name = value.strip().decode(errors="replace")
            elif field == b"data":
                self._data.append(value.removeprefix(b" "))
