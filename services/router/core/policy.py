"""Which mentions enter the queue: one policy, as data. The first rule that matches wins.

A rule is a name, what it decides, the traits a mention must have, the priority it must reach, and the
sentence people read. Policies move priority and queue, never order; customers' own policies will
replace this table, so nothing but this module knows the rules.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import priority
from services.router.core.replyability import Capability
from services.router.core.signals import Signals, Trait

_D = routing.Decision
_R = routing.Opportunity

QUEUED: Final = int(_D.OUTCOME_QUEUED)
WATCHED: Final = int(_D.OUTCOME_WATCHED)
OWN: Final = int(_D.OUTCOME_OWN)

FORGOTTEN: Final = "Its author asked to be forgotten."
"""What is told of an opportunity without words in the place of a rule's sentence."""

THRESHOLD: Final = 25
"""Priority from which a mention deserves a place even though nobody speaks to the brand."""

ADDRESSED_THRESHOLD: Final = 14
"""The same for somebody who speaks to the brand: a bare "ok" or "thanks" stays below."""


class Rule(NamedTuple):
    """One rule: all traits must be there and the priority reached."""

    name: str
    outcome: int
    traits: Trait
    at_least: int
    sentence: str


class Verdict(NamedTuple):
    """What a policy says of one mention for one brand; `route` as `demand.encode` writes it."""

    outcome: int
    rule: str
    priority: int
    route: str = ""


_T = Trait

DEFAULT_RULES: Final = (
    Rule("own-post", OWN, _T.OWN, 0, "The brand wrote it itself."),
    Rule("repost", WATCHED, _T.REPOST, 0, "It passes another post on without words of its own."),
    Rule("insight-only-network", WATCHED, _T.INSIGHT_ONLY, 0, "Its network does not let anybody answer."),
    Rule("window-closed", WATCHED, _T.EXPIRED, 0, "Its network no longer takes answers to it."),
    Rule("private-message", QUEUED, _T.PRIVATE, 0, "A private message expects an answer."),
    Rule("spam", WATCHED, _T.SPAM, 0, "It has the marks of spam or of a giveaway."),
    Rule("grave", QUEUED, _T.GRAVE, THRESHOLD, "It speaks of danger, law or fraud, or for the press."),
    Rule(
        "asks-the-brand",
        QUEUED,
        _T.ADDRESSED | _T.ASKS,
        ADDRESSED_THRESHOLD,
        "It asks the brand a question.",
    ),
    Rule("complaint", QUEUED, _T.COMPLAINS, THRESHOLD, "It complains."),
    Rule("worth-an-answer", QUEUED, _T.ANSWERABLE, ADDRESSED_THRESHOLD, "It deserves an answer."),
    Rule("addressed", QUEUED, _T.ADDRESSED, ADDRESSED_THRESHOLD, "It speaks to the brand."),
    Rule("important", QUEUED, _T.NONE, THRESHOLD, "It matters enough to be read."),
    Rule("chatter", WATCHED, _T.NONE, 0, "It asks for nothing and its priority is low."),
)
"""The rules of `default@2`. A changed rule is a new version."""

_FORMER: Final = {
    "grave": "It speaks of health, safety, law or fraud.",
    "asks-the-brand": "It asks the brand for help.",
    "question-to-the-brand": "It asks the brand a question.",
    "asks-for-help": "It asks for help.",
}
"""Sentences of `default@1` that are others now: its decisions still stand in queues."""


class Policy:
    """Named, versioned rules, ready to be asked."""

    def __init__(self, name: str, rules: tuple[Rule, ...]) -> None:
        self.name = name
        self.rules = {rule.name: rule for rule in rules}
        self._prepared = tuple((int(rule.traits), rule.at_least, rule.outcome, rule.name) for rule in rules)

    def decide(self, signals: Signals, capability: Capability, written: int, now: int) -> Verdict:
        """The first rule that matches; the last one matches everything."""
        points = priority.assess(signals)
        traits = signals.traits | _BARRIERS.get(capability.at(written, now), 0)
        for wanted, at_least, outcome, name in self._prepared:
            if traits & wanted == wanted and points >= at_least:
                return Verdict(outcome, name, points)
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def sentence(self, rule: str) -> str:
        """What a rule decided, for people; empty for a rule it does not have."""
        found = self.rules.get(rule)
        return found.sentence if found else ""


_BARRIERS: Final = {
    int(_R.REPLYABILITY_INSIGHT_ONLY): int(Trait.INSIGHT_ONLY),
    int(_R.REPLYABILITY_EXPIRED): int(Trait.EXPIRED),
}


DEFAULT: Final = Policy("default@2", DEFAULT_RULES)
"""The policy that decides until a customer writes one."""


def sentence(policy: str, rule: str) -> str:
    """What a rule of a policy decided, for people; empty for one that this build does not know."""
    if policy == DEFAULT.name:
        return DEFAULT.sentence(rule)
    return _FORMER.get(rule) or DEFAULT.sentence(rule) if policy == "default@1" else ""
