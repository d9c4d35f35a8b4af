"""Discourse forums."""

from typing import Final

from services.listener.sources.kind import ConfigKey, SourceType, address, number, one_of

MODES: Final = ("posts", "search")
"""How a source of this type reads."""

KIND = SourceType(
    name="discourse",
    network="discourse",
    module="services.listener.sources.discourse.connection",
    summary="A Discourse forum: all its posts, or those its search finds; answers.",
    keys={
        "url": ConfigKey("address of the forum", required=True, check=address("http", "https"), place=True),
        "mode": ConfigKey(
            "how it reads: posts, all of them (default), or search, for what brands ask for",
            check=one_of(*MODES),
            place=True,
        ),
        "poll_seconds": ConfigKey("pause between rounds, default 60", check=number(5, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far a new source looks back, default 24", check=number(0, 87_600, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands, default 900; 0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many posts it asks for then, a topic at a time, default 100",
            check=number(1, 1000, "posts"),
        ),
    },
    credentials={
        "api_key": ConfigKey("key made by the forum's administrator; without it only what is public is read"),
        "api_username": ConfigKey("name of the account that the key stands for and that answers"),
    },
    answers_with=(("api_key",),),
)
