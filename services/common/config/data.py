"""Where embedded services keep their files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Files on this machine."""

    folder: Path = Path(".antiphon")
    """Folder for SQLite files, keys and the embedded log; made when missing.
    One folder is one embedded installation: two at once must not share it."""
