"""What one source sees: where it began to see more or less, why, and when its silence is suspect.

The runner asks; what is to be written goes into the transaction that moves the checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from services.listener.core.rhythm import Rhythm
from services.listener.sources import base
from services.listener.store.connections import Connection
from services.listener.store.coverage import FULL, Cause, Sight, View

KEEP_RHYTHM_EVERY: Final = timedelta(minutes=1)
"""How often what was learned of a source's rhythm is written down."""

_KINDS: Final = (
    (base.SourceQuotaSpent, "quota", Cause.CAUSE_QUOTA),
    (base.SourceRateLimited, "rate_limited", Cause.CAUSE_LIMITED),
    (base.SourceRejected, "rejected", Cause.CAUSE_REVOKED),
    (base.SourceUnreachable, "unreachable", Cause.CAUSE_DOWN),
)

_LACKS: Final = {
    base.Lack.LIMITED: Cause.CAUSE_LIMITED,
    base.Lack.SAMPLED: Cause.CAUSE_SAMPLED,
    base.Lack.QUOTA: Cause.CAUSE_QUOTA,
}


class Turn(NamedTuple):
    """From a moment on it is this."""

    view: View
    at: datetime


def blind(fault: base.SourceError) -> View:
    """What is seen after a source could not go on: nothing."""
    return View(Sight.SIGHT_BLIND, fault.sentence, _kind(fault)[1])


def why(fault: base.SourceError) -> str:
    """The kind of fault, for metrics and logs."""
    return _kind(fault)[0]


def _kind(fault: base.SourceError) -> tuple[str, Cause]:
    for kind, word, cause in _KINDS:
        if isinstance(fault, kind):
            return word, cause
    return "unreachable", Cause.CAUSE_DOWN


class Sighting:
    """The view of one source, as its runner knows it.

    Attributes:
        view: what was last written; None when nothing was since the runner began.
        item_time: when something that somebody said last arrived; None if never.
    """

    def __init__(self, heartbeat: float | None) -> None:
        self._rhythm = Rhythm(None, heartbeat)
        self._heartbeat = heartbeat
        self._since: datetime | None = None
        self._heard: datetime | None = None
        self._kept: datetime | None = None
        self._ended = False
        self.view: View | None = None
        self.item_time: datetime | None = None

    def load(self, at: Connection) -> None:
        """Takes up what earlier runners learned."""
        self._rhythm = Rhythm(at.rhythm, self._heartbeat)
        self.item_time = at.item_time

    def begin(self, now: datetime) -> None:
        """A session begins: the time before it says nothing about the source's rhythm."""
        self._since, self._heard = now, None

    def read(self, pages: Sequence[base.Page], strain: str) -> list[Turn]:
        """Where among these pages it began to see more or less than before; learns its rhythm from them."""
        turns: list[Turn] = []
        for page in pages:
            self._end(page)
            if page.items:
                self._hear(page.received_time)
            elif self.is_suspect and not page.ended:
                continue
            view = _view(page, strain)
            if view != self.view:
                turns.append(Turn(view, page.received_time))
                self.view = view
        return turns

    def overhear(self, at: datetime | None) -> Turn | None:
        """It spoke at `at` past its reader, to our door; what to write when that ends a suspect silence."""
        if at is None or (self.item_time is not None and at <= self.item_time):
            return None
        was_suspect = self.is_suspect
        self._hear(at)
        return Turn(FULL, at) if was_suspect else None

    @property
    def is_suspect(self) -> bool:
        """Whether its silence is written down as suspect."""
        return self.view is not None and self.view.cause == Cause.CAUSE_SUSPECT

    def suspect(self, now: datetime) -> Turn | None:
        """What to write when its silence has just become suspect; None while it is not, or is told."""
        if self._ended or self._since is None or self.is_suspect:
            return None
        if not self._rhythm.is_suspect(self._since, now):
            return None
        usual = self._rhythm.longest_silence(self._since, now)
        reason = (
            f"Nothing arrived since {self._since:%H:%M} UTC, longer than its rhythm explains"
            f"{'' if usual is None else f' ({_span(usual)} at most)'}; check it on the network."
        )
        return Turn(View(Sight.SIGHT_PARTIAL, reason, Cause.CAUSE_SUSPECT), self._since)

    def rhythm_due(self, now: datetime) -> dict[str, Any] | None:
        """What was learned, when it is time to write it down."""
        if self._kept is not None and now - self._kept < KEEP_RHYTHM_EVERY:
            return None
        self._kept = now
        return self._rhythm.dump()

    def _end(self, page: base.Page) -> None:
        """Takes note of whether it has told its end; the silence after one says nothing about its rhythm."""
        if self._ended:
            self.begin(page.received_time)
        self._ended = page.ended

    def _hear(self, now: datetime) -> None:
        if self._heard is not None:
            self._rhythm.observe(self._heard, now)
        self._heard = self._since = self.item_time = now


def _view(page: base.Page, strain: str) -> View:
    if page.partial:
        return View(Sight.SIGHT_PARTIAL, page.partial, _LACKS[page.lack])
    return View(Sight.SIGHT_PARTIAL, strain, Cause.CAUSE_QUOTA) if strain else FULL


def _span(length: timedelta) -> str:
    minutes = length.total_seconds() / 60
    return f"{minutes / 60:.0f} h" if minutes >= 120 else f"{max(minutes, 1):.0f} min"
