"""Where two policies send the same mentions: counted by place and rule, with some mentions of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from services.router.core import demand
from services.router.core.policies.policy import OUTCOMES, Verdict

EXAMPLES: Final = 20
"""Mentions that are named of each difference."""

_PLACES: Final = {number: name for name, number in OUTCOMES.items()}
_QUEUED: Final = OUTCOMES["queue"]


class Pair(NamedTuple):
    """One kind of difference."""

    live: str
    candidate: str
    live_rule: str
    candidate_rule: str


def place(verdict: Verdict) -> str:
    """Where a mention goes: a queue, or `watch`, `drop`, `own`."""
    if verdict.outcome == _QUEUED:
        return demand.decode(verdict.route).queue
    return _PLACES[verdict.outcome]


@dataclass(slots=True)
class Beside:
    """What a candidate decided beside the policy in force.

    Attributes:
        decided: mentions that both decided.
        changed: those they send to different places.
        pairs: how many, and which, by kind of difference.
    """

    decided: int = 0
    changed: int = 0
    pairs: dict[Pair, tuple[int, list[str]]] = field(default_factory=dict)

    def add(self, key: str, live: Verdict, candidate: Verdict) -> None:
        """Counts one mention."""
        self.decided += 1
        if live.outcome == candidate.outcome and live.route == candidate.route:
            return
        here, there = place(live), place(candidate)
        if here == there:
            return
        self.changed += 1
        pair = Pair(here, there, live.rule, candidate.rule)
        count, keys = self.pairs.get(pair, (0, []))
        if len(keys) < EXAMPLES:
            keys.append(key)
        self.pairs[pair] = (count + 1, keys)
