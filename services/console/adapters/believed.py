"""What was proven already, believed for a few seconds without asking the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

BELIEVED_SECONDS: Final = 5.0
"""How much later, at most, another replica hears that somebody was kept out."""

BELIEVED: Final = 4096


class Believed(Generic[T]):
    """Answers of the database by secret, for a few seconds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, T]] = {}

    async def get(self, secret: str, ask: Callable[[], Any]) -> T | None:
        now = time.monotonic()
        known = self._known.get(secret)
        if known is not None and now - known[0] < BELIEVED_SECONDS:
            return known[1]
        found: T | None = await ask()
        self._known.pop(secret, None)
        if found is not None:
            if len(self._known) >= BELIEVED:
                self._known.pop(next(iter(self._known)))
            self._known[secret] = (now, found)
        return found

    def forget(self) -> None:
        self._known.clear()
