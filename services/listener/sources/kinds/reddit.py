"""Reddit."""

import re
from typing import Final

from services.listener.sources.kind import ConfigKey, OAuth, SourceType, address, number, one_of

MODES: Final = ("all", "subreddits", "search", "inbox")
"""How a source of this type reads."""
FLOW: Final = OAuth(
    authorize_url="https://www.reddit.com/api/v1/authorize",
    token_url="https://www.reddit.com/api/v1/access_token",  # noqa: S106 - an address
    scopes=("identity", "read", "privatemessages", "history", "submit", "edit", "report", "account"),
    parameters={"duration": "permanent"},
)
"""How an account is connected."""

_SUBREDDITS: Final = re.compile(r"\w{2,50}(\+\w{2,50}){0,99}", re.ASCII)


def _names(value: str) -> str | None:
    return None if _SUBREDDITS.fullmatch(value) else "must be names of subreddits joined by +, at most 100"


KIND = SourceType(
    name="reddit",
    network="reddit",
    module="services.listener.sources.reddit.connection",
    summary="Reddit: subreddits whole, posts with what brands ask for, the account's inbox; answers.",
    keys={
        "mode": ConfigKey(
            "what it reads: subreddits, search (posts only, Reddit does not search comments), inbox, "
            "or all (default)",
            check=one_of(*MODES),
            place=True,
        ),
        "subreddits": ConfigKey(
            "subreddits whose posts and comments are read: coffee+espresso", check=_names, place=True
        ),
        "poll_seconds": ConfigKey("pause between rounds, default 60", check=number(5, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far a new listing looks back, default 24", check=number(0, 8_760, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands, default 600; 0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many posts and comments it asks for then, 100 in a request, default 300",
            check=number(1, 1000, "entries"),
        ),
        "oauth_url": ConfigKey(
            "address of the API or of a proxy before it, default https://oauth.reddit.com",
            check=address("http", "https"),
        ),
        "reddit_url": ConfigKey(
            "address of the site that gives tokens, default https://www.reddit.com",
            check=address("http", "https"),
        ),
    },
    credentials={
        "client_id": ConfigKey("the app's id"),
        "client_secret": ConfigKey("the app's secret, where it has one"),
        "access_token": ConfigKey("token of the account, for its inbox and for answering"),
        "refresh_token": ConfigKey("gets new tokens of the account when one ends, after a day"),
        "username": ConfigKey("name of the account, for an app of the type script instead of tokens"),
        "password": ConfigKey("password of the account, for an app of the type script instead of tokens"),
    },
    answers_with=(("access_token",), ("client_id", "username", "password")),
    flow=FLOW,
)
