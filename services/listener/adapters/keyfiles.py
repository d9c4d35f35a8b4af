"""Reads what opens the vault, and the secrets that come with the environment."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from services.common.model import errors
from services.listener.core.sealing import Keyring

SETTING: Final = "ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES"

Given = Mapping[str, Mapping[str, str]]
"""Secrets from the environment: by source id, then by name."""


class KeyFileUnusable(errors.AntiphonError):
    """A file of keys, or the secrets in the environment, cannot be used."""


def read_keys(files: Sequence[Path]) -> Keyring | None:
    """The keys in these files, one a line, the newest first; None when no file is named.

    Raises:
        KeyFileUnusable: if one cannot be read, everybody can read it, or it holds no usable key.
    """
    return Keyring([key for file in files for key in _keys_in(file)]) if files else None


def _keys_in(file: Path) -> Sequence[str]:
    named = f"{SETTING}: {file}"
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise KeyFileUnusable(f"{named} cannot be read; put it back.") from None
    if mode & stat.S_IRWXO:
        raise KeyFileUnusable(f"{named} can be read by everybody; run: chmod 600 {file}")
    found = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        Keyring(found)
    except ValueError as fault:
        raise KeyFileUnusable(f"{named} {fault}.") from None
    return found


def read_given(text: str) -> Given:
    """Secrets from the environment, as JSON.

    Raises:
        KeyFileUnusable: if they are written otherwise; what they hold is not repeated.
    """
    try:
        said = json.loads(text or "{}")
        return {
            str(source): {str(name): str(secret) for name, secret in secrets.items()}
            for source, secrets in said.items()
        }
    except (ValueError, AttributeError):
        raise KeyFileUnusable(
            'ANTIPHON_LISTENER_CREDENTIALS must be JSON of the form {"SOURCE": {"NAME": "SECRET"}}; mend it.'
        ) from None
