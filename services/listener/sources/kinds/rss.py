"""Feeds: articles, blogs, comments."""

from services.listener.sources.kind import ConfigKey, SourceType, address, number

KIND = SourceType(
    name="rss",
    network="rss",
    module="services.listener.sources.rss",
    summary="An RSS or Atom feed: articles, blogs, comments.",
    keys={
        "url": ConfigKey("address of the feed", required=True, check=address("http", "https"), place=True),
        "poll_seconds": ConfigKey(
            "pause between requests, default 300", check=number(0.01, 86400, "seconds")
        ),
        "max_bytes": ConfigKey(
            "largest feed that is read, default 5 MiB", check=number(1024, 1 << 28, "bytes")
        ),
    },
)
