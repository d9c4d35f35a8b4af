"""Pages of a listing: sizes within bounds, and tokens that fit only the call that made them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

from services.common.model import errors

DEFAULT_SIZE: Final = 100
MAX_SIZE: Final = 1_000
_DIGEST_BYTES: Final = 6


def size(asked: int) -> int:
    """How many to give.

    Raises:
        InvalidField: it is negative.
    """
    if asked < 0:
        raise errors.InvalidField("page_size", "must not be negative; 0 means 100.")
    return min(asked or DEFAULT_SIZE, MAX_SIZE)


def make_token(last: str, *scope: str) -> str:
    """The token of the page after the one that ends with `last`."""
    return base64.urlsafe_b64encode(_digest(scope) + last.encode()).decode()


def read_token(token: str, *scope: str) -> str:
    """Where a page begins: after this; empty for the first page.

    Raises:
        InvalidField: the token is not of a listing with these arguments.
    """
    if not token:
        return ""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
        digest, last = raw[:_DIGEST_BYTES], raw[_DIGEST_BYTES:].decode()
    except (binascii.Error, ValueError):
        digest, last = b"", ""
    if digest != _digest(scope):
        raise errors.InvalidField(
            "page_token", "is not from a listing with the same arguments; leave it empty to begin anew."
        )
    return last


def _digest(scope: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\n".join(scope).encode()).digest()[:_DIGEST_BYTES]
