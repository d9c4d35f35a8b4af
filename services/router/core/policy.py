"""Which mentions enter the queue: one policy, as data. The first rule that matches wins.

A rule is a name, what it decides, the traits a mention must have, the priority it must reach, and the
sentence people read. Policies move priority and queue, never order; customers' own policies will
replace this table, so nothing but this module knows the rules.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final, NamedTuple

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import priority
from services.router.core.replyability import Capability
from services.router.core.signals import Signals

_D = routing.Decision
_R = routing.Opportunity

QUEUED: Final = int(_D.OUTCOME_QUEUED)
WATCHED: Final = int(_D.OUTCOME_WATCHED)
OWN: Final = int(_D.OUTCOME_OWN)

FORGOTTEN: Final = "Its author asked to be forgotten."
"""What is told of an opportunity without words in the place of a rule's sentence."""

THRESHOLD: Final = 25
"""Priority from which a mention deserves a place even though nobody speaks to the brand."""

ADDRESSED_THRESHOLD: Final = 12
"""The same for somebody who speaks to the brand: a bare "ok" or "thanks" stays below."""


class Trait(IntFlag):
    """What a rule may ask for."""

    NONE = 0
    OWN = 1
    REPOST = 2
    INSIGHT_ONLY = 4
    EXPIRED = 8
    PRIVATE = 16
    SPAM = 32
    LINK_ONLY = 64
    GRAVE = 128
    ADDRESSED = 256
    NEEDS = 512
    ASKS = 1024
    COMPLAINS = 2048


class Rule(NamedTuple):
    """One rule: all traits must be there and the priority reached."""

    name: str
    outcome: int
    traits: Trait
    at_least: int
    sentence: str


class Verdict(NamedTuple):
    """What a policy says of one mention for one brand."""

    outcome: int
    rule: str
    priority: priority.Priority


_T = Trait

DEFAULT_RULES: Final = (
    Rule("own-post", OWN, _T.OWN, 0, "The brand wrote it itself."),
    Rule("repost", WATCHED, _T.REPOST, 0, "It passes another post on without words of its own."),
    Rule("insight-only-network", WATCHED, _T.INSIGHT_ONLY, 0, "Its network does not let anybody answer."),
    Rule("window-closed", WATCHED, _T.EXPIRED, 0, "Its network no longer takes answers to it."),
    Rule("private-message", QUEUED, _T.PRIVATE, 0, "A private message expects an answer."),
    Rule("spam", WATCHED, _T.SPAM, 0, "It has the marks of spam or of a giveaway."),
    Rule("news", WATCHED, _T.LINK_ONLY, 0, "It only passes a link on."),
    Rule("grave", QUEUED, _T.GRAVE, THRESHOLD, "It speaks of health, safety, law or fraud."),
    Rule(
        "asks-the-brand", QUEUED, _T.ADDRESSED | _T.NEEDS, ADDRESSED_THRESHOLD, "It asks the brand for help."
    ),
    Rule(
        "question-to-the-brand",
        QUEUED,
        _T.ADDRESSED | _T.ASKS,
        ADDRESSED_THRESHOLD,
        "It asks the brand a question.",
    ),
    Rule("asks-for-help", QUEUED, _T.NEEDS, ADDRESSED_THRESHOLD, "It asks for help."),
    Rule("complaint", QUEUED, _T.COMPLAINS, THRESHOLD, "It complains."),
    Rule("addressed", QUEUED, _T.ADDRESSED, ADDRESSED_THRESHOLD, "It speaks to the brand."),
    Rule("important", QUEUED, _T.NONE, THRESHOLD, "It matters enough to be read."),
    Rule("chatter", WATCHED, _T.NONE, 0, "It asks for nothing and its priority is low."),
)
"""The rules of `default@1`. A changed rule is a new version."""


class Policy:
    """Named, versioned rules, ready to be asked."""

    def __init__(self, name: str, rules: tuple[Rule, ...]) -> None:
        self.name = name
        self.rules = {rule.name: rule for rule in rules}
        self._prepared = tuple((int(rule.traits), rule.at_least, rule.outcome, rule.name) for rule in rules)

    def decide(self, signals: Signals, capability: Capability, written: int, now: int) -> Verdict:
        """The first rule that matches; the last one matches everything."""
        assessed = priority.assess(signals)
        traits = _traits(signals) | _BARRIERS.get(capability.at(written, now), 0)
        for wanted, at_least, outcome, name in self._prepared:
            if traits & wanted == wanted and assessed.points >= at_least:
                return Verdict(outcome, name, assessed)
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def sentence(self, rule: str) -> str:
        """What a rule decided, for people; empty for a rule of another version."""
        found = self.rules.get(rule)
        return found.sentence if found else ""


_BARRIERS: Final = {
    int(_R.REPLYABILITY_INSIGHT_ONLY): int(Trait.INSIGHT_ONLY),
    int(_R.REPLYABILITY_EXPIRED): int(Trait.EXPIRED),
}


def _traits(signals: Signals) -> int:
    """The traits of a mention as bits; plain numbers, as this runs for every mention."""
    return (
        (1 if signals.own else 0)
        | (2 if signals.repost else 0)
        | (16 if signals.private else 0)
        | (32 if priority.shouts(signals) else 0)
        | (64 if priority.link_only(signals) else 0)
        | (128 if signals.grave else 0)
        | (256 if signals.addressed else 0)
        | (512 if signals.needs else 0)
        | (1024 if signals.asks else 0)
        | (2048 if signals.complaints else 0)
    )


DEFAULT: Final = Policy("default@1", DEFAULT_RULES)
"""The policy that decides until a customer writes one."""
