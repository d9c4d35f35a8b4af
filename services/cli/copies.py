"""Copies of the SQLite files of an embedded set, made while it runs, and put back while it does not."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services.common.model import errors

ORDER: Final = ("router", "insights", "console", "listener")
"""In which files are copied. The listener last: an answer that a copy of the router still wants sent is known
to a later copy of the listener under its request id, and is not sent again."""


class CopyFailed(errors.AntiphonError):
    """A copy cannot be made or put back."""


def is_there(data: Path) -> bool:
    """Whether a set keeps its tables in files; otherwise they are in Postgres."""
    return any((data / f"{name}.db").exists() for name in ORDER)


def make(data: Path, to: Path) -> list[Path]:
    """Copies each file as it was at one moment; the copies that were made."""
    with explained(f"A copy cannot be written to {to}"):
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [_copied(data / f"{name}.db", to / f"{name}.db") for name in ORDER]


def restore(data: Path, source: Path) -> list[Path]:
    """Puts the copies in the place of the files; the files that were replaced."""
    missing = [name for name in ORDER if not (source / f"{name}.db").exists()]
    if missing:
        raise CopyFailed(f"{source} holds no copy of {', '.join(missing)}; name a folder that `make` wrote.")
    with explained(f"The files in {data} cannot be replaced"):
        return [_put_back(source / f"{name}.db", data / f"{name}.db") for name in ORDER]


def _copied(source: Path, target: Path) -> Path:
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as here,
        contextlib.closing(sqlite3.connect(draft)) as there,
    ):
        here.backup(there)
    draft.chmod(0o600)
    draft.replace(target)
    return target


def _put_back(source: Path, target: Path) -> Path:
    """Replaces a file with its journal: one that belongs to other pages would ruin them."""
    copied = _copied(source, target.with_suffix(".restored"))
    for journal in ("-wal", "-shm"):
        target.with_name(target.name + journal).unlink(missing_ok=True)
    return copied.replace(target)


@contextlib.contextmanager
def explained(what: str) -> Iterator[None]:
    """Says `what` failed, and why, where files do not let themselves be read or written.

    Raises:
        CopyFailed: in place of what the system raised.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        raise CopyFailed(f"{what} ({fault}); nothing that was complete was changed.") from None
