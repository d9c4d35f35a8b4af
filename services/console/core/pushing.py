"""Notices for phones: what is worth one, to where it may be sent, and how it is sealed.

A push service carries messages between a server and a browser without being able to read them: each is
encrypted for the browser's own key (RFC 8291, in the coding aes128gcm of RFC 8188).
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from antiphon.events.v1 import events_pb2
from services.common.model import errors

_E = events_pb2.EngagementEvent

WORTH: Final = frozenset({_E.KIND_OPPORTUNITY_OFFERED, _E.KIND_COLLEAGUE_CALLED, _E.KIND_DEADLINE_NEAR})
"""Changes of which the person they concern is told wherever they are."""

RECORD_BYTES: Final = 4096
KEY_BYTES: Final = 65
SECRET_BYTES: Final = 16
LONGEST_ADDRESS: Final = 1000
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_POINT: Final = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class Quiet(NamedTuple):
    """Hours in which nobody wants to be told, `HH:MM` in a time zone; empty for none."""

    start: str = ""
    end: str = ""
    zone: str = "UTC"

    def holds(self, now: datetime) -> bool:
        """Whether it is quiet at a moment; the hours may pass over midnight."""
        if not self.start or not self.end or self.start == self.end:
            return False
        at = now.astimezone(ZoneInfo(self.zone)).strftime("%H:%M")
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Target(NamedTuple):
    """A browser as its push service knows it.

    Attributes:
        address: where messages for it go.
        key: its public key, an uncompressed point of P-256.
        secret: what it shares with whoever may write to it.
    """

    address: str
    key: bytes
    secret: bytes
    quiet: Quiet = Quiet()


def words(event: events_pb2.EngagementEvent) -> bytes:
    """What a browser is told of a change: its kind and which conversation, nothing of what anybody wrote."""
    kind = _E.Kind.Name(event.kind).removeprefix("KIND_").lower()
    return json.dumps({"kind": kind, "uid": event.opportunity.rpartition("/")[2]}).encode()


def checked(address: str, key: str, secret: str, quiet: Quiet, hosts: Collection[str]) -> Target:
    """What a browser gave, if it can be used.

    Args:
        address: of its push service.
        key: as the browser has it, URL-safe base64.
        secret: likewise.
        quiet: when it wants to be told nothing.
        hosts: push services that may be written to; `*.` before a name for all below it.

    Raises:
        InvalidField: if it cannot.
    """
    parts = _parts(address)
    host = parts.netloc if parts.hostname in LOOPBACK else parts.hostname or ""
    local = parts.hostname in LOOPBACK and parts.scheme == "http"
    if not (parts.scheme == "https" or local) or not any(_fits(host, each) for each in hosts):
        raise errors.InvalidField(
            "endpoint", "is of no push service that is known here; see ANTIPHON_CONSOLE_PUSH_HOSTS."
        )
    target = Target(address, _bytes("key", key, KEY_BYTES), _bytes("secret", secret, SECRET_BYTES), quiet)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), target.key)
    except ValueError as fault:
        raise errors.InvalidField("key", "is no point of P-256.") from fault
    _check_quiet(quiet)
    return target


def public(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half of a key, as browsers take it."""
    return encoded(key.public_key().public_bytes(*_POINT))


def encoded(raw: bytes) -> str:
    """Bytes in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def seal(text: bytes, target: Target) -> bytes:
    """A message that only the browser can read: RFC 8291, section 3, as one record of RFC 8188."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), target.key)
    once = ec.generate_private_key(ec.SECP256R1())
    ours, salt = once.public_key().public_bytes(*_POINT), os.urandom(16)
    info = b"WebPush: info\x00" + target.key + ours
    shared = _derive(once.exchange(ec.ECDH(), theirs), target.secret, info, 32)
    content = _derive(shared, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content).encrypt(nonce, text + b"\x02", None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def _parts(address: str) -> Any:
    try:
        parts = urlsplit(address if len(address) <= LONGEST_ADDRESS else "")
        parts.port  # noqa: B018  # refuses what is no number
    except ValueError as fault:
        raise errors.InvalidField("endpoint", "is no address.") from fault
    if parts.username or parts.password:
        raise errors.InvalidField("endpoint", "carries a name or a password; leave them out.")
    return parts


def _fits(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known


def _bytes(field: str, text: str, length: int) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as fault:
        raise errors.InvalidField(field, "is no URL-safe base64.") from fault
    if len(raw) != length:
        raise errors.InvalidField(field, f"has {len(raw)} bytes; {length} are needed.")
    return raw


def _check_quiet(quiet: Quiet) -> None:
    for field, text in (("quietFrom", quiet.start), ("quietTo", quiet.end)):
        if text and not _CLOCK.fullmatch(text):
            raise errors.InvalidField(field, "is a time such as 22:00, or empty.")
    try:
        ZoneInfo(quiet.zone)
    except (ValueError, OSError, LookupError) as fault:
        raise errors.InvalidField("zone", "is no time zone; Europe/Paris would be one.") from fault
