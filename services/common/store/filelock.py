"""Exactly one process opens a SQLite file: an advisory lock beside it that dies with its process."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Final

from services.common.model import errors

_POLL_SECONDS: Final = 0.05


class FileLock:
    """The lock of one SQLite file, held from construction to `release`."""

    def __init__(self, file: Path, *, patience_seconds: float = 0.0) -> None:
        self._path = file.with_name(f"{file.name}.lock")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise errors.StoreUnavailable(
                f"{self._path} cannot be opened: {fault.strerror}. Check that its folder can be written to."
            ) from fault
        try:
            self._acquire(file, time.monotonic() + patience_seconds)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        os.close(self._descriptor)

    def _acquire(self, file: Path, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise self._held(file) from None
                time.sleep(_POLL_SECONDS)
            else:
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
                return

    def _held(self, file: Path) -> errors.StoreUnavailable:
        holder = os.pread(self._descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        return errors.StoreUnavailable(
            f"{file} is open in process {holder}, and a SQLite file serves one process only; "
            "stop that process, or choose another ANTIPHON_DATA_FOLDER, or use Postgres.",
            process=holder,
        )
