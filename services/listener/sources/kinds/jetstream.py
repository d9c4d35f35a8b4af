"""Bluesky without an account."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

KIND = SourceType(
    name="jetstream",
    network="bluesky",
    module="services.listener.sources.jetstream",
    summary="The public stream of Bluesky posts, without credentials.",
    keys={
        "url": ConfigKey("address of a Jetstream server, default a public one", check=address("ws", "wss")),
        "silence_seconds": ConfigKey(
            "silence after which the connection counts as lost, default 30",
            check=number(0.01, 600, "seconds"),
        ),
    },
    heartbeat_seconds=30.0,
)
