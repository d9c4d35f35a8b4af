"""The types of source, one module each. A new one is a module here and its name below."""

from typing import Final

from services.listener.sources.kind import SourceType
from services.listener.sources.kinds import (
    bluesky,
    facebook,
    hackernews,
    instagram,
    jetstream,
    rss,
    sandbox,
    webhook,
    x,
)

KINDS: Final[tuple[SourceType, ...]] = (
    bluesky.KIND,
    facebook.KIND,
    hackernews.KIND,
    instagram.KIND,
    jetstream.KIND,
    rss.KIND,
    sandbox.KIND,
    webhook.KIND,
    x.KIND,
)
"""In the order in which they are listed."""
