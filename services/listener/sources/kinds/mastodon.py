"""Mastodon and servers that speak its API: streams, timelines, search, notifications; answers."""

from typing import Final

from services.listener.sources.kind import ConfigKey, OAuth, SourceType, address, number, one_of

STREAMS: Final = ("user", "public", "local", "hashtag")
"""Modes that read a stream, and timelines to fill its gaps."""
MODES: Final = (*STREAMS, "search", "notifications")
"""How a source of this type reads."""

KIND = SourceType(
    name="mastodon",
    network="mastodon",
    module="services.listener.sources.mastodon.connection",
    summary="A Mastodon server: streams and timelines, search, what addresses an account; answers.",
    keys={
        "url": ConfigKey("address of the server", required=True, check=address("http", "https"), place=True),
        "mode": ConfigKey(
            "what it reads: user (the account's home and notifications, default), public, local, hashtag, "
            "search or notifications",
            check=one_of(*MODES),
            place=True,
        ),
        "hashtag": ConfigKey("topic word of the mode hashtag; each takes a source of its own", place=True),
        "poll_seconds": ConfigKey(
            "pause between rounds of search and notifications, default 60", check=number(5, 86_400, "seconds")
        ),
        "silence_seconds": ConfigKey(
            "silence after which a stream counts as lost, default 60; servers say something every 15",
            check=number(1, 600, "seconds"),
        ),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24", check=number(0, 8_760, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands, and a stream for what it left out, "
            "default 600; 0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many posts it asks for then, default 100", check=number(1, 1000, "posts")
        ),
    },
    credentials={
        "access_token": ConfigKey(
            "token of the account; without it only public timelines, where a server shows them"
        ),
        "client_id": ConfigKey("key of the application, made in the server's settings: for connecting"),
        "client_secret": ConfigKey("its secret"),
    },
    answers_with=(("access_token",),),
    flow=OAuth(
        authorize_url="{url}/oauth/authorize",
        token_url="{url}/oauth/token",  # noqa: S106 - an address
        scopes=("read", "write", "follow"),
        client_auth="post",
    ),
    heartbeat_seconds=15.0,
)
