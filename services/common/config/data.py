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

    suppression_key_file: Path | None = None
    """File with a secret of 16 characters or more that names of forgotten authors are hashed with.
    `antiphon up` makes one. In a cluster give listener, router and insights the same, outside the database;
    when empty a salt in the database stands alone. It cannot be changed once an author was forgotten."""
