"""What a source gave last, so that it can ask its network what became of it.

Searches and timelines tell what is new, hardly ever what was changed or deleted since.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence


class Recents:
    """Contributions by their id on the network, the last first forgotten last.

    Each has marks: short words that tell one state of it from another.
    """

    def __init__(self, kept: Iterable[Sequence[str]], most: int) -> None:
        """Starts with what `kept` gave; never holds more than `most`."""
        self._most = most
        self._marks: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        for found in kept:
            self.note(*found)

    def note(self, native_id: str, *marks: str) -> None:
        """Remembers a contribution, or its new marks."""
        self._marks[native_id] = marks
        self._marks.move_to_end(native_id)
        while len(self._marks) > self._most:
            self._marks.popitem(last=False)

    def marks(self, native_id: str) -> tuple[str, ...] | None:
        """Marks of a contribution; None when it is not remembered."""
        return self._marks.get(native_id)

    def forget(self, native_id: str) -> None:
        """Forgets a contribution, if it is remembered."""
        self._marks.pop(native_id, None)

    def ids(self) -> list[str]:
        """Ids of all, the newest first."""
        return [*reversed(self._marks)]

    def kept(self) -> list[list[str]]:
        """What to start with again."""
        return [[native_id, *marks] for native_id, marks in self._marks.items()]
