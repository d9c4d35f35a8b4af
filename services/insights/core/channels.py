"""Channels: where alerts and reports go, and what is refused of one."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from typing import Final
from urllib.parse import urlsplit

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.model import errors
from services.insights.core import naming
from services.insights.core.sealing import Secrets

PREFIX: Final = "whsec_"
LEAST_BYTES: Final = 24
"""Shortest secret, as the Standard Webhooks specification has it."""
MOST_RECIPIENTS: Final = 50
MOST_OF_AN_ALERT: Final = 10

_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f]{1,64}@[A-Za-z0-9.-]{1,253}")
_POSTED: Final = (api.Channel.KIND_CHAT, api.Channel.KIND_WEBHOOK)


def check(channel: api.Channel, *, allow_private: bool) -> None:
    """Refuses a channel that can tell nobody.

    Raises:
        InvalidField: what is wrong with it.
    """
    naming.check(channel.name, "channels", "channel.name")
    if channel.kind == api.Channel.KIND_EMAIL:
        check_recipients(channel.recipients, "channel.recipients")
    elif channel.kind in _POSTED:
        _check_url(channel.url, allow_private=allow_private)
    else:
        raise errors.InvalidField("channel.kind", "it must be KIND_EMAIL, KIND_CHAT or KIND_WEBHOOK.")
    if channel.secret and channel.kind != api.Channel.KIND_WEBHOOK:
        raise errors.InvalidField("channel.secret", "only webhooks are signed; leave it out.")
    if channel.secret:
        secret_bytes(channel.secret)


def check_recipients(recipients: object, field: str) -> None:
    """Refuses what no letter can be sent to.

    Raises:
        InvalidField: there is none, there are too many, or one is no address.
    """
    given = list(recipients)  # type: ignore[call-overload]  # a repeated field
    if not 0 < len(given) <= MOST_RECIPIENTS:
        raise errors.InvalidField(field, f"name 1 to {MOST_RECIPIENTS} addresses.")
    for at, each in enumerate(given):
        if not _ADDRESS.fullmatch(each):
            raise errors.InvalidField(f"{field}[{at}]", "it is no address such as lead@example.com.")


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret that posts are signed with.

    Raises:
        InvalidField: it has another form, or is too short to keep anything safe.
    """
    try:
        found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not secret.startswith(PREFIX) or len(found) < LEAST_BYTES:
        raise errors.InvalidField(
            "channel.secret", f"it must be {PREFIX} and {LEAST_BYTES} bytes or more in base64."
        )
    return found


def changed(given: api.Channel, before: api.Channel, kept: Secrets, *, renew: bool) -> api.Channel:
    """A channel as it is to be, with what is kept of the one before; no secret where one is to be made.

    Raises:
        InvalidField: it would be of another kind, or nothing can be signed with a new secret.
    """
    if given.kind != before.kind:
        raise errors.InvalidField("channel.kind", "a channel keeps its kind; create another one.")
    if renew and (before.kind != api.Channel.KIND_WEBHOOK or given.secret):
        raise errors.InvalidField("renew_secret", "a secret is made for webhooks that name none.")
    found = api.Channel()
    found.CopyFrom(given)
    if found.kind in _POSTED:
        found.url = given.url or kept.url
    if found.kind == api.Channel.KIND_WEBHOOK and not renew:
        found.secret = given.secret or kept.secret
    return found


def parted(channel: api.Channel) -> tuple[api.Channel, Secrets]:
    """A channel as it is kept, and what of it is sealed; a webhook without a secret gets one."""
    kept = api.Channel()
    kept.CopyFrom(channel)
    for name in ("url", "secret", "create_time"):
        kept.ClearField(name)
    kept.host = urlsplit(channel.url).hostname or "" if channel.url else ""
    secret = channel.secret
    if channel.kind == api.Channel.KIND_WEBHOOK and not secret:
        secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    return kept, Secrets(channel.url, secret)


def _check_url(url: str, *, allow_private: bool) -> None:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    schemes = ("https://", "http://") if allow_private else ("https://",)
    if not usable or not url.startswith(schemes) or not url.isascii() or any(map(str.isspace, url)):
        raise errors.InvalidField("channel.url", "it must be a whole address that begins with https://.")
