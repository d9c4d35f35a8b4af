"""Hacker News: read by search; a person answers."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

KIND = SourceType(
    name="hackernews",
    network="hackernews",
    module="services.listener.sources.hackernews.connection",
    summary="Hacker News: stories and comments with what brands ask for; answers are handed to a person.",
    keys={
        "url": ConfigKey(
            "address of the search, default https://hn.algolia.com",
            check=address("http", "https"),
            place=True,
        ),
        "items_url": ConfigKey(
            "address of the items, default https://hacker-news.firebaseio.com",
            check=address("http", "https"),
            place=True,
        ),
        "poll_seconds": ConfigKey("pause between rounds, default 60", check=number(5, 86_400, "seconds")),
        "lookback_hours": ConfigKey(
            "how far a new search looks back, default 24", check=number(0, 87_600, "hours")
        ),
        "recheck_seconds": ConfigKey(
            "how often it asks whether what it brought last still stands, default 600; 0 never",
            check=number(0, 86_400, "seconds"),
        ),
        "recheck_count": ConfigKey(
            "how many entries it asks for then, each by itself, default 100",
            check=number(1, 1000, "entries"),
        ),
    },
)
