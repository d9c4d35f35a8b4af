"""Bad days on demand: what a test asks the sandbox to do wrong, and how often."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal[
    "status",
    "rate_limit",
    "latency",
    "hang",
    "drop_before_commit",
    "drop_after_commit",
    "malformed",
    "duplicate",
    "disorder",
]
Target = Literal["any", "feed", "publish", "read"]

KINDS_OF_FEED: Final = frozenset({"malformed", "duplicate", "disorder"})
"""Faults in what a page of the feed holds; the others are faults of the answer as a whole."""


@dataclass(slots=True)
class Fault:
    """One thing to do wrong.

    Attributes:
        kind: what: `status` answers with it and does nothing; `rate_limit` answers 429; `latency` waits
            first; `hang` never answers; `drop_before_commit` and `drop_after_commit` close the connection
            without an answer, before or after the request was carried out; `malformed`, `duplicate` and
            `disorder` spoil a page of the feed.
        target: requests it happens to: the feed, publishing (post, edit, delete), other reads, or any.
        count: how often it happens.
        status: answer of `status`.
        seconds: length of `latency` and `hang`, and what `rate_limit` asks to wait.
    """

    kind: Kind
    target: Target = "any"
    count: int = 1
    status: int = 503
    seconds: float = 1.0
    number: int = field(default_factory=itertools.count(1).__next__)


class Plan:
    """Faults that are still to happen, the oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def pending(self) -> list[Fault]:
        return list(self._faults)

    def take(self, target: str, *, of_page: bool = False) -> Fault | None:
        """The next fault for such a request, which then has happened once more."""
        for fault in self._faults:
            if (fault.kind in KINDS_OF_FEED) is of_page and fault.target in {"any", target}:
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
                return fault
        return None
