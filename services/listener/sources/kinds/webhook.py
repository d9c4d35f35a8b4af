"""A customer's own system: it brings signed requests, and takes answers as signed requests."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

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
        "site": ConfigKey("scope in which the ids of your system are unique, default the source's id"),
        "tolerance_seconds": ConfigKey(
            "how far the time in a signature may be from ours, default 300", check=number(1, 3600, "seconds")
        ),
        "brand": ConfigKey("brand that gets everything, whatever the queries say: brands/…"),
    },
    credentials={
        "secret": ConfigKey("secret that signs both ways: 24 characters or more, or whsec_ and base64"),
        "old_secret": ConfigKey("secret that is still accepted while the other side changes to the new one"),
    },
    receives=True,
)
