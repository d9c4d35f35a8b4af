"""The types of source, one module each. A new one is a module here and its name below."""

from typing import Final

from services.listener.sources.kind import SourceType
from services.listener.sources.kinds import (
    bluesky,
    discourse,
    email,
    facebook,
    gmail,
    googleplay,
    hackernews,
    instagram,
    jetstream,
    mastodon,
    microsoft365,
    reddit,
    rss,
    sandbox,
    webhook,
    wordpress,
    x,
    youtube,
)

KINDS: Final[tuple[SourceType, ...]] = (
    bluesky.KIND,
    discourse.KIND,
    email.KIND,
    facebook.KIND,
    gmail.KIND,
    googleplay.KIND,
    hackernews.KIND,
    instagram.KIND,
    jetstream.KIND,
    mastodon.KIND,
    microsoft365.KIND,
    reddit.KIND,
    rss.KIND,
    sandbox.KIND,
    webhook.KIND,
    wordpress.KIND,
    x.KIND,
    youtube.KIND,
)
"""In the order in which they are listed."""
