"""Signatures of requests: HMAC-SHA256 (RFC 2104), compared in constant time.

For systems of our customers in the form of the Standard Webhooks specification 1.0.0, whose libraries exist
in most languages: what is signed is `{id}.{timestamp}.{body}`, the signature is `v1,` and base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from services.listener.sources import base

PREFIX: Final = "whsec_"
LEAST_BYTES: Final = 24
"""Shortest secret, as the specification has it."""

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret: base64 behind `whsec_`, else the characters themselves.

    Raises:
        SourceRejected: it cannot be read or is too short to keep anything safe.
    """
    try:
        encoded = secret.removeprefix(PREFIX)
        found = base64.b64decode(encoded, validate=True) if encoded != secret else secret.encode()
    except (binascii.Error, ValueError):
        found = b""
    if len(found) < LEAST_BYTES:
        raise base.SourceRejected(
            f"The source's secret is too short or not in base64; give it {LEAST_BYTES} bytes or more."
        )
    return found


def digest(secret: bytes, content: bytes) -> bytes:
    """The bare HMAC-SHA256."""
    return hmac.new(secret, content, hashlib.sha256).digest()


def sign(secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """Headers for a request of ours; every secret signs, so that the other side may change it any time."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    signatures = (f"v1,{base64.b64encode(digest(secret, signed)).decode()}" for secret in secrets)
    return {ID: message_id, TIME: str(timestamp), SIGNATURE: " ".join(signatures)}


def is_signed(secrets: Sequence[bytes], headers: Mapping[str, str], body: bytes) -> bool:
    """Whether one of the secrets signed this request; its age is not looked at."""
    signed = f"{headers.get(ID, '')}.{headers.get(TIME, '')}.".encode() + body
    right = [f"v1,{base64.b64encode(digest(secret, signed)).decode()}".encode() for secret in secrets]
    given = headers.get(SIGNATURE, "").encode().split(b" ")[:8]
    # All are compared with all, so that the time tells nothing.
    return any([hmac.compare_digest(one, other) for one in right for other in given])  # noqa: C419 - see above


def is_sha256_of(secret: bytes, body: bytes, header: str) -> bool:
    """Whether `sha256=` and this HMAC in hexadecimal is what the header says, as GitHub and Meta sign."""
    return hmac.compare_digest(f"sha256={digest(secret, body).hex()}".encode(), header.encode())
