"""Tells when dead letters are our fault: a bad deploy stops the consumer instead of emptying the log."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from services.common.config.bus import BusSettings


@dataclass(slots=True)
class Guard:
    """Watches the outcomes of one consumer; items that are put off count for neither side."""

    settings: BusSettings
    _run: int = 0
    _window: deque[tuple[int, int]] = field(default_factory=deque)
    _dead: int = 0
    _seen: int = 0

    def note(self, *, done: int, dead: int) -> None:
        """Takes the outcomes of one message in."""
        self._run = self._run + dead if done == 0 else 0
        self._window.append((done + dead, dead))
        self._seen += done + dead
        self._dead += dead
        while self._window and self._seen - self._window[0][0] >= self.settings.pause_dead_window:
            seen, dead_then = self._window.popleft()
            self._seen -= seen
            self._dead -= dead_then

    @property
    def verdict(self) -> str:
        """Why the consumer must pause; empty when it need not."""
        if self._run >= self.settings.pause_dead_run:
            return f"{self._run} dead letters in a row"
        if self._seen >= self.settings.pause_dead_window and self._share() > self.settings.pause_dead_share:
            return f"{self._share():.0%} of the last {self._seen} items became dead letters"
        return ""

    def reset(self) -> None:
        """Forgets everything; a consumer that was resumed starts afresh."""
        self._run = self._seen = self._dead = 0
        self._window.clear()

    def _share(self) -> float:
        return self._dead / self._seen
