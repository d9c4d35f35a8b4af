"""Places that sources keep, as text: what cannot be read any more counts as none, and reading begins anew."""

from __future__ import annotations

from typing import TypeVar

import msgspec

Place = TypeVar("Place", bound=msgspec.Struct)


def read(text: str, kind: type[Place]) -> Place:
    """The place that a text holds; a fresh one when it is empty, or was written by another version."""
    try:
        return msgspec.json.decode(text, type=kind) if text else kind()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return kind()


def write(place: msgspec.Struct) -> str:
    """The text of a place."""
    return msgspec.json.encode(place).decode()
