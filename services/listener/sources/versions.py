"""Which state of a contribution is news, on networks whose own stamps do not tell every change.

Some have no edit stamp, some leave out changes made in the first minutes, and some move it when only a
counter moved. So what was given last is compared by content, and the stamp is believed where it fits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from services.listener.sources import items
from services.listener.sources.recents import Recents

_DIGEST_BYTES: Final = 6


class Versions:
    """What a source gave last, by the network's id."""

    def __init__(self, kept: Iterable[Sequence[str]], most: int) -> None:
        """Starts with what `kept` gave; never remembers more than `most`."""
        self._recents = Recents((each for each in kept if len(each) >= 3 and each[2].isdigit()), most)

    def revision(
        self, native_id: str, content: Sequence[str], edited: items.Stamp | None, collected: items.Stamp
    ) -> int | None:
        """Revision of this state in Unix milliseconds, 0 as first published; None when it was given before.

        Args:
            native_id: the network's id.
            content: what makes one state differ from another: words, title.
            edited: when the network says that it was changed; None when it does not say.
            collected: when it was received.
        """
        stamped = 0 if edited is None else edited.ms()
        marks = self._recents.marks(native_id)
        if marks is None:
            return stamped
        if marks[0] == digest(content):
            return None
        before = int(marks[1])
        return stamped if stamped > before else max(collected.ms(), before + 1)

    def note(self, native_id: str, content: Sequence[str], revision: int, *more: str) -> None:
        """Remembers that this state was given, and whatever else the source wants to know of it."""
        self._recents.note(native_id, digest(content), str(revision), *more)

    def knows(self, native_id: str) -> bool:
        """Whether a contribution is remembered."""
        return self._recents.marks(native_id) is not None

    def more(self, native_id: str) -> Sequence[str]:
        """What else was noted of a contribution; empty when it is not remembered."""
        return (self._recents.marks(native_id) or ())[2:]

    def forget(self, native_id: str) -> None:
        """Forgets a contribution, if it is remembered."""
        self._recents.forget(native_id)

    def ids(self) -> list[str]:
        """Ids of all, the newest first."""
        return self._recents.ids()

    def kept(self) -> list[list[str]]:
        """What to start with again."""
        return self._recents.kept()


def digest(content: Sequence[str]) -> str:
    """A short word that tells one content from another."""
    made = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in content:
        made.update(part.encode(errors="replace") + b"\x00")
    return made.hexdigest()
