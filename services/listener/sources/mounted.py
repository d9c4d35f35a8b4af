"""Secrets that somebody put beside us: files that a cluster mounts, and what the environment holds.

A file is read whenever its secret is needed, so that a new one counts from then on without a restart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from services.listener.sources import base

_FILE: Final = "_file"


def find(config: Mapping[str, str], name: str) -> str:
    """What lies in the file that the setting `<name>_file` names; empty without one that can be read."""
    file = config.get(f"{name}_file", "")
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, ValueError):
        return ""


@dataclass(frozen=True, slots=True)
class Mounted:
    """Secrets of a source: from its files, else as given.

    Attributes:
        source: resource name.
        config: settings of the source.
        given: secrets by name, where there is no file.
        expire_time: when those end.
    """

    source: str
    config: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    expire_time: datetime | None = None

    def get(self, name: str) -> str:
        """See `base.Credentials.get`."""
        if found := self.find(name):
            return found
        raise base.SourceRejected(
            f"The source has no {name}; connect its account with "
            f"`antiphon source connect {self.source.removeprefix('sources/')}`, or let {name}_file name "
            "a file that can be read."
        )

    def find(self, name: str) -> str:
        """See `base.Credentials.find`."""
        return find(self.config, name) or self.given.get(name, "")

    def names(self) -> Sequence[str]:
        """Names of secrets that a file or the environment is meant to hold, whether it does now or not."""
        files = (key.removesuffix(_FILE) for key, file in self.config.items() if key.endswith(_FILE) and file)
        return sorted({*files, *self.given})

    async def refresh(self, renew: base.Renew) -> None:
        """Nothing can be renewed here."""
        del renew
        raise base.SourceRejected(
            "The account's access has ended, and its secrets come from a file or the environment; "
            "renew them there."
        )
