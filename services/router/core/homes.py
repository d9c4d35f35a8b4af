"""Where a mention of a conversation lands that people merged or split.

A conversation that was merged into another opportunity has one home, which is not its own. One that was split
has several: a mention goes where it is already, else where what it answers is, else where alone its author
speaks, else to the main one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from antiphon.mention.v1 import mention_pb2
from services.router.core import facts


class Family:
    """The opportunities that one conversation of one brand lives in.

    Attributes:
        main: uid of the one where what belongs nowhere else lands.
        uids: all of them.
    """

    def __init__(self, main: str, uids: Iterable[str] = ()) -> None:
        self.main = main
        self.uids = frozenset({main, *uids})
        self._keys: dict[str, str] = {}
        self._authors: dict[bytes, set[str]] = {}

    @property
    def is_split(self) -> bool:
        """Whether there is a choice."""
        return len(self.uids) > 1

    def add(self, key: str, uid: str, author: bytes | None = None) -> None:
        """Tells that a mention, or an answer of ours, is in one of them; an author, who speaks there."""
        self._keys[key] = uid
        if author:
            self._authors.setdefault(author, set()).add(uid)

    def home(self, key: str, mention: mention_pb2.Mention) -> str:
        """Where a mention of this conversation belongs."""
        if not self.is_split:
            return self.main
        found = self._keys.get(key) or self._keys.get(mention.parent_key)
        if found:
            return found
        speaks = self._authors.get(facts.author_digest(mention) or b"", ())
        return next(iter(speaks)) if len(speaks) == 1 else self.main


Families = Mapping[tuple[str, str], Family]
"""By brand and conversation."""
