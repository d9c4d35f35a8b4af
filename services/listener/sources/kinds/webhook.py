"""A customer's own system: it brings signed requests, and takes answers as signed requests."""

from services.listener.core import telling
from services.listener.sources import base, signing
from services.listener.sources.kind import ConfigKey, SourceType, address, brand, number


def _secret(value: str) -> str | None:
    try:
        signing.secret_bytes(value)
    except base.SourceRejected as fault:
        return fault.sentence
    return None


KIND = SourceType(
    name="webhook",
    network="webhook",
    module="services.listener.sources.webhook",
    summary="A system of your own: signed requests in, signed requests out.",
    keys={
        "url": ConfigKey(
            "address that answers are posted to; without it nothing can be answered",
            check=address("http", "https"),
        ),
        "site": ConfigKey(
            "scope in which the ids of your system are unique, default the source's id", place=True
        ),
        "tolerance_seconds": ConfigKey(
            "how far the time in a signature may be from ours, default 300", check=number(1, 3600, "seconds")
        ),
        "brand": brand("everything"),
        "events": ConfigKey(
            "changes that are posted to url, too: `all`, or kinds such as reply-changed, separated by commas",
            check=telling.wish_fault,
        ),
    },
    credentials={
        "secret": ConfigKey(
            "secret that signs both ways: 24 characters or more, or whsec_ and base64",
            required=True,
            check=_secret,
        ),
        "old_secret": ConfigKey(
            "secret that is still accepted while the other side changes to the new one", check=_secret
        ),
    },
    receives=True,
)
