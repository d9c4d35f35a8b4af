"""The log level of a running process, changed by signals; a restart would take away what is to be looked at.

SIGUSR1 has everything written for a quarter of an hour, SIGUSR2 goes back at once. Whoever may send a process
signals may do so: in a cluster that is the right to `exec` in a pod, which the cluster itself grants and
records.
"""

from __future__ import annotations

import asyncio
import signal
from typing import Final

from services.common.config import Settings
from services.common.obs import logs

LOUD_SECONDS: Final = 900.0
"""A debug log that somebody forgot would fill a disk."""

LOUD: Final = signal.SIGUSR1
QUIET: Final = signal.SIGUSR2

log = logs.get()


class Verbosity:
    """The level of this process, between what its settings say and everything."""

    def __init__(self, settings: Settings, loud_seconds: float = LOUD_SECONDS) -> None:
        self._usual = settings.obs.log_level
        self._seconds = loud_seconds
        self._ending: asyncio.TimerHandle | None = None

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Follows the signals from now on."""
        loop.add_signal_handler(LOUD, self._louder, loop)
        loop.add_signal_handler(QUIET, self._usual_again)

    def _louder(self, loop: asyncio.AbstractEventLoop) -> None:
        self._forget_end()
        self._ending = loop.call_later(self._seconds, self._usual_again)
        logs.set_level("debug")
        log.warning("log.level_changed", level="debug", seconds=self._seconds)

    def _usual_again(self) -> None:
        self._forget_end()
        log.warning("log.level_changed", level=self._usual)
        logs.set_level(self._usual)

    def _forget_end(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
