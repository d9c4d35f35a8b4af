"""The types of source, one module each. A new one is a module here and its name below."""

from typing import Final

from services.listener.sources.kind import SourceType
from services.listener.sources.kinds import jetstream, rss, sandbox, x

KINDS: Final[tuple[SourceType, ...]] = (
    jetstream.KIND,
    rss.KIND,
    sandbox.KIND,
    x.KIND,
)
"""In the order in which they are listed."""
