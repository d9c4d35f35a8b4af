"""What sources may know of what is asked for, so that a firehose's chatter costs next to nothing."""

from __future__ import annotations

from collections.abc import Sequence

from services.common.queries import pushing
from services.listener.adapters.memory import Memory
from services.listener.adapters.watching import Watching


class Wanted:
    """See `base.Watched`."""

    def __init__(self, watching: Watching, memory: Memory) -> None:
        self._watching = watching
        self.knows = memory.knows

    @property
    def revision(self) -> int:
        """Rises with every change of brands, queries and sources."""
        return self._watching.revision

    def phrases(self) -> Sequence[str]:
        """What the queries look for."""
        return self._watching.current.phrases

    def wishes(self) -> Sequence[pushing.Wish]:
        """The same as narrow as can be."""
        return self._watching.current.wishes

    def handles(self) -> Sequence[str]:
        """The brands' own accounts."""
        return self._watching.current.handles

    def might_want(self, text: str) -> bool:
        """Whether a query may ask for a text."""
        return self._watching.current.matcher.might_match(text)
