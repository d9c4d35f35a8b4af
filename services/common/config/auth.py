"""Keys that tokens are signed and checked with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """Signed tokens, carried by every call."""

    signing_key_file: Path | None = None
    """Ed25519 private key (PEM) that this process signs its calls with.
    Readable by its user only (mode 0600). Empty where a process calls nobody."""

    verify_key_files: tuple[Path, ...] = ()
    """Ed25519 public keys (PEM) whose tokens are believed, separated by commas.
    Several while keys change: add the new one everywhere, then sign with it, then remove the old one."""

    token_seconds: Annotated[int, Range(90, 3600)] = 300
    """Seconds a token is good for. A right that was taken away ends this much later at the latest."""
