"""The secret of the installation that forgotten authors are hashed with: read once, carried by connections.

It lies in a file and in no table, so that a copy of a database alone does not tell who was forgotten.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.common.config.data import DataSettings
from services.common.model import errors

SHORTEST: Final = 16
"""Bytes a secret has at least."""

_OPTION: Final = "antiphon_suppression_secret"


def read(data: DataSettings) -> bytes:
    """The secret; empty when the settings name no file.

    Raises:
        StoreUnavailable: if the file cannot be read or holds too little.
    """
    file = data.suppression_key_file
    if file is None:
        return b""
    try:
        found = file.read_bytes().strip()
    except OSError as fault:
        raise errors.StoreUnavailable(
            f"ANTIPHON_DATA_SUPPRESSION_KEY_FILE: {file} cannot be read ({fault.strerror}); put it back."
        ) from fault
    if len(found) < SHORTEST:
        raise errors.StoreUnavailable(
            f"ANTIPHON_DATA_SUPPRESSION_KEY_FILE: {file} holds {len(found)} characters; it needs {SHORTEST}."
        )
    return found


def carry(engine: sa.Engine, found: bytes) -> None:
    """Lets every connection of the engine know the secret."""
    engine.update_execution_options(**{_OPTION: found})


def of(conn: sa.Connection) -> bytes:
    """The secret that a connection carries."""
    return bytes(conn.get_execution_options().get(_OPTION, b""))
