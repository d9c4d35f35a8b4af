"""Page tokens: opaque to callers, checked when they come back."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from typing import Final

from services.common.model import errors

Place = Sequence[int | str]

_BAD: Final = "it is not a token of this list with these filters; begin again without one."


def size(asked: int, default: int, most: int) -> int:
    """Rows of a page.

    Raises:
        InvalidField: if a negative number was asked for.
    """
    if asked < 0:
        raise errors.InvalidField("page_size", "it cannot be negative; 0 takes the default.")
    return min(asked, most) or default


def encode(question: str, place: Place) -> str:
    """Token of the page that begins after `place`, for one question only."""
    document = json.dumps([_mark(question), *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def decode(token: str, question: str, kinds: Sequence[type]) -> list[int | str] | None:
    """The place a token names; None for the first page.

    Raises:
        InvalidField: if it is not one of ours, or of another question.
    """
    if not token:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError):
        raise errors.InvalidField("page_token", _BAD) from None
    if not isinstance(found, list) or len(found) != len(kinds) + 1 or found[0] != _mark(question):
        raise errors.InvalidField("page_token", _BAD)
    if not all(type(value) is kind for value, kind in zip(found[1:], kinds, strict=True)):
        raise errors.InvalidField("page_token", _BAD)
    return found[1:]


def _mark(question: str) -> int:
    return zlib.crc32(question.encode())
