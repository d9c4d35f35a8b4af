"""Secrets that somebody put beside us: files that a cluster mounts, and what the environment holds.

A file is read whenever its secret is needed, so that a new one counts from then on without a restart. What a
file holds is sent to the network of its source, so it has to lie in the one folder that is meant for them:
whoever may add a source may not read every file that the listener can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from services.common.model import errors
from services.listener.sources import base

FOLDER: Final = Path("/run/secrets")
"""Where Docker and Kubernetes mount secrets."""
SETTING: Final = "ANTIPHON_LISTENER_SECRETS_FOLDER"

_FILE: Final = "_file"


def find(config: Mapping[str, str], name: str, folder: Path | None) -> str:
    """What lies in the file that the setting `<name>_file` names; empty without one that may be read."""
    file = config.get(f"{name}{_FILE}", "")
    try:
        place = _within(folder, file) if file else None
        return place.read_text(encoding="utf-8").strip() if place else ""
    except (OSError, ValueError):
        return ""


def check(config: Mapping[str, str], names: Iterable[str], folder: Path | None) -> None:
    """Checks that settings name files of the folder only; a file that is not there yet is none of it.

    Raises:
        InvalidField: at the first that does not.
    """
    for name in names:
        file = config.get(f"{name}{_FILE}", "")
        if file and _within(folder, file) is None:
            lies = f"must name a file in {folder}" if folder else "cannot be used: no folder is set for it"
            raise errors.InvalidField(
                f"config.{name}{_FILE}",
                f"{lies}. Put it there, set {SETTING}, or give the secret with `antiphon source connect`.",
            )


def _within(folder: Path | None, file: str) -> Path | None:
    """Where a file lies, links followed; None when that is not in the folder."""
    if folder is None:
        return None
    try:
        home = folder.resolve()
        place = (home / file).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return place if place.is_relative_to(home) and place != home else None


@dataclass(frozen=True, slots=True)
class Mounted:
    """Secrets of a source: from its files, else as given.

    Attributes:
        source: resource name.
        config: settings of the source.
        given: secrets by name, where there is no file.
        expire_time: when those end.
        folder: where files have to lie; None when none is read.
    """

    source: str
    config: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    expire_time: datetime | None = None
    folder: Path | None = FOLDER

    def get(self, name: str) -> str:
        """See `base.Credentials.get`."""
        if found := self.find(name):
            return found
        raise base.SourceRejected(
            f"The source has no {name}; connect its account with "
            f"`antiphon source connect {self.source.removeprefix('sources/')}`{self._or_file(name)}."
        )

    def find(self, name: str) -> str:
        """See `base.Credentials.find`."""
        return find(self.config, name, self.folder) or self.given.get(name, "")

    def names(self) -> Sequence[str]:
        """Names of secrets that a file or the environment is meant to hold, whether it does now or not."""
        files = (key.removesuffix(_FILE) for key, file in self.config.items() if key.endswith(_FILE) and file)
        return sorted({*files, *self.given})

    def _or_file(self, name: str) -> str:
        return f", or let {name}_file name a file in {self.folder} that can be read" if self.folder else ""

    async def refresh(self, renew: base.Renew) -> None:
        """Nothing can be renewed here."""
        del renew
        raise base.SourceRejected(
            "The account's access has ended, and its secrets come from a file or the environment; "
            "renew them there."
        )
