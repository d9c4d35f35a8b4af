"""Bluesky with an account: search, notifications, threads; answers."""

from typing import Final

from services.listener.sources.kind import ConfigKey, SourceType, address, number, one_of

MODES: Final = ("all", "search", "notifications")
"""How a source of this type reads."""

KIND = SourceType(
    name="bluesky",
    network="bluesky",
    module="services.listener.sources.bluesky.connection",
    summary="Bluesky with an account: what brands ask for, and what addresses the account; answers.",
    keys={
        "mode": ConfigKey(
            "what it reads: search, notifications of the account, or all (default)",
            check=one_of(*MODES),
            place=True,
        ),
        "threads": ConfigKey(
            "whether it reads what is said below the posts it brought last, default true",
            check=one_of("true", "false"),
            place=True,
        ),
        "pds": ConfigKey(
            "address of the account's server, default https://bsky.social", check=address("http", "https")
        ),
        "poll_seconds": ConfigKey("pause between rounds, default 60", check=number(5, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far a new search looks back, default 24", check=number(0, 8_760, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands, default 600; 0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many posts it asks for then, default 100",
            check=number(1, 1000, "posts"),
        ),
    },
    credentials={
        "identifier": ConfigKey("handle or e-mail address of the account", required=True),
        "app_password": ConfigKey("app password of the account, made in Bluesky's settings", required=True),
    },
)
