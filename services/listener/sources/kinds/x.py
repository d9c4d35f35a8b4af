"""X: recent search, the filtered stream, the mentions of an account, and deletions for enterprise plans."""

from typing import Final

from services.listener.sources.kind import ConfigKey, OAuth, SourceType, address, number

MODES: Final = ("search", "stream", "mentions", "compliance")
"""How a source of this type reads."""


def _mode(value: str) -> str | None:
    return None if value in MODES else f"must be one of {', '.join(MODES)}"


def _switch(value: str) -> str | None:
    return None if value in {"true", "false"} else "must be true or false"


def _operators(value: str) -> str | None:
    return None if len(value) <= 200 and value.isprintable() else "must be at most 200 printable characters"


KIND = SourceType(
    name="x",
    network="x",
    module="services.listener.sources.x.connection",
    summary="X: what brands ask for, by search or as a stream, or the mentions of an account; answers.",
    keys={
        "mode": ConfigKey(
            "how it reads: search (default), stream, mentions of an account, or compliance "
            "(deletions, enterprise plans only)",
            check=_mode,
            place=True,
        ),
        "url": ConfigKey(
            "address of the API or of a proxy before it, default https://api.x.com",
            check=address("http", "https"),
        ),
        "poll_seconds": ConfigKey("pause between searches, default 60", check=number(5, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24; X keeps 168", check=number(0, 168, "hours")
        ),
        "silence_seconds": ConfigKey(
            "silence after which a stream counts as lost, default 21; X says something every 20",
            check=number(1, 600, "seconds"),
        ),
        "backfill_minutes": ConfigKey(
            "minutes that the stream makes up for by itself after a break, default 0; enterprise plans only",
            check=number(0, 5, "minutes"),
        ),
        "rule_count": ConfigKey(
            "rules of the stream that the plan allows, default 1000", check=number(1, 100_000, "rules")
        ),
        "rule_length": ConfigKey(
            "longest rule that the plan allows, default 1024", check=number(64, 4096, "characters")
        ),
        "query_count": ConfigKey("searches a round at most, default 10", check=number(1, 300, "searches")),
        "query_length": ConfigKey(
            "longest search that the plan allows, default 512", check=number(64, 4096, "characters")
        ),
        "narrow": ConfigKey(
            "operators added to every search and rule, for example lang:en", check=_operators
        ),
        "narrowing": ConfigKey(
            "whether X is asked for combinations, languages and exclusions, default true; false asks for "
            "words alone, which costs more posts, and leaves the rest to be decided here",
            check=_switch,
        ),
        "reposts": ConfigKey(
            "whether reposts without words of their own come too, default false", check=_switch
        ),
        "handles": ConfigKey(
            "whether posts that address the brands' own accounts are asked for, default true", check=_switch
        ),
        "account": ConfigKey("handle whose mentions are read, default the connected account", place=True),
        "partition": ConfigKey(
            "which quarter of the deletions is read, 1 to 4, default 1", check=number(1, 4, "")
        ),
    },
    credentials={
        "bearer_token": ConfigKey("token of the app: for the stream, and for searching without an account"),
        "access_token": ConfigKey("token of the account: for its mentions and for answering"),
        "refresh_token": ConfigKey("gets new tokens of the account when one ends, after two hours"),
        "client_id": ConfigKey("the app's OAuth 2.0 client id: for connecting and renewing"),
        "client_secret": ConfigKey("the app's OAuth 2.0 client secret, where it has one"),
    },
    answers_with=(("access_token",),),
    flow=OAuth(
        authorize_url="https://x.com/i/oauth2/authorize",
        token_url="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
        scopes=(
            "tweet.read",
            "tweet.write",
            "tweet.moderate.write",
            "users.read",
            "like.write",
            "mute.write",
            "dm.read",
            "dm.write",
            "media.write",
            "offline.access",
        ),
    ),
    heartbeat_seconds=20.0,
)
