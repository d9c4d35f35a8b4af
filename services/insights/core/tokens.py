"""Resume tokens of `ListMentions`: a place in the archive, tied to the filter it was reached with.

They carry a place and no right: whoever calls again is checked again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from typing import NamedTuple

from services.common.model import errors

_FORM = struct.Struct(">4sqq")


class Place(NamedTuple):
    """The last mention that was given."""

    create_time: int
    id: int


def encode(place: Place, filter_text: str) -> str:
    """The token of a place."""
    return base64.urlsafe_b64encode(_FORM.pack(_mark(filter_text), *place)).decode().rstrip("=")


def decode(token: str, filter_text: str) -> Place | None:
    """The place of a token; None for the beginning.

    Raises:
        InvalidField: if the token is not one of ours or came from another filter.
    """
    if not token:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mark, create_time, row = _FORM.unpack(raw)
    except (ValueError, binascii.Error, struct.error):
        raise errors.InvalidField(
            "resume_token", "this is not a token of ListMentions; give the last one received, or none."
        ) from None
    if mark != _mark(filter_text):
        raise errors.InvalidField(
            "resume_token", "it was given for another filter; repeat that filter, or begin without a token."
        )
    return Place(create_time, row)


def _mark(filter_text: str) -> bytes:
    return hashlib.sha256(filter_text.strip().encode()).digest()[:4]
