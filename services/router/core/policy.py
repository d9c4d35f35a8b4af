"""Which mentions enter the queue: one policy, as data. The first rule that matches wins.

A rule is a name, what it decides, the conditions that must all hold, and the sentence people read.
Policies move priority and queue, never order; customers' own policies will replace this table, so
nothing but this module knows the rules.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import priority
from services.router.core.replyability import Capability
from services.router.core.signals import Signals

_D = routing.Decision
_R = routing.Opportunity

QUEUED: Final = int(_D.OUTCOME_QUEUED)
WATCHED: Final = int(_D.OUTCOME_WATCHED)
OWN: Final = int(_D.OUTCOME_OWN)

THRESHOLD: Final = 25
"""Priority from which a mention deserves a place even though it asks for nothing."""

ADDRESSED_THRESHOLD: Final = 12
"""The same for somebody who speaks to the brand: a bare "ok" or "thanks" stays below."""


class Case(NamedTuple):
    """What the conditions may look at."""

    signals: Signals
    priority: int
    replyability: int


class Condition(NamedTuple):
    """One comparison: a field of the case or of its signals, an operator, a value."""

    field: str
    test: str
    value: Any = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: all conditions must hold."""

    name: str
    outcome: int
    conditions: tuple[Condition, ...]
    sentence: str


class Verdict(NamedTuple):
    """What a policy says of one mention for one brand."""

    outcome: int
    rule: str
    priority: priority.Priority


_POLICY_NAME: Final = "default@1"

DEFAULT_RULES: Final = (
    Rule("own-post", OWN, (Condition("own", "is"),), "The brand wrote it itself."),
    Rule(
        "repost", WATCHED, (Condition("repost", "is"),), "It passes another post on without words of its own."
    ),
    Rule(
        "insight-only-network",
        WATCHED,
        (Condition("replyability", "=", _R.REPLYABILITY_INSIGHT_ONLY),),
        "Its network does not let anybody answer.",
    ),
    Rule(
        "window-closed",
        WATCHED,
        (Condition("replyability", "=", _R.REPLYABILITY_EXPIRED),),
        "Its network no longer takes answers to it.",
    ),
    Rule("private-message", QUEUED, (Condition("private", "is"),), "A private message expects an answer."),
    Rule("spam", WATCHED, (Condition("shouts", "is"),), "It has the marks of spam or of a giveaway."),
    Rule("news", WATCHED, (Condition("link_only", "is"),), "It only passes a link on."),
    Rule(
        "grave",
        QUEUED,
        (Condition("grave", "is"), Condition("priority", ">=", THRESHOLD)),
        "It speaks of health, safety, law or fraud.",
    ),
    Rule(
        "asks-the-brand",
        QUEUED,
        (
            Condition("addressed", "is"),
            Condition("needs", "is"),
            Condition("priority", ">=", ADDRESSED_THRESHOLD),
        ),
        "It asks the brand for help.",
    ),
    Rule(
        "question-to-the-brand",
        QUEUED,
        (
            Condition("addressed", "is"),
            Condition("asks", "is"),
            Condition("priority", ">=", ADDRESSED_THRESHOLD),
        ),
        "It asks the brand a question.",
    ),
    Rule(
        "complaint",
        QUEUED,
        (Condition("complaints", "is"), Condition("priority", ">=", THRESHOLD)),
        "It complains.",
    ),
    Rule(
        "addressed",
        QUEUED,
        (Condition("addressed", "is"), Condition("priority", ">=", ADDRESSED_THRESHOLD)),
        "It speaks to the brand.",
    ),
    Rule("important", QUEUED, (Condition("priority", ">=", THRESHOLD),), "It matters enough to be read."),
    Rule("chatter", WATCHED, (), "It asks for nothing and its priority is low."),
)
"""The rules of `default@1`. A changed rule is a new version."""

_TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "is": lambda found, wanted: bool(found) is wanted,
    "=": operator.eq,
    ">=": operator.ge,
}

_CASE_FIELDS: Final = frozenset(Case._fields) - {"signals"}


class Policy:
    """Named, versioned rules, ready to be asked."""

    def __init__(self, name: str, rules: tuple[Rule, ...]) -> None:
        self.name = name
        self.rules = {rule.name: rule for rule in rules}
        self._prepared = tuple((rule, tuple(map(_prepare, rule.conditions))) for rule in rules)

    def decide(self, signals: Signals, capability: Capability, written: int, now: int) -> Verdict:
        """The first rule that matches; the last one matches everything."""
        assessed = priority.assess(signals)
        case = Case(signals, assessed.points, capability.at(written, now))
        for rule, conditions in self._prepared:
            if all(condition(case) for condition in conditions):
                return Verdict(rule.outcome, rule.name, assessed)
        raise AssertionError(f"{self.name} has no rule that matches everything")

    def sentence(self, rule: str) -> str:
        """What a rule decided, for people; empty for a rule of another version."""
        found = self.rules.get(rule)
        return found.sentence if found else ""


def _prepare(condition: Condition) -> Callable[[Case], bool]:
    test, value, name = _TESTS[condition.test], condition.value, condition.field
    if name in _CASE_FIELDS:
        read = operator.attrgetter(name)
    else:
        read = operator.attrgetter(f"signals.{name}")
    return lambda case: test(read(case), value)


DEFAULT: Final = Policy(_POLICY_NAME, DEFAULT_RULES)
"""The policy that decides until a customer writes one."""
