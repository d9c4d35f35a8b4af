"""Who has which conversation open, told to colleagues, so that two see each other before both write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

KEPT_SECONDS: Final = 45.0
"""How long somebody counts as looking without saying so again; desks say it every 20 seconds."""

MOST_NAMED: Final = 8


class Seen(NamedTuple):
    """Who looks at one opportunity."""

    uid: str
    who: Sequence[str]


class _Look(NamedTuple):
    uid: str
    until: float


class Looking:
    """The open conversations of everybody at one board; each person has one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looks: dict[str, _Look] = {}

    def note(self, holder: str, uid: str) -> Sequence[Seen]:
        """Notes what somebody has open, nothing where `uid` is empty; gives what changed by it."""
        gone = self.expire()
        before = self._looks.pop(holder, None)
        if uid:
            self._looks[holder] = _Look(uid, self._clock() + KEPT_SECONDS)
        touched = {before.uid if before else "", uid} if before is None or before.uid != uid else set()
        return [*gone, *(self._seen(each) for each in sorted(touched - {""}))]

    def expire(self) -> Sequence[Seen]:
        """Lets those go who have not said for a while that they look; gives what changed by it."""
        now = self._clock()
        over = [holder for holder, look in self._looks.items() if look.until <= now]
        uids = {self._looks.pop(holder).uid for holder in over}
        return [self._seen(uid) for uid in sorted(uids)]

    def now(self) -> Iterable[Seen]:
        """Everything that somebody looks at."""
        return [self._seen(uid) for uid in sorted({look.uid for look in self._looks.values()})]

    def _seen(self, uid: str) -> Seen:
        who = sorted(holder for holder, look in self._looks.items() if look.uid == uid)
        return Seen(uid, who[:MOST_NAMED])
